import { type Page } from 'playwright-core';

/** Begins of the simulator's buttons. */
export const erika = 'Erika Mustermann (Xanten';
export const max = 'Max Beispiel (Rheinberg';
export const ayse = 'Ayşe Probeğlu (Moers';
export const annaOfXanten = 'Anna Amtsfrau (Xanten';
export const carlaOfXanten = 'Carla Leitung (Xanten';
export const doraOfXanten = 'Dora Datenschutz (Xanten';
export const carlaOfRheinberg = 'Carla Leitung (Rheinberg';
export const theaOfXanten = 'Thea Kämmerei (Xanten';
export const annaOfRheinberg = 'Anna Amtsfrau (Rheinberg';
export const koraOfXanten = 'Kora Nachnutzung (Xanten';
export const paula = 'Paula Planung (';
export const otto = 'Otto Operator (';
export const pia = 'Pia Prüfung (';
export const kim = 'Kim Koordination (';
export const nora = 'Nora Neumann (';

/** From a page that leads to the identity provider, for instance after the start button. */
export async function choosePerson(page: Page, person: string): Promise<void> {
  await page.getByRole('button', { name: person }).click();
}

export async function signIn(page: Page, person: string, then = '/konto'): Promise<void> {
  await page.goto('/anmelden');
  await passSignInPage(page);
  await choosePerson(page, person);
  await page.goto(then);
}

export async function signInStaff(page: Page, person: string, then = '/amt'): Promise<void> {
  await page.goto('/amt/anmelden');
  await passSignInPage(page);
  await choosePerson(page, person);
  await page.goto(then);
}

/** Our own page in front of the identity provider. */
export async function passSignInPage(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('link', { name: onward }).click();
}

export const onward = /^(Weiter zu|Continue to|Continue with) /;

/** Here and at the identity provider, which asks. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Abmelden' }).click();
  await page.getByRole('heading', { name: 'Abmelden?' }).waitFor();
  await page.getByRole('button', { name: 'Abmelden' }).click();
  await page.getByRole('link', { name: 'Anmelden', exact: true }).waitFor();
}
