import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { type Page } from 'playwright-core';
import { declareAndSend, fillDogTax, next, receiptNumber, startApplication, untilAccepted } from './applying.ts';
import { reloadUntil } from './checks.ts';
import { pdf } from './files.ts';
import { answer, press } from './form.ts';
import { insidePlatform } from './inside.ts';
import { dogTax } from './services.ts';
import { annaOfXanten, carlaOfXanten, erika, kim, signInStaff } from './sign-in.ts';
import { type Stage } from './stage.ts';

/** Values for the parameters of addresses: one of everything that pages are about. */
export type World = Readonly<Record<string, string>>;

const lastPart = (path: string): string => new URL(path, 'http://x').pathname.split('/').at(-1) ?? '';

/** Erika has a draft with a file, a delivered application and a message with a file; Anna has the case. */
export async function makeWorld(stage: Stage): Promise<World> {
  const citizen = await stage.page();
  const staff = await stage.page();
  await startApplication(citizen, 'xanten', dogTax.slug, erika);
  await fillDogTax(citizen);
  await declareAndSend(citizen);
  const number = await receiptNumber(citizen);
  const application = lastPart(citizen.url());
  await untilAccepted(citizen);
  const thread = lastPart((await citizen.getByRole('link', { name: /Postfach dieses/ }).getAttribute('href')) ?? '');

  await signInStaff(staff, annaOfXanten);
  await reloadUntil(staff, number);
  await staff
    .getByRole('row', { name: new RegExp(number) })
    .getByRole('link')
    .first()
    .click();
  const caseId = lastPart(staff.url());
  await write(staff);
  await citizen.goto(`/postfach/${thread}`);
  await reloadUntil(citizen, 'Bitte um Auskunft');

  const draft = await draftWithFile(citizen);
  await citizen.goto(`/postfach/${thread}`);
  const attachment = lastPart(await fileLink(citizen));
  await staff.reload();
  const caseFile = lastPart(await fileLink(staff));
  const admin = await stage.page();
  await signInStaff(admin, carlaOfXanten, '/amt/verwaltung');
  const colleague = await admin.locator('main a[href*="/beschaeftigte/"]').first().getAttribute('href');
  await admin.goto('/amt/verwaltung/zustellung');
  const client = await admin.locator('main a[href*="/zustellung/client/"]').first().getAttribute('href');
  const destination = await admin.locator('main a[href*="/zustellung/zustellpunkt/"]').first().getAttribute('href');
  return {
    ...{ client: lastPart(client ?? ''), destination: lastPart(destination ?? '') },
    ...{ town: 'xanten', service: dogTax.slug, application, thread, case: caseId, attachment, caseFile },
    ...draft,
    staff: lastPart(colleague ?? ''),
    ...(await workOfXanten(admin)),
    ...(await versionOfXanten(stage)),
    batch: await listOfTowns(stage),
    adoption: await adoptionOfXanten(stage),
    provider: 'verbund-beispieldienste',
    wish: await wishOfXanten(admin),
  };
}

/** Carla looks for a service that nobody has. */
async function wishOfXanten(admin: Page): Promise<string> {
  await admin.goto('/nachnutzung/gesucht/neu');
  await admin.getByLabel('Was fehlt Ihnen?').fill('Brennholzverkauf aus dem Stadtwald');
  await press(admin, 'Eintragen');
  await admin.waitForURL(/\/nachnutzung\/gesucht\/[0-9a-f-]{36}/u);
  return lastPart(admin.url());
}

/** Xanten begins to adopt the first package that it does not offer yet. */
async function adoptionOfXanten({ demo }: Stage): Promise<string> {
  return insidePlatform(demo, async (platform) => {
    const { services } = platform.modules;
    const town = await services?.identity.tenantBySlug('xanten');
    assert.ok(services && town);
    const [first] = await services.packages.packages();
    assert.ok(first);
    const by = { staff: null, name: 'Kora Nachnutzung', actions: new Set(['adoption.manage']) };
    const { packageId } = first;
    return (await services.adoption.start({ tenant: town.id, packageId, route: 'marketplace', by })).id;
  });
}

