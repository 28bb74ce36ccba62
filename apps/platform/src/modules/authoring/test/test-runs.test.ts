import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type StaffSession } from '#kernel/http';
import { fromManifestTest } from '../domain/test-case.ts';
import { type JsonObject, type Work, type WorkContent } from '../types.ts';
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

const at = (work: Work, rest = ''): string => `/anbieter/dienst/${work.id}/probelauf${rest}`;
const contentOf = async (work: Work): Promise<WorkContent> => (await world.service.work(kim.tenant, work.id)).content;

async function send(url: string, marker: string, changes: Fields) {
  const { html, status } = await world.get(kim, url);
  assert.equal(status, 200, url);
  const changed = new Set(changes.map(([name]) => name));
  const fields = formFields(html, marker).filter(([name]) => !changed.has(name));
  return world.post(kim, url.split('?')[0] ?? url, [...fields, ...changes]);
}

/** Runs six samples and keeps the first two. */
async function withKept(): Promise<{ work: Work; results: string }> {
  const work = await world.work(kim.tenant, file);
  const run = await send(at(work), 'id="anzahl"', [
    ['anzahl', '6'],
    ['zahl', '5'],
    ['land', '05'],
    ['_action', 'lauf'],
  ]);
  assert.equal(run.status, 303, run.html.slice(0, 500));
  const { html } = await world.get(kim, run.to);
  const probes = [...html.matchAll(/name="probe" value="([^"]+)"/gu)].map(([, value = '']) =>
    value.replaceAll('&amp;', '&'),
  );
  assert.equal(probes.length, 6);
  const kept = await send(run.to, 'name="probe"', [
    ...probes.slice(0, 2).map((value) => ['probe', value] as const),
    ['_action', 'behalten'],
  ]);
  assert.equal(kept.status, 303);
  return { work, results: run.to };
}

test('a run shows its samples and is noted for the form as it stands', async () => {
  const { work, results } = await withKept();
  const { html } = await world.get(kim, results);
  assert.ok(html.includes('Alle 6 Proben sind bestanden.'), html.slice(0, 200));
  assert.ok(
    html.includes('Richtige Angaben, wie üblich, Zahl 5') &&
      html.includes('Angaben mit einem Fehler, wie üblich, Zahl 7'),
  );
  const { testRun } = await contentOf(work);
  assert.deepEqual([testRun?.seed, testRun?.runs, testRun?.failed, testRun?.by], [5, 6, 0, 'Kim']);
  const english = await world.get(kim, results, 'en');
  assert.ok(english.html.includes('All 6 samples passed.'));
});

test('kept samples become tests of the service, run again, are renamed and removed', async () => {
  const { work } = await withKept();
  const { tests } = await contentOf(work);
  assert.deepEqual(
    tests.map(({ name }) => name),
    ['Richtige Angaben, wie üblich, Zahl 5', 'Angaben mit einem Fehler, wie üblich, Zahl 5'],
  );
  const [valid, faulty] = tests.map(fromManifestTest);
  assert.equal(valid?.expected.outcome, 'accepted');
  assert.equal(faulty?.expected.outcome, 'refused');
  assert.equal(valid?.area, '050000000000');
  const { html } = await world.get(kim, at(work));
  assert.equal(html.split('soll angenommen werden').length, 2);
  const [first = ''] = tests.map(({ name }) => name);
  const taken = await send(at(work), 'name="name-0"', [
    ['name-0', tests[1]?.name ?? ''],
    ['_action', `umbenennen:${first}`],
  ]);
  assert.equal(taken.status, 422);
  await send(at(work), 'name="name-0"', [
    ['name-0', 'Ein braver Hund'],
    ['_action', `umbenennen:${first}`],
  ]);
  await send(at(work), 'name="name-0"', [['_action', `entfernen:${tests[1]?.name ?? ''}`]]);
  assert.deepEqual(
    (await contentOf(work)).tests.map(({ name }) => name),
    ['Ein braver Hund'],
  );
});

