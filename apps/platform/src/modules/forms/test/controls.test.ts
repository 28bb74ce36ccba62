import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderToString } from 'preact-render-to-string';
import {
  applyOverlay,
  type Answers,
  type FieldNode,
  type GroupNode,
  type ListedValue,
  type SchemaNode,
} from '@verbund/xdatenfelder';
import { h } from 'preact';
import { type CompiledForm } from '#modules/catalogue';
import { controlsOf, pageBlocks } from '../domain/blocks.ts';
import { findProblems } from '../domain/check.ts';
import { type DraftContent } from '../domain/draft-content.ts';
import { lookAt, relevantPages } from '../domain/form-state.ts';
import { readPostedPage, shownListsName } from '../domain/posted-page.ts';
import { summarise } from '../domain/summary.ts';
import { Blocks } from '../pages/block-view.tsx';

const context = { today: '2026-11-02', land: 'NW' };
const nothing = { minLength: null, maxLength: null, minValue: null, maxValue: null, pattern: null };

function field(path: string, part: Partial<FieldNode> = {}): FieldNode {
  const id = path.slice(path.lastIndexOf('/') + 1);
  return {
    kind: 'field', path, id, version: null, name: id, label: `Frage ${id}`, outputLabel: null, helpInput: null,
    helpOutput: null, min: 0, max: 1, legalBasis: [], fieldKind: 'input', dataType: 'text', constraints: nothing,
    content: null, prefill: 'none', values: null, codeList: null, maxSize: null, mediaTypes: [], ...part,
  }; // prettier-ignore
}

function group(path: string, children: SchemaNode[], part: Partial<GroupNode> = {}): GroupNode {
  const { id, version, name, label, outputLabel, helpInput, helpOutput } = field(path);
  return {
    kind: 'group', path, id, version, name, label, outputLabel, helpInput, helpOutput, min: 0, max: 1, legalBasis: [],
    choice: false, children, ...part,
  }; // prettier-ignore
}

function values(count: number): ListedValue[] {
  return Array.from({ length: count }, (_, i) => ({ code: `c${i}`, name: `Wert ${i}`, help: null }));
}

function compile(nodes: SchemaNode[], rules: CompiledForm['rules']['rules'] = []): CompiledForm {
  const schema: CompiledForm['schema'] = {
    dialect: '3.0.0', id: 'S1', version: '1', name: 'S', title: 'S', help: null, legalBasis: [], nodes, rules: [], lists: {},
  }; // prettier-ignore
  const pages = [{ id: 'eins', title: { de: 'Eins' }, nodes: nodes.map((node) => node.path) }];
  return { digest: 'd', schema, form: applyOverlay(schema, { pages }), rules: { rules } };
}

function contentOf(answers: Answers = {}): DraftContent {
  return { answers, raw: {}, pages: {} };
}

function pageOf(compiled: CompiledForm): CompiledForm['form']['pages'][number] {
  const [page] = compiled.form.pages;
  assert.ok(page);
  return page;
}

function html(compiled: CompiledForm, content: DraftContent, form = new URLSearchParams()): string {
  const blocks = pageBlocks(lookAt(compiled, content.answers, context), pageOf(compiled));
  const ctx = {
    lang: 'de',
    layer: 'de',
    prefix: '',
    topLevel: 1,
    draft: 'd',
    raw: content.raw,
    facts: {},
    problems: new Map(),
    form,
  } as const;
  return renderToString(h(Blocks, { blocks, ctx, level: 2 }));
}

function post(compiled: CompiledForm, content: DraftContent, fields: [string, string][]): DraftContent {
  return readPostedPage(compiled, content, pageOf(compiled), new URLSearchParams(fields), context).content;
}

test('lists: radios up to five, a select up to fifteen, then a search; all keep their value', () => {
  const compiled = compile([5, 15, 40].map((n) => field(`F${n}`, { fieldKind: 'select', values: values(n), min: 1 })));
  const text = html(
    compiled,
    contentOf({ F5: 'c1', F15: 'c2', F40: 'c3' }),
    new URLSearchParams({ 'F40-suche': 'Wert 39' }),
  );
  assert.match(text, /type="radio" id="F5-1" name="F5" value="c1" checked/u);
  assert.match(text, /<option value="c2" selected[^>]*>Wert 2</u);
  assert.match(text, /name="F40-suche" value="Wert 39"/u);
  assert.match(text, /value="c39"/u);
  assert.match(text, /name="F40" value="c3" checked/u, 'the chosen one stays visible while searching');
});

test('several values of a list: tick boxes, also the last one can be unticked', () => {
  const compiled = compile([field('F1', { fieldKind: 'select', values: values(3), max: null })]);
  const ticked = post(compiled, contentOf(), [[shownListsName, 'F1'], ['F1', 'c0'], ['F1', 'c2']]); // prettier-ignore
  assert.deepEqual(ticked.answers, { 'F1[0]': 'c0', 'F1[1]': 'c2' });
  assert.match(html(compiled, ticked), /value="c2" checked/u);
  assert.deepEqual(post(compiled, ticked, [[shownListsName, 'F1']]).answers, {});
  assert.deepEqual(post(compiled, ticked, []).answers, ticked.answers, 'a page without the boxes changes nothing');
});

