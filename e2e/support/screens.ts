import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Locator, type Page } from 'playwright-core';

const folder = fileURLToPath(new URL('../../docs/screens/', import.meta.url));
const mostBytes = 200_000;

/** A picture for the documents, only when asked for: dates and numbers on it change with every run. `from` comes into view. */
export async function screen(page: Page, name: string, from?: Locator): Promise<void> {
  if (process.env['VERBUND_SCREENSHOTS'] !== '1') return;
  await from?.scrollIntoViewIfNeeded();
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, timeout: 30_000 });
  const { size } = statSync(path);
  if (size > mostBytes) throw new Error(`${name}.png has ${String(size)} bytes`);
}
