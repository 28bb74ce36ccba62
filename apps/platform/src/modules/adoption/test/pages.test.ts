import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { signIn } from '../../../../test/support/dog-journey.ts';
import { type PlainBrowser, wordsOf } from '../../../../test/support/plain-browser.ts';
import { testPlatform, type TestPlatform } from '../../../../test/support/test-platform.ts';

let test: TestPlatform;
let kora: PlainBrowser;
let dora: PlainBrowser;
let ivo: PlainBrowser;
let thea: PlainBrowser;
let carla: PlainBrowser;
let caseUrl: string;

const slug = 'sperrmuell-anmelden';
const words = (browser: PlainBrowser) => wordsOf(browser.page.text);
const confirmForm = /\/bestaetigen$/u;

async function staff(id: string): Promise<PlainBrowser> {
  const browser = test.browser();
  await signIn(browser, id, '/amt/anmelden');
  return browser;
}

before(async () => {
  test = await testPlatform();
  [kora, dora, ivo, thea, carla] = await Promise.all([
    staff('kora-moers'),
    staff('dora-moers'),
    staff('ivo-moers'),
    staff('thea-moers'),
    staff('carla-moers'),
  ]);
});
after(() => test.close());

async function packageOf(): Promise<string> {
  const packages = (await test.platform.modules.services?.packages.packages()) ?? [];
  const found = packages.find(({ name }) => /Sperrm/u.test(name.de));
  assert.ok(found, JSON.stringify(packages.map(({ packageId }) => packageId)));
  return found.packageId;
}