/** Kim has a list of one town worked. */
async function listOfTowns(stage: Stage): Promise<string> {
  const page = await stage.page();
  await signInStaff(page, kim, '/amt/koordination/viele');
  await page.getByLabel(/^Liste/).fill('051540052052; verwaltung@straelen.example');
  await press(page, 'Prüfen');
  await press(page, 'Eine Kommune anlegen');
  await page.waitForURL('**/amt/koordination/lauf/**');
  return lastPart(page.url());
}

/** Carla begins a service of her own from a schema. */
async function workOfXanten(admin: Page): Promise<{ work: string; formPage: string }> {
  await admin.goto('/anbieter/neu');
  const schema = fileURLToPath(new URL('../fixtures/fahrradstellplatz-1.0.0.xml', import.meta.url));
  await admin.getByLabel('Datenschema').setInputFiles(schema);
  await press(admin, 'Importieren');
  const work = new URL(admin.url()).pathname.split('/').at(-2) ?? '';
  await admin.goto(`/anbieter/dienst/${work}/formular`);
  const page = await admin.locator('main a[href*="/formular/seite/"]').first().getAttribute('href');
  return { work, formPage: decodeURIComponent(lastPart(page ?? '')) };
}

/** The town as a provider: the dog tax form under its own name, and a package of it. */
async function versionOfXanten({ demo }: Stage): Promise<{ digest: string; package: string }> {
  return insidePlatform(demo, async (platform) => {
    const { services, kernel } = { services: platform.modules.services, kernel: platform.kernel.kernel };
    const town = await services?.identity.tenantBySlug('xanten');
    const offered = await services?.catalogue.offeringBySlug('xanten', dogTax.slug);
    assert.ok(services && town && offered);
    const provider = { slug: town.slug, name: town.name };
    const { digest } = await kernel.db.tx({ tenant: town.id }, (tx) =>
      services.catalogue.publishVersion(tx, town.id, { ...offered.manifest, provider }),
    );
    await services.packages.createKey({ provider: town.id, by: 'Carla Leitung' });
    const built = await services.packages.build({ provider: town.id, versionDigest: digest });
    await services.packages.release({ provider: town.id, digest: built.digest });
    return { digest: digest.replace('sha256:', ''), package: built.digest.replace('sha256:', '') };
  });
}

async function write(staff: Page): Promise<void> {
  await press(staff, 'Ich bearbeite das');
  await answer(staff, [
    { choice: 'Art der Nachricht', option: 'Rückfrage' },
    { text: 'Betreff', value: 'Bitte um Auskunft' },
    { text: 'Text', value: 'Seit wann lebt der Hund bei Ihnen?' },
    { file: 'Dateien anhängen', path: pdf('merkblatt.pdf') },
    { press: 'Nachricht senden' },
  ]);
}

async function fileLink(page: Page): Promise<string> {
  const href = await page
    .getByRole('link', { name: /merkblatt\.pdf/ })
    .first()
    .getAttribute('href');
  assert.ok(href);
  return href;
}

async function draftWithFile(page: Page): Promise<{ draft: string; page: string; upload: string }> {
  await startApplication(page, 'xanten', dogTax.slug, null);
  const draft = new URL(page.url()).pathname.split('/').at(-2) ?? '';
  await answer(page, dogTax.owner);
  await next(page);
  await page.goto(`/konto/entwurf/${draft}/befreiung`);
  await answer(page, [
    { choice: 'Beantragen Sie eine Befreiung für einen Assistenz- oder Blindenführhund?', option: 'Ja' },
  ]);
  await next(page);
  await answer(page, [{ file: 'Nachweis', path: pdf('nachweis.pdf') }, { press: 'Datei hochladen' }]);
  const href = await page.getByRole('link', { name: /nachweis\.pdf/ }).getAttribute('href');
  return { draft, page: 'halter', upload: lastPart(href ?? '') };
}
