import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Page } from 'playwright-core';
import { assertAccessible, assertNoSidewaysScroll, heading, reloadUntil } from './support/checks.ts';
import { countEffort, effortTable, personSeconds } from './support/effort.ts';
import { press } from './support/form.ts';
import { screen } from './support/screens.ts';
import { carlaOfRheinberg, kim, nora, onward, signInStaff } from './support/sign-in.ts';
import { desktop, narrow, skip, type Stage, useStage } from './support/stage.ts';

const tenMinutes = 600;
const town = { ars: '051700004004', name: 'Alpen', slug: 'alpen', mail: 'nora@alpen.example' };

describe('a town in one hour', { skip }, () => {
  const stage = useStage({ isOwn: true });

  test('from nothing to a live service with a delivered test application, in ten minutes of a person', async () => {
    const creator = countEffort(await stage.page());
    await createTown(creator);
    const invitation = await mailedLink(stage, town.mail);

    const admin = countEffort(await stage.page());
    await takeUpInvitation(admin, invitation);
    await enterFacts(admin);
    await confirmLegalPages(admin);
    await adoptFirstService(admin);

    admin.step('Stand ansehen');
    await admin.open('/amt/einrichten');
    await reloadUntil(admin.page, 'Ihre Kommune ist online');
    await inspect(admin.page);
    await screen(admin.page, 'einrichten-fertig');
    await citizenSeesService(await stage.page());

    const steps = [...creator.steps(), ...admin.steps()];
    console.log(`\n${effortTable(steps)}\n`);
    const seconds = steps.reduce((total, step) => total + personSeconds(step), 0);
    assert.ok(seconds <= tenMinutes, `${String(Math.round(seconds))} seconds of a person`);
    assert.ok(
      steps.reduce((total, { fields }) => total + fields, 0) <= 12,
      'nearly everything is known and filled in before',
    );
  });

  test('colours, coat of arms and staff are checked in words before anything happens', async () => {
    const page = await stage.page();
    await signInStaff(page, carlaOfRheinberg, '/amt/einrichten/aussehen');
    await page.getByLabel('Wappen hochladen').setInputFiles({
      ...{ name: 'wappen.svg', mimeType: 'image/png', buffer: Buffer.from('<svg onload="alert(1)"/>') },
    });
    await press(page, 'Datei hochladen');
    assert.match(await page.getByRole('main').innerText(), /SVG und andere Textdateien nehmen wir nicht an/);
    await inspect(page);
    await page.getByLabel('Hauptfarbe').fill('#ffcc00');
    await page.getByLabel('Zweite Farbe').fill('#c8102e');
    await press(page, 'Farben prüfen und speichern');
    assert.match(await page.getByRole('main').innerText(), /Kontrast 1,\d+ : 1\. Nötig sind 4,5 : 1/);
    await inspect(page);
    await screen(page, 'farben');
    await press(page, 'Vorschlag übernehmen und speichern');
    assert.match(await page.getByRole('main').innerText(), /Das Aussehen ist gespeichert/);
    for (const path of ['/rheinberg', '/rheinberg/impressum']) {
      await page.goto(path);
      const used = await page.evaluate<string>(
        "getComputedStyle(document.documentElement).getPropertyValue('--vb-accent')",
      );
      assert.equal(used, '#c8102e', path);
      await inspect(page);
    }
    await page.goto('/amt/einrichten/beschaeftigte');
    await page
      .getByLabel(/^Liste/)
      .fill('Name;E-Mail;Rolle\nJo;jo@rheinberg.example;Sachbearbeitung\nXi;xi@rheinberg.example;Hausmeister');
    await press(page, 'Prüfen');
    assert.match(await page.getByRole('main').innerText(), /Diese Rolle gibt es nicht: Hausmeister/);
    await inspect(page);
    await press(page, 'Eine Einladung senden');
    assert.match(await page.getByRole('main').innerText(), /Eine Einladung ist unterwegs/);
    assert.ok(await mailedLink(stage, 'jo@rheinberg.example'));
  });

  test('a co-ordinator creates many at once, and begins a service where a town lets her', async () => {
    const page = await stage.page();
    await signInStaff(page, kim, '/amt/koordination/viele');
    await page
      .getByLabel(/^Liste/)
      .fill('051540024024;v@kalkar.example\n051540032032;v@kevelaer.example\n5,17E+10;x@x.example');
    await press(page, 'Prüfen');
    assert.match(await page.getByRole('main').innerText(), /hat den Schlüssel gerundet/);
    await inspect(page);
    await screen(page, 'kommunen-liste');
    await page.getByRole('checkbox', { name: 'Ich helfe bei der Einrichtung' }).check();
    await press(page, '2 Kommunen anlegen');
    await reloadUntil(page, '2 erledigt, 0 nicht gelungen, 0 noch offen');
    await inspect(page);
    await page.goto('/amt/koordination/dienst');
    await page.getByRole('checkbox', { name: 'Kalkar' }).check();
    await page.getByLabel('Dienst', { exact: true }).selectOption({ index: 1 });
    await inspect(page);
    await press(page, 'Beginnen');
    await reloadUntil(page, '1 erledigt, 0 nicht gelungen, 0 noch offen');
    await page.goto('/amt/mandant');
    await inspect(page);
    await screen(page, 'behoerde-wechseln');
    await page.getByRole('button', { name: 'Hierher wechseln: Kalkar' }).click();
    await page.waitForURL('**/amt/nachnutzung');
    assert.match(await page.getByRole('main').innerText(), /Bewohnerpark|Gewerbe|Hund|anmelden|mieten|beantragen/);
    await page.goto('/amt/mandant');
    assert.match(await page.getByRole('main').innerText(), /Sie arbeiten gerade für Kalkar/);
    // The next sign-in leads to the last choice: other journeys of this run begin at the operator's.
    await page.getByRole('button', { name: 'Hierher wechseln: Betrieb der Plattform' }).click();
    await page.waitForURL('**/amt/koordination');
  });
});

