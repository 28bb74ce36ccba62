import assert from 'node:assert/strict';
import { test } from 'node:test';

import { recogniseRules, type Condition } from '../src/index.ts';
import { field, group, schema } from './support.ts';

const [A, B, C, D, X, Y, G] = [
  'F99000000001',
  'F99000000002',
  'F99000000003',
  'F99000000004',
  'F99000000005',
  'F99000000006',
  'G99000000001',
];
const model = (text: string) =>
  schema(
    [
      field(A, {
        fieldKind: 'select',
        name: 'Wohnform',
        values: [
          { code: '01', name: 'Miete', help: null },
          { code: '02', name: 'Eigentum', help: null },
          { code: '03', name: 'Heim', help: null },
        ],
      }),
      field(B, { dataType: 'bool', name: 'Haustier vorhanden' }),
      field(C, {
        fieldKind: 'select',
        name: 'Ja/Nein',
        values: [
          { code: 'J', name: 'Ja', help: null },
          { code: 'N', name: 'Nein', help: null },
        ],
      }),
      field(D),
      field(X, { name: 'Vermieter' }),
      field(Y, { min: 1, name: 'Pflicht' }),
      group(G, [field('F99000000007'), group('G99000000002', [field('F99000000008')])], { name: 'Tier' }),
      group('G99000000003', [field('F99000000008')]),
    ],
    [{ id: 'R1', version: null, name: 'R', text, owner: '', script: null }],
  );
const eq = (path: string, value: string | boolean): Condition => ({ op: 'equal', path, value });
const not = (condition: Condition): Condition => ({ op: 'not', condition });
const empty = (path: string): Condition => ({ op: 'empty', path });
type Expected = [string, string, Condition][] | null;

