import assert from 'node:assert/strict';
import { it } from 'node:test';
import { closingLine, countOutcomes, tableOf } from './report.ts';
import { group, type Level, type Need } from './rule.ts';
import { allRules } from './rules/all.ts';
import { runRules, selectRules } from './runner.ts';
import { choice, must, NotApplicable } from './support/expect.ts';
import { type Suite } from './support/suite.ts';

const rule = (id: string, run: () => void, level: Level = 'confirmed', needs: readonly Need[] = []) =>
  group({ section: '1' }, [{ id, title: id, level, needs, run: async () => run() }]);

const rules = [
  ...rule('a.holds', () => undefined),
  ...rule('a.broken', () => must(false, 'seen otherwise')),
  ...rule('a.other-status', () => choice(false, 'another status')),
  ...rule('a.our-choice', () => must(false, 'chosen otherwise'), 'our-choice'),
  ...rule('a.crash', () => {
    throw new TypeError('fetch failed', { cause: new Error('refused') });
  }),
  ...rule('a.needs', () => undefined, 'confirmed', ['other-sender']),
  ...rule('a.not-there', () => {
    throw new NotApplicable('no version 1');
  }),
];
// The rules above look at nothing.
const suite = {} as Suite;

it('fails confirmed rules only, unless our choices count as well', async () => {
  const results = await runRules(suite, rules, false);
  assert.deepEqual(
    results.map(({ rule: { id }, outcome, why }) => [id, outcome, why]),
    [
      ['a.holds', 'ok', ''],
      ['a.broken', 'FAILED', 'seen otherwise'],
      ['a.other-status', 'deviates', 'another status'],
      ['a.our-choice', 'deviates', 'chosen otherwise'],
      ['a.crash', 'FAILED', 'TypeError: fetch failed: refused'],
      ['a.needs', 'skipped', 'no second sender was given'],
      ['a.not-there', 'skipped', 'no version 1'],
    ],
  );
  const strict = await runRules(suite, rules, true);
  assert.equal(countOutcomes(strict).FAILED, 4);
  assert.equal(closingLine(countOutcomes(results)), '1 ok, 2 failed, 2 deviate from our choices, 2 skipped');
  assert.match(tableOf(results), /^deviates {2}a\.our-choice +1 +a\.our-choice \(our choice\)\n +→ chosen otherwise$/m);
});

it('has every rule once, with section and words', () => {
  const ids = allRules.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const { id, section, title } of allRules) {
    assert.match(id, /^[a-z0-9]+(\.[a-z0-9-]+)+$/);
    assert.match(section, /^\d+(\.\d+)?([,–] ?\d+(\.\d+)?)*$/, id);
    assert.ok(title.length > 5 && !title.endsWith('.'), id);
  }
});

it('selects by name and version', () => {
  const of = (only: readonly string[], version: 'v1' | 'v2' | 'all') => selectRules(allRules, { only, version });
  assert.ok(of([], 'v1').every(({ version }) => version !== 'v2'));
  assert.ok(of([], 'v1').some(({ id }) => id === 'oauth.token'));
  assert.deepEqual(
    of(['jwe.cty-missing', 'v1.patch'], 'all').map(({ id }) => id),
    ['jwe.cty-missing', 'v1.patch'],
  );
});