type Effort = ReturnType<typeof countEffort>;

async function createTown(effort: Effort): Promise<void> {
  const { page } = effort;
  await signInStaff(page, kim, '/amt/koordination');
  effort.step('Koordination: Kommune anlegen');
  await effort.open('/amt/koordination');
  await inspect(page);
  await effort.follow('Kommune anlegen');
  await inspect(page);
  await effort.type(/^Amtlicher Regionalschlüssel/, town.ars);
  await effort.type(/^E-Mail-Adresse der Verwaltung/, town.mail);
  await effort.press('Weiter');
  assert.equal(await heading(page), 'Angaben prüfen');
  assert.equal(await page.getByLabel('Amtlicher Name').inputValue(), 'Gemeinde Alpen');
  await inspect(page);
  await screen(page, 'kommune-anlegen');
  await effort.tick('Ich helfe bei der Einrichtung');
  await effort.press('Anlegen und einladen');
  assert.match(await page.getByRole('main').innerText(), /Die Kommune ist angelegt/);
  await inspect(page);
  await screen(page, 'koordination');
}

/** What stands in the newest mail to an address, as the demonstration catches it. */
async function mailedLink({ demo }: Stage, to: string): Promise<string> {
  const ports = JSON.parse(readFileSync(join(demo.dataDir, 'ports.json'), 'utf8')) as { mail: number };
  const base = `http://localhost:${String(ports.mail)}`;
  const end = Date.now() + 30_000;
  for (;;) {
    const list = await (await fetch(base)).text();
    const rows = list.split('<tr>').filter((row) => row.includes(to));
    const id = /href="(\/mails\/[^"]+)"/.exec(rows[0] ?? '')?.[1];
    const mail = id === undefined ? '' : await (await fetch(base + id)).text();
    const link = /https?:\/\/[^\s"<]+einladung=[^\s"<]+/.exec(
      mail.replaceAll('&amp;', '&').replaceAll('&#38;', '&'),
    )?.[0];
    if (link !== undefined) return link;
    if (Date.now() > end) throw new Error(`no invitation for ${to}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

async function takeUpInvitation(effort: Effort, invitation: string): Promise<void> {
  effort.step('Verwaltung: Einladung annehmen');
  await effort.open(invitation);
  await effort.follow(onward);
  await effort.press(nora);
  assert.equal(await heading(effort.page), 'Einrichten');
  await inspect(effort.page);
  await screen(effort.page, 'einrichten');
}

async function enterFacts(effort: Effort): Promise<void> {
  effort.step('Anschrift, Kontakt, Öffnungszeiten');
  await effort.follow(/^Anschrift, Kontakt/);
  const { page } = effort;
  for (const [label, value] of [
    ['Amtlicher Name', 'Gemeinde Alpen'],
    ['Postleitzahl', '46519'],
    ['Ort', 'Alpen'],
    ['E-Mail für Bürgerinnen und Bürger', 'info@alpen.example'],
    ['E-Mail der oder des Datenschutzbeauftragten', 'datenschutz@alpen.example'],
  ] as const) {
    assert.equal(await page.getByLabel(label, { exact: true }).inputValue(), value);
  }
  await inspect(page);
  await effort.type('Straße und Hausnummer', 'Rathausstraße 5');
  await effort.type(/^Telefon/, '02802 0000');
  await effort.type(/^Vertreten durch/, 'Bürgermeister Alex Beispiel');
  await effort.press('Speichern und weiter');
  assert.equal(await heading(page), 'Pflichtseiten lesen und bestätigen');
}

async function confirmLegalPages(effort: Effort): Promise<void> {
  effort.step('Pflichtseiten lesen und bestätigen');
  const { page } = effort;
  await inspect(page);
  await screen(page, 'pflichtseiten');
  await effort.read('main form > section .vb-draft');
  const drafts = await page.context().request.get('/alpen/impressum');
  assert.doesNotMatch(await drafts.text(), /Rathausstraße 5<\/p>|Alex Beispiel/, 'a draft is not public');
  for (const name of ['Impressum', 'Datenschutz', 'Erklärung zur Barrierefreiheit', 'Leichte Sprache']) {
    await effort.tick(`Ich habe „${name}“ gelesen. Der Text stimmt.`);
  }
  await effort.press('Bestätigte Seiten veröffentlichen');
  assert.match(await page.getByRole('main').innerText(), /Die Pflichtseiten sind veröffentlicht/);
  const page2 = await page.context().request.get('/alpen/impressum');
  assert.match(await page2.text(), /Alex Beispiel/);
}

async function adoptFirstService(effort: Effort): Promise<void> {
  effort.step('Den ersten Dienst wählen');
  const { page } = effort;
  await effort.follow('Den ersten Dienst übernehmen');
  await effort.follow(/Hundesteuer/);
  await effort.press('Nachnutzung beginnen');
  assert.equal(await heading(page), 'Offenes bestätigen');
  effort.step('Bestätigen, testen, online stellen');
  await screen(page, 'nachnutzung-bestaetigen');
  // What there is to confirm depends on the way that the provider names; here one person answers for all of it.
  const open = await page.getByRole('main').locator('.kern-form-check:has(input[type=checkbox])').allInnerTexts();
  assert.ok(open.length >= 3, open.join('; '));
  for (const label of open) await effort.tick(label.trim());
  // The only parameter that nobody but the town knows.
  await effort.type(/^Fundstelle der Hundesteuersatzung/, 'https://www.alpen.example/hundesteuer');
  await effort.press('Bestätigen, testen und online stellen');
  assert.match(await page.getByRole('main').innerText(), /Der Dienst ist online/);
}

async function citizenSeesService(page: Page): Promise<void> {
  await page.goto('/alpen');
  await inspect(page);
}

/** No finding of axe, and nothing sticks out at 320 px. */
async function inspect(page: Page): Promise<void> {
  await assertAccessible(page);
  await page.setViewportSize(narrow);
  await assertNoSidewaysScroll(page);
  await page.setViewportSize(desktop);
}
