import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf, type FindingEntry, isEvidenceLink, parseException, parseFinding } from './posted-finding.ts';

const none = { day: '', month: '', year: '' };
const entry: FindingEntry = {
  ...{ result: 'teilweise', reason: 'Es fehlt ein Teil.', evidence: 'Protokoll vom 3. Mai', link: '' },
  ...{ remedy: '', responsible: '', due: none, recheck: none },
};
const about = { criterion: 'ORG-001', today: '2026-11-23', at: '2026-11-23T10:00:00.000Z' };

test('a finding needs a result, a reason and evidence', () => {
  const empty = parseFinding({ ...entry, result: 'gut', reason: '', evidence: '' }, about);
  assert.deepEqual(empty, { ok: false, problems: { result: 'result', reason: 'reason', evidence: 'evidence' } });
  const unseen = parseFinding({ ...entry, result: 'nicht_geprueft', evidence: '' }, about);
  assert.ok(unseen.ok && unseen.value.evidence.length === 0);
  const good = parseFinding({ ...entry, due: { day: '1', month: '12', year: '2026' } }, about);
  assert.ok(good.ok);
  assert.deepEqual([good.value.due, good.value.evidence[0]?.value], ['2026-12-01', 'Protokoll vom 3. Mai']);
});

test('days must be days of the calendar and lie ahead', () => {
  assert.equal(dayOf({ day: '31', month: '2', year: '2027' }), undefined);
  assert.equal(dayOf({ day: '29', month: '02', year: '2028' }), '2028-02-29');
  const past = parseFinding({ ...entry, recheck: { day: '1', month: '1', year: '2026' } }, about);
  assert.deepEqual(past, { ok: false, problems: { recheck: 'past' } });
});

test('links lead to https or stay here, and nothing is markup', () => {
  const links = ['https://a.example/b', '/xanten', '//böse.example', 'javascript:alert(1)', 'http://a.example', '/\\b'];
  assert.deepEqual(links.map(isEvidenceLink), [true, true, false, false, false, false]);
  const marked = parseFinding({ ...entry, reason: '<b>gut</b>' }, about);
  assert.deepEqual(marked, { ok: false, problems: { reason: 'markup' } });
});

test('an exception names number, body and day of its decision', () => {
  const nothing = { number: '', decidedBy: '', reason: '', decidedOn: none, validUntil: none };
  const empty = parseException(nothing, about);
  assert.ok(!empty.ok);
  assert.deepEqual(Object.keys(empty.problems).toSorted(), ['ausnahmegrund', 'decidedBy', 'decidedOn', 'number']);
  const decided = { number: 'AB 2026/7', decidedBy: 'Architekturboard', reason: 'Bis zur Einführung von BundID.' };
  const later = { ...decided, decidedOn: { day: '24', month: '11', year: '2026' }, validUntil: none };
  assert.deepEqual(parseException(later, about), { ok: false, problems: { decidedOn: 'future' } });
  assert.ok(parseException({ ...later, decidedOn: { day: '20', month: '11', year: '2026' } }, about).ok);
});
