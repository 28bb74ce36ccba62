import assert from 'node:assert/strict';
import { type Page } from 'playwright-core';
import { heading, reloadUntil } from './checks.ts';
import { answer, press } from './form.ts';
import { dogTax } from './services.ts';
import { choosePerson, passSignInPage } from './sign-in.ts';

const begin = /^(Neuen Antrag|Antrag) beginnen$|^Start (a new )?application$/;

/** From the page of a service to the first page of a new draft; `person` signs in on the way. */
export async function startApplication(
  page: Page,
  town: string,
  service: string,
  person: string | null,
): Promise<void> {
  await page.goto(`/${town}/${service}`);
  await beginHere(page, person);
}

/** The same from the page of the service. */
export async function beginHere(page: Page, person: string | null): Promise<void> {
  if (person !== null) {
    await page.getByRole('link', { name: begin }).first().click();
    await passSignInPage(page);
    await choosePerson(page, person);
  }
  await page.getByRole('button', { name: begin }).first().click();
  if (!page.url().includes('/konto/entwurf/')) {
    throw new Error(`not on a form but on ${page.url()}: ${(await page.getByRole('main').innerText()).slice(0, 500)}`);
  }
}

export async function next(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^(Weiter|Weiter zum Prüfen)$/ }).click();
}

/** Fills a whole dog tax form with one dog and stops before sending. */
export async function fillDogTax(page: Page): Promise<void> {
  await answer(page, dogTax.owner);
  await next(page);
  await answer(page, dogTax.stayed);
  await next(page);
  await answer(page, dogTax.firstDog);
  await next(page);
  await answer(page, dogTax.noExemption);
  await next(page);
  assert.equal(await heading(page), 'Bitte prüfen Sie Ihre Angaben');
}

export async function declareAndSend(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: 'Ich gebe diese Erklärung ab.' }).check();
  await press(page, 'Antrag abschicken');
  await page.waitForURL('**/konto/antrag/**');
}

export async function receiptNumber(page: Page): Promise<string> {
  const found = /\b[A-Z]{2,4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/u.exec(await page.getByRole('main').innerText());
  assert.ok(found, 'no receipt number on the page');
  return found[0];
}

export async function untilAccepted(page: Page): Promise<void> {
  await reloadUntil(page, 'Von der Behörde angenommen');
}
