import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { declareAndSend, fillDogTax, next, receiptNumber, startApplication } from './support/applying.ts';
import { assertAccessible, heading } from './support/checks.ts';
import { answer, exactly, press } from './support/form.ts';
import { screen } from './support/screens.ts';
import { dogTax } from './support/services.ts';
import { erika, signIn, signOut } from './support/sign-in.ts';
import { skip, useStage } from './support/stage.ts';

describe('when something goes wrong', { skip }, () => {
  const stage = useStage();

  test('every error of a page is in the summary, its links focus the fields, entries are kept', async () => {
    const page = await stage.page();
    await startApplication(page, 'xanten', dogTax.slug, erika);
    await answer(page, [
      { text: 'Vornamen', value: 'Erika' },
      // What the sign-in knew is there already.
      ...['Familienname', 'Straße', 'Hausnummer', 'Ort'].map((text) => ({ text, value: '' })),
      { date: 'Geburtsdatum', value: '31.2.1990' },
      { text: 'Postleitzahl', value: '4650X' },
      { text: 'E-Mail-Adresse', value: 'erika at example' },
    ]);
    await next(page);
    assert.match(await page.title(), /^Fehler: /);
    const summary = page.getByRole('alert');
    const links = summary.getByRole('link');
    const messages = await links.allInnerTexts();
    for (const label of [
      'Familienname',
      'Geburtsdatum',
      'Straße',
      'Hausnummer',
      'Postleitzahl',
      'Ort',
      'E-Mail-Adresse',
    ]) {
      assert.ok(
        messages.some((message) => message.startsWith(`${label}:`)),
        `${label} in ${messages.join(' | ')}`,
      );
    }
    assert.equal(messages.filter((message) => message.startsWith('Vornamen')).length, 0);
    assert.equal(await page.evaluate('document.activeElement.id'), 'fehleruebersicht');
    await assertAccessible(page);
    await screen(page, 'fehler');
    for (const [index, message] of messages.entries()) {
      const label = message.split(':')[0] ?? '';
      await links.nth(index).click();
      const named = await page.evaluate<string[]>(`(() => {
        const el = document.activeElement;
        return [el.labels?.[0]?.textContent ?? '', el.closest('fieldset')?.querySelector('legend')?.textContent ?? ''];
      })()`);
      assert.ok(
        named.some((text) => exactly(label).test(text)),
        `the link "${message}" leads to ${named.join(', ')}`,
      );
    }
    assert.equal(await page.getByLabel(exactly('Vornamen')).inputValue(), 'Erika');
    assert.equal(await page.getByLabel(exactly('Postleitzahl')).inputValue(), '4650X');
    const date = page.getByRole('group', { name: exactly('Geburtsdatum') });
    assert.equal(await date.getByLabel(/^Tag/).inputValue(), '31');
    assert.equal(await date.getByLabel(/^Jahr/).inputValue(), '1990');
  });

  test('sent twice at once, sent again and sent from a second tab is one application', async () => {
    const context = await stage.visitor();
    const page = await context.newPage();
    await startApplication(page, 'xanten', dogTax.slug, erika);
    await fillDogTax(page);
    const check = page.url();
    const second = await context.newPage();
    await second.goto(check);
    await page.getByRole('checkbox', { name: 'Ich gebe diese Erklärung ab.' }).check();
    await second.getByRole('checkbox', { name: 'Ich gebe diese Erklärung ab.' }).check();
    const body = await page.evaluate<string>(
      `new URLSearchParams(new FormData(document.querySelector('form[action$="/absenden"]'))).toString()`,
    );
    const send = () =>
      context.request.post(check.replace(/pruefen$/, 'absenden'), {
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(check).origin },
        data: body,
      });
    const answers = await Promise.all([send(), send()]);
    const urls = new Set(answers.map((reply) => new URL(reply.url()).pathname));
    assert.deepEqual(
      answers.map((reply) => reply.status()),
      [200, 200],
    );
    assert.equal(urls.size, 1, [...urls].join(' '));
    const [receipt = ''] = urls;
    assert.match(receipt, /^\/konto\/antrag\//);

    await press(second, 'Antrag abschicken');
    assert.equal(new URL(second.url()).pathname, receipt, 'the second tab sees the receipt of the first');
    await press(page, 'Antrag abschicken');
    assert.equal(new URL(page.url()).pathname, receipt);
    const number = await receiptNumber(page);
    await page.goto('/konto');
    assert.equal(await page.getByRole('main').getByText(number).count(), 1);
  });

  test('two tabs on one page: both entries are shown, the person decides', async () => {
    const context = await stage.visitor();
    const page = await context.newPage();
    await startApplication(page, 'xanten', dogTax.slug, erika);
    const page1 = page.url();
    const second = await context.newPage();
    await second.goto(page1);
    await answer(page, [{ text: 'Ort', value: 'Xanten' }]);
    await press(page, 'Speichern und später weiter');
    await answer(second, [...dogTax.owner, { text: 'Ort', value: 'Sonsbeck' }]);
    await next(second);
    assert.equal(await second.getByText('Diese Seite wurde in einem anderen Fenster geändert').count(), 1);
    assert.ok((await second.getByRole('main').getByText('Xanten', { exact: false }).count()) > 0);
    assert.equal(await second.getByLabel(exactly('Ort')).inputValue(), 'Sonsbeck');
    await assertAccessible(second);
    await next(second);
    await second.goto(page1);
    assert.equal(await second.getByLabel(exactly('Ort')).inputValue(), 'Sonsbeck');
  });

  test('signed out in the middle: the page says what happened to the entries and how to go on', async () => {
    const context = await stage.visitor();
    const page = await context.newPage();
    await startApplication(page, 'xanten', dogTax.slug, erika);
    await answer(page, dogTax.owner);
    await next(page);
    const second = await context.newPage();
    await second.goto('/konto');
    await signOut(second);
    await answer(page, dogTax.stayed);
    await next(page);
    const words = await page.getByRole('main').innerText();
    assert.match(words, /anmelden/i);
    assert.match(words, /nicht gespeichert|gespeichert/);
    await assertAccessible(page);
  });

  test('a form token that does not fit: nothing is changed, a page says what to do', async () => {
    const context = await stage.visitor();
    const page = await context.newPage();
    await signIn(page, erika);
    await startApplication(page, 'xanten', dogTax.slug, null);
    await page.evaluate(`document.querySelectorAll('input[name=_csrf]').forEach((el) => { el.value = 'falsch'; })`);
    await answer(page, [{ text: 'Ort', value: 'Kleve' }]);
    const [response] = await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST'), next(page)]);
    assert.equal(response.status(), 403);
    await page.waitForLoadState();
    assert.match(await page.title(), /^Fehler: /);
    assert.notEqual(await heading(page), '');
    await assertAccessible(page);
  });

  test('an application that was sent cannot be changed any more', async () => {
    const page = await stage.page();
    await startApplication(page, 'xanten', dogTax.slug, erika);
    const form = page.url();
    await fillDogTax(page);
    await declareAndSend(page);
    const response = await page.goto(form);
    assert.ok(response !== null);
    const main = await page.getByRole('main').innerText();
    assert.ok(/schon abgeschickt|nicht mehr|gespeichert/.test(main), main.slice(0, 300));
    assert.equal(await page.getByLabel(exactly('Vornamen')).count(), 0);
  });
});
