import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseReuseFacts, type ReuseFacts } from '#modules/catalogue';
import { factsOf } from './facts.ts';
import { newContent } from './new-work.ts';
import { parameterFindings, readParameters } from './parameters.ts';
import { hasReuse, noReuse, reuseDraftOf, reusePoints, toReuseFacts } from './reuse-draft.ts';
import { type WorkContent } from '../types.ts';
import { field, schemaOf } from '../test/small-model.ts';

const model = schemaOf(field('F1'));
const empty = newContent(model, {
  ...{ digest: `sha256:${'a'.repeat(64)}`, id: model.id, version: '1.0.0', dialect: '3.0.0', name: 'Test' },
  ...{ fileName: 'a.xml', importedAt: '2026-11-23T12:00:00.000Z', importedBy: 'Paula' },
});

/** Facts with something in every place that a form has. */
const whole: ReuseFacts = {
  minimumPlatform: '0.1.0',
  changes: [{ version: '1.0.0', date: '2026-01-02', kind: 'initial', text: { de: 'Neu.', en: 'New.' } }],
  factSheet: {
    ozgId: '10123',
    implementingLand: 'NW',
    responsibleBody: 'Stadt',
    operator: 'Rechenzentrum',
    maturity: [
      { model: 'OZG-1.1', level: 3, missing: ['Nachweise', 'Register'], next: { level: 4, date: '2027-01-01' } },
      { model: 'OZG-2.0', level: 2, missing: [], next: null },
    ],
    trustLevel: 'substantiell',
    accounts: ['bundid', 'eid'],
    standard: { name: 'XGewerbe', version: '2.2' },
    payment: 'missing',
    languages: ['de', 'en'],
    accessibilityReport: { date: '2026-02-03', by: 'Prüfstelle', result: 'Bestanden.' },
    usabilityTest: { date: '2026-02-04', participants: 12, result: 'Gut.' },
    pentest: { date: '2026-02-05', by: 'Firma' },
    approval: { date: '2026-02-06', by: 'Ministerium' },
    contractRoutes: ['marketplace'],
    parameters: [
      { name: 'glaeubigerId', label: { de: 'Nummer', en: '' }, standard: true, place: 'pvog', kind: 'text', mandatory: true },
    ],
    contacts: [{ role: 'reuse', name: 'Beratung', email: 'a@b.example', phone: '' }],
    sources: 'https://code.example/hund',
  },
  assessment: null,
}; // prettier-ignore

const change = (content: WorkContent, values: Readonly<Record<string, string>>): WorkContent => ({
  ...content,
  reuse: { ...content.reuse, values: { ...content.reuse.values, ...values } },
});

test('the next version begins with everything but the change', () => {
  const content = { ...empty, reuse: reuseDraftOf(whole) };
  const open = reusePoints(content).map((point) => (point.kind === 'fact' ? point.fact : point.kind));
  assert.deepEqual(open, ['aenderungsart', 'aenderungstext-de']);
  const next = change(content, { aenderungsart: 'fix', 'aenderungstext-de': 'Gemendet.' });
  assert.deepEqual(reusePoints(next), []);
  const made = parseReuseFacts(toReuseFacts(next, { version: '1.0.1', today: '2026-03-01' }));
  assert.ok(made.ok);
  const entry = { version: '1.0.1', date: '2026-03-01', kind: 'fix', text: { de: 'Gemendet.', en: '' } };
  assert.deepEqual(made.value, { ...whole, changes: [entry, ...whole.changes] });
});

test('nothing is asked of a service that nobody wants to reuse, and the least of others', () => {
  assert.equal(hasReuse(empty), false);
  assert.deepEqual(empty.reuse, noReuse);
  const asked = reusePoints(empty).map((point) => (point.kind === 'fact' ? point.fact : point.kind));
  assert.deepEqual(asked, ['traeger', 'betreiber', 'vertrauensniveau', 'bezahlung', 'sprachen', 'aenderungsart', 'aenderungstext-de', 'mindestversion']); // prettier-ignore
});

test('a part of a group asks for the rest of it, and what nobody can keep is named', () => {
  const started = change(empty, {
    ...{ 'pentest-datum': '2026-02-30', 'reuse-name': 'Beratung', 'reife-1-naechste': '4' },
    ...{ 'standard-name': 'XGewerbe', konten: 'bundid,gibt-es-nicht' },
  });
  const asked = new Set(reusePoints(started).map((point) => (point.kind === 'fact' ? point.fact : point.kind)));
  for (const name of [
    'pentest-datum',
    'pentest-stelle',
    'reuse-mail',
    'reife-1-termin',
    'standard-version',
    'konten',
  ]) {
    assert.ok(asked.has(name), name);
  }
  assert.ok(!asked.has('reuse-telefon'));
});

test('another level brings its own figures, and what was promised differently stays written', () => {
  const [level, availability] = factsOf('servicelevel');
  assert.ok(level?.name === 'stufe' && availability?.name === 'verfuegbarkeit');
  const basic = availability.write(level.write(empty, 'basis'), '99,3');
  assert.equal(availability.read(basic), '99,3');
  const raised = availability.write(level.write(basic, 'erhoeht'), '');
  assert.deepEqual([level.read(raised), availability.read(raised)], ['erhoeht', '']);
  assert.equal((raised.serviceLevel as { availabilityPercent: number }).availabilityPercent, 99.9);
  // Contents from before stay until a level is chosen.
  const old = { ...empty, serviceLevel: { supportHours: 'Mo–Fr' } };
  assert.deepEqual(availability.write(old, '99').serviceLevel, old.serviceLevel);
});

test('parameters: empty rows go, names are checked and unique', () => {
  const form = new URLSearchParams({
    ...{ zeilen: '4', 'p0-name': 'a', 'p0-label-de': 'A', 'p0-mandatory': 'true', 'p0-kind': 'zzz' },
    ...{ 'p1-name': 'a', 'p1-label-de': '<b>', 'p2-name': 'weg', 'p2-label-de': 'W', 'p2-weg': 'true' },
  });
  const read = readParameters(form);
  assert.deepEqual(read.map(({ name, kind, mandatory }) => [name, kind, mandatory]), [['a', 'text', true], ['a', 'text', false]]); // prettier-ignore
  assert.deepEqual(
    parameterFindings(read).map(({ row, field: name, problem }) => [row, name, problem]),
    [[1, 'name', 'twice'], [1, 'label-de', 'markup']],
  ); // prettier-ignore
});