const table: [string, Expected][] = [
  [`Wenn ${A} "Wohnform" = 01 "Miete", dann muss ${X} "Vermieter" befüllt sein.`, [['require', X, eq(A, '01')]]],
  [`Wenn das Feld ${A} = "Miete", dann muss das Feld ${X} ausgefüllt werden`, [['require', X, eq(A, '01')]]],
  [`WENN ${A} Wohnform == "01 Miete", DANN zeige ${X} Vermieter an.`, [['show', X, eq(A, '01')]]],
  [
    `Wenn ${B} = JA, dann muss die Gruppe ${G} "Tier" befüllt sein. Wenn ${B} <> JA, dann darf die Gruppe ${G} nicht befüllt sein.`,
    [
      ['require', G, eq(B, true)],
      ['show', G, eq(B, true)],
    ],
  ],
  [`Wenn ${B} = wahr, dann aktiviere ${G}. Wenn ${B} = falsch, dann deaktiviere ${G}.`, [['show', G, eq(B, true)]]],
  [`Wenn ${C} === "Ja", dann zeige ${X} an, ansonsten nicht.`, [['show', X, eq(C, 'J')]]],
  [`Wenn ${C} = "Ja", dann zeige ${X} an, wenn ${C} = "Nein", dann blende ${X} aus.`, [['show', X, eq(C, 'J')]]],
  [
    `Wenn ${A} = 01 ODER = 02, dann muss ${X} befüllt sein.`,
    [['require', X, { op: 'or', conditions: [eq(A, '01'), eq(A, '02')] }]],
  ],
  [
    `Wenn ${A} = (01 "Miete" ODER 03 "Heim"), dann muss ${X} befüllt werden.`,
    [['require', X, { op: 'or', conditions: [eq(A, '01'), eq(A, '03')] }]],
  ],
  [
    `Wenn ${A} <> 01 UND <> 02, dann darf ${X} nicht befüllt sein.`,
    [['forbid', X, { op: 'and', conditions: [not(eq(A, '01')), not(eq(A, '02'))] }]],
  ],
  [
    `Wenn ${A} = 01 UND ${B} = NEIN, dann muss ${X} angezeigt werden.`,
    [['show', X, { op: 'and', conditions: [eq(A, '01'), eq(B, false)] }]],
  ],
  [`Wenn ${D} nicht leer, dann darf ${X} nicht leer sein.`, [['require', X, not(empty(D))]]],
  [`Wenn ${D} leer ist, dann darf ${X} nicht befüllt werden.`, [['forbid', X, empty(D)]]],
  [
    `Wenn ${A} = 03 "Heim", dann zeige als Pflicht ${X} an, sonst zeige ${X} nicht an.`,
    [
      ['show', X, eq(A, '03')],
      ['require', X, eq(A, '03')],
    ],
  ],
  [
    `Wenn in ${A} Auswahl = 02, dann erscheint ${X} und muss befüllt werden`,
    [
      ['show', X, eq(A, '02')],
      ['require', X, eq(A, '02')],
    ],
  ],
  [`Wenn bei ${A} "02 Eigentum" angegeben wird, dann wird ${X} zur Pflichtangabe.`, [['require', X, eq(A, '02')]]],
  [
    `Wenn ${A} = 01, dann ist ${X} zu befüllen. Wenn ${A} <> 01, dann ist ${X} auszublenden.`,
    [
      ['require', X, eq(A, '01')],
      ['show', X, eq(A, '01')],
    ],
  ],
  [
    `Wenn ${B} = JA, dann muss ${Y} befüllt sein.`,
    [
      ['require', Y, eq(B, true)],
      ['show', Y, eq(B, true)],
    ],
  ],
  [
    `Es muss mindestens eines der Felder ${D} "${D}", ${X} "Vermieter" oder ${Y} befüllt sein.`,
    [['valid', D, not({ op: 'and', conditions: [empty(D), empty(X), empty(Y)] })]],
  ],
  [
    `Entweder muss ${D} oder ${X} befüllt sein.`,
    [['valid', D, { op: 'xor', conditions: [not(empty(D)), not(empty(X))] }]],
  ],
  [
    `Wenn ${G}.F99000000007 nicht leer ist, dann muss ${X} befüllt sein.`,
    [['require', X, not(empty(`${G}/F99000000007`))]],
  ],
  [
    `Wenn G99000000002.F99000000008 nicht leer, dann muss ${X} befüllt sein.`,
    [['require', X, not(empty(`${G}/G99000000002/F99000000008`))]],
  ],
  // Not understood as a whole, so not at all.
  [`Wenn ${A} = 01, dann muss ${X} befüllt sein, wobei nur Großbuchstaben erlaubt sind.`, null],
  [`Wenn ${A} = 99 "Zelt", dann muss ${X} befüllt sein.`, null],
  [`Wenn ${A} = 01 ODER = 02 UND ${B} = JA, dann muss ${X} befüllt sein.`, null],
  [`Wenn ${A} <> 01 ODER <> 02, dann muss ${X} befüllt sein.`, null],
  [`Wenn ${A} = 01 UND = 02, dann muss ${X} befüllt sein.`, null],
  [`Wenn ${B} = vielleicht, dann muss ${X} befüllt sein.`, null],
  [`Wenn F99000000099 = 01, dann muss ${X} befüllt sein.`, null],
  [`Wenn F99000000008 nicht leer, dann muss ${X} befüllt sein.`, null],
  [`Wenn ${D} > 18, dann muss ${X} befüllt sein.`, null],
  [`Wenn ${D} = "Hund", dann muss ${X} befüllt sein.`, null],
  [`Wenn ${A} = 01, dann muss ${X} nicht befüllt sein.`, null],
  [`Wenn ${A} = 01, dann darf ${X} befüllt sein.`, null],
  [
    `Für das Land NW gilt: Wenn ${A} = 01, dann muss ${X} befüllt sein.`,
    [['require', X, { op: 'and', conditions: [{ op: 'land-in', laender: ['NW'] }, eq(A, '01')] }]],
  ],
  [`${X} ist mit 001 vorzubefüllen und auszublenden.`, null],
  [`Die Angaben müssen der Wahrheit entsprechen.`, null],
  ['', null],
];

for (const [text, expected] of table) {
  test(`${expected === null ? 'leaves' : 'reads'}: ${text || '(empty)'}`, () => {
    const { recognised, unrecognised, findings } = recogniseRules(model(text));
    if (expected === null) {
      assert.deepEqual(recognised, []);
      assert.equal(unrecognised.length, 1);
      assert.equal(findings[0]?.code, 'rule-needs-review');
      return;
    }
    assert.deepEqual(
      recognised.map((rule) => [rule.effect, rule.target, rule.when]),
      expected,
    );
    assert.ok(recognised.every((rule) => rule.source?.text === text));
  });
}
