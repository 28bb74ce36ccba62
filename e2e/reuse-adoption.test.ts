import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Page } from 'playwright-core';
import { assertAccessible, assertNoSidewaysScroll, heading } from './support/checks.ts';
import { press } from './support/form.ts';
import { screen } from './support/screens.ts';
import { signInStaff } from './support/sign-in.ts';
import { desktop, narrow, skip, useStage } from './support/stage.ts';

const service = 'Sperrmüll';

/** No finding of axe, and nothing sticks out at 320 px. */
async function inspect(page: Page): Promise<void> {
  await assertAccessible(page);
  await page.setViewportSize(narrow);
  await assertNoSidewaysScroll(page);
  await page.setViewportSize(desktop);
}

const main = (page: Page): Promise<string> => page.getByRole('main').innerText();

describe('a town adopts a package', { skip }, () => {
  const stage = useStage();

  async function staff(name: string, then = '/amt/nachnutzung'): Promise<Page> {
    const page = await stage.page();
    await signInStaff(page, `${name} (Rheinberg`, then);
    return page;
  }

  /** From the list of what comes next to the page that collects what is open. */
  async function toConfirm(page: Page): Promise<void> {
    await page.goto('/amt/nachnutzung');
    await page
      .getByRole('link', { name: new RegExp(`^${service}`, 'u') })
      .first()
      .click();
    await page.getByRole('link', { name: 'Offenes auf einer Seite bestätigen' }).click();
  }

  test('by the marketplace: co-ordinator, officers and treasurer, test delivery, live, public', async () => {
    const [kora, dora, ivo, thea] = await Promise.all([
      staff('Kora Nachnutzung'),
      staff('Dora Datenschutz'),
      staff('Ivo Sicherheit'),
      staff('Thea Kämmerei'),
    ]);
    assert.equal(await heading(kora), 'Was muss ich als Nächstes tun?');
    await inspect(kora);

    await kora.getByRole('link', { name: 'Dienst nachnutzen' }).click();
    await kora.getByRole('textbox', { name: 'Dienst suchen' }).fill('sperr');
    await kora.keyboard.press('Enter');
    await kora.waitForURL(/suche=sperr/u);
    await inspect(kora);
    await kora.getByRole('link', { name: new RegExp(service, 'u') }).click();
    await screen(kora, 'nachnutzung-beginnen');
    await inspect(kora);
    await kora.getByLabel('EfA-Marktplatz').check();
    await press(kora, 'Nachnutzung beginnen');

    assert.equal(await heading(kora), 'Offenes bestätigen');
    await inspect(kora);
    await kora.getByLabel('Höchste Menge je Abholung').fill('3');
    await kora.getByLabel('Der Einzelabruf ist unterschrieben und angenommen.').check();
    await screen(kora, 'nachnutzung-bestaetigen');
    await press(kora, 'Bestätigen, testen und online stellen');
    assert.match(await main(kora), /Es fehlt noch etwas, bevor der Dienst online gehen kann/u);
    assert.match(await main(kora), /Freigabe des Datenschutzes/u);
    await inspect(kora);

    await toConfirm(thea);
    await thea.getByLabel('Die Haushaltsmittel stehen bereit.').check();
    await press(thea, 'Nur speichern');
    await toConfirm(ivo);
    await ivo.getByLabel(/^Ich gebe die Anbindung frei/u).check();
    await press(ivo, 'Nur speichern');
    await toConfirm(dora);
    await dora.getByLabel(/^Ich habe die zentrale Bewertung geprüft/u).check();
    await screen(dora, 'nachnutzung-datenschutz');
    await inspect(dora);
    await press(dora, 'Nur speichern');
    assert.match(await main(dora), /Zentrale Bewertung übernommen von Dora Datenschutz/u);

    await toConfirm(kora);
    await press(kora, 'Bestätigen, testen und online stellen');
    const live = await main(kora);
    assert.match(live, /Der Dienst ist online/u);
    assert.match(live, /Testantrag TEST-[2-9A-Z]{4}-[2-9A-Z]{4} angenommen/u);
    await screen(kora, 'nachnutzung-fall');
    await inspect(kora);

    const visitor = await stage.page();
    await visitor.goto('/rheinberg/sperrmuell-anmelden');
    assert.match(await heading(visitor), new RegExp(service, 'u'));

    await kora.getByRole('link', { name: 'Rollenblatt' }).click();
    assert.match(await main(kora), /Diensteanbieter \(DA\)/u);
    await inspect(kora);
    await kora.goBack();
    await kora.getByRole('link', { name: 'Beteiligte ansehen und ändern' }).click();
    await inspect(kora);
    await kora.goBack();
    await kora.getByRole('link', { name: 'Bekannt machen' }).click();
    await kora.getByLabel('erledigt').check();
    await kora.getByLabel('Ergebnis, Aktenzeichen, Ablageort').fill('Pressemitteilung 12/26');
    await press(kora, 'Speichern');
    assert.match(await main(kora), /Erledigt von Kora Nachnutzung/u);
    await inspect(kora);
    await kora.goto('/amt/nachnutzung?rolle=alle');
    await screen(kora, 'nachnutzung');
    await inspect(kora);

    // The test is in the inbox, marked, and goes.
    const carla = await staff('Carla Leitung', '/amt');
    await carla.getByRole('link', { name: /^TEST-/u }).click();
    assert.match(await main(carla), /Das ist ein Test/u);
    await inspect(carla);
    await press(carla, 'Testvorgang entfernen');
    assert.match(await main(carla), /Der Testvorgang ist entfernt/u);
    assert.equal(await carla.getByRole('link', { name: /^TEST-/u }).count(), 0);
  });
});
