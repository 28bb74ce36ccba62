import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type StaffSession } from '#kernel/http';
import { type JsonObject, type Work } from '../types.ts';
import { dogTaxFile, formFields, type FormWorld, formWorld } from './form-world.ts';

type Fields = readonly (readonly [string, string])[];

let world: FormWorld;
let kim: StaffSession;
let stranger: StaffSession;
let file: Awaited<ReturnType<typeof dogTaxFile>>;

before(async () => {
  world = await formWorld();
  kim = await world.provider('krzn', 'Kim');
  stranger = await world.provider('andere', 'Toni');
  file = await dogTaxFile();
});
after(() => world.close());

const at = (work: Work, rest = ''): string => `/anbieter/dienst/${work.id}/formular${rest}`;
const overlayOf = async (work: Work): Promise<JsonObject> =>
  (await world.service.work(kim.tenant, work.id)).content.overlay;

function dogTax(overlay: JsonObject = file.overlay): Promise<Work> {
  return world.work(kim.tenant, { ...file, overlay });
}

/** Opens a page, changes fields of the form that has the marker, and sends it with a button. */
async function send(staff: StaffSession, url: string, marker: string, changes: Fields) {
  const { html, status } = await world.get(staff, url);
  assert.equal(status, 200, url);
  const changed = new Set(changes.map(([name]) => name));
  const fields = formFields(html, marker).filter(([name]) => !changed.has(name));
  return world.post(staff, url.split('?')[0] ?? url, [...fields, ...changes]);
}

test('the overview shows pages, what is not translated, and the page as citizens see it', async () => {
  const work = await dogTax();
  const { html } = await world.get(kim, at(work));
  for (const words of [
    'Formular gestalten',
    'Angaben zu Ihnen',
    'Ihre Hunde',
    'Vorschau',
    'Einfache Sprache: Es fehlen',
  ]) {
    assert.ok(html.includes(words), words);
  }
  assert.match(html, /Englisch: (?:alle \d+ Texte sind da|Es fehlen \d+ von \d+)/u);
  assert.match(html, /<fieldset class="vb-preview" disabled/u);
  assert.ok(html.includes('Mit erfundenen Angaben zeigen'));
  const filled = (await world.get(kim, `${at(work)}?sprache=de&ausgefuellt=1`)).html.split('vb-preview')[1] ?? '';
  assert.match(filled, /name="vorschau-[^"]*"[^>]* value="[^"]+"|value="[^"]+"[^>]* name="vorschau-/u);
  const english = await world.get(kim, `${at(work)}?sprache=en`, 'en');
  for (const words of ['Design the form', 'Preview', 'Shown: English']) assert.ok(english.html.includes(words), words);
});

test('pages move and join, break before a node, and a click too many changes nothing', async () => {
  const work = await dogTax({});
  const ids = async (): Promise<string[]> => {
    const pages = (await overlayOf(work))['pages'];
    return Array.isArray(pages) ? pages.map((page) => (page as { id: string }).id) : [];
  };
  const before = [...(await world.get(kim, at(work))).html.matchAll(/value="runter:([^"]+)"/gu)].map(
    ([, id]) => id ?? '',
  );
  const [first = '', second = ''] = before;
  const moved = await send(kim, at(work), 'value="runter:', [['_action', `runter:${first}`]]);
  assert.equal(moved.status, 303, moved.html.slice(0, 300));
  assert.deepEqual((await ids()).slice(0, 2), [second, first]);
  assert.ok((await world.get(kim, moved.to.split('#')[0] ?? '')).html.includes('Verschoben.'));
  const nothing = await send(kim, at(work), 'value="runter:', [['_action', `hoch:${second}`]]);
  assert.equal(nothing.status, 422);
  assert.ok(nothing.html.includes('Weiter geht es in dieser Richtung nicht.'));
  await send(kim, at(work), 'value="runter:', [['_action', `verbinden:${second}`]]);
  assert.ok(!(await ids()).includes(first));

  const page = at(work, `/seite/${second}`);
  const html = (await world.get(kim, page)).html;
  const [, element = ''] = /value="teilen:(\d+)"/u.exec(html) ?? [];
  const split = await send(kim, page, 'value="teilen:', [['_action', `teilen:${element}`]]);
  assert.equal(split.status, 303);
  assert.match(split.to, new RegExp(`#e${element}$`, 'u'));
  assert.match((await ids())[1] ?? '', new RegExp(`^${second}-\\d$`, 'u'));
});

