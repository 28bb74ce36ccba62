import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Page } from 'playwright-core';
import { declareAndSend, next, receiptNumber, startApplication, untilAccepted } from './support/applying.ts';
import { assertAccessible, assertNoSidewaysScroll, heading, reloadUntil } from './support/checks.ts';
import { answer, press, type Step } from './support/form.ts';
import { annaOfXanten, carlaOfXanten, erika, paula, signInStaff } from './support/sign-in.ts';
import { desktop, narrow, skip, useStage } from './support/stage.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const samples = process.env['VERBUND_SAMPLES'] ?? fileURLToPath(new URL('../../shared/data', import.meta.url));
const realFile = join(samples, 'fim/xdf3/S07000000200V1.2.0_xdf3.xml');
const realList = join(
  samples,
  'fim/genericode/urn_de_bund_destatis_bevoelkerungsstatistik_schluessel_staat_2023-02-24.gc.xml',
);

/** Everything here works without scripts. */
const plain = { javaScriptEnabled: false };

interface Journey {
  file: string;
  slug: string;
  name: string;
  /** From the report of the import to complete code lists. */
  completeLists(page: Page, inspect: (page: Page) => Promise<void>): Promise<void>;
  /** Words in the name of the rule that is not recognised. */
  openRule: string;
  /** A label of the schema and what the provider makes of it. */
  label: { page: string; from: string; to: string };
  /** Answers page by page. */
  pages: readonly (readonly Step[])[];
  /** Words that the authority must find in the case. */
  seen: readonly string[];
}

const own: Journey = {
  file: fixture('fahrradstellplatz-1.0.0.xml'),
  slug: 'fahrradstellplatz-mieten',
  name: 'Fahrradstellplatz mieten',
  async completeLists(page, inspect) {
    const main = page.getByRole('main');
    assert.match(await main.innerText(), /Es fehlt: urn:de:verbund:codeliste:stellplatz_2/);
    // Version 3 is there, but version 2 was asked for: a person decides and says why.
    await page.getByLabel('Datei der Codeliste (genericode)').setInputFiles(fixture('stellplatz-3.xml'));
    await page.getByRole('button', { name: /^Codeliste hochladen/ }).click();
    assert.match(await main.innerText(), /die gesuchte fehlt weiter/);
    await page.getByRole('button', { name: /^Ersetzung entscheiden/ }).click();
    assert.match(await main.innerText(), /Begründen Sie die Ersetzung/);
    await inspect(page);
    await page.getByLabel(/^Vorhandene Version/).selectOption('3');
    await page.getByLabel('Begründung der Ersetzung').fill('Version 3 nennt dieselben Häuser und ein neues.');
    await page.getByRole('button', { name: /^Ersetzung entscheiden/ }).click();
    assert.match(await main.innerText(), /Entschieden von Paula Planung am .*: Version 3 nennt dieselben Häuser/);
  },
  openRule: 'Freie Plätze',
  label: { page: 'Fahrrad', from: 'Farbe des Fahrrads', to: 'Welche Farbe hat Ihr Fahrrad?' },
  pages: [
    [
      { text: 'Vornamen', value: 'Erika' },
      { text: 'Familienname', value: 'Mustermann' },
    ],
    [
      { text: 'Welche Farbe hat Ihr Fahrrad?', value: 'rot' },
      { choice: 'Elektrorad', option: 'Nein' },
      { choice: 'Stellplatzhaus', option: 'Haus am Rhein' },
    ],
  ],
  seen: ['Haus am Rhein', 'rot'],
};

