import { existsSync } from 'node:fs';
import { type BothTexts } from '../types.ts';
import { type Probed, type ScannedPage } from '../checks/check.ts';

/** Either a path of this installation, or a page that is made here and shown to the browser under such a path. */
export interface PageToScan {
  name: string;
  path: string;
  html?: string;
}

const programs = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
const patienceMs = 20_000;

/** Shows the pages in Chromium and lets axe look at them. Requests to other hosts are cut off. */
export async function scanInChromium(origin: string, pages: readonly PageToScan[]): Promise<Probed<ScannedPage[]>> {
  const executablePath = programs.find((path) => existsSync(path));
  if (executablePath === undefined) return { ok: false, missing: noChromium };
  const tools = await loadTools();
  if (tools === null) return { ok: false, missing: noTools };
  const { chromium, AxeBuilder } = tools;
  // Chromium refuses its sandbox to root, which is who runs in containers.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args, timeout: patienceMs });
  try {
    const context = await browser.newContext({ baseURL: origin, locale: 'de-DE' });
    context.setDefaultTimeout(patienceMs);
    const made = new Map(pages.flatMap(({ path, html }) => (html === undefined ? [] : [[`${origin}${path}`, html]])));
    await context.route('**/*', async (route) => {
      const url = route.request().url();
      const body = made.get(url);
      if (body !== undefined) return route.fulfill({ body, contentType: 'text/html; charset=utf-8' });
      return new URL(url).origin === origin || url.startsWith('data:') ? route.continue() : route.abort();
    });
    const page = await context.newPage();
    const scanned: ScannedPage[] = [];
    for (const { name, path } of pages) {
      const answer = await page.goto(path);
      if (answer === null || !answer.ok()) {
        return { ok: false, missing: notThere(`${origin}${path}`, answer?.status() ?? 0) };
      }
      const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
      scanned.push({
        name,
        violations: violations.map(({ id, impact, help, nodes }) => ({
          id,
          impact: impact ?? 'unknown',
          help,
          nodes: nodes.length,
          example: (nodes[0]?.html ?? '').slice(0, 200),
        })),
      });
    }
    return { ok: true, value: scanned };
  } finally {
    await browser.close();
  }
}

/** Optional: an installation without them runs, it only cannot scan. */
async function loadTools() {
  try {
    const [{ chromium }, { AxeBuilder }] = await Promise.all([
      import('playwright-core'),
      import('@axe-core/playwright'),
    ]);
    return { chromium, AxeBuilder };
  } catch {
    return null;
  }
}

const noChromium: BothTexts = {
  de: 'Chromium ist auf diesem Server nicht installiert. Unter Debian: apt-get install chromium.',
  en: 'Chromium is not installed on this server. On Debian: apt-get install chromium.',
};
const noTools: BothTexts = {
  de: 'Die Pakete playwright-core und @axe-core/playwright fehlen. Installieren Sie die Plattform mit ihren optionalen Abhängigkeiten (npm ci ohne --omit=optional).',
  en: 'The packages playwright-core and @axe-core/playwright are missing. Install the platform with its optional dependencies (npm ci without --omit=optional).',
};

function notThere(url: string, status: number): BothTexts {
  return {
    de: `Die Seite ${url} antwortet nicht (${String(status)}).`,
    en: `The page ${url} does not answer (${String(status)}).`,
  };
}