test('texts in three layers reach the preview, and saving nothing new leaves the text of the schema', async () => {
  const work = await dogTax({});
  const page = at(work, '/element/1');
  const { html } = await world.get(kim, page);
  const source = formFields(html, 'value="texte"').map(([name]) => name);
  assert.deepEqual(
    source.filter((name) => name.endsWith('-label')),
    ['de-label', 'en-label', 'simple-label'],
  );
  const texts: Fields = [
    ['en-label', 'Given <name>'],
    ['simple-label', 'Wie heißen Sie?'],
    ['simple-help', 'Zeile 1\r\nZeile 2'],
    ['_action', 'texte'],
  ];
  const saved = await send(kim, page, 'value="texte"', texts);
  assert.equal(saved.status, 303);
  const stored = (await overlayOf(work))['texts'] as JsonObject;
  const [own] = Object.values(stored) as JsonObject[];
  assert.deepEqual(own, {
    en: { label: 'Given <name>' },
    simple: { label: 'Wie heißen Sie?', help: 'Zeile 1\nZeile 2' },
  });
  const plain = await world.get(kim, `${page}?sprache=simple`);
  assert.ok((plain.html.split('vb-preview')[1] ?? '').includes('Wie heißen Sie?'));
  assert.ok((await world.get(kim, `${page}?sprache=en`)).html.includes('Given &lt;name>'));
  await send(kim, page, 'value="texte"', [
    ['en-label', ''],
    ['simple-label', ''],
    ['simple-help', ''],
    ['_action', 'texte'],
  ]);
  assert.equal((await overlayOf(work))['texts'], undefined);
});

test('the preview shows what is not saved yet, and says so; too long a text keeps the entries', async () => {
  const work = await dogTax({});
  const page = at(work, '/element/1');
  const shown = await send(kim, page, 'value="texte"', [
    ['de-label', 'Probeweise so'],
    ['_action', 'vorschau'],
  ]);
  assert.equal(shown.status, 200);
  assert.ok((shown.html.split('vb-preview')[1] ?? '').includes('Probeweise so'));
  assert.ok(shown.html.includes('Gespeichert sind sie noch nicht'));
  assert.deepEqual(await overlayOf(work), {});
  const long = await send(kim, page, 'value="texte"', [
    ['de-label', 'x'.repeat(1001)],
    ['en-label', 'Bleibt'],
    ['_action', 'texte'],
  ]);
  assert.equal(long.status, 422);
  assert.ok(long.html.includes('id="fehleruebersicht"') && long.html.includes('value="Bleibt"'));
  assert.deepEqual(await overlayOf(work), {});
});

test('two windows: the second sees both texts, and nothing is lost', async () => {
  const work = await dogTax({});
  const page = at(work, '/element/1');
  const { html } = await world.get(kim, page);
  const stale = formFields(html, 'value="texte"');
  await send(kim, page, 'value="texte"', [
    ['en-label', 'Theirs'],
    ['_action', 'texte'],
  ]);
  const mine = stale.map(([name, value]): readonly [string, string] => [name, name === 'en-label' ? 'Mine' : value]);
  const conflict = await world.post(kim, page, [...mine, ['_action', 'texte']]);
  assert.equal(conflict.status, 409);
  assert.ok(conflict.html.includes('Mine') && conflict.html.includes('Theirs'));
  const resolved = await world.post(kim, page, [...formFields(conflict.html, 'name="stand"')]);
  assert.equal(resolved.status, 303);
  const [own] = Object.values((await overlayOf(work))['texts'] as JsonObject) as JsonObject[];
  assert.deepEqual(own, { en: { label: 'Mine' } });
});

