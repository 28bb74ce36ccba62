import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FactProblem, facts, problemOf, tidy } from './facts.ts';
import { newContent } from './new-work.ts';
import { compareVersions, uniformServiceLevel } from '#modules/catalogue';
import { proposeVersion, versionProblem } from './version-number.ts';
import { field, schemaOf } from '../test/small-model.ts';

const model = schemaOf(field('F1'));
const content = newContent(model, {
  ...{ digest: `sha256:${'a'.repeat(64)}`, id: model.id, version: '1.0.0', dialect: '3.0.0', name: 'Test' },
  ...{ fileName: 'a.xml', importedAt: '2026-11-23T12:00:00.000Z', importedBy: 'Paula' },
});

function factNamed(name: string) {
  const fact = facts.find((one) => one.name === name);
  assert.ok(fact, name);
  return fact;
}

const levelled = { ...content, serviceLevel: uniformServiceLevel('standard') };
const noted = { ...content, serviceLevel: { ...uniformServiceLevel('standard'), note: { de: 'Anmerkung', en: '' } } };

test('every fact gives back what was written, and names are unique', () => {
  const samples: Readonly<Record<string, string>> = {
    art: 'fixed', betrag: '12,50', zusammenfassung: 'false',
    stufe: 'erhoeht', verfuegbarkeit: '99,8', servicezeit: 'S3', wiederanlauf: '7', datenverlust: '8',
    ankuendigung: '24', wartungsdauer: '60', 'anmerkung-de': 'Anmerkung',
    leistung: '99102013002000', adresse: 'hund-anmelden', stichworte: 'Hund\nWelpe',
  }; // prettier-ignore
  assert.equal(new Set(facts.map(({ name }) => name)).size, facts.length);
  for (const fact of facts) {
    const value = samples[fact.name] ?? (fact.kind === 'number' ? '17' : `Text ${fact.name}`);
    // English remarks need a German one.
    const before = fact.name === 'anmerkung-en' ? noted : levelled;
    assert.equal(fact.read(fact.write(before, value)), value, fact.name);
  }
});

test('what a manifest could never hold is named', () => {
  const cases: readonly (readonly [string, string, FactProblem | null])[] = [
    ['name-de', '', null],
    ['name-de', 'x'.repeat(201), 'too-long'],
    ['who-de', 'a <b> c', 'angle-brackets'],
    ['who-de', 'eins\n- zwei', null],
    ['adresse', 'Große Straße', 'slug'],
    ['adresse', 'konto', 'slug'],
    ['leistung', '12345678901234', 'key'],
    ['betrag', '1.234,50', null],
    ['betrag', '12.50', 'money'],
    ['betrag', '1.000.000,01', 'money'],
    ['datenschema', 'ftp://x', 'uri'],
    ['art', 'gift', 'choice'],
  ];
  for (const [name, value, problem] of cases)
    assert.equal(problemOf(factNamed(name), value), problem, `${name} ${value}`);
  assert.equal(tidy(' a \r\nb\r'), 'a\nb');
});

test('numbers follow the highest published one, in the order of semver', () => {
  assert.equal(proposeVersion([], 'patch').version, '1.0.0');
  const published = ['1.2.9', '1.10.0', '1.9.0'];
  assert.deepEqual(
    (['major', 'minor', 'patch'] as const).map((step) => proposeVersion(published, step).version),
    ['2.0.0', '1.11.0', '1.10.1'],
  );
  assert.equal(proposeVersion(['2.0.0-rc.1'], 'major').version, '2.0.0');
  assert.equal(versionProblem('1.10.1', published), null);
  assert.equal(versionProblem('1.10.0', published), 'not-newer');
  for (const bad of ['1.0', 'v1.0.0', '01.0.0', '1.0.0+b']) assert.equal(versionProblem(bad, []), 'format', bad);
  const ordered = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
  ];
  assert.deepEqual([...ordered].reverse().sort(compareVersions), ordered);
});
