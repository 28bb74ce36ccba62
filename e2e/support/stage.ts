import { existsSync } from 'node:fs';
import { after, afterEach, before } from 'node:test';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type RunningDemo, startDemo, theDemo } from './demo.ts';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** For `describe`: journeys need a browser. */
export const skip = existsSync(executablePath) ? false : 'needs chromium';

export const desktop = { width: 1280, height: 900 };
/** 1280 px at 400 % zoom (WCAG 1.4.10). */
export const narrow = { width: 320, height: 700 };

export interface Stage {
  demo: RunningDemo;
  /** A browser of its own: no cookie is shared with another one. */
  visitor(options?: BrowserContextOptions): Promise<BrowserContext>;
  page(options?: BrowserContextOptions): Promise<Page>;
}

/**
 * Inside `describe`: platform and browser for its tests; windows are closed after each test. `isOwn`: a demonstration that
 * no other journey has changed.
 */
export function useStage(options: { isOwn?: boolean } = {}): Stage {
  let demo: RunningDemo | null = null;
  let browser: Browser | null = null;
  const open = new Set<BrowserContext>();

  before(async () => {
    [demo, browser] = await Promise.all([options.isOwn === true ? startDemo() : theDemo(), launch()]);
  });
  afterEach(async () => {
    await Promise.all([...open].map((context) => context.close()));
    open.clear();
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  const visitor = async (options: BrowserContextOptions = {}): Promise<BrowserContext> => {
    if (browser === null || demo === null) throw new Error('the stage is not set');
    const context = await browser.newContext({ baseURL: demo.url, locale: 'de-DE', viewport: desktop, ...options });
    context.setDefaultTimeout(10_000);
    open.add(context);
    return context;
  };
  return {
    get demo() {
      if (demo === null) throw new Error('the stage is not set');
      return demo;
    },
    visitor,
    page: async (options) => (await visitor(options)).newPage(),
  };
}

function launch(): Promise<Browser> {
  // Chromium refuses its sandbox to root, which is who runs in containers.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args });
}