test('values of a list get names, and the question-per-page mode and the title are kept', async () => {
  const work = await dogTax({});
  const pages = await world.get(kim, at(work));
  assert.ok(pages.html.includes('Wie soll gefragt werden?'));
  const saved = await send(kim, at(work), 'id="modus"', [
    ['modus', 'questions'],
    ['titel-en', 'Register a dog'],
    ['_action', 'grundlagen'],
  ]);
  assert.equal(saved.status, 303);
  assert.deepEqual(await overlayOf(work), { mode: 'questions', title: { en: 'Register a dog' } });
  let element = -1;
  let html = '';
  for (let place = 0; place < 60 && element < 0; place += 1) {
    const answer = await world.get(kim, at(work, `/element/${place}`));
    if (answer.status !== 200) break;
    if (answer.html.includes('value="werte"')) [element, html] = [place, answer.html];
  }
  const [name = ''] = formFields(html, 'value="werte"')
    .map(([field]) => field)
    .filter((field) => field.endsWith('-simple'));
  const named = await send(kim, at(work, `/element/${element}`), 'value="werte"', [
    [name, 'In leichten Worten'],
    ['_action', 'werte'],
  ]);
  assert.equal(named.status, 303);
  assert.ok((await world.get(kim, named.to.split('#')[0] ?? '')).html.includes('value="In leichten Worten"'));
});

test('prefilling is suggested, applied only when chosen, and removed again', async () => {
  const work = await dogTax({});
  const page = at(work, '/vorbelegung');
  const { html } = await world.get(kim, page);
  assert.ok(html.includes('Nichts davon gilt, bevor Sie es wählen') && html.includes('Familienname'));
  assert.equal((await overlayOf(work))['prefill'], undefined);
  const none = await send(kim, page, 'value="uebernehmen"', [['_action', 'uebernehmen']]);
  assert.equal(none.status, 422);
  const [, place = ''] = /name="vorschlag" value="(\d+)"/u.exec(html) ?? [];
  await send(kim, page, 'value="uebernehmen"', [
    ['vorschlag', place],
    ['_action', 'uebernehmen'],
  ]);
  assert.equal(Object.keys((await overlayOf(work))['prefill'] as JsonObject).length, 1);
  await send(kim, page, 'value="entfernen:', [['_action', `entfernen:${place}`]]);
  assert.equal((await overlayOf(work))['prefill'], undefined);
});

test('entries without a place are told and go only when a person says so', async () => {
  const work = await dogTax({ texts: { F404: { de: { label: 'Verwaist' } } }, prefill: { F405: 'email' } });
  const { html } = await world.get(kim, at(work));
  assert.ok(html.includes('Einträge ohne Platz') && html.includes('F404') && html.includes('F405'));
  await send(kim, at(work), 'id="modus"', [
    ['titel-en', 'Dog'],
    ['_action', 'grundlagen'],
  ]);
  assert.ok('texts' in (await overlayOf(work)), 'another change does not throw it away');
  await send(kim, at(work), 'value="rest"', [['_action', 'rest']]);
  assert.deepEqual(await overlayOf(work), { title: { en: 'Dog' } });
});

test('the work of another provider is not there, whatever is asked of it', async () => {
  const work = await dogTax({});
  const before = await overlayOf(work);
  for (const rest of ['', '/seite/allgemein', '/element/1', '/vorbelegung']) {
    assert.equal((await world.get(stranger, at(work, rest))).status, 404, rest);
    const { html } = await world.get(kim, at(work));
    const csrf = formFields(html, '_csrf').filter(([name]) => name === '_csrf');
    const answer = await world.post(stranger, at(work, rest), [...csrf, ['stand', '1'], ['_action', 'rest']]);
    assert.ok([403, 404].includes(answer.status), `${rest} ${answer.status}`);
  }
  const unknown = ['/seite/gibt-es-nicht', '/element/99999', '/element/x'];
  for (const rest of unknown) assert.equal((await world.get(kim, at(work, rest))).status, 404, rest);
  assert.deepEqual(await overlayOf(work), before);
});