test('a voluntary yes or no can be taken back', () => {
  const compiled = compile([field('F1', { dataType: 'bool' })]);
  assert.match(html(compiled, contentOf({ F1: true })), /Keine Angabe/u);
  assert.deepEqual(post(compiled, contentOf({ F1: true }), [['F1', '']]).answers, {});
});

test('German numbers, amounts and times are read and shown again as people write them', () => {
  const compiled = compile([
    field('F1', { dataType: 'num_currency' }),
    field('F2', { dataType: 'num_int' }),
    field('F3', { dataType: 'datetime' }),
  ]);
  const read = post(compiled, contentOf(), [['F1', '1.234,50 €'], ['F2', 'drei'], ['F3', '02.11.2026 9:05']]); // prettier-ignore
  assert.deepEqual(read.answers, { F1: '1234.5', F3: '2026-11-02T09:05' });
  assert.deepEqual(read.raw, { F2: 'drei' });
  const text = html(compiled, read);
  for (const shown of ['value="1234,50"', 'value="drei"', 'value="02.11.2026 09:05"'])
    assert.ok(text.includes(shown), shown);
  const state = lookAt(compiled, read.answers, context);
  const problems = findProblems(compiled, read, state, context);
  assert.deepEqual(problems.map((problem) => [problem.path, problem.code]), [['F2', 'not-a-number']]); // prettier-ignore
  assert.deepEqual(post(compiled, read, [['F2', '3']]).raw, {}, 'a readable entry replaces the raw one');
});

