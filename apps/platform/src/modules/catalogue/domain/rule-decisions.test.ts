import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { type Condition, readSchema, recogniseRules, type Rule, type SchemaModel } from '@verbund/xdatenfelder';
import { smallModel, type SmallSchema, withRules } from '../../../../test/support/small-schema.ts';
import { canonicalJson } from './canonical-json.ts';
import { parseLegacyRules, resolveLegacyRules } from './legacy-rules.ts';
import { ruleObstacles } from './publication.ts';
import {
  noDecisions,
  openTexts,
  parsePinnedRules,
  parseRuleDecisions,
  type PinnedRules,
  type RuleDecisions,
  ruleKeys,
  ruleSetOf,
  type Signed,
  type TextDecision,
} from './rule-decisions.ts';
import { decisionsOf, pinRules, reviewState } from './rule-review.ts';

const signed: Signed = { by: 'Petra Prüfer', on: '2026-03-01', reason: 'Satzung § 4' };
const [known, open] = ['#R99000000001', '#R99000000002'] as const;
const model = await smallModel(withRules);
const [knownText = '', openText = ''] = model.rules.map(({ text }) => text);
const recognised = recogniseRules(model).recognised;

const written: Rule = {
  id: 'hand.1',
  owner: '',
  when: { op: 'equal', path: 'F99000000001', value: true },
  effect: 'forbid',
  target: 'F99000000002',
  message: { de: 'Nein.', en: 'No.' },
  value: null,
  source: null,
};

function decided(key: string, text: string, decision: TextDecision): RuleDecisions {
  return { ...noDecisions, texts: { [key]: { text, decision } } };
}

function pinnedWith(change: (pinned: PinnedRules) => unknown, schema: SchemaModel = model): string {
  const parsed = parsePinnedRules(change(pinRules(schema, noDecisions)), schema);
  return parsed.ok ? 'fits' : parsed.pointer;
}

