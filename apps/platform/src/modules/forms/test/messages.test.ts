import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyOverlay, type FieldNode, type FormNode, type Rule, type SchemaNode } from '@verbund/xdatenfelder';
import { type CompiledForm } from '#modules/catalogue';
import { findProblems } from '../domain/check.ts';
import { lookAt } from '../domain/form-state.ts';
import { problemText } from '../pages/problem-texts.ts';
import { formsTexts } from '../texts/index.ts';

const nothing = { minLength: null, maxLength: null, minValue: null, maxValue: null, pattern: null };
const context = { today: '2026-11-02', land: 'NW' };

function field(id: string, part: Partial<FieldNode> = {}): FieldNode {
  return {
    kind: 'field', path: id, id, version: null, name: id, label: `Feld ${id}`, outputLabel: null, helpInput: null,
    helpOutput: null, min: 1, max: 1, legalBasis: [], fieldKind: 'input', dataType: 'text', constraints: nothing,
    content: null, prefill: 'none', values: null, codeList: null, maxSize: null, mediaTypes: [], ...part,
  }; // prettier-ignore
}

function compile(nodes: SchemaNode[], rules: Rule[] = []): CompiledForm {
  const schema: CompiledForm['schema'] = {
    dialect: '3.0.0', id: 'S1', version: '1', name: 'S', title: 'S', help: null, legalBasis: [], nodes, rules: [], lists: {},
  }; // prettier-ignore
  return { digest: 'd', schema, form: applyOverlay(schema, null), rules: { rules } };
}

function nodeOf(part: Partial<FieldNode>): FormNode {
  const node = compile([field('F1', part)]).form.nodes['F1'];
  assert.ok(node);
  return node;
}

const params = {
  min: 3, max: 9, length: 12, entered: 20, country: 'DE', allowed: 'application/pdf', type: 'application/pdf',
  de: 'Bitte mehr.', en: 'Please more.', name: 'x',
}; // prettier-ignore

test('every message names the field, says what to do, and has all its words, in both languages', () => {
  for (const lang of ['de', 'en'] as const) {
    for (const [code, text] of Object.entries(formsTexts(lang).problem)) {
      const said = text('Kontonummer', params);
      assert.ok(said.startsWith('Kontonummer: '), `${lang} ${code}: ${said}`);
      assert.doesNotMatch(said, /undefined|NaN|\[object/u, `${lang} ${code}`);
      assert.match(said, /[.)]$/u, `${lang} ${code}`);
      assert.match(said, lang === 'de' ? /Bitte|bitte|Erlaubt|Löschen|Entfernen/u : /[Pp]lease|[Aa]llowed|Delete|Remove/u, `${lang} ${code}: ${said}`); // prettier-ignore
    }
  }
});

test('what to do fits the kind of field', () => {
  const required = (part: Partial<FieldNode>): string =>
    problemText('de', 'X', { code: 'required', params: {} }, nodeOf(part));
  assert.match(required({}), /füllen Sie dieses Feld aus/u);
  assert.match(required({ dataType: 'bool' }), /wählen Sie Ja oder Nein/u);
  assert.match(required({ dataType: 'date' }), /Tag, Monat und/u);
  assert.match(required({ dataType: 'file' }), /Datei/u);
  assert.match(required({ fieldKind: 'select', values: [{ code: 'a', name: 'A', help: null }] }), /wählen Sie eine/u);
  const pattern = (part: Partial<FieldNode>): string =>
    problemText('en', 'X', { code: 'pattern', params: {} }, nodeOf(part));
  assert.match(pattern({ label: 'Postleitzahl' }), /five digits/u);
  assert.match(pattern({ label: 'E-Mail-Adresse', helpInput: 'Hilfe' }), /complete e-mail address/u);
  assert.match(pattern({ helpInput: 'Zwei Buchstaben' }), /hint at the field/u);
  assert.doesNotMatch(pattern({}), /hint/u, 'no pointer to a hint that is not there');
});

test('a label that is a question keeps its mark alone', () => {
  const said = problemText('de', 'Sind Sie umgezogen?', { code: 'not-yes-or-no', params: {} });
  assert.equal(said, 'Sind Sie umgezogen? Bitte wählen Sie Ja oder Nein.');
});

test('dates and decimals in messages look as in the form', () => {
  const said = (code: 'too-small' | 'too-early', min: string): string =>
    problemText('de', 'X', { code, params: { min } });
  assert.match(said('too-small', '0.5'), /0,5/u);
  assert.match(said('too-early', '2026-01-31'), /31\.01\.2026/u);
  assert.match(said('too-early', '2026-01-31T08:30'), /31\.01\.2026 08:30/u);
});

test('a rule without a message speaks in labels, not in ids', () => {
  const rule: Rule = {
    id: 'R1.1', owner: '', when: { op: 'compare', operator: '<=', path: 'F1', with: { kind: 'path', path: 'F2' } },
    effect: 'valid', target: 'F2', message: null, value: null, source: { ruleId: 'R1', text: 'F1 darf nicht nach F2 liegen' },
  }; // prettier-ignore
  const compiled = compile(
    [field('F1', { dataType: 'date', label: 'Beginn' }), field('F2', { dataType: 'date', label: 'Ende' })],
    [rule],
  );
  const answers = { F1: '2026-02-02', F2: '2026-01-01' };
  const [problem] = findProblems(
    compiled,
    { answers, raw: {}, pages: {} },
    lookAt(compiled, answers, context),
    context,
  );
  assert.ok(problem);
  for (const lang of ['de', 'en'] as const) {
    const said = problemText(lang, 'Ende', problem, compiled.form.nodes['F2']);
    assert.match(said, /Beginn/u);
    assert.doesNotMatch(said, /F1|F2/u);
  }
});