describe('the pages of an adoption, by people with one role each', { timeout: 120_000 }, () => {
  it('begin with a package and a way', async () => {
    const packageId = await packageOf();
    await kora.get(`/amt/nachnutzung/neu?suche=sperr`);
    assert.match(words(kora), /Sperrm/u);
    await kora.get(`/amt/nachnutzung/neu?paket=${packageId}`);
    await kora.submit(kora.form(/neu\?paket/u), { weg: 'boat' });
    assert.match(words(kora), /Wählen Sie einen Weg/u);
    await kora.submit(kora.form(/neu\?paket/u), { weg: 'marketplace' });
    assert.match(kora.page.url, /\/bestaetigen\?meldung=begonnen$/u);
    caseUrl = kora.page.url.replace(/\/bestaetigen.*$/u, '');
    await kora.get(`/amt/nachnutzung/neu?paket=${packageId}`);
    assert.match(words(kora), /nutzen Sie schon nach/u);
    assert.equal((await kora.get('/amt/nachnutzung/neu?paket=no/such')).status, 404);
  });

  it('keep entries that are refused, and confirm nothing then', async () => {
    await kora.get(`${caseUrl}/bestaetigen`);
    const typed = {
      'support-mail': 'nix',
      'support-name': 'Bauhof',
      'start-tag': '40',
      'start-monat': '1',
      'start-jahr': '2027',
    };
    await kora.submit(kora.form(confirmForm), typed, '_action=speichern');
    assert.equal(kora.page.status, 422);
    assert.match(words(kora), /E-Mail-Adresse/u);
    assert.match(words(kora), /Bitte geben Sie ein Datum an/u);
    assert.match(kora.page.text, /value="Bauhof"/u);
    await kora.get(caseUrl);
    assert.match(words(kora), /Entwurf/u);
  });

  it('let the leader confirm hers, and show what others have to', async () => {
    await kora.get(`${caseUrl}/bestaetigen`);
    const missing = kora
      .form(confirmForm)
      .fields.filter(({ name, value }) => name.startsWith('parameter-') && value === '');
    const typed = Object.fromEntries(missing.map(({ name }) => [name, '3']));
    await kora.submit(kora.form(confirmForm), { ...typed, vertrag: 'true' }, '_action=alles');
    assert.match(kora.page.url, /meldung=offen$/u);
    assert.match(words(kora), /In Prüfung/u);
    await kora.get(`${caseUrl}/bestaetigen`);
    assert.match(words(kora), /Freigabe des Datenschutzes \(liegt bei: Datenschutzbeauftragte/u);
    assert.ok(!kora.page.text.includes('name="datenschutz"'));
  });

  it('list for each role what is hers to do', async () => {
    for (const [browser, expected, other] of [
      [dora, 'Freigabe des Datenschutzes', 'Freigabe der Informationssicherheit'],
      [ivo, 'Freigabe der Informationssicherheit', 'Freigabe des Datenschutzes'],
      [thea, 'Kosten für den Haushalt vorhersagen', 'Freigabe des Datenschutzes'],
    ] as const) {
      await browser.get('/amt/nachnutzung');
      assert.ok(words(browser).includes(expected), words(browser));
      assert.ok(!words(browser).includes(other), words(browser));
    }
  });

  it('take clearances from their officers only', async () => {
    // Somebody else's field in the post changes nothing.
    await thea.get(`${caseUrl}/bestaetigen`);
    await thea.submit(thea.form(confirmForm), { haushalt: 'true', sicherheit: 'true', datenschutz: 'true' });
    await ivo.get(caseUrl);
    assert.match(words(ivo), /Freigabe der Informationssicherheit offen/u);
    await ivo.get(`${caseUrl}/bestaetigen`);
    await ivo.submit(ivo.form(confirmForm), { sicherheit: 'true' });
    await dora.get(`${caseUrl}/bestaetigen`);
    await dora.submit(dora.form(confirmForm), { datenschutz: 'true', 'datenschutz-zeichen': 'DS 1/26' });
    assert.match(words(dora), /Zentrale Bewertung übernommen von Dora Datenschutz/u);
    assert.equal(
      (await dora.request('POST', `${caseUrl}/start`, 'x=1', 'application/x-www-form-urlencoded')).status,
      403,
    );
  });

  it('send a real test application through the delivery, and go live', async () => {
    await kora.get(`${caseUrl}/bestaetigen`);
    await kora.submit(kora.form(confirmForm), {}, '_action=alles');
    assert.match(kora.page.url, /meldung=live$/u, words(kora));
    assert.match(words(kora), /Testantrag TEST-[2-9A-Z]{4}-[2-9A-Z]{4} angenommen/u);
    const offered = await test.platform.modules.services?.catalogue.offeringBySlug('moers', slug);
    assert.ok(offered);
    assert.equal((await test.browser().get(`/moers/${slug}`)).status, 200);
  });

  it('mark the test in the inbox, from where it can be removed', async () => {
    await carla.get('/amt?stand=open');
    const link = /href="(\/amt\/vorgang\/[0-9a-f-]+)"[^>]*>(TEST-[^<]+)</u.exec(carla.page.text);
    assert.ok(link, words(carla));
    await carla.get(link[1] ?? '');
    assert.match(words(carla), /Das ist ein Test/u);
    await carla.submit(carla.form(/test-entfernen$/u), {});
    assert.match(words(carla), /Testvorgang ist entfernt/u);
    await carla.get(link[1] ?? '');
    assert.equal(carla.page.status, 404);
  });

  it('name documents, participants and the town that runs it', async () => {
    for (const document of ['interest', 'call-off', 'role-sheet', 'processing-agreement']) {
      await kora.get(`${caseUrl}/dokument/${document}`);
      assert.equal(kora.page.status, 200, document);
      const text = await kora.get(`${caseUrl}/dokument/${document}/text`);
      assert.match(text.text, /Sperrm/u);
    }
    await kora.get(`${caseUrl}/dokument/processing-agreement`);
    assert.match(words(kora), /Muster, vor Verwendung rechtlich prüfen/u);
    assert.match(words(kora), /Art\. 28 Abs\. 3 Buchst\. h/u);
    assert.equal((await kora.get(`${caseUrl}/dokument/other`)).status, 404);
    await kora.get(`${caseUrl}/beteiligte`);
    await kora.submit(
      kora.form(/beteiligte$/u),
      { rolle: 'KK', stelle: 'Kreis Wesel', kurzname: 'gibt-es-nicht' },
      '_action=neu',
    );
    const form = kora.form(/beteiligte$/u);
    assert.ok(form);
    const add = [...kora.page.text.matchAll(/<form/gu)].length;
    assert.ok(add >= 2);
    const service = test.platform.modules.services?.adoption;
    assert.deepEqual(
      (await service?.liveTowns(await packageOf()))?.map((town) => town.slug),
      ['moers'],
    );
  });

  it('record a disturbance with a reason, and its end', async () => {
    await kora.get(caseUrl);
    const disturb = () => kora.form(/zustand$/u);
    await kora.submit(disturb(), { 'grund-gestoert': 'kurz' });
    assert.equal(kora.page.status, 422);
    assert.match(words(kora), /mindestens zehn Zeichen/u);
    await kora.submit(disturb(), { 'grund-gestoert': 'Der Zustelldienst ist ausgefallen.' });
    assert.match(words(kora), /Gestört seit/u);
    await kora.submit(disturb(), {});
    assert.match(words(kora), /Stand Live/u);
  });

  it('show another town nothing', async () => {
    const stranger = await staff('kora-rheinberg');
    for (const path of [
      '',
      '/bestaetigen',
      '/beteiligte',
      '/schritt/N03',
      '/dokument/interest',
      '/dokument/interest/text',
    ]) {
      assert.equal((await stranger.get(`${caseUrl}${path}`)).status, 404, path);
    }
  });
});
