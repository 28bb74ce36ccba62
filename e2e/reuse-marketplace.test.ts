import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Page } from 'playwright-core';
import { assertAccessible, assertNoSidewaysScroll } from './support/checks.ts';
import { press } from './support/form.ts';
import { screen } from './support/screens.ts';
import { carlaOfRheinberg, carlaOfXanten, otto, paula, signInStaff } from './support/sign-in.ts';
import { desktop, narrow, skip, useStage } from './support/stage.ts';

const provider = 'verbund-beispieldienste';
const dogTax = { name: 'Hund zur Hundesteuer anmelden', path: `/nachnutzung/pakete/${provider}/hundesteuer-anmelden` };
const party = { name: 'Straßenfest anmelden', path: `/nachnutzung/pakete/${provider}/strassenfest-anmelden` };

const words = (page: Page): Promise<string> => page.getByRole('main').innerText();

async function inspect(page: Page): Promise<void> {
  await page.setViewportSize(desktop);
  await assertAccessible(page, page.url());
  await page.setViewportSize(narrow);
  await assertNoSidewaysScroll(page, page.url());
  await page.setViewportSize(desktop);
}

describe('the marketplace', { skip }, () => {
  const stage = useStage({ isOwn: true });

  test('a visitor finds, narrows, compares and reads, without script', async () => {
    const page = await stage.page({ javaScriptEnabled: false });
    await page.goto('/nachnutzung');
    await page.getByLabel('Dienst oder Bedarf').fill('Hundemarke');
    await page.getByLabel('Ihre Kommune').fill('Xanten');
    await press(page, 'Filter anwenden');
    assert.match(await words(page), /1 Dienst\b/);
    assert.match(await words(page), /Preise für Xanten/);
    assert.match(await words(page), /im Jahr, einmalig/);

    await page.getByLabel('Dienst oder Bedarf').fill('');
    await page.getByLabel('Sortieren nach').selectOption('price');
    await press(page, 'Filter anwenden');
    await screen(page, 'marktplatz');
    await page.getByLabel(`${dogTax.name} zum Vergleich auswählen`).check();
    await page.getByLabel(`${party.name} zum Vergleich auswählen`).check();
    await press(page, 'Ausgewählte vergleichen');
    await page.getByRole('heading', { level: 1, name: 'Dienste vergleichen' }).waitFor();
    const pentest = page.getByRole('row', { name: /Letzter Penetrationstest/ });
    assert.match(await pentest.innerText(), /keine Angabe/);
    assert.match(await pentest.innerText(), /verschieden/);
    await screen(page, 'marktplatz-vergleich');
    await page.getByLabel('Nur Unterschiede zeigen').check();
    await press(page, 'Zeigen');
    assert.equal(await page.getByRole('row', { name: /Plattform/ }).count(), 0);

    await page.getByRole('main').getByRole('link', { name: dogTax.name }).click();
    await page.waitForURL(`**${dogTax.path}`);
    await page.getByRole('textbox', { name: 'Ihre Kommune' }).fill('46509');
    await press(page, 'Zeigen');
    assert.match(await words(page), /Preis für Xanten:/);
    assert.match(await words(page), /Der Dienst läuft bei 3 Kommunen/);
    await screen(page, 'steckbrief');
    await page.getByRole('link', { name: 'Alle Kommunen mit Datum' }).click();
    assert.match(await words(page), /Rheinberg/);
  });

  test('every page of it is accessible and fits a narrow screen', async () => {
    const page = await stage.page();
    const compared = [dogTax, party].map(
      ({ path }) => `paket=${encodeURIComponent(path.replace('/nachnutzung/pakete/', ''))}`,
    );
    const paths = [
      '/nachnutzung?ort=Xanten',
      `/nachnutzung/vergleich?${compared.join('&')}&ort=Xanten`,
      `${dogTax.path}?ort=Xanten`,
      party.path,
      `${dogTax.path}/kommunen`,
      `${dogTax.path}/erfahrungen`,
      '/nachnutzung/gesucht',
      '/nachnutzung/reifegrad',
    ];
    for (const path of paths) {
      await page.goto(path);
      await inspect(page);
    }
  });

  test('a program reads the same', async () => {
    const page = await stage.page();
    await page.goto(dogTax.path);
    const address = await page.getByRole('link', { name: 'Diese Angaben maschinenlesbar' }).getAttribute('href');
    const response = await page.request.get(address ?? '');
    assert.equal(response.status(), 200);
    const said = (await response.json()) as { id: string; towns: number; factSheet: { ozgId: string } };
    assert.deepEqual([said.id, said.towns, said.factSheet.ozgId], [`${provider}/hundesteuer-anmelden`, 3, '10160']);
  });

  test('a town looks for a service, another joins, a provider answers', async () => {
    const carla = await stage.page();
    await signInStaff(carla, carlaOfXanten, '/nachnutzung/gesucht/neu');
    await press(carla, 'Eintragen');
    assert.match(await words(carla), /Beschreiben Sie den Bedarf/);
    await inspect(carla);
    await carla.getByLabel('Was fehlt Ihnen?').fill('Brennholzverkauf aus dem Stadtwald');
    await carla.getByLabel('Was muss der Dienst können?').fill('Menge, Holzart und Abholtermin wählen.');
    await press(carla, 'Eintragen');
    assert.match(await words(carla), /Ihr Bedarf ist eingetragen/);
    const path = new URL(carla.url()).pathname;

    const other = await stage.page();
    await signInStaff(other, carlaOfRheinberg, path);
    await press(other, 'Das suchen wir auch');
    assert.match(await words(other), /2 Kommunen suchen/);

    const seller = await stage.page();
    await signInStaff(seller, paula, path);
    await seller.getByLabel('Ihre Antwort').fill('Wir bauen den Dienst im Frühjahr.');
    await seller.getByLabel('Voraussichtlich verfügbar am').fill('30.06.2027');
    await press(seller, 'Antworten');
    assert.match(await words(seller), /Voraussichtlich verfügbar am 30\. Juni 2027/);
    await inspect(seller);
    await screen(seller, 'gesuchter-dienst');

    const visitor = await stage.page();
    await visitor.goto(path);
    assert.doesNotMatch(await words(visitor), /Xanten|Rheinberg/);
  });

  test('a town that runs a service writes of it; the provider answers, the operator moderates', async () => {
    const carla = await stage.page();
    await signInStaff(carla, carlaOfXanten, `${party.path}/bewerten`);
    assert.match(await words(carla), /läuft dieser Dienst nicht/);
    await carla.goto(`${dogTax.path}/erfahrungen`);
    await carla.getByRole('link', { name: 'Erfahrung aufschreiben' }).click();
    await carla.getByLabel('Stelle').fill('Frau Amtsfrau, Steueramt');
    await press(carla, 'Veröffentlichen');
    assert.match(await words(carla), /Nennen Sie bitte die Stelle und keine Person/);
    await inspect(carla);
    await carla.getByLabel('4 – gut').check();
    await carla.getByLabel('Stelle').fill('Steueramt');
    await carla
      .getByLabel('Ihre Erfahrung')
      .fill('Nach zwei Tagen kamen die ersten Anmeldungen an. Die Steuermarke fehlt noch.');
    await press(carla, 'Veröffentlichen');
    assert.match(await words(carla), /Ihre Erfahrung ist veröffentlicht/);

    const seller = await stage.page();
    await signInStaff(seller, paula, `${dogTax.path}/erfahrungen`);
    await seller.getByText('Antworten', { exact: true }).first().click();
    await seller.getByLabel('Ihre Antwort').fill('Die digitale Steuermarke kommt mit Version 1.2.0.');
    await seller.getByRole('button', { name: /^Antworten: Steueramt/ }).click();
    assert.match(await words(seller), /Ihre Antwort ist veröffentlicht/);
    await screen(seller, 'erfahrungen');

    const other = await stage.page();
    await signInStaff(other, carlaOfRheinberg, `${dogTax.path}/erfahrungen`);
    await other.getByText('Beim Betreiber melden', { exact: true }).first().click();
    await other.getByLabel('Was stimmt nicht?').fill('Bitte prüfen.');
    await other.getByRole('button', { name: /^Beim Betreiber melden: Steueramt/ }).click();
    assert.match(await words(other), /Der Betreiber sieht sich das an/);

    const operator = await stage.page();
    await signInStaff(operator, otto, '/betrieb/bewertungen');
    assert.match(await words(operator), /Bitte prüfen/);
    assert.doesNotMatch(await words(operator), /Rheinberg/);
    await inspect(operator);
    await operator.getByLabel('Grund, der öffentlich begründet werden kann').fill('Wird geprüft.');
    await operator.getByRole('button', { name: /^Ausblenden/ }).click();
    await carla.goto(`${dogTax.path}/erfahrungen`);
    assert.doesNotMatch(await words(carla), /Steueramt/);
    await operator.getByRole('button', { name: /^Wieder zeigen/ }).click();
    await carla.goto(`${dogTax.path}/erfahrungen`);
    assert.match(await words(carla), /Steueramt/);
  });
});