test('static text, locked and hidden fields: shown, shown unchangeable, not shown; posts to them do nothing', () => {
  const compiled = compile([
    field('F1', { fieldKind: 'label', content: 'Bitte <b>lesen</b>.' }),
    field('F2', { fieldKind: 'locked', content: 'fest', min: 1 }),
    field('F3', { fieldKind: 'hidden', content: 'geheim', min: 1 }),
  ]);
  const text = html(compiled, contentOf());
  assert.match(text, /Bitte &lt;b>lesen/u);
  assert.match(text, /fest/u);
  assert.doesNotMatch(text, /geheim|name="F/u);
  assert.deepEqual(post(compiled, contentOf(), [['F2', 'x'], ['F3', 'y']]).answers, {}); // prettier-ignore
});

test('an optional repeatable group offers its add button, and not when a rule hides it', () => {
  const nodes = [field('F1', { dataType: 'bool', min: 1 }), group('G1', [field('G1/F2', { min: 1 })], { max: null })];
  const rule = {
    id: 'R1', owner: '', when: { op: 'equal', path: 'F1', value: true }, effect: 'show', target: 'G1',
    message: null, value: null, source: null,
  } as const; // prettier-ignore
  assert.match(html(compile(nodes), contentOf()), /value="add:G1"/u);
  const ruled = compile(nodes, [rule]);
  assert.doesNotMatch(html(ruled, contentOf({ F1: false })), /value="add:G1"/u);
  assert.match(html(ruled, contentOf({ F1: true })), /value="add:G1"/u);
});

test('a page that a rule empties is left out', () => {
  const compiled = compile([field('F1', { dataType: 'bool', min: 1 }), group('G1', [field('G1/F2', { min: 1 })])]);
  const rule = {
    id: 'R1', owner: '', when: { op: 'equal', path: 'F1', value: true }, effect: 'forbid', target: 'G1',
    message: null, value: null, source: null,
  } as const; // prettier-ignore
  const pages = [
    { id: 'eins', title: { de: 'Eins' }, nodes: ['F1'] },
    { id: 'zwei', title: { de: 'Zwei' }, nodes: ['G1'] },
  ];
  const form = { ...compiled, rules: { rules: [rule] }, form: applyOverlay(compiled.schema, { pages }) };
  const idsFor = (answers: Answers): string[] => relevantPages(lookAt(form, answers, context)).map((page) => page.id);
  assert.deepEqual(idsFor({ F1: false }), ['eins', 'zwei']);
  assert.deepEqual(idsFor({ F1: true }), ['eins']);
});

test('a choice group asks which child applies and shows only that one', () => {
  const inner = [group('G1/G2', [field('G1/G2/F1', { min: 1 })], { min: 1 }), field('G1/F2', { min: 1 })];
  const compiled = compile([group('G1', inner, { choice: true, min: 1 })]);
  assert.deepEqual(
    controlsOf(pageBlocks(lookAt(compiled, {}, context), pageOf(compiled))).map((control) => control.path),
    ['G1#choice'],
  );
  const chosen = readPostedPage(
    compiled,
    contentOf(),
    pageOf(compiled),
    new URLSearchParams({ 'G1#choice': 'F2' }),
    context,
  );
  assert.deepEqual(chosen.added.map((control) => control.path), ['G1/F2']); // prettier-ignore
  const again = post(compiled, chosen.content, [['G1/F2', 'Antwort'], ['G1/G2/F1', 'fremd']]); // prettier-ignore
  assert.deepEqual(again.answers, { 'G1#choice': 'F2', 'G1/F2': 'Antwort' });
  assert.deepEqual(post(compiled, contentOf(), [['G1#choice', 'F9']]).answers, {}, 'unknown children are no choice');
});

test('the summary says each answer as the form showed it', () => {
  const compiled = compile([
    group('G1', [field('G1/F1', { dataType: 'date' }), field('G1/F2', { fieldKind: 'select', values: values(2) })], {
      max: null,
    }),
    field('F3', { dataType: 'bool' }),
  ]);
  const answers: Answers = { 'G1[0]/F1': '2026-01-31', 'G1[0]/F2': 'c1', 'G1[1]/F2': 'c0', F3: false };
  const [section] = summarise(lookAt(compiled, answers, context), 'de', { yes: 'Ja', no: 'Nein', raw: {} });
  assert.deepEqual(
    section?.groups.map((one) => [one.heading, one.rows.map((row) => `${row.label}=${row.value}`)]),
    [
      ['Frage G1 1', ['Frage F1=31.01.2026', 'Frage F2=Wert 1']],
      ['Frage G1 2', ['Frage F1=', 'Frage F2=Wert 0']],
      // Answers that belong to no group stand without a heading.
      [null, ['Frage F3=Nein']],
    ],
  );
});

test('IBAN: read with blanks, stored without, shown in groups; wrong check digits are named', () => {
  const compiled = compile([field('F1', { label: 'IBAN', constraints: { ...nothing, maxLength: 34 } })]);
  const read = post(compiled, contentOf(), [['F1', 'de89 3704 0044 0532 0130 00']]);
  assert.deepEqual(read.answers, { F1: 'DE89370400440532013000' });
  const text = html(compiled, read);
  assert.match(text, /value="DE89 3704 0044 0532 0130 00"/u);
  assert.match(text, /Bankkarte/u);
  const problemsOf = (content: DraftContent): string[] =>
    findProblems(compiled, content, lookAt(compiled, content.answers, context), context).map(({ code }) => code);
  assert.deepEqual(problemsOf(read), []);
  assert.deepEqual(problemsOf(contentOf({ F1: 'DE88370400440532013000' })), ['iban-checksum']);
  assert.deepEqual(problemsOf(contentOf({ F1: 'DE8937040044053201300' })), ['iban-length']);
});

test('a date known in part: three numbers in a row, and the reader is told what may stay empty', () => {
  const part = (id: string, label: string, min: number): FieldNode =>
    field(`G1/${id}`, { label, dataType: 'num_int', min });
  const compiled = compile([
    group('G1', [part('F1', 'Tag', 0), part('F2', 'Monat', 0), part('F3', 'Jahr', 1)], { min: 1 }),
  ]);
  const text = html(compiled, contentOf());
  assert.match(text, /Was Sie nicht wissen, lassen Sie frei/u);
  assert.match(text, /vb-together__day.*vb-together__month.*vb-together__year/u);
});

test('e-mail, phone and long fields with a purpose stay one line with the right keyboard', () => {
  const compiled = compile([
    field('F1', { label: 'E-Mail-Adresse', constraints: { ...nothing, maxLength: 1000 } }),
    field('F2', { label: 'Telefonnummer' }),
    field('F3', { label: 'Uhrzeit', dataType: 'time' }),
  ]);
  const text = html(compiled, contentOf());
  assert.match(text, /autocomplete="email" inputmode="email"/u);
  assert.match(text, /autocomplete="tel" inputmode="tel"/u);
  assert.match(text, /Zum Beispiel 14:30/u);
  assert.doesNotMatch(text, /<textarea/u);
});

test('a list of 11,000 entries: a small page, found by a search without JavaScript, several one by one', () => {
  const towns = Array.from({ length: 11_000 }, (_, i) => ({ code: `c${i}`, name: `Größe ${i}`, help: null }));
  const compiled = compile([
    field('F1', { fieldKind: 'select', values: towns, min: 1 }),
    field('F2', { fieldKind: 'select', values: towns, max: null }),
  ]);
  const first = post(compiled, contentOf(), [['F1', 'c7'], ['F2[0]', 'c9']]); // prettier-ignore
  assert.deepEqual(first.answers, { F1: 'c7', 'F2[0]': 'c9' });
  const text = html(compiled, first, new URLSearchParams({ 'F1-suche': 'große 1099' }));
  assert.match(text, /value="c10999"/u);
  assert.match(text, /name="F1" value="c7" checked/u);
  assert.match(text, /name="F2\[0\]" value="c9" checked/u);
  assert.match(text, /value="add:F2"/u);
  assert.ok(text.length < 20_000, `${text.length} characters`);
});