const real: Journey = {
  file: realFile,
  slug: 'zur-falknerpruefung-anmelden',
  name: 'Zur Falknerprüfung anmelden',
  async completeLists(page) {
    await page.getByLabel('Datei der Codeliste (genericode)').setInputFiles(realList);
    await page.getByRole('button', { name: /^Codeliste hochladen/ }).click();
    assert.match(await page.getByRole('main').innerText(), /Alle Codelisten liegen vor/);
  },
  openRule: 'Einverständniserklärung',
  label: { page: 'Antragstellende Person', from: 'Familienname', to: 'Ihr Familienname' },
  pages: [
    [
      { text: 'Vornamen', value: 'Erika' },
      { text: 'Ihr Familienname', value: 'Mustermann' },
      { text: 'Tag', value: '12' },
      { text: 'Monat', value: '8' },
      { text: 'Jahr', value: '1964' },
      { choice: 'Wo befindet sich die Anschrift?', option: 'in Deutschland' },
    ],
    [
      { text: 'Straße', value: 'Musterstraße' },
      { text: 'Postleitzahl', value: '46509' },
      { text: 'Ort', value: 'Xanten' },
    ],
    [{ text: 'Telefonnummer', value: '02801 000001' }],
  ],
  seen: ['in Deutschland', 'Musterstraße', '02801 000001'],
};

const facts: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  texte: [
    ['who-de', 'Alle, die hier wohnen.'],
    ['needed-de', '- Ausweis\n- Angaben zum Anliegen'],
    ['next-de', 'Die Behörde prüft und antwortet in Ihr Postfach.'],
    ['remedy-de', 'Gegen den Bescheid ist die Klage möglich.'],
  ],
  kosten: [['hinweis-de', 'Der Antrag kostet nichts.']],
  datenschutz: [
    ['zweck-de', 'Bearbeitung des Antrags.'],
    ['rechtsgrundlage-de', 'Art. 6 Abs. 1 Buchst. e DSGVO.'],
    ['aufbewahrung-de', 'Zehn Jahre.'],
  ],
};

