import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { type Download, type Page } from 'playwright-core';
import { assertAccessible, assertNoSidewaysScroll } from './support/checks.ts';
import { press } from './support/form.ts';
import { screen } from './support/screens.ts';
import { paula, signInStaff, theaOfXanten } from './support/sign-in.ts';
import { desktop, narrow, skip, useStage } from './support/stage.ts';

/** Rows of the first sheet, read with another program's ZIP and XML readers. */
const reader = `
import sys, zipfile, json, xml.etree.ElementTree as et
n = {'m': 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'}
s = et.fromstring(zipfile.ZipFile(sys.argv[1]).read('xl/worksheets/sheet1.xml'))
val = lambda c: c.find('m:is/m:t', n).text if c.get('t') == 'inlineStr' else c.find('m:v', n).text
col = lambda c: ord(c.get('r')[0]) - 65
print(json.dumps([{col(c): val(c) for c in r.findall('m:c', n)} for r in s.findall('.//m:row', n)]))
`;

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function downloaded(page: Page, link: string): Promise<{ download: Download; path: string }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: link, exact: true }).click(),
  ]);
  return { download, path: await download.path() };
}

/** '1.234,50 €' of a page as '1234,50' of an export. */
const plainAmount = (text: string): string => text.replaceAll(/[.\s\u00a0€]/g, '');

