import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { tieredCents } from '../domain/amounts.ts';
import { breakEvenOf } from '../domain/break-even.ts';
import { keyOf, shareTables } from '../domain/koenigsteiner.ts';
import { landKeys, parsePriceModel, type PerCase, type Pricing, scenarios } from '../domain/price-model.ts';
import {
  creditsOnJoining,
  federalSplit,
  koenigsteinerShares,
  largestRemainder,
  splitEqually,
} from '../domain/shares.ts';
import { priceForTown } from '../domain/town-price.ts';
import { usersCurve } from '../domain/users-curve.ts';
import { aSheet, anItem } from './price-sheets.ts';

const sum = (parts: Iterable<number>): number => [...parts].reduce((all, cents) => all + cents, 0);
const cents = fc.integer({ min: 0, max: 100_000_000_000 });
const smallCents = fc.integer({ min: 0, max: 50_000 });
const names = (count: number, prefix = 'ort'): string[] =>
  Array.from({ length: count }, (_, at) => `${prefix}-${String(at).padStart(4, '0')}`);
const tiers: fc.Arbitrary<PerCase['tiers']> = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 20_000 }), { maxLength: 5 }),
    fc.array(smallCents, { minLength: 6, maxLength: 6 }),
  )
  .map(([ends, prices]) => [
    ...ends.toSorted((a, b) => a - b).map((upTo, at) => ({ upTo, cents: prices[at] ?? 0 })),
    { upTo: null, cents: prices[5] ?? 0 },
  ]);
const pricing: fc.Arbitrary<Pricing> = fc.oneof(
  fc.record({ model: fc.constant('M1' as const), totalCents: cents, passedOn: fc.constant('by-inhabitants' as const) }),
  fc.record({ model: fc.constant('M3' as const), cents: smallCents, inhabitants: fc.constantFrom(1, 10, 100, 1000) }),
  tiers.map((list) => ({ model: 'M4' as const, tiers: list })),
  fc.record({ model: fc.constant('M5' as const), totalCents: cents }),
  fc.record({ model: fc.constant('shared' as const), totalCents: cents }),
  fc.record({
    model: fc.constant('M6' as const),
    baseCents: cents,
    variable: fc.oneof(
      fc.constant(null),
      tiers.map((list) => ({ model: 'M4' as const, tiers: list })),
    ),
    capCents: fc.option(cents),
  }),
);

describe('money', () => {
  it('is divided without a cent lost or made, nobody more than a cent off', () => {
    fc.assert(
      fc.property(
        cents,
        fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 60 }),
        (total, weights) => {
          fc.pre(sum(weights) > 0);
          const keyed = weights.map((weight, at) => ({ key: `k${String(at).padStart(2, '0')}`, weight }));
          const parts = largestRemainder(total, keyed);
          assert.equal(sum(parts.values()), total);
          for (const { key, weight } of keyed) {
            const exact = (BigInt(total) * BigInt(weight) * 1000n) / BigInt(sum(weights));
            assert.ok(Math.abs(Number(BigInt(parts.get(key) ?? -1) * 1000n - exact)) < 1001, key);
          }
        },
      ),
    );
  });

  it('gives an odd cent of a tie to the first key of the alphabet, however the list is ordered', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(names(7), { minLength: 7 }), (keys) => {
        const parts = splitEqually(10, keys);
        assert.deepEqual(
          [...parts]
            .filter(([, part]) => part === 2)
            .map(([key]) => key)
            .sort(),
          names(3),
        );
      }),
    );
  });

  it('adds up for every table of shares and every set of using Länder', () => {
    fc.assert(
      fc.property(
        cents,
        fc.constantFrom(...shareTables),
        fc.subarray([...landKeys], { minLength: 1 }),
        (total, table, using) => {
          assert.equal(sum(koenigsteinerShares(total, table).values()), total);
          const { bund, laender } = federalSplit(total, new Set(using), table);
          assert.equal(bund + sum(laender.values()), total);
        },
      ),
    );
  });

  it('of credits and of those who join balances', () => {
    fc.assert(
      fc.property(cents, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (total, old, more) => {
        const { credits, payments } = creditsOnJoining(total, names(old), names(more, 'neu'));
        assert.equal(sum(credits.values()), sum(payments.values()));
        for (const credit of credits.values()) assert.ok(credit >= 0);
      }),
    );
  });
});