describe('pinned rules', () => {
  it('hold every text of the schema: recognised trees as they are, the rest open', () => {
    const pinned = pinRules(model, noDecisions);
    assert.deepEqual(pinned, {
      format: 2,
      texts: [
        { key: known, decision: { kind: 'recognised', rules: recognised, signed: null } },
        { key: open, decision: { kind: 'open' } },
      ],
      own: [],
      acceptance: null,
    });
    assert.deepEqual(ruleSetOf(pinned), { rules: recognised });
    assert.deepEqual(openTexts(pinned), [open]);
  });

  it('are JSON that comes back as it was', () => {
    const decisions = { ...decided(open, openText, { kind: 'written', rules: [written], signed }), own: [{ rule: { ...written, id: 'own' }, signed }] }; // prettier-ignore
    const pinned = pinRules(model, decisions);
    const again = parsePinnedRules(JSON.parse(canonicalJson(pinned)), model);
    assert.ok(again.ok);
    assert.deepEqual(again.value, pinned);
    assert.deepEqual(
      ruleSetOf(pinned).rules.map(({ id }) => id),
      [...recognised.map(({ id }) => id), 'hand.1', 'own'],
    );
  });

  it('stand whatever the recogniser reads', () => {
    // A tree nobody would read in the text: what is pinned is what counts.
    const other: Rule = { ...written, source: { ruleId: 'R99000000001', text: knownText } };
    const pinned = pinRules(model, decided(known, knownText, { kind: 'recognised', rules: [other], signed }));
    const parsed = parsePinnedRules(pinned, model);
    assert.ok(parsed.ok);
    assert.deepEqual(ruleSetOf(parsed.value).rules, [other]);
  });

  it('are refused when they leave a text out, name another or do not fit the schema', () => {
    assert.equal(
      pinnedWith((pinned) => pinned),
      'fits',
    );
    assert.equal(
      pinnedWith((pinned) => ({ ...pinned, texts: pinned.texts.slice(1) })),
      '/texts',
    );
    assert.equal(
      pinnedWith((pinned) => ({ ...pinned, texts: pinned.texts.toReversed() })),
      '/texts/0/key',
    );
    assert.equal(
      pinnedWith((pinned) => ({ ...pinned, unseen: 1 })),
      '/unseen',
    );
    assert.equal(
      pinnedWith((pinned) => ({ ...pinned, format: 1 })),
      '/format',
    );
    assert.equal(
      pinnedWith(() => []),
      '',
    );
    const withRule = (rule: object, kind: 'own' | 'recognised' = 'own') =>
      pinnedWith((pinned) =>
        kind === 'own'
          ? { ...pinned, own: [{ rule, signed }] }
          : { ...pinned, texts: [{ key: known, decision: { kind, rules: [rule], signed } }, ...pinned.texts.slice(1)] },
      );
    assert.equal(withRule(written), 'fits');
    assert.equal(withRule({ ...written, target: 'F1' }), '/own/0/rule/target');
    assert.equal(withRule({ ...written, owner: 'G1' }), '/own/0/rule/owner');
    assert.equal(withRule({ ...written, effect: 'hide' }), '/own/0/rule/effect');
    assert.equal(withRule({ ...written, effect: 'set' }), '/own/0/rule/value', 'set needs a value');
    assert.equal(withRule({ ...written, value: '1' }), '/own/0/rule/value', 'only set has a value');
    assert.equal(withRule({ ...written, id: ' ' }), '/own/0/rule/id');
    assert.equal(withRule({ ...written, extra: 1 }), '/own/0/rule/extra');
    assert.equal(withRule({ ...written, when: { op: 'empty', path: 'F1' } }), '/own/0/rule/when/path');
    assert.equal(withRule({ ...written, when: { op: 'and', conditions: [written.when, { op: 'maybe' }] } }), '/own/0/rule/when/conditions/1/op'); // prettier-ignore
    assert.equal(
      withRule({ ...written, when: { op: 'empty', path: 'F99000000001', else: 1 } }),
      '/own/0/rule/when/else',
    );
    assert.equal(withRule(written, 'recognised'), '/texts/0/decision/rules/0/source', 'not read from this text');
  });

  it('of every real schema come back with all their trees', async (t) => {
    const data =
      process.env['VERBUND_SAMPLES'] ?? fileURLToPath(new URL('../../../../../../../shared/data', import.meta.url));
    if (!existsSync(data)) return t.skip('skipped: no samples');
    for (const dialect of ['xdf2', 'xdf3']) {
      const folder = join(data, 'fim', dialect);
      for (const name of readdirSync(folder).filter((file) => file.endsWith('.xml'))) {
        const { schema } = await readSchema(readFileSync(join(folder, name)));
        const found = recogniseRules(schema);
        const parsed = parsePinnedRules(JSON.parse(canonicalJson(pinRules(schema, noDecisions))), schema);
        assert.ok(parsed.ok, `${name}: ${JSON.stringify(parsed)}`);
        assert.deepEqual(ruleSetOf(parsed.value).rules, found.recognised, name);
        assert.equal(openTexts(parsed.value).length, found.unrecognised.length, name);
      }
    }
  });

  it('take a signature with a name, a day, and a reason where a text is set aside', () => {
    const note = (by: Signed): string =>
      pinnedWith((pinned) => ({ ...pinned, texts: [...pinned.texts.slice(0, 1), { key: open, decision: { kind: 'note', signed: by } }] })); // prettier-ignore
    assert.equal(note(signed), 'fits');
    assert.equal(note({ ...signed, by: ' ' }), '/texts/1/decision/signed/by');
    assert.equal(note({ ...signed, on: '1.3.2026' }), '/texts/1/decision/signed/on');
    assert.equal(note({ ...signed, reason: '' }), '/texts/1/decision/signed/reason');
    assert.equal(
      pinnedWith((pinned) => ({ ...pinned, acceptance: { ...signed, reason: '' } })),
      '/acceptance/reason',
    );
  });

  it('accept every kind of condition', () => {
    const [a, b] = ['F99000000001', 'F99000000002'];
    const conditions: Condition[] = [
      { op: 'equal', path: a, value: 'x' },
      { op: 'not', condition: { op: 'empty', path: b } },
      { op: 'xor', conditions: [] },
      { op: 'compare', operator: '<=', path: a, with: { kind: 'path', path: b } },
      { op: 'compare', operator: '=', path: a, with: { kind: 'value', value: '3' } },
      { op: 'compare', operator: '>', path: a, with: { kind: 'today', years: -18, months: 0, days: 1 } },
      { op: 'land-in', laender: ['NW'] },
      { op: 'date', day: a, month: a, year: b },
      { op: 'country', path: a, groups: ['EU', 'CH'], member: false },
    ];
    const own = [{ rule: { ...written, when: { op: 'or' as const, conditions } }, signed }];
    const parsed = parsePinnedRules({ ...pinRules(model, noDecisions), own }, model);
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.value.own, own);
  });

  it('never throw, whatever they are given', () => {
    fc.assert(fc.property(fc.anything(), (value) => assert.equal(parsePinnedRules(value, model).ok, false)));
    fc.assert(fc.property(fc.anything(), (value) => assert.equal(parseRuleDecisions(value).ok, false)));
  });
});

