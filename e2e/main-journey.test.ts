import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { type Page } from 'playwright-core';
import { beginHere, declareAndSend, next, receiptNumber, untilAccepted } from './support/applying.ts';
import { heading, reloadUntil } from './support/checks.ts';
import { pdf } from './support/files.ts';
import { answer, exactly, press } from './support/form.ts';
import { screen } from './support/screens.ts';
import { dogTax } from './support/services.ts';
import { annaOfXanten, choosePerson, erika, passSignInPage, signInStaff, signOut } from './support/sign-in.ts';
import { skip, useStage } from './support/stage.ts';

describe('an application from the search to the answer, without JavaScript', { skip }, () => {
  const stage = useStage();

  test('Erika registers two dogs in Xanten, Anna asks back, Erika hands in a paper', async () => {
    const citizen = await stage.page({ javaScriptEnabled: false });
    await findService(citizen);
    await fillForm(citizen);
    const number = await checkAndSend(citizen);

    const staff = await stage.page({ javaScriptEnabled: false });
    await openCase(staff, number);
    await askBack(staff);

    await readAndReply(citizen);
    await reloadUntil(staff, 'Anbei die Bescheinigung.');
    const received = await download(staff, 'bescheinigung.pdf');
    assert.deepEqual(received, readFileSync(pdf('bescheinigung.pdf')));
    await screen(staff, 'amt-vorgang-antwort');
  });
});

async function findService(page: Page): Promise<void> {
  await page.goto('/');
  await screen(page, 'start');
  await page.getByRole('searchbox').first().fill('hund anmelden xanten');
  await press(page, 'Suchen');
  await screen(page, 'suche', page.getByRole('link', { name: /Online beantragen/ }).first());
  await page
    .getByRole('main')
    .getByRole('link', { name: /Online beantragen/ })
    .first()
    .click();
  assert.equal(new URL(page.url()).pathname, '/xanten/hundesteuer-anmelden');
  assert.equal(await heading(page), dogTax.name);
  await screen(page, 'dienst');
}

async function fillForm(page: Page): Promise<void> {
  await beginHere(page, erika);
  assert.match(page.url(), /\/konto\/entwurf\/[^/]+\/halter$/);
  await screen(page, 'formular');
  await answer(page, dogTax.owner);
  await next(page);

  await answer(page, dogTax.moved);
  await next(page);
  assert.equal(
    await page.getByText('Es sind weitere Fragen dazugekommen').count(),
    1,
    'the answer brings up more questions',
  );
  await answer(page, dogTax.movedFrom);
  await next(page);

  // The browser's own way back, and forward again by the form.
  await page.goBack();
  assert.equal(await page.getByLabel(exactly('Name der früheren Gemeinde')).inputValue(), 'Kalkar');
  await press(page, 'Zurück');
  assert.equal(await page.getByLabel(exactly('Familienname')).inputValue(), 'Mustermann');
  await next(page);
  await next(page);

  await answer(page, [...dogTax.firstDog, { press: 'Hund hinzufügen' }]);
  assert.equal(await page.getByRole('group', { name: 'Hund 1' }).getByLabel(exactly('Rufname')).inputValue(), 'Bello');
  await answer(page, dogTax.secondDog);
  await leaveAndResume(page);
  assert.equal(await page.getByRole('group', { name: 'Hund 2' }).getByLabel(exactly('Rufname')).inputValue(), 'Luna');
  await next(page);
  await answer(page, dogTax.secondBreed);
  await next(page);
  await answer(page, dogTax.noExemption);
  await next(page);
}

/** Saves, signs out, comes back another day. */
async function leaveAndResume(page: Page): Promise<void> {
  const { pathname } = new URL(page.url());
  await press(page, 'Speichern und später weiter');
  assert.equal(new URL(page.url()).pathname, '/konto');
  await screen(page, 'konto');
  await signOut(page);
  await page.goto(pathname);
  await passSignInPage(page);
  await choosePerson(page, erika);
  await page.goto('/konto');
  await page
    .getByRole('link', { name: /Weiter ausfüllen|Hund zur Hundesteuer anmelden/ })
    .first()
    .click();
  if (!page.url().endsWith(pathname)) await page.goto(pathname);
}