describe('a subject expert makes a schema live', { skip }, () => {
  const stage = useStage();

  let mirror: Page | null = null;

  /**
   * No finding of axe, and nothing sticks out at 320 px. Axe needs scripts, the journey runs without them: what the person
   * sees, answers to posted forms included, is shown to axe in a window of its own.
   */
  async function inspect(page: Page): Promise<void> {
    const [url, body] = [page.url(), await page.content()];
    if (mirror === null || mirror.isClosed()) mirror = await stage.page();
    await mirror.route(url, (route) => route.fulfill({ body, contentType: 'text/html; charset=utf-8' }), { times: 1 });
    await mirror.goto(url);
    await assertAccessible(mirror, url);
    await mirror.setViewportSize(narrow);
    await assertNoSidewaysScroll(mirror, url);
    await mirror.setViewportSize(desktop);
  }

  async function importSchema(page: Page, journey: Journey): Promise<string> {
    await page.getByRole('link', { name: 'Neuen Dienst beginnen' }).click();
    await inspect(page);
    await page.getByLabel('Datenschema').setInputFiles(fixture('stellplatz-3.xml'));
    await press(page, 'Importieren');
    assert.match(await page.getByRole('main').innerText(), /kann nicht gelesen werden/);
    await inspect(page);
    await page.getByLabel('Datenschema').setInputFiles(journey.file);
    await press(page, 'Importieren');
    assert.equal(await heading(page), 'Bericht des Imports');
    await inspect(page);
    return new URL(page.url()).pathname.replace('/bericht', '');
  }

  async function reviewRules(page: Page, work: string, { openRule }: Journey): Promise<void> {
    await page.goto(`${work}/regeln`);
    await inspect(page);
    await page
      .getByRole('link', { name: new RegExp(`^Ansehen und entscheiden: .*${openRule}`) })
      .first()
      .click();
    await inspect(page);
    await page.getByRole('radio', { name: /^Als Hinweis annehmen/ }).check();
    await page
      .getByLabel(/^Begründung/)
      .fill('Der Text richtet sich an die Behörde, das Formular kann ihn nicht prüfen.');
    await press(page, 'Entscheidung speichern');
    await page.goto(work);
    assert.doesNotMatch(await page.getByRole('main').innerText(), /nicht erkannt und wart/);
  }

  async function adaptText(page: Page, work: string, { label }: Journey): Promise<void> {
    await page.goto(`${work}/formular`);
    await inspect(page);
    await page.getByRole('link', { name: new RegExp(`^\\d+\\. ${label.page}$`) }).click();
    await inspect(page);
    await page.getByRole('link', { name: label.from, exact: true }).first().click();
    await inspect(page);
    await page.getByRole('textbox', { name: /^Beschriftung.*Deutsch/ }).fill(label.to);
    await press(page, 'Speichern');
    await inspect(page);
  }

  async function fillFacts(page: Page, work: string, journey: Journey): Promise<void> {
    await page.goto(`${work}/angaben/dienst`);
    await inspect(page);
    await page.fill('#name-de', journey.name);
    await page.fill('#adresse', 'Große Straße');
    await press(page, 'Speichern und weiter');
    assert.match(await page.getByRole('main').innerText(), /Nur Kleinbuchstaben/);
    assert.equal(await page.inputValue('#name-de'), journey.name);
    await page.fill('#adresse', journey.slug);
    await page.fill('#kurz-de', `${journey.name}, ganz ohne Papier.`);
    await press(page, 'Speichern und weiter');
    for (const section of ['texte', 'kosten', 'erklaerung', 'datenschutz', 'zustellung']) {
      assert.match(page.url(), new RegExp(`/angaben/${section}`));
      await inspect(page);
      for (const [name, value] of facts[section] ?? []) await page.fill(`#${name}`, value);
      if (section === 'kosten') await page.getByRole('radio', { name: 'kostenlos' }).check();
      await press(page, 'Speichern und weiter');
    }
    assert.equal(await heading(page), journey.name);
  }

  async function runTests(page: Page, work: string): Promise<void> {
    await page.goto(`${work}/probelauf`);
    await inspect(page);
    await press(page, 'Probelauf starten');
    assert.match(await page.getByRole('main').innerText(), /Alle \d+ Proben sind bestanden/);
    await inspect(page);
  }

  async function publish(page: Page, work: string, version: string): Promise<void> {
    await page.goto(`${work}/veroeffentlichen`);
    assert.match(await page.getByRole('main').innerText(), /Es steht nichts im Weg/);
    await inspect(page);
    assert.equal(await page.getByLabel('Versionsnummer').inputValue(), version);
    await press(page, 'Jetzt veröffentlichen');
    assert.match(await heading(page), new RegExp(`Version ${version.replaceAll('.', '\\.')}$`));
    await inspect(page);
  }

  /** Carla decides for the authority. */
  async function offer(name: string): Promise<Page> {
    const page = await stage.page(plain);
    await signInStaff(page, carlaOfXanten, '/amt/verwaltung');
    await page.getByRole('link', { name: /^Angebote/ }).click();
    await inspect(page);
    await page.getByLabel('Veröffentlichte Version').selectOption({ label: await optionOf(page, name) });
    await press(page, 'Übernehmen');
    assert.match(await page.getByRole('main').innerText(), /Der Dienst ist übernommen/);
    await page.getByRole('button', { name: `Online stellen: ${name}` }).click();
    assert.match(await page.getByRole('main').innerText(), /Der Dienst ist online/);
    return page;
  }

  async function optionOf(page: Page, name: string): Promise<string> {
    const labels = await page.getByLabel('Veröffentlichte Version').locator('option').allInnerTexts();
    const found = labels.find((label) => label.startsWith(`${name}, Version`));
    assert.ok(found, `${name} is not among ${labels.join('; ')}`);
    return found;
  }

  async function apply(journey: Journey): Promise<string> {
    const page = await stage.page(plain);
    const address = `/xanten/${journey.slug}`;
    // An offering is on every page at the latest after five seconds.
    for (let tries = 0; tries < 20 && (await page.goto(address))?.status() !== 200; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    assert.equal(await heading(page), journey.name);
    await inspect(page);
    await startApplication(page, 'xanten', journey.slug, erika);
    for (const steps of journey.pages) {
      await inspect(page);
      await answer(page, steps);
      await next(page);
    }
    assert.equal(await heading(page), 'Bitte prüfen Sie Ihre Angaben', await page.getByRole('main').innerText());
    await declareAndSend(page);
    const number = await receiptNumber(page);
    await untilAccepted(page);
    return number;
  }

  async function readCase(number: string, words: readonly string[]): Promise<void> {
    const page = await stage.page(plain);
    await signInStaff(page, annaOfXanten);
    await reloadUntil(page, number);
    await page
      .getByRole('row', { name: new RegExp(number) })
      .getByRole('link')
      .first()
      .click();
    const text = await page.getByRole('main').innerText();
    for (const word of words) assert.ok(text.includes(word), `${word} is in the case`);
  }

  async function makeLive(journey: Journey): Promise<Page> {
    const page = await stage.page(plain);
    await signInStaff(page, paula, '/anbieter');
    await inspect(page);
    const work = await importSchema(page, journey);
    await journey.completeLists(page, inspect);
    await page.goto(work);
    await inspect(page);
    await reviewRules(page, work, journey);
    await adaptText(page, work, journey);
    await fillFacts(page, work, journey);
    await page.goto(`${work}/veroeffentlichen`);
    assert.match(await page.getByRole('main').innerText(), /Es gab noch keinen Probelauf/);
    await inspect(page);
    await runTests(page, work);
    await publish(page, work, '1.0.0');
    await offer(journey.name);
    await readCase(await apply(journey), journey.seen);
    return page;
  }

  test('an own schema, then its next version', async () => {
    const page = await makeLive(own);
    await page.goto('/anbieter');
    await page.getByRole('link', { name: `${own.name} 1.0.0` }).click();
    assert.match(await page.getByRole('main').innerText(), /Xanten[\s\S]*diese Version[\s\S]*online/);
    await press(page, 'Neue Version beginnen');
    const work = new URL(page.url()).pathname;
    await page.getByRole('link', { name: /^Datenschema gegen eine neuere/ }).click();
    await page.getByLabel('Datenschema').setInputFiles(fixture('fahrradstellplatz-1.1.0.xml'));
    await press(page, 'Importieren');
    const report = await page.getByRole('main').innerText();
    assert.match(report, /1 Feld oder Gruppe kommt dazu/);
    assert.match(report, /Übernommen: \d+ Eint.*1 Entscheidung über Regeln/);
    await inspect(page);
    if (report.includes('Es fehlt: ')) {
      await page.getByLabel(/^Vorhandene Version/).selectOption('3');
      await page.getByLabel('Begründung der Ersetzung').fill('Wie bei der Version davor.');
      await page.getByRole('button', { name: /^Ersetzung entscheiden/ }).click();
    }
    await runTests(page, work);
    await page.goto(`${work}/veroeffentlichen`);
    const plan = await page.getByRole('main').innerText();
    assert.match(plan, /Angefangene Anträge bleiben auf der Version/);
    await publish(page, work, await page.getByLabel('Versionsnummer').inputValue());
    const admin = await stage.page(plain);
    await signInStaff(admin, carlaOfXanten, '/amt/verwaltung/angebote');
    await admin.getByRole('button', { name: new RegExp(`^Auf Version .* wechseln: ${own.name}`) }).click();
    assert.match(await admin.getByRole('main').innerText(), /Neue Anträge beginnen jetzt mit der neuen Version/);
    await inspect(admin);
  });

  test('two windows on one work: nothing is lost', async () => {
    const page = await stage.page(plain);
    await signInStaff(page, paula, '/anbieter');
    const work = await importSchema(page, own);
    const other = await page.context().newPage();
    await page.goto(`${work}/angaben/texte`);
    await other.goto(`${work}/angaben/texte`);
    await other.fill('#who-de', 'Aus dem zweiten Fenster');
    await press(other, 'Speichern und weiter');
    await page.fill('#who-de', 'Aus dem ersten Fenster');
    await press(page, 'Speichern und weiter');
    assert.equal(await heading(page), 'Jemand war schneller');
    await inspect(page);
    const words = await page.getByRole('main').innerText();
    assert.ok(words.includes('Aus dem ersten Fenster') && words.includes('Aus dem zweiten Fenster'));
    await press(page, 'Meine Eingaben speichern');
    await page.goto(`${work}/angaben/texte`);
    assert.equal(await page.inputValue('#who-de'), 'Aus dem ersten Fenster');
  });

  const skipReal = existsSync(realFile) ? false : 'skipped: no samples';
  test('a schema of the FIM repository as it is', { skip: skipReal }, async () => {
    await makeLive(real);
  });
});
