import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type JsonValue, parseReuseFacts } from '#modules/catalogue';
import {
  assessmentDraftOf,
  assessmentProblems,
  missingOf,
  noAssessment,
  readAssessment,
  toAssessment,
} from './assessment-draft.ts';

const filled = new URLSearchParams({
  art: 'dpia',
  'datum-tag': '4',
  'datum-monat': '5',
  'datum-jahr': '2026',
  stelle: 'Landesamt',
  verantwortlich: 'Ministerium',
  auftragsverarbeiter: 'Rechenzentrum\n\nZweites Haus',
  'betroffene-de': 'Menschen',
  'empfaenger-de': 'Amt',
  'loeschung-de': '30 Tage',
  ergebnis: 'acceptable',
  risiken: '2',
  'r1-risk-de': 'Falsche Person',
  'r1-measure-de': 'Konto',
  'r1-residual': 'low',
});

/** Parts of an assessment that the manifest refuses; the rest of the facts is left out on purpose. */
function refusedParts(assessment: JsonValue): string[] {
  const result = parseReuseFacts({ assessment });
  return result.ok ? [] : result.findings.map(({ path }) => path).filter((path) => path.startsWith('/assessment'));
}

describe('the form of the central assessment', () => {
  it('makes what the manifest takes, without rows left empty, and reads it back', () => {
    const draft = readAssessment(filled);
    assert.deepEqual(assessmentProblems(draft), []);
    assert.deepEqual(missingOf(draft), []);
    const made = toAssessment(draft);
    assert.deepEqual(refusedParts(made), []);
    const again = assessmentDraftOf(made);
    assert.equal(again.risks.length, 1);
    assert.equal(again.texts.auftragsverarbeiter, 'Rechenzentrum\nZweites Haus');
    assert.deepEqual(toAssessment(again), made);
    assert.deepEqual(again.texts['bedingungen-de'], '');
  });

  it('is nothing while it is empty, and may be saved half', () => {
    assert.equal(toAssessment(noAssessment()), null);
    const half = readAssessment(new URLSearchParams({ stelle: 'Landesamt' }));
    assert.deepEqual(assessmentProblems(half), []);
    assert.ok(missingOf(half).includes('art'));
    assert.ok(refusedParts(toAssessment(half)).length > 0);
    assert.equal(assessmentDraftOf(toAssessment(half)).texts.stelle, 'Landesamt');
    assert.deepEqual(assessmentDraftOf('x'), noAssessment());
  });

  it('refuses markup, days that do not exist, half a risk and half an opinion', () => {
    const wrong = new URLSearchParams(filled);
    wrong.set('stelle', '<b>');
    wrong.set('datum-tag', '31');
    wrong.set('datum-monat', '2');
    wrong.set('r0-risk-de', 'Nur das');
    assert.deepEqual(assessmentProblems(readAssessment(wrong)), [
      { field: 'datum', problem: 'date' },
      { field: 'stelle', problem: 'markup' },
      { field: 'r0-measure-de', problem: 'risk' },
      { field: 'r0-residual', problem: 'risk' },
    ]);
    const half = new URLSearchParams(filled);
    half.set('stellungnahme-text', 'Keine Bedenken');
    assert.deepEqual(missingOf(readAssessment(half)), ['stellungnahme-datum']);
    half.set('ergebnis', 'acceptable-with-conditions');
    assert.deepEqual(missingOf(readAssessment(half)), ['stellungnahme-datum', 'bedingungen-de']);
  });
});