describe('the queue', () => {
  it('is open until it is decided on or accepted by name', () => {
    assert.deepEqual(ruleObstacles(pinRules(model, noDecisions)), [{ code: 'rule-open', name: open }]);
    for (const decision of [
      { kind: 'note', signed },
      { kind: 'rejected', signed },
      { kind: 'written', rules: [written], signed },
    ] satisfies TextDecision[]) {
      assert.deepEqual(ruleObstacles(pinRules(model, decided(open, openText, decision))), []);
    }
    const accepted = pinRules(model, { ...noDecisions, acceptance: signed });
    assert.deepEqual([ruleObstacles(accepted), openTexts(accepted), accepted.acceptance], [[], [open], signed]);
  });

  it('needs no acceptance when it is empty', () => {
    const decisions = { ...decided(open, openText, { kind: 'note', signed }), acceptance: signed };
    assert.equal(pinRules(model, decisions).acceptance, null);
  });
});

describe('review', () => {
  it('shows text, tree, paraphrase, confidence and what is open', () => {
    const { texts, open: queue, ruleSet } = reviewState(model, noDecisions);
    const [first, second] = texts;
    assert.ok(first && second);
    assert.deepEqual([first.recognised, first.confidence, first.isOpen], [recognised, 1, false]);
    assert.match(first.paraphrase, /„Name F99000000002“ erscheint nur und muss ausgefüllt werden/u);
    assert.deepEqual([second.recognised, second.confidence, second.isOpen, second.paraphrase], [null, null, true, '']);
    assert.deepEqual(queue, [open]);
    assert.deepEqual(ruleSet.rules, recognised);
  });

  it('lets a decision take the place of the tree, and paraphrases what counts then', () => {
    const state = reviewState(model, decided(known, knownText, { kind: 'written', rules: [written], signed }));
    assert.deepEqual(state.texts[0]?.inForce, [written]);
    assert.match(state.texts[0].paraphrase, /entfällt/u);
    const rejected = reviewState(model, decided(known, knownText, { kind: 'rejected', signed }));
    assert.deepEqual([rejected.texts[0]?.inForce, rejected.texts[0]?.paraphrase], [[], '']);
    assert.ok(rejected.texts[0]?.recognised, 'the tree can still be seen');
  });

  it('does not count a decision on another wording or for a node that is gone', () => {
    const decision: TextDecision = { kind: 'note', signed };
    const reworded = reviewState(model, decided(open, 'Bei Neumond …', decision)).texts[1];
    assert.deepEqual([reworded?.decision, reworded?.outdated, reworded?.isOpen], [null, decision, true]);
    const gone: TextDecision = { kind: 'written', rules: [{ ...written, target: 'F1' }], signed };
    const outdated = reviewState(model, decided(open, openText, gone)).texts[1];
    assert.deepEqual([outdated?.decision, outdated?.outdated, outdated?.isOpen], [null, gone, true]);
    const own = reviewState(model, { ...noDecisions, own: [{ rule: { ...written, target: 'F1' }, signed }] });
    assert.deepEqual([own.own[0]?.fits, own.ruleSet.rules], [false, recognised]);
  });

  it('finds contradictions between what counts', () => {
    const state = reviewState(model, { ...noDecisions, own: [{ rule: written, signed }] });
    assert.ok(state.conflicts.some(({ code, path }) => code === 'rule-same-condition' && path === 'F99000000002'));
    const codes = reviewState(model, noDecisions).conflicts.map(({ code }) => code);
    assert.deepEqual(codes, ['rule-relaxes-minimum']);
  });

  it('tells texts apart that share their id', async () => {
    const [rule, moon] = withRules.rules ?? [];
    assert.ok(rule && moon);
    const twice: SmallSchema = { ...withRules, rules: [[rule[0], moon[1]], rule, [rule[0], moon[1]]] };
    const schema = await smallModel(twice);
    assert.deepEqual(ruleKeys(schema), [known, `${known}~2`, `${known}~3`]);
    const { texts } = reviewState(schema, noDecisions);
    assert.deepEqual(texts.map(({ isOpen, inForce }) => [isOpen, inForce.length]), [[true, 0], [false, recognised.length], [true, 0]]); // prettier-ignore
    assert.equal(parsePinnedRules(pinRules(schema, noDecisions), schema).ok, true);
  });
});

