import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { freePort, startVerbund } from '../apps/platform/test/support/demo-process.ts';
import { type Bench, type Figure, one } from './support/figures.ts';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

export const startBench: Bench = {
  name: 'start',
  title: 'Start, first visit',
  async run(log) {
    const dataDir = mkdtempSync(join(tmpdir(), 'verbund-start-'));
    const port = await freePort();
    const demo = { dataDir, port };
    try {
      const first = await timeStart(demo, log);
      const figures: Figure[] = [
        {
          what: 'first start with initdb and seeds',
          measured: `${one(first.seconds)} s`,
          bound: '–',
          goal: '≤ 20 s',
          met: first.seconds <= 20,
        },
      ];
      await first.stop();
      const again = await timeStart(demo, log);
      figures.push({
        what: 'cold start, seeded, embedded database',
        measured: `${one(again.seconds)} s`,
        bound: '–',
        goal: '≤ 5 s',
        met: again.seconds <= 5,
      });
      try {
        figures.push(await firstVisit(again.url, log));
      } finally {
        await again.stop();
      }
      return {
        figures,
        notes: ['Start: `verbund demo` until `/readyz` answers 200, simulators and connector among it.'],
      };
    } finally {
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    }
  },
};

async function timeStart(demo: { dataDir: string; port: number }, log: (line: string) => void) {
  const from = performance.now();
  const process = startVerbund(['demo'], demo);
  await process.ready();
  const seconds = (performance.now() - from) / 1000;
  log(`ready after ${one(seconds)} s`);
  return { seconds, url: process.url, stop: () => process.stop() };
}

/** What a browser that was never here loads for the start page, as it comes over the wire. */
async function firstVisit(url: string, log: (line: string) => void): Promise<Figure> {
  const goal = { what: 'first visit of the start page', bound: '–', goal: '≤ 60 kB compressed, ≤ 6 requests' };
  if (!existsSync(executablePath)) return { ...goal, measured: 'needs chromium', met: false };
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const page = await (await browser.newContext({ locale: 'de-DE' })).newPage();
    const sizes: { url: string; bytes: number }[] = [];
    page.on('requestfinished', (request) => {
      void request
        .sizes()
        .then(({ responseBodySize, responseHeadersSize }) =>
          sizes.push({ url: request.url(), bytes: responseBodySize + responseHeadersSize }),
        );
    });
    await page.goto(url, { waitUntil: 'networkidle' });
    await page.waitForTimeout(500);
    const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
    for (const size of sizes) log(`${String(size.bytes).padStart(7)} ${size.url}`);
    return {
      ...goal,
      measured: `${one(bytes / 1000)} kB, ${String(sizes.length)} requests`,
      met: bytes <= 60_000 && sizes.length <= 6,
    };
  } finally {
    await browser.close();
  }
}