async function checkAndSend(page: Page): Promise<string> {
  assert.equal(await heading(page), 'Bitte prüfen Sie Ihre Angaben');
  const main = page.getByRole('main');
  for (const text of [
    'Mustermann',
    '12.08.1964',
    'Kalkar',
    'Bello',
    'Dackel',
    'Luna',
    'Altdeutscher Hütehund',
    '276000000000002',
  ]) {
    assert.ok((await main.getByText(text).count()) > 0, `${text} is on the check page`);
  }
  await screen(page, 'pruefen');
  await main
    .getByRole('link', { name: /^Ändern ?: (Ihre Hunde|Rufname)/ })
    .first()
    .click();
  await answer(page, [{ in: 'Hund 1', text: 'Rufname', value: 'Bello von der Wiese' }]);
  for (let pages = 0; pages < 4 && (await heading(page)) !== 'Bitte prüfen Sie Ihre Angaben'; pages += 1)
    await next(page);
  assert.ok((await main.getByText('Bello von der Wiese').count()) > 0);

  await press(page, 'Antrag abschicken');
  assert.match(await page.title(), /^Fehler: /, 'not without the declaration');
  await declareAndSend(page);
  const number = await receiptNumber(page);
  await screen(page, 'eingang');
  await untilAccepted(page);
  await screen(page, 'antrag-stand', page.getByText('Ihre Angaben ansehen'));
  return number;
}

async function openCase(page: Page, number: string): Promise<void> {
  await signInStaff(page, annaOfXanten);
  await reloadUntil(page, number);
  await screen(page, 'amt');
  await page
    .getByRole('row', { name: new RegExp(number) })
    .getByRole('link')
    .first()
    .click();
  const main = page.getByRole('main');
  for (const text of ['Bello von der Wiese', 'Altdeutscher Hütehund', 'Kalkar']) {
    assert.ok((await main.getByText(text).count()) > 0, `${text} is in the case`);
  }
  await screen(page, 'amt-vorgang', page.getByText('Altdeutscher Hütehund').first());
}

async function askBack(page: Page): Promise<void> {
  await press(page, 'Ich bearbeite das');
  await answer(page, [
    { choice: 'Art der Nachricht', option: 'Rückfrage' },
    { text: 'Betreff', value: 'Bitte eine Bescheinigung' },
    { text: 'Text', value: 'Bitte schicken Sie uns die Impfbescheinigung.\n\nDas Muster liegt bei.' },
    { file: 'Dateien anhängen', path: pdf('muster.pdf') },
    { press: 'Nachricht senden' },
  ]);
  assert.equal(await page.getByText('Die Nachricht ist gespeichert und wird zugestellt.').count(), 1);
  await reloadUntil(page, 'vom Postfach der Person abgerufen');
}

async function readAndReply(page: Page): Promise<void> {
  await page.goto('/postfach');
  await reloadUntil(page, 'ungelesene Nachricht');
  await screen(page, 'postfach');
  await page.getByRole('main').getByRole('link', { name: dogTax.name }).first().click();
  await reloadUntil(page, 'Bitte eine Bescheinigung');
  assert.ok((await page.getByText('Bitte schicken Sie uns die Impfbescheinigung.').count()) > 0);
  assert.deepEqual(await download(page, 'muster.pdf'), readFileSync(pdf('muster.pdf')));
  await page.getByLabel(exactly('Ihre Nachricht')).fill('Anbei die Bescheinigung.');
  await page.getByLabel(exactly('Dateien')).setInputFiles(pdf('bescheinigung.pdf'));
  await press(page, 'Antwort abschicken');
  await reloadUntil(page, 'Anbei die Bescheinigung.');
  await screen(page, 'postfach-vorgang', page.getByText('Anbei die Bescheinigung.').last());
}

async function download(page: Page, name: string): Promise<Buffer> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('main')
      .getByRole('link', { name: new RegExp(name.replace('.', '\\.')) })
      .first()
      .click(),
  ]);
  assert.equal(file.suggestedFilename(), name);
  return readFileSync(await file.path());
}