describe('decisions', () => {
  it('of a work are stored and read again', () => {
    const decisions: RuleDecisions = {
      ...decided(open, openText, { kind: 'written', rules: [written], signed: { ...signed, reason: '' } }),
      own: [{ rule: written, signed }],
      acceptance: signed,
    };
    assert.deepEqual(parseRuleDecisions(JSON.parse(JSON.stringify(decisions))), { ok: true, value: decisions });
    const bad = { ...decisions, own: [{ rule: { ...written, target: 1 }, signed }] };
    assert.deepEqual(parseRuleDecisions(bad), { ok: false, pointer: '/own/0/rule/target' });
  });

  it('behind a version are what somebody signed; the rest is recognised anew', () => {
    const decisions = { ...decided(open, openText, { kind: 'note', signed }), own: [{ rule: written, signed }] };
    assert.deepEqual(decisionsOf(pinRules(model, decisions), model, signed), decisions);
    assert.deepEqual(decisionsOf(pinRules(model, noDecisions), model, signed), noDecisions);
    assert.equal(decisionsOf({ add: 1 }, model, signed), null);
  });
});

describe('versions from before rules were pinned', () => {
  it('obeyed the recognised rules, without some and with others', () => {
    assert.deepEqual(resolveLegacyRules([], model), { rules: recognised });
    assert.deepEqual(resolveLegacyRules(undefined, model), { rules: recognised });
    const [first] = recognised;
    assert.ok(first);
    const rules = { add: [written], remove: [first.id] };
    assert.deepEqual(resolveLegacyRules(rules, model), { rules: [...recognised.slice(1), written] });
    assert.deepEqual(resolveLegacyRules([written], model), { rules: [...recognised, written] });
    assert.equal(parseLegacyRules({ add: [{ ...written, target: 'F1' }] }, model), null);
    assert.equal(parseLegacyRules('all', model), null);
  });

  it('may leave out what may be empty in a rule', () => {
    const { id, when, effect, target } = written;
    const parsed = parseLegacyRules([{ id, when, effect, target }], model);
    assert.deepEqual(parsed?.add, [{ ...written, message: null }]);
  });

  it('go on with the same rules', () => {
    const rules = { add: [written], remove: recognised.map(({ id }) => id) };
    const decisions = decisionsOf(rules, model, signed);
    assert.ok(decisions);
    assert.deepEqual(decisions.texts[known]?.decision, { kind: 'rejected', signed });
    assert.deepEqual(reviewState(model, decisions).ruleSet, resolveLegacyRules(rules, model));
  });
});
