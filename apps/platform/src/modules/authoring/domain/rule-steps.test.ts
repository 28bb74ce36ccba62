import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chosen, type DraftGroup, emptyGroup, emptyTest, newStatement, type RuleDraft } from './rule-draft.ts';
import { takeStep } from './rule-steps.ts';

const about = (path: string): typeof emptyTest => ({ ...emptyTest, subject: chosen(path) });
const group = (...parts: DraftGroup['parts']): DraftGroup => ({ ...emptyGroup, parts });
const draft: RuleDraft = {
  statements: [
    { ...newStatement, targets: [chosen('A'), chosen('B')], when: group(about('1'), group(about('2'), about('3'))) },
    { ...newStatement, targets: [chosen('C')], when: group(about('4')), demand: group(about('5')) },
  ],
};

/** A draft in short: `A+B when (1 (2 3))`. */
function short({ statements }: RuleDraft): string[] {
  const tree = (part: DraftGroup['parts'][number]): string =>
    part.kind === 'test' ? part.subject.value || '?' : `(${part.parts.map(tree).join(' ')})`;
  return statements.map(({ targets, when, demand }) => {
    const names = targets.map(({ value }) => value || '?').join('+');
    return `${names} when ${tree(when)}${demand.parts.length === 0 ? '' : ` then ${tree(demand)}`}`;
  });
}

test('every button changes one place', () => {
  const first = 'A+B when (1 (2 3))';
  const second = 'C when (4) then (5)';
  const cases: Readonly<Record<string, string[]>> = {
    aussage: [first, second, '? when (?)'],
    'aussage-weg:a0': [second],
    'ziel:a1': [first, 'C+? when (4) then (5)'],
    'ziel-weg:a0-ziel0': ['B when (1 (2 3))', second],
    'ziel-weg:a1-ziel0': [first, '? when (4) then (5)'],
    'vergleich:a0-w': ['A+B when (1 (2 3) ?)', second],
    'vergleich:a0-w-1': ['A+B when (1 (2 3 ?))', second],
    'gruppe:a1-f': [first, 'C when (4) then (5 (?))'],
    'gruppe:a0-w-1': ['A+B when (1 (2 3 (?)))', second],
    'weg:a0-w-0': ['A+B when ((2 3))', second],
    'weg:a0-w-1-0': ['A+B when (1 (3))', second],
    'weg:a0-w-1': ['A+B when (1)', second],
    'weg:a1-f-0': [first, 'C when (4)'],
  };
  for (const [step, expected] of Object.entries(cases)) assert.deepEqual(short(takeStep(draft, step)), expected, step);
});

test('what names no place changes nothing', () => {
  const steps = ['', 'zeigen', 'search:a0-w-0-wert', 'weg:a0-w', 'weg:a0-w-7', 'weg:a0-w-0-0', 'vergleich:a9-w', 'vergleich:a0-x', 'ziel-weg:a0', 'aussage-weg:b', 'vergleich:a0-w-0']; // prettier-ignore
  for (const step of steps) assert.deepEqual(takeStep(draft, step), draft, step);
  fc.assert(fc.property(fc.string(), (step) => takeStep(draft, step).statements.length > 0));
});
