import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Page } from 'playwright-core';
import { readPackage } from '../apps/platform/src/modules/packages/index.ts';
import { assertAccessible, assertNoSidewaysScroll, heading } from './support/checks.ts';
import { press } from './support/form.ts';
import { screen } from './support/screens.ts';
import { paula, signInStaff } from './support/sign-in.ts';
import { desktop, narrow, skip, useStage } from './support/stage.ts';

const dogTax = /^Hund.* \d+\.\d+\.\d+$/;

describe('a provider makes a service reusable', { skip }, () => {
  const stage = useStage();

  let mirror: Page | null = null;

  /** What the person without scripts sees, shown to axe in a window of its own, wide and narrow. */
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

  const words = (page: Page): Promise<string> => page.getByRole('main').innerText();

  async function fillDay(page: Page, id: string, [day, month, year]: readonly [string, string, string]): Promise<void> {
    await page.fill(`#${id}`, day);
    await page.fill(`#${id}-monat`, month);
    await page.fill(`#${id}-jahr`, year);
  }

  async function newVersion(page: Page): Promise<string> {
    await page.goto('/anbieter');
    await page.getByRole('link', { name: dogTax }).first().click();
    await press(page, 'Neue Version beginnen');
    const work = new URL(page.url()).pathname;
    await page.goto(`${work}/angaben/dienst`);
    await page.fill('#stichworte', 'Hund\nHundemarke\nVierbeiner');
    await press(page, 'Speichern und zur Übersicht');
    return work;
  }

  async function fillReuse(page: Page, work: string): Promise<void> {
    await page.getByRole('link', { name: 'Angaben zur Nachnutzung' }).click();
    assert.equal(await heading(page), 'Nachnutzung');
    await screen(page, 'nachnutzung-angaben');
    await inspect(page);
    await page.goto(`${work}/angaben/steckbrief`);
    await page.fill('#traeger', 'Stadt Musterstadt <Steueramt>');
    await press(page, 'Speichern und weiter');
    assert.match(await words(page), /Die Zeichen < und > sind nicht erlaubt/);
    await inspect(page);
    await page.fill('#traeger', 'Stadt Musterstadt, Steueramt');
    await page.fill('#betreiber', 'Verbund Beispieldienste');
    await page.getByRole('radio', { name: 'niedrig', exact: true }).check();
    await page.getByRole('radio', { name: 'nicht nötig' }).check();
    await page.fill('#sprachen', 'de, en');
    await screen(page, 'nachnutzung-steckbrief');
    await press(page, 'Speichern und weiter');
    assert.equal(await heading(page), 'Prüfungen und Freigaben', await words(page));
    await fillDay(page, 'freigabe-datum', ['30', '2', '2026']);
    await page.fill('#freigabe-stelle', 'Steueramt');
    await press(page, 'Speichern und weiter');
    assert.match(await words(page), /Geben Sie einen Tag an, den es gibt/);
    await fillDay(page, 'freigabe-datum', ['2', '3', '2026']);
    await inspect(page);
    await press(page, 'Speichern und weiter');
    await page.fill('#reuse-name', 'Beratung Nachnutzung');
    await page.fill('#reuse-mail', 'nachnutzung@anbieter.example');
    await inspect(page);
    await press(page, 'Speichern und weiter');
    await page.getByRole('radio', { name: 'erhöht' }).check();
    await page.fill('#verfuegbarkeit', '99,95');
    await inspect(page);
    await press(page, 'Speichern und weiter');
    await page.getByRole('radio', { name: 'Erweiterung' }).check();
    await page.fill('#aenderungstext-de', 'Der Dienst wird auch unter „Vierbeiner“ gefunden.');
    await page.fill('#mindestversion', '0.1.0');
    await inspect(page);
    await press(page, 'Speichern und weiter');
    await fillParameters(page, work);
  }

  async function fillParameters(page: Page, work: string): Promise<void> {
    await page.goto(`${work}/nachnutzung/parameter`);
    const row = Number(await page.locator('input[name=zeilen]').inputValue()) - 1;
    await page.fill(`#p${String(row)}-name`, 'sepa GlaeubigerId');
    await page.fill(`#p${String(row)}-label-de`, 'SEPA-Gläubiger-Identifikationsnummer');
    await press(page, 'Speichern und zur Übersicht');
    assert.match(await words(page), /Der Name beginnt mit einem Buchstaben/);
    await inspect(page);
    await page.fill(`#p${String(row)}-name`, 'sepaGlaeubigerId2');
    await press(page, 'Speichern und zur Übersicht');
    assert.match(await words(page), /kann als Dienstpaket weitergegeben werden/);
  }

  async function publish(page: Page, work: string): Promise<string> {
    await page.goto(`${work}/probelauf`);
    await press(page, 'Probelauf starten');
    await page.goto(`${work}/veroeffentlichen`);
    const plan = await words(page);
    assert.match(plan, /Es steht nichts im Weg/);
    assert.match(plan, /kann als Dienstpaket weitergegeben werden/);
    const version = await page.getByLabel('Versionsnummer').inputValue();
    await press(page, 'Jetzt veröffentlichen');
    assert.match(await heading(page), new RegExp(`Version ${version.replaceAll('.', '\\.')}$`));
    return version;
  }

  async function haveKey(page: Page): Promise<string> {
    await page.goto('/anbieter/pakete/schluessel');
    await inspect(page);
    const create = page.getByRole('button', { name: 'Schlüssel erstellen', exact: true });
    if ((await create.count()) > 0) await create.click();
    const [thumbprint] = /[\w-]{43}/.exec(await words(page)) ?? [];
    assert.ok(thumbprint);
    await screen(page, 'paket-schluessel');
    return thumbprint;
  }

  async function download(page: Page): Promise<Buffer> {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Datei herunterladen' }).click(),
    ]);
    return readFileSync(await file.path());
  }

  test('fills the facts, publishes, builds, downloads, and puts the package on the marketplace', async () => {
    const page = await stage.page({ javaScriptEnabled: false });
    await signInStaff(page, paula, '/anbieter');
    const work = await newVersion(page);
    await fillReuse(page, work);
    const version = await publish(page, work);
    const thumbprint = await haveKey(page);
    await page.goto('/anbieter/pakete');
    await inspect(page);
    await page
      .getByRole('button', { name: new RegExp(`^Paket bauen: Hund.* ${version.replaceAll('.', '\\.')}$`) })
      .click();
    assert.match(await words(page), /Das Paket ist gebaut und unterschrieben/);
    await inspect(page);
    const address = new URL(page.url()).pathname;
    const bytes = await download(page);
    const read = await readPackage(bytes);
    assert.equal(read.index.version, version);
    assert.ok((await words(page)).includes(read.digest));
    assert.ok((await words(page)).includes(thumbprint));
    await press(page, 'Auf dem Marktplatz veröffentlichen');
    assert.match(await words(page), /Das Paket steht jetzt auf dem Marktplatz/);
    await screen(page, 'paket-veroeffentlicht');
    await inspect(page);
    await saySomething(page, address);
    await refuseChanged(page, bytes);
    await compare(page);
    await checkConformity(page, read.index.manifestDigest);
  });

  /** State, known error, release plan, and a promised date that slips. */
  async function saySomething(page: Page, address: string): Promise<void> {
    await page.goto(`${address}/angaben`);
    await inspect(page);
    const row = Number(await page.locator('input[name=fehler-zeilen]').inputValue()) - 1;
    await page.fill(`#fehler-${String(row)}-kennung`, 'F-17');
    await page.fill(`#fehler-${String(row)}-de`, 'Umlaute fehlen im Dateinamen der Zusammenfassung.');
    await press(page, 'Speichern');
    assert.match(await words(page), /Füllen Sie dieses Feld aus/);
    await inspect(page);
    await page.fill(`#fehler-${String(row)}-version`, '1.1.0');
    await fillDay(page, `fehler-${String(row)}-seit`, ['1', '9', '2026']);
    await press(page, 'Speichern');
    assert.match(await words(page), /Gespeichert/);
    await page.goto(`${address}/termine`);
    await page.fill('#zusage-de', 'Bezahlung über die Standardschnittstelle');
    await fillDay(page, 'termin', ['31', '3', '2031']);
    await press(page, 'Zusagen');
    assert.match(await words(page), /31\.0?3\.2031|31\. März 2031/);
    const section = page.locator('section', { hasText: 'Termin ändern: Bezahlung über die Standardschnittstelle' });
    await section.getByLabel(/^Tag/).fill('10');
    await section.getByLabel(/^Monat/).fill('4');
    await section.getByLabel(/^Jahr/).fill('2031');
    await section.getByRole('button', { name: 'Neuen Termin zusagen' }).click();
    assert.match(await words(page), /10 Tage/);
    await screen(page, 'paket-termine');
    await inspect(page);
  }

  async function refuseChanged(page: Page, bytes: Buffer): Promise<void> {
    const changed = Buffer.from(bytes);
    const at = changed.indexOf('Hund', 3000);
    changed.write('Hand', at);
    const path = join(tmpdir(), `verbund-paket-${String(process.pid)}.zip`);
    writeFileSync(path, changed);
    await page.goto('/anbieter/pakete/hochladen');
    await inspect(page);
    await page.getByLabel('Paketdatei').setInputFiles(path);
    await press(page, 'Prüfen und veröffentlichen');
    assert.match(await words(page), /Die Datei wird nicht angenommen/);
    await inspect(page);
    writeFileSync(path, bytes);
    await page.getByLabel('Paketdatei').setInputFiles(path);
    await press(page, 'Prüfen und veröffentlichen');
    assert.match(await words(page), /Die Datei ist geprüft/);
  }

  async function compare(page: Page): Promise<void> {
    await page.goto('/anbieter/pakete/vergleich');
    const options = page.locator('#von option');
    if ((await options.count()) < 2) return;
    const label = (await options.allInnerTexts()).findLast((one) => dogTax.test(one));
    if (label !== undefined) await page.getByLabel('Von').selectOption({ label });
    await press(page, 'Vergleichen');
    assert.match(await words(page), /^Von .* zu /m);
    await screen(page, 'paket-vergleich');
    await inspect(page);
  }

  async function checkConformity(page: Page, versionDigest: string): Promise<void> {
    const answer = await page.goto(`/anbieter/konformitaet/${versionDigest.replace('sha256:', '')}`);
    assert.equal(answer?.status(), 200);
    await screen(page, 'paket-konformitaet');
  }
});
