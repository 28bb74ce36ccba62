import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type StaffSession } from '#kernel/http';
import { parsePriceModel } from '#modules/costs';
import { authoringPaths } from '../paths.ts';
import { type Work } from '../types.ts';
import { dogTaxFile, formFields, type FormWorld, formWorld } from './form-world.ts';

let world: FormWorld;
let kim: StaffSession;
let stranger: StaffSession;
let work: Work;
let url: string;

before(async () => {
  world = await formWorld();
  kim = await world.provider('krzn', 'Kim');
  stranger = await world.provider('andere', 'Toni');
  work = await world.work(kim.tenant, await dogTaxFile());
  url = authoringPaths.prices(work.id);
});
after(() => world.close());

/** Sends the form of a page with some entries changed. */
function send(html: string, changes: Readonly<Record<string, string>>) {
  const fields = formFields(html, 'name="stand-preise"').filter(([name]) => !Object.hasOwn(changes, name));
  return world.post(kim, url, [...fields, ...Object.entries(changes)]);
}

const saved = async () => parsePriceModel((await world.service.work(kim.tenant, work.id)).content.priceModel);

const years = Object.fromEntries(
  [0, 1, 2, 3, 4].flatMap((at) => [
    ...['low', 'expected', 'high'].map((one) => [`jahr-${String(at)}-nutzer-${one}`, '20'] as const),
    [`jahr-${String(at)}-grund-de`, 'Tarif'] as const,
  ]),
);

test('a price sheet is written without scripts: rows come and go, wrong entries are kept', async () => {
  const empty = await world.get(kim, url);
  assert.equal(empty.status, 200);
  const withRow = await send(empty.html, { _action: 'add:posten', 'neues-modell': 'M3', 'stand-preise': '1.1.2027' });
  assert.equal(withRow.status, 200);
  assert.ok(withRow.html.includes('Preis je Einwohner (M3)') && withRow.html.includes('value="1.1.2027"'));
  assert.equal((await saved()).ok, false, 'the buttons of rows write nothing');
  const twoRows = await send(withRow.html, {
    _action: 'add:posten',
    'neues-modell': 'M5',
    'posten-0-name-de': 'Betrieb',
  });
  assert.ok(twoRows.html.includes('value="Betrieb"') && twoRows.html.includes('name="posten-1-gesamt"'));
  const oneRow = await send(twoRows.html, { _action: 'remove:posten:posten-2' });
  assert.ok(!oneRow.html.includes('name="posten-1-gesamt"') && oneRow.html.includes('value="Betrieb"'));
  const wrong = await send(oneRow.html, {
    ...years,
    'posten-0-preis': 'zwölf Cent',
    'posten-0-art': 'operation-fixed',
  });
  assert.equal(wrong.status, 422);
  assert.ok(wrong.html.includes('value="zwölf Cent"') && wrong.html.includes('href="#posten-0-preis"'));
  const done = await send(wrong.html, { 'posten-0-preis': '0,12' });
  assert.equal(done.status, 303, done.html);
  const sheet = await saved();
  assert.deepEqual(sheet.ok && sheet.value.items[0]?.price, { model: 'M3', cents: 12, inhabitants: 1 });
  assert.equal(sheet.ok && sheet.value.asOf, '2027-01-01');
});

test('what is saved comes back, in both languages, and can be taken away', async () => {
  for (const lang of ['de', 'en']) {
    const page = await world.get(kim, url, lang);
    assert.ok(page.html.includes('value="0,12"') && page.html.includes('value="01.01.2027"'));
  }
  const tasks = await world.get(kim, authoringPaths.reuse(work.id));
  assert.ok(tasks.html.includes('1 Posten'));
  const page = await world.get(kim, url);
  assert.equal((await send(page.html, { _action: 'entfernen' })).status, 303);
  assert.equal((await saved()).ok, false);
});

test('another provider finds nothing, and who was slower decides', async () => {
  assert.equal((await world.get(stranger, url)).status, 404);
  const page = await world.get(kim, url);
  const withRow = await send(page.html, {
    _action: 'add:posten',
    'neues-modell': 'shared',
    'stand-preise': '01.01.2027',
  });
  await world.service.save({
    tenant: kim.tenant,
    id: work.id,
    revision: null,
    by: 'Toni',
    change: (content) => content,
  });
  const late = await send(withRow.html, {
    ...years,
    'posten-0-name-de': 'Betrieb',
    'posten-0-art': 'training',
    'posten-0-gesamt': '100',
  });
  assert.equal(late.status, 409);
  assert.ok(late.html.includes('1 Posten') && late.html.includes('kein Preisblatt'));
  assert.equal((await saved()).ok, false);
});