describe('prices', () => {
  it('per case never fall when there are more cases', () => {
    fc.assert(
      fc.property(tiers, fc.nat(60_000), fc.nat(500), (list, cases, more) => {
        assert.ok(tieredCents(list, cases) <= tieredCents(list, cases + more));
      }),
    );
  });

  it('of a year are the sum of their items, blocks, grants and reliefs, low to high', () => {
    fc.assert(
      fc.property(
        fc.array(pricing, { minLength: 1, maxLength: 6 }),
        cents,
        fc.integer({ min: 1, max: 2_000_000 }),
        (list, grant, inhabitants) => {
          const sheet = aSheet(
            list.map((price, at) =>
              anItem(price, { id: `posten-${String(at)}`, block: at % 2 === 0 ? 'setup' : 'training' }),
            ),
            {
              funding: [
                {
                  by: 'Land',
                  to: 'town',
                  item: null,
                  centsPerYear: grant,
                  from: '2026-03-01',
                  until: '2028-12-31',
                  committed: true,
                  note: '',
                },
              ],
              guarantee: { kind: 'cap', firstUsers: 3, capCents: 100_000, untilYear: 2028 },
              usage: {
                casesPer10000: { low: 10, expected: 50, high: 90 },
                savingCentsPerCase: null,
                basis: { de: 'x', en: '' },
              },
            },
          );
          assert.ok(parsePriceModel(sheet).ok);
          const price = priceForTown(sheet, {
            land: 'NW',
            inhabitants,
            year: 2026,
            partOfLand: (all) => Math.floor(all / 396),
          });
          for (const year of price.years) {
            for (const scenario of scenarios) {
              assert.equal(year.total[scenario], year.once[scenario] + year.yearly[scenario]);
              assert.equal(sum(year.blocks.map((block) => block.cents[scenario])), year.total[scenario]);
              assert.equal(year.own[scenario] + year.grants[scenario] + year.relief[scenario], year.total[scenario]);
              assert.ok(year.grants[scenario] <= year.total[scenario]);
            }
            assert.ok(year.total.low <= year.total.expected && year.total.expected <= year.total.high);
          }
        },
      ),
    );
  });

  it('that others share fall with every user more', () => {
    fc.assert(
      fc.property(cents, (total) => {
        const curve = usersCurve(aSheet([anItem({ model: 'shared', totalCents: total })]), {
          land: 'NW',
          inhabitants: 1,
          year: 2026,
        });
        assert.equal(curve[0]?.yearlyCents, total);
        for (const [at, { yearlyCents }] of curve.entries())
          assert.ok(yearlyCents <= (curve[at - 1]?.yearlyCents ?? total));
      }),
    );
  });

  it('are covered from the number of cases on that pays, and not one earlier', () => {
    const facts = { land: 'NW', inhabitants: 10_000, year: 2026 } as const;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5_000_000 }),
        tiers,
        fc.option(fc.integer({ min: 0, max: 3_000_000 })),
        fc.integer({ min: 1, max: 5000 }),
        (base, list, capCents, saving) => {
          const items = [anItem({ model: 'M6', baseCents: base, variable: { model: 'M4', tiers: list }, capCents })];
          const sheet = aSheet(items);
          const covers = (cases: number): boolean =>
            saving * cases >= (priceForTown(sheet, { ...facts, cases }).years[0]?.yearly.expected ?? 0);
          const answer = breakEvenOf(sheet, facts, saving);
          if (answer.kind === 'at') {
            assert.ok(covers(answer.cases));
            for (let cases = Math.max(0, answer.cases - 300); cases < answer.cases; cases += 1)
              assert.ok(!covers(cases));
          } else for (const cases of [0, 1, 10, 1000, 20_000, 1_000_000]) assert.ok(!covers(cases));
        },
      ),
    );
  });

  it('are reckoned with the newest key that is known, and it is named', () => {
    assert.equal(keyOf(2015).key, '2016');
    assert.equal(keyOf(2018).key, '2016');
    assert.equal(keyOf(2026).key, '2019', 'the shares of another law are no key');
  });
});