test('a kept test that fails says why, and may be renewed', async () => {
  const { work } = await withKept();
  await world.service.save({
    tenant: kim.tenant, id: work.id, revision: null, by: 'Kim',
    change: (content) => ({
      ...content,
      tests: content.tests.slice(0, 1).map((kept) => ({ ...kept, expected: { ...(kept.expected as JsonObject), delivery: {} } })),
    }),
  }); // prettier-ignore
  const { html } = await world.get(kim, at(work));
  assert.ok(html.includes('Die Lieferung ist eine andere als die festgehaltene'));
  const publish = `/anbieter/dienst/${work.id}/veroeffentlichen`;
  const blocks = 'Der Prüffall „Richtige Angaben, wie üblich, Zahl 5“ ist nicht bestanden.';
  assert.ok((await world.get(kim, publish)).html.includes(blocks));
  const run = await send(at(work), 'id="anzahl"', [
    ['anzahl', '1'],
    ['_action', 'lauf'],
  ]);
  assert.equal(run.status, 303);
  assert.equal((await contentOf(work)).testRun?.failed, 1);
  const [name = ''] = (await contentOf(work)).tests.map((kept) => kept.name);
  await send(at(work), 'name="name-0"', [['_action', `erneuern:${name}`]]);
  assert.ok(!(await world.get(kim, at(work))).html.includes('eine andere als die festgehaltene'));
  assert.ok(!(await world.get(kim, publish)).html.includes(blocks));
});

test('the form shows the made-up answers, and they can be downloaded', async () => {
  const { work, results } = await withKept();
  const { html } = await world.get(kim, results);
  const [, href = ''] = /href="([^"]*ansicht[^"]*)"/u.exec(html) ?? [];
  const view = await world.get(kim, href.replaceAll('&amp;', '&'));
  assert.equal(view.status, 200);
  const [kept] = (await contentOf(work)).tests.map(fromManifestTest);
  const name = kept?.answers['G99000010101/F99000010103'];
  assert.ok(typeof name === 'string' && view.html.includes(`value="${name}"`), 'the family name stands in the form');
  const query = 'art=valid&zahl=5&umfang=typical&tag=2026-11-02&land=05';
  const json = await world.get(kim, at(work, `/daten?${query}&format=json`));
  assert.equal(kept?.expected.outcome, 'accepted');
  assert.deepEqual(JSON.parse(json.html), kept?.expected.outcome === 'accepted' ? kept.expected.delivery : null);
  const xml = await world.get(kim, at(work, `/daten?${query}&format=xml`));
  assert.match(xml.html, /^<\?xml version="1.0" encoding="UTF-8"\?>\n<\w/u);
  for (const rest of ['/ansicht', '/daten']) assert.equal((await world.get(kim, at(work, rest))).to, at(work));
  assert.equal((await world.get(kim, at(work, '/ansicht?fall=gibt-es-nicht'))).status, 404);
});

test('bad numbers keep the entries and say what is allowed', async () => {
  const work = await world.work(kim.tenant, file);
  const bad = await send(at(work), 'id="anzahl"', [
    ['anzahl', '99'],
    ['zahl', '-1'],
    ['_action', 'lauf'],
  ]);
  assert.equal(bad.status, 422);
  assert.ok(bad.html.includes('Geben Sie eine Anzahl von 1 bis 20 an.') && bad.html.includes('value="99"'));
  assert.equal((await contentOf(work)).testRun, null);
  const none = await world.get(kim, `${at(work)}?zahl=1&anzahl=2&art=valid&umfang=minimal&tag=2026-11-02&land=`);
  assert.ok(none.html.includes('Alle 2 Proben sind bestanden.'));
});

test('another provider gets nothing of it', async () => {
  const { work } = await withKept();
  for (const rest of ['', '/ansicht?art=valid&zahl=5', '/daten?art=valid&zahl=5&format=json']) {
    assert.equal((await world.get(stranger, at(work, rest))).status, 404, rest);
  }
});
