import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Page } from 'playwright-core';
import { assertAccessible, assertNoSidewaysScroll, heading } from './support/checks.ts';
import { press } from './support/form.ts';
import { screen } from './support/screens.ts';
import { paula, pia, signInStaff } from './support/sign-in.ts';
import { desktop, narrow, skip, useStage } from './support/stage.ts';

const packageId = 'verbund-beispieldienste/gewerbe-anmelden';
const patienceMs = 60_000;

describe('a service is checked, its provider is heard, everybody reads the result', { skip }, () => {
  const stage = useStage();

  async function inspect(page: Page): Promise<void> {
    await assertAccessible(page);
    await page.setViewportSize(narrow);
    await assertNoSidewaysScroll(page);
    await page.setViewportSize(desktop);
  }

  const criterion = (page: Page, id: string) => page.getByRole('article', { name: id, exact: true });

  async function startAsProvider(): Promise<Page> {
    const page = await stage.page();
    // The check itself runs a browser on the same machine.
    page.setDefaultTimeout(30_000);
    await signInStaff(page, paula, '/anbieter');
    await page.getByRole('link', { name: 'Konformität', exact: true }).click();
    assert.equal(await heading(page), 'Konformität meiner Dienste');
    await inspect(page);
    await page.getByRole('link', { name: 'Gewerbe anmelden' }).click();
    await inspect(page);
    await press(page, 'Automatische Prüfung starten');
    assert.match(await page.getByRole('main').innerText(), /Die Prüfung läuft/);
    await inspect(page);
    const end = Date.now() + patienceMs;
    while ((await page.getByText('Die Prüfung läuft').count()) > 0) {
      assert.ok(Date.now() < end, 'the check never finished');
      await page.waitForTimeout(500);
      await page.getByRole('link', { name: 'Stand aktualisieren' }).click();
    }
    return page;
  }

  test('from the first run to the public page', async () => {
    const provider = await startAsProvider();
    const main = await provider.getByRole('main').innerText();
    assert.match(main, /Die Mindestanforderungen sind nicht erfüllt: \d+ Muss-Kriterien sind offen/);
    assert.match(await criterion(provider, 'DAT-001').innerText(), /erfüllt/);
    assert.match(await criterion(provider, 'NUK-001').innerText(), /Nicht geprüft, Funktion fehlt/);
    await inspect(provider);
    await screen(provider, 'konformitaet-anbieter');
    await criterion(provider, 'DAT-001').locator('summary').first().click();
    assert.match(await criterion(provider, 'DAT-001').innerText(), /application\/json.*accepted/);
    await screen(provider, 'konformitaet-nachweise', criterion(provider, 'DAT-001'));

    await criterion(provider, 'NUK-001')
      .getByRole('link', { name: /^Stellung nehmen/ })
      .click();
    await press(provider, 'Stellungnahme abgeben');
    assert.match(await provider.getByRole('main').innerText(), /Schreiben Sie Ihre Stellungnahme/);
    await inspect(provider);
    await provider.getByLabel('Ihre Stellungnahme').fill('BundID ist für das nächste Halbjahr geplant.');
    await press(provider, 'Stellungnahme abgeben');
    assert.match(await criterion(provider, 'NUK-001').innerText(), /für das nächste Halbjahr geplant/);

    const assessor = await stage.page();
    await signInStaff(assessor, pia, '/amt/konformitaet');
    assert.equal(await heading(assessor), 'Konformität');
    await inspect(assessor);
    await assessor.getByLabel('Dienst oder Anbieter').fill('gewerbe');
    await press(assessor, 'Suchen');
    await screen(assessor, 'konformitaet-pruefstelle');
    await assessor.getByRole('link', { name: 'Gewerbe anmelden' }).click();
    assert.match(await criterion(assessor, 'NUK-001').innerText(), /für das nächste Halbjahr geplant/);
    await criterion(assessor, 'FAL-002')
      .getByRole('link', { name: /^Feststellung treffen/ })
      .click();
    await inspect(assessor);
    await press(assessor, 'Feststellung speichern');
    assert.match(await assessor.getByRole('main').innerText(), /Wählen Sie ein Ergebnis/);
    await inspect(assessor);
    await assessor.getByRole('radio', { name: 'nicht erfüllt', exact: true }).check();
    await assessor.getByLabel('Begründung').first().fill('Die Satzung von Moers ist im Formular fest eingetragen.');
    await assessor.getByLabel(/^Nachweis: was/).fill('Regel R-12, angesehen am 23. November');
    await assessor.getByLabel(/^Abhilfe/).fill('Den Wert als Parameter führen.');
    await screen(assessor, 'konformitaet-feststellung');
    await press(assessor, 'Feststellung speichern');
    assert.match(await criterion(assessor, 'FAL-002').innerText(), /nicht erfüllt[\s\S]*von Menschen geprüft/);

    const visitor = await stage.page({ javaScriptEnabled: false });
    await visitor.goto(`/nachnutzung/pakete/${packageId}/pruefung`);
    const words = await visitor.getByRole('main').innerText();
    assert.match(words, /Kein amtlicher Text/);
    assert.match(words, /Die Satzung von Moers ist im Formular fest eingetragen/);
    assert.match(words, /für das nächste Halbjahr geplant/);
    assert.doesNotMatch(words, /Pia Prüfung|Paula Planung/, 'no names of staff in public');
    const mirror = await stage.page();
    await mirror.goto(visitor.url());
    await inspect(mirror);
    await screen(mirror, 'konformitaet-oeffentlich');
    const answer = await visitor.request.get(`/api/v1/packages/${encodeURIComponent(packageId)}/conformity`);
    const report = (await answer.json()) as {
      conforms: boolean;
      findings: { criterion: string; result: string; kind: string; obligation: string }[];
    };
    assert.equal(report.findings.length, 41);
    assert.equal(report.conforms, false);
    const found = report.findings.find((one) => one.criterion === 'FAL-002');
    assert.deepEqual([found?.result, found?.kind, found?.obligation], ['nicht_erfuellt', 'manual', 'MUSS']);
  });
});
