import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Page } from 'playwright-core';
import { receiptNumber } from './support/applying.ts';
import { assertNoSidewaysScroll, heading } from './support/checks.ts';
import { answerByKeyboard, followByKeyboard, pressByKeyboard, tabTo } from './support/keyboard.ts';
import { dogTax } from './support/services.ts';
import { onward } from './support/sign-in.ts';
import { desktop, narrow, skip, useStage } from './support/stage.ts';

async function applyByKeyboard(page: Page, everyPage: () => Promise<void>): Promise<void> {
  await page.goto('/xanten/hundesteuer-anmelden');
  await everyPage();
  await tabTo(page, 'start', (at) => at.tag === 'A' && at.name === 'Antrag beginnen');
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  await followByKeyboard(page, onward);
  await tabTo(page, 'Max', (at) => at.tag === 'BUTTON' && at.name.startsWith('Max Beispiel'));
  await Promise.all([page.waitForURL('**/hundesteuer-anmelden'), page.keyboard.press('Enter')]);
  await tabTo(page, 'start', (at) => at.tag === 'BUTTON' && /^(Neuen Antrag|Antrag) beginnen$/.test(at.name));
  await Promise.all([page.waitForURL('**/konto/entwurf/**'), page.keyboard.press('Enter')]);
  for (const steps of [dogTax.owner, dogTax.stayed, dogTax.firstDog, dogTax.noExemption]) {
    await everyPage();
    await answerByKeyboard(page, steps);
    await tabTo(page, 'next', (at) => at.tag === 'BUTTON' && /^Weiter( zum Prüfen)?$/.test(at.name));
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  }
  assert.equal(await heading(page), 'Bitte prüfen Sie Ihre Angaben');
  await everyPage();
  await tabTo(page, 'declaration', (at) => at.type === 'checkbox');
  await page.keyboard.press('Space');
  await pressByKeyboard(page, 'Antrag abschicken');
  await everyPage();
  assert.match(await receiptNumber(page), /^XAN-/);
}

describe('by keyboard alone', { skip }, () => {
  const stage = useStage();

  test('the whole way at 1280 px, the focus always visible', async () => {
    const page = await stage.page({ viewport: desktop });
    await applyByKeyboard(page, () => assertFocusIsVisible(page));
  });

  test('the whole way at 320 px, nothing sticks out sideways', async () => {
    const page = await stage.page({ viewport: narrow });
    await applyByKeyboard(page, () => assertNoSidewaysScroll(page));
  });

  test('1280 px at 400 % zoom is 320 px with four dots each', async () => {
    const page = await stage.page({ viewport: narrow, deviceScaleFactor: 4 });
    for (const path of ['/', '/?q=hund+anmelden+xanten', '/xanten', '/xanten/hundesteuer-anmelden']) {
      await page.goto(path);
      await assertNoSidewaysScroll(page);
    }
  });

  test('the skip link is the first stop and leads to the content', async () => {
    const page = await stage.page();
    await page.goto('/');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate('document.activeElement.id'), 'inhalt');
    await followByKeyboard(page, /./);
  });
});

/** WCAG 2.4.7 and 2.4.11: every stop of the Tab key is seen, has an outline and lies inside the window. */
async function assertFocusIsVisible(page: Page): Promise<void> {
  const stops = new Set<string>();
  for (let pressed = 0; pressed < 40; pressed += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate<{ what: string; marked: boolean; inside: boolean } | null>(`(() => {
      const el = document.activeElement;
      if (!el || el === document.body) return null;
      const box = el.getBoundingClientRect();
      const style = getComputedStyle(el);
      const around = el.parentElement ? getComputedStyle(el.parentElement) : style;
      const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || around.boxShadow !== 'none' || around.outlineStyle !== 'none';
      const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      return { what: el.tagName + ' ' + (el.getAttribute('aria-label') ?? el.textContent ?? '').trim().slice(0, 50) + ' ' + el.id, marked, inside };
    })()`);
    if (at === null || stops.has(at.what)) break;
    stops.add(at.what);
    assert.ok(at.marked, `${page.url()}: no mark around the focus on ${at.what}`);
    assert.ok(at.inside, `${page.url()}: the focus is out of sight on ${at.what}`);
  }
  assert.ok(stops.size > 3, 'some stops');
  // Back to where a person begins.
  await page.evaluate('document.activeElement.blur()');
}
