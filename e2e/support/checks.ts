import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { type Page } from 'playwright-core';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** No finding of axe, or a list that says what is wrong where. */
export async function assertAccessible(page: Page, where = page.url()): Promise<void> {
  // Legacy mode judges in the page itself instead of opening another one for frames; our pages have none.
  const { violations } = await new AxeBuilder({ page }).withTags(tags).setLegacyMode(true).analyze();
  const list = violations.map(
    (v) =>
      `${v.id} (${v.impact ?? 'unknown'}): ${v.help}\n${v.nodes
        .slice(0, 5)
        .map((n) => `    ${n.target.join(' ')}\n      ${n.html.slice(0, 200)}\n      ${n.failureSummary ?? ''}`)
        .join('\n')}`,
  );
  assert.equal(list.length, 0, `${where}\n  ${list.join('\n  ')}`);
}

/** WCAG 1.4.10: nothing sticks out of the window sideways. */
export async function assertNoSidewaysScroll(page: Page, where = page.url()): Promise<void> {
  const found = await page.evaluate<{ width: number; by: string[] } | null>(`(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return null;
    const wide = [...document.querySelectorAll('body *')].filter((el) => el.getBoundingClientRect().right > root.clientWidth + 1);
    return { width: root.scrollWidth, by: wide.slice(-5).map((el) => el.tagName + '.' + el.className + ' ' + (el.textContent ?? '').trim().slice(0, 40)) };
  })()`);
  assert.equal(found, null, `${where} scrolls sideways: ${JSON.stringify(found)}`);
}

/** The whole of one page: the language it says it speaks, one h1, nothing for axe to find. */
export async function heading(page: Page): Promise<string> {
  return (await page.getByRole('heading', { level: 1 }).innerText()).trim();
}

/** Asks again until the page says it; for what the platform does behind the scenes. */
export async function reloadUntil(page: Page, text: string | RegExp, patienceMs = 30_000): Promise<void> {
  const end = Date.now() + patienceMs;
  while ((await page.getByRole('main').getByText(text).count()) === 0) {
    if (Date.now() > end) {
      const main = await page.getByRole('main').innerText();
      throw new Error(`"${String(text)}" never appeared on ${page.url()}:\n${main.slice(0, 2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    await page.reload();
  }
}
