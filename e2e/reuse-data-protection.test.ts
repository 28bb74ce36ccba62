import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { type Page } from 'playwright-core';
import { assertAccessible, assertNoSidewaysScroll, reloadUntil } from './support/checks.ts';
import { insidePlatform } from './support/inside.ts';
import { screen } from './support/screens.ts';
import { annaOfXanten, doraOfXanten, signInStaff } from './support/sign-in.ts';
import { desktop, narrow, skip, useStage } from './support/stage.ts';

const service = 'Hund zur Hundesteuer anmelden';
const packageId = 'verbund-beispieldienste/hundesteuer-anmelden';
const watermark = 'Testsystem – keine echten Anträge';

async function seeBothSizes(page: Page, where: string): Promise<void> {
  await assertAccessible(page, where);
  await page.setViewportSize(narrow);
  await assertNoSidewaysScroll(page, where);
  await page.setViewportSize(desktop);
}

describe('before a town adopts a service', { skip }, () => {
  const stage = useStage();

  test('the officer reads the central assessment, adopts it with one deviation, takes the record home, renews it', async () => {
    const page = await stage.page();
    await signInStaff(page, doraOfXanten, '/amt/datenschutz');
    const row = page.getByRole('row').filter({ hasText: service });
    await row.getByText('noch nicht übernommen').waitFor();
    await seeBothSizes(page, 'list');
    await screen(page, 'datenschutz-liste');

    await page.getByRole('link', { name: service }).click();
    await page.getByRole('heading', { name: 'Zentrale Folgenabschätzung' }).waitFor();
    await page.getByText('Halterinnen und Halter von Hunden.').waitFor();
    await screen(page, 'datenschutz-folgenabschaetzung');
    await page.getByRole('button', { name: 'Abweichung hinzufügen' }).click();
    await page.getByLabel('Aktenzeichen').fill('10.3-DSFA-7');
    await page.getByLabel('Welcher Punkt?').fill('Empfänger');
    await page.getByLabel('Was ist bei Ihnen anders?').fill('Auch das Ordnungsamt sieht die Daten.');
    await page.getByRole('button', { name: 'Folgenabschätzung übernehmen' }).click();
    // Two parts and the confirmation are missing; what was typed is still there.
    await page.getByRole('link', { name: 'Abweichung 1, Warum?' }).waitFor();
    assert.equal(await page.getByLabel('Welcher Punkt?').inputValue(), 'Empfänger');
    await assertAccessible(page, 'adoption with errors');
    await page.getByLabel('Warum?').fill('§ 9 der Hundesteuersatzung.');
    await page.getByLabel('Was tun Sie selbst dafür?').fill('Nur zwei Beschäftigte haben Zugriff.');
    await page.getByLabel('Ich bin die oder der Datenschutzbeauftragte').check();
    await screen(page, 'datenschutz-uebernehmen', page.getByRole('heading', { name: 'Übernehmen', exact: true }));
    await page.getByRole('button', { name: 'Folgenabschätzung übernehmen' }).click();
    await page.getByText('Sie haben die zentrale Folgenabschätzung übernommen.').waitFor();
    await page.getByText('Auch das Ordnungsamt sieht die Daten.').waitFor();
    await page.getByText('Diese Folgenabschätzung deckt bisher 1 Kommune ab.').waitFor();
    await seeBothSizes(page, 'adopted');

    await page.getByRole('link', { name: /^Verzeichnis von Verarbeitungstätigkeiten/ }).click();
    await page.getByRole('heading', { name: 'Was Sie noch ergänzen müssen' }).waitFor();
    await seeBothSizes(page, 'record of processing');
    await screen(page, 'datenschutz-verzeichnis');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Als Textdatei herunterladen' }).click(),
    ]);
    const text = await readFile(await file.path(), 'utf8');
    for (const part of ['Stadt Xanten', 'Auch das Ordnungsamt sieht die Daten.', '10.3-DSFA-7', '30 Tage']) {
      assert.ok(text.includes(part), `the record does not say "${part}"`);
    }
    await page.goBack();
    await page.getByRole('link', { name: 'Datenfelder und Rechtsgrundlagen' }).click();
    await page.getByRole('table').waitFor();
    await seeBothSizes(page, 'data fields');

    await publishMajor();
    await page.goto('/amt/datenschutz');
    await reloadUntil(page, 'zu erneuern');
    await screen(page, 'datenschutz-erneuern');
    await page.getByRole('link', { name: service }).click();
    await page.getByText('Diese Übernahme muss erneuert werden').waitFor();
    assert.equal(await page.getByLabel('Welcher Punkt?').count(), 0, 'nothing goes over by itself');
    await page.getByRole('button', { name: 'Die Abweichung der letzten Übernahme einsetzen' }).click();
    assert.equal(await page.getByLabel('Welcher Punkt?').inputValue(), 'Empfänger');
    await page.goto('/amt/datenschutz/bericht');
    await page.getByRole('row').filter({ hasText: service }).getByRole('cell', { name: '1' }).waitFor();
    await assertAccessible(page, 'report');
  });

  test('staff make a test system, fills it with sample data, sees them arrive inside, removes it', async () => {
    const page = await stage.page();
    await signInStaff(page, annaOfXanten, `/nachnutzung/pakete/${packageId}`);
    await page.getByRole('button', { name: 'Ausprobieren' }).click();
    await page.getByText('Das Testsystem ist bereit.').waitFor({ timeout: 30_000 });
    await seeBothSizes(page, 'list of test systems');
    await screen(page, 'testsysteme');
    await page.getByRole('button', { name: /^Betreten/ }).click();
    await page.getByText(watermark).first().waitFor();
    await page.getByText('Funktion fehlt. Bezahlen ist in dieser Plattform noch nicht eingebaut.').waitFor();
    await seeBothSizes(page, 'test system');
    await screen(page, 'testsystem');

    await page
      .getByRole('button', { name: /^Mit Beispieldaten ausfüllen/ })
      .first()
      .click();
    await page.waitForURL(/\/pruefen$/);
    assert.equal(await page.getByText(watermark).first().isVisible(), true);
    await page.getByRole('checkbox').first().check();
    await page.getByRole('button', { name: 'Antrag abschicken' }).click();
    await page.waitForURL(/\/konto\/antrag\//);
    assert.equal(await page.getByText(watermark).first().isVisible(), true);

    await page.goto('/amt');
    // The application that came with the test system, and the one just sent.
    await page.waitForFunction(
      `document.querySelectorAll('main a[href^="/amt/vorgang/"]').length >= 2 || (setTimeout(() => location.reload(), 1000), false)`,
      undefined,
      { timeout: 30_000, polling: 1_500 },
    );
    assert.equal(await page.getByText(watermark).first().isVisible(), true);
    await screen(page, 'testsystem-eingang');

    const visitor = await stage.page();
    await visitor.goto('/?q=Testsystem');
    assert.equal(
      await visitor
        .getByText(/Testsystem/)
        .filter({ hasNotText: 'Suche' })
        .getByRole('link')
        .count(),
      0,
    );

    await page.goto('/amt/mandant');
    await page.getByRole('button', { name: /Xanten/ }).click();
    await page.goto('/amt/testsysteme');
    await page.getByRole('button', { name: /^Entfernen/ }).click();
    await page.getByText('Das Testsystem ist entfernt.').waitFor();
    await page.getByText('Noch kein Testsystem').waitFor();
  });

  /** The provider's next major version, as the program publishes it. */
  async function publishMajor(): Promise<void> {
    await insidePlatform(stage.demo, async (platform) => {
      const { services } = platform.modules;
      const provider = await services?.identity.tenantBySlug('verbund-beispieldienste');
      assert.ok(services && provider);
      const [newest] = await services.catalogue.versionsOf(provider.id, 'hundesteuer-anmelden');
      const manifest = await services.catalogue.manifest(newest?.digest ?? '');
      assert.ok(manifest);
      const { reuse } = manifest;
      const [change] = reuse?.changes ?? [];
      assert.ok(reuse && change);
      const changes = [{ ...change, version: '2.0.0', kind: 'breaking' as const }, ...reuse.changes];
      await platform.kernel.kernel.db.tx({ tenant: provider.id }, (tx) =>
        services.catalogue.publishVersion(tx, provider.id, {
          ...manifest,
          version: '2.0.0',
          reuse: { ...reuse, changes },
        }),
      );
    });
  }
});