describe('a treasurer', { skip }, () => {
  const stage = useStage();

  test('sees what a service costs before anybody commits to anything, without signing in', async () => {
    const page = await stage.page();
    await page.goto('/nachnutzung/pakete/verbund-beispieldienste/gewerbe-anmelden/kosten');
    await page.getByLabel('Gemeinde oder Kreis').fill('Gibtesnichtstadt');
    await page.getByRole('button', { name: 'Preis anzeigen' }).click();
    await page.getByRole('alert').getByText('Diesen Ort kennen wir nicht').waitFor();
    assert.equal(await page.getByLabel('Gemeinde oder Kreis').inputValue(), 'Gibtesnichtstadt');
    await page.getByLabel('Gemeinde oder Kreis').fill('Xanten');
    await page.getByRole('button', { name: 'Preis anzeigen' }).click();
    await page.getByRole('heading', { name: 'Auf einen Blick' }).waitFor();
    // The population and its day, the key that was used, and what is not official.
    await page.getByText('Stand 31. Dezember 2022').waitFor();
    await page.getByText('Gerechnet wird mit dem Schlüssel 2019').waitFor();
    await page.getByText('kein Königsteiner Schlüssel, nur Plausibilität').waitFor();
    await assertAccessible(page, 'price for everybody');
    await screen(page, 'kosten-oeffentlich');
  });

  test('follows the price against the number of users, in a picture and in a table', async () => {
    const page = await stage.page();
    await page.goto('/nachnutzung/pakete/verbund-beispieldienste/sperrmuell-anmelden/kosten?ort=Xanten');
    const chart = page.getByRole('img', { name: /nach Zahl der nutzenden Kommunen/ });
    await chart.waitFor();
    assert.match((await chart.locator('desc').textContent()) ?? '', /Die Linie fällt von .*€ bei 5 Nutzern/);
    const table = page.getByRole('table', { name: 'Preis für die Kommune nach Zahl der Nutzer' });
    const once = await table
      .getByRole('row')
      .filter({ hasText: /^(1|5|10|20) ?/ })
      .allInnerTexts();
    assert.ok(once.length >= 3, once.join('\n'));
    await screen(page, 'kosten-kurve', chart);
    for (const size of [desktop, narrow]) {
      await page.setViewportSize(size);
      await assertNoSidewaysScroll(page, `price at ${String(size.width)} px`);
      const box = await chart.boundingBox();
      assert.ok(box !== null && box.x >= 0 && box.x + box.width <= size.width, 'the chart fits the window');
    }
    await assertAccessible(page, 'curve at 320 px');
    await page.emulateMedia({ media: 'print' });
    assert.ok(await chart.isVisible(), 'charts are printed');
  });

  test('plans the budget: own numbers, charts, and both files with the numbers of the page', async () => {
    const page = await stage.page();
    await signInStaff(page, theaOfXanten, '/amt/haushalt');
    await page.getByRole('heading', { name: 'Haushalt', level: 1 }).waitFor();
    await assertAccessible(page, 'budget');
    await screen(page, 'haushalt');
    await page
      .getByRole('table', { name: 'Erwarteter Bedarf je Haushaltsjahr' })
      .getByRole('link', { name: /Hund/ })
      .first()
      .click();
    await page.getByRole('heading', { name: 'Eigene Annahmen' }).waitFor();
    await page.getByLabel('Online-Fälle im Jahr', { exact: true }).fill('viele');
    await page.getByRole('button', { name: 'Annahmen speichern' }).click();
    await page.getByRole('alert').getByText('Geben Sie eine ganze Zahl').waitFor();
    assert.equal(await page.getByLabel('Online-Fälle im Jahr', { exact: true }).inputValue(), 'viele');
    await page.getByLabel('Online-Fälle im Jahr', { exact: true }).fill('400');
    await page.getByLabel('Ersparnis je Online-Fall').fill('9,50');
    await page.getByLabel('Notiz: Woher kommen die Zahlen?').fill('Hundesteuer-Statistik');
    await page.getByRole('button', { name: 'Annahmen speichern' }).click();
    await page.getByText('Die Annahmen sind gespeichert').waitFor();
    await page.getByText('400 (eigene Annahme)').waitFor();
    await screen(page, 'haushalt-annahmen', page.getByRole('heading', { name: 'Eigene Annahmen' }));
    await assertAccessible(page, 'service in the budget');
    await page.setViewportSize(narrow);
    await assertNoSidewaysScroll(page, 'service in the budget');
    await page.setViewportSize(desktop);

    await page.getByRole('link', { name: 'Haushalt', exact: true }).first().click();
    const totals = page.getByRole('table', { name: 'Bedarf aller Dienste' }).getByRole('row');
    const [, first] = await totals.allInnerTexts();
    const [year = '', low = '', expected = '', high = ''] = (first ?? '')
      .split('\t')
      .map((text) => plainAmount(text.trim()));
    assert.match(`${year} ${expected}`, /^20\d\d \d+,\d\d$/);
    await screen(page, 'haushalt-summe', page.getByRole('img', { name: 'Bedarf aller Dienste je Haushaltsjahr' }));

    const csv = await downloaded(page, 'Als CSV-Datei');
    assert.match(csv.download.suggestedFilename(), /^haushalt-xanten-20\d\d\.csv$/);
    const bytes = await readFile(csv.path);
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], 'the mark of UTF-8');
    const rows = bytes
      .subarray(3)
      .toString('utf8')
      .trim()
      .split('\r\n')
      .map((line) => line.split(';'));
    const heads = rows[0] ?? [];
    const at = (name: string): number => heads.indexOf(name);
    const sum = rows.find((row) => row[0] === 'Summe' && row[at('Haushaltsjahr')] === year);
    assert.deepEqual(
      ['Bedarf niedrig', 'Bedarf erwartet', 'Bedarf hoch'].map((name) => sum?.[at(name)]),
      [low, expected, high],
    );

    if (!hasPython()) return;
    const xlsx = await downloaded(page, 'Als Excel-Datei (XLSX)');
    const sheet = JSON.parse(execFileSync('python3', ['-c', reader, xlsx.path], { encoding: 'utf8' })) as Record<
      string,
      string
    >[];
    assert.equal(sheet.length, rows.length);
    const sumRow = sheet.find((row) => row['0'] === 'Summe' && row[String(at('Haushaltsjahr'))] === year);
    assert.equal(sumRow?.[String(at('Bedarf erwartet'))], expected.replace(',', '.'));
  });

  test('has the prices from a form that a provider fills in without JavaScript', async () => {
    const page = await stage.page({ javaScriptEnabled: false });
    await signInStaff(page, paula, '/anbieter');
    await page
      .getByRole('link', { name: /Sperrmüll/ })
      .first()
      .click();
    await press(page, 'Neue Version beginnen');
    const work = /\/anbieter\/dienst\/[^/?]+/.exec(page.url())?.[0] ?? '';
    await page.goto(`${work}/nachnutzung/preise`);
    await page.getByLabel('Preismodell des neuen Postens').selectOption('M4');
    await press(page, 'Posten hinzufügen');
    const row = page.getByRole('group', { name: /Preis je Fall, gestaffelt/ });
    await row.getByLabel('Bezeichnung (Deutsch)').fill('Bearbeitung je Fall');
    await row.getByLabel('Kostenart').selectOption({ label: 'Betrieb, je Nutzung' });
    await row.getByRole('textbox', { name: 'Staffel', exact: true }).fill('1000: 2,50\n500: 1,80\n*: 0,90');
    await press(page, 'Preisblatt speichern');
    await page.getByRole('alert').getByText('Die Stufen müssen steigen').waitFor();
    assert.equal(
      await row.getByRole('textbox', { name: 'Staffel', exact: true }).inputValue(),
      '1000: 2,50\n500: 1,80\n*: 0,90',
    );
    await screen(page, 'preisblatt', row);
    await page.setViewportSize(narrow);
    await assertNoSidewaysScroll(page, 'price sheet');
    await row.getByRole('textbox', { name: 'Staffel', exact: true }).fill('1000: 2,50\n5000: 1,80\n*: 0,90');
    await press(page, 'Preisblatt speichern');
    await page.getByRole('heading', { name: 'Nachnutzung', level: 1 }).waitFor();
    assert.match(await page.getByRole('main').innerText(), /Preisblatt[\s\S]*3 Posten/);
    const seen = await stage.page();
    await signInStaff(seen, paula, `${work}/nachnutzung/preise`);
    await assertAccessible(seen, 'price sheet with rows');
  });
});
