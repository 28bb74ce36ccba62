import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import {
  type Condition,
  nodesByPath,
  readSchema,
  recogniseRules,
  type Rule,
  type SchemaModel,
} from '@verbund/xdatenfelder';
import { recognisedTexts, ruleModel } from '../test/rule-model.ts';
import { type RuleDraft } from './rule-draft.ts';
import { readRuleForm, writeRuleForm } from './rule-form.ts';
import { fromDraft } from './rule-from-draft.ts';
import { toDraft } from './rule-to-draft.ts';

const seeds = fileURLToPath(new URL('../../../../seeds/schemas', import.meta.url));
const samples =
  process.env['VERBUND_SAMPLES'] ?? fileURLToPath(new URL('../../../../../../../shared/data', import.meta.url));

async function schemaOf(file: string): Promise<SchemaModel> {
  return (await readSchema(await readFile(file))).schema;
}

const dogTax = await schemaOf(join(seeds, 'hundesteuer-anmeldung.xml'));

/** Through the form and back, as a browser does it. */
function posted(draft: RuleDraft): RuleDraft {
  return readRuleForm(new URLSearchParams(new URLSearchParams(writeRuleForm(draft)).toString()));
}

function throughTheForm(schema: SchemaModel, rules: readonly Rule[]) {
  const [first] = rules;
  const subject = {
    schema,
    ruleId: first?.source?.ruleId ?? 'R1',
    owner: first?.owner ?? '',
    text: first?.source?.text ?? '',
  };
  return fromDraft(posted(toDraft(schema, rules)), subject);
}

/** Rules of one text, told apart by their numbering: the same text may hang on several places. */
function byText(rules: readonly Rule[]): Rule[][] {
  const texts: Rule[][] = [];
  for (const rule of rules) {
    if (rule.id.endsWith('.1')) texts.push([rule]);
    else texts.at(-1)?.push(rule);
  }
  return texts;
}

function comesBack(schema: SchemaModel): number {
  const texts = byText(recogniseRules(schema).recognised);
  for (const rules of texts) assert.deepEqual(throughTheForm(schema, rules), { rules, problems: [] });
  return texts.length;
}

test('every recognised tree of our schemas comes back from the form as it was', async () => {
  const files = readdirSync(seeds).filter((name) => name.endsWith('.xml'));
  const schemas = [
    ...(await Promise.all(files.map((name) => schemaOf(join(seeds, name))))),
    ...recognisedTexts.map((text) => ruleModel(text)),
  ];
  const counts = schemas.map(comesBack);
  assert.deepEqual(
    counts.slice(files.length),
    recognisedTexts.map(() => 1),
  );
});

test('and so does every recognised tree of real schemas', async (t) => {
  const folder = join(samples, 'fim/xdf3');
  if (!existsSync(folder)) return t.skip('skipped: no samples');
  let count = 0;
  for (const name of readdirSync(folder)) count += comesBack(await schemaOf(join(folder, name)));
  assert.ok(count > 100);
});

const model = ruleModel();
const paths = [...nodesByPath(model).keys()];
const path = fc.constantFrom(...paths);
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  path.map((place): Condition => ({ op: 'empty', path: place })),
  fc.constantFrom('01', '02', '03').map((value): Condition => ({ op: 'equal', path: 'F99000000001', value })),
  fc.boolean().map((value): Condition => ({ op: 'equal', path: 'F99000000002', value })),
  fc.record({
    op: fc.constant('compare'),
    operator: fc.constantFrom('<', '<=', '=', '>=', '>'),
    path: fc.constantFrom('F99000000010', 'F99000000011', 'G99000000004'),
    with: fc.oneof(
      fc.record({ kind: fc.constant('path'), path: fc.constant('F99000000017') }),
      fc.record({ kind: fc.constant('value'), value: fc.constantFrom('2020-02-29', '1999-12-31') }),
      fc.record({
        kind: fc.constant('today'),
        years: fc.integer({ min: -120, max: 120 }),
        months: fc.integer({ min: -30, max: 30 }),
        days: fc.integer({ min: -400, max: 400 }),
      }),
    ),
  }),
  fc
    .uniqueArray(fc.constantFrom('NW', 'SL', 'TH'), { minLength: 1 })
    .map((laender): Condition => ({ op: 'land-in', laender })),
  fc.record({
    op: fc.constant('country'),
    path: fc.constantFrom('F99000000018', 'F99000000019'),
    groups: fc.uniqueArray(fc.constantFrom('EU', 'EWR', 'EFTA', 'CH'), { minLength: 1 }),
    member: fc.boolean(),
  }),
  fc.constant<Condition>({
    op: 'date',
    day: 'G99000000004/F99000000014',
    month: 'G99000000004/F99000000015',
    year: 'G99000000004/F99000000016',
  }),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    leaf.map((inner): Condition => ({ op: 'not', condition: inner })),
    fc.record({
      op: fc.constantFrom('and', 'or', 'xor'),
      conditions: fc.array(tie('condition'), { minLength: 2, maxLength: 4 }),
    }),
    fc.record({
      op: fc.constant('not'),
      condition: fc.record({
        op: fc.constantFrom('and', 'or', 'xor'),
        conditions: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }),
      }),
    }),
  ),
}));
const effect = fc.constantFrom('require', 'forbid', 'show', 'valid');

test('any tree comes back from the form as it was', () => {
  fc.assert(
    fc.property(condition, effect, fc.uniqueArray(path, { minLength: 1, maxLength: 3 }), (tree, kind, targets) => {
      // Records of the generator have no prototype, those of a schema do.
      const when = structuredClone(tree);
      const rules = targets.map((target, at): Rule => {
        return {
          id: `R1.${String(at + 1)}`,
          owner: '',
          when,
          effect: kind,
          target,
          message: null,
          value: null,
          source: null,
        };
      });
      const back = throughTheForm(model, rules);
      assert.deepEqual(back.problems, []);
      // A demand without words of its own gets the standard ones.
      assert.deepEqual(
        back.rules.map((rule) => ({ ...rule, message: null })),
        rules,
      );
    }),
    { numRuns: 400 },
  );
});

test('any posted form is a draft, and the form of that draft gives it again', () => {
  const name = fc.stringMatching(
    /^a\d(-[wf](-\d){0,3})?-(art|thema|wert|wirkung|ziel0|vergleich|nicht|mit|laender|wann)$/,
  );
  const pair = fc.tuple(name, fc.oneof(fc.constantFrom('all', 'is', 'NW', 'true', 'valid'), fc.string()));
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 60 }), (pairs) => {
      const draft = readRuleForm(new URLSearchParams(pairs));
      assert.deepEqual(posted(draft), draft);
      fromDraft(draft, { schema: dogTax, ruleId: 'R1', owner: '', text: 'x' });
    }),
  );
});
