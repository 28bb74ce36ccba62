import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Page } from 'playwright-core';
import { beginHere, receiptNumber } from './support/applying.ts';
import { heading } from './support/checks.ts';
import { answer, type Step } from './support/form.ts';
import { screen } from './support/screens.ts';
import { dogTax } from './support/services.ts';
import { erika } from './support/sign-in.ts';
import { skip, useStage } from './support/stage.ts';

const owner: readonly Step[] = [
  { text: 'First names', value: 'Erika' },
  { text: 'Family name', value: 'Mustermann' },
  { date: 'Date of birth', value: '12.8.1964' },
  { text: 'Street', value: 'Musterstraße' },
  { text: 'House number', value: '1' },
  { text: 'Postcode', value: '46509' },
  { text: 'Town', value: 'Xanten' },
  { text: 'E-mail address', value: 'erika@example.org' },
];
const dog: readonly Step[] = [
  { in: 'Dog 1', text: 'Name', value: 'Bello' },
  { in: 'Dog 1', select: 'Breed', option: 'Dachshund' },
  { in: 'Dog 1', choice: 'Sex', option: 'male' },
  { in: 'Dog 1', date: 'Dog’s date of birth', value: '3.5.2024' },
  { in: 'Dog 1', text: 'Microchip number', value: '276000000000001' },
  { in: 'Dog 1', date: 'Taken in on', value: '1.9.2026' },
];

// Words that only German pages have; parts marked as German may have them.
const german =
  /\b(Weiter|Zurück|Bitte|Speichern|Angaben|Antrag|Ihre|Sie|werden|nicht|Stadt|und|oder|Seite|Nachricht)\b/u;

describe('in English', { skip }, () => {
  const stage = useStage();

  async function assertEnglish(page: Page): Promise<void> {
    assert.equal(await page.evaluate('document.documentElement.lang'), 'en', page.url());
    const unmarked = await page.evaluate<string[]>(`(() => {
      const found = [];
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const el = node.parentElement;
        if (el.closest('[lang]').lang === 'en' && !el.closest('script,style,dd,time')) found.push(node.textContent.trim());
      }
      return found.filter((text) => text !== '');
    })()`);
    const leaks = unmarked.filter((text) => german.test(text) && !/Stadt Xanten|Xanten, Stadt/.test(text));
    assert.deepEqual(leaks, [], `${page.url()} has German text that is not marked as German`);
  }

  test('the whole way from the search to the receipt speaks English', async () => {
    const page = await stage.page({ locale: 'de-DE' });
    await page.goto('/');
    await page.getByRole('link', { name: 'English' }).click();
    assert.equal(new URL(page.url()).pathname, '/', 'one stays on the page');
    await assertEnglish(page);
    await page.goto('/?q=hund+anmelden+xanten');
    await assertEnglish(page);
    await page.goto('/xanten');
    await assertEnglish(page);
    await page.goto(`/xanten/${dogTax.slug}`);
    assert.equal(await heading(page), 'Register a dog for dog tax');
    await assertEnglish(page);
    await screen(page, 'dienst-englisch');
    await beginHere(page, erika);
    const pages: readonly (readonly Step[])[] = [
      owner,
      [{ choice: 'Have you moved here from another municipality in the last three months?', option: 'No' }],
      dog,
      [{ choice: 'Do you apply for an exemption for an assistance or guide dog?', option: 'No' }],
    ];
    for (const steps of pages) {
      await assertEnglish(page);
      const more = page.getByRole('button', { name: /^(Continue|Next|Continue to check.*)$/ });
      // The sign-in has filled in the first page; the others are empty and say so.
      if (steps !== owner) {
        await more.click();
        await assertEnglish(page);
        assert.match(await page.title(), /^Error: /);
      }
      await answer(page, steps);
      await more.click();
    }
    await assertEnglish(page);
    await page.getByRole('checkbox').check();
    await page.getByRole('main').getByRole('button', { name: /^Send/ }).click();
    await assertEnglish(page);
    assert.match(await receiptNumber(page), /^XAN-/);
    for (const path of ['/konto', '/postfach', '/gibt-es-nicht']) {
      await page.goto(path);
      await assertEnglish(page);
    }
  });
});
