import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { perInhabitantCents, tieredCents } from '../domain/amounts.ts';
import { keyOf } from '../domain/koenigsteiner.ts';
import { type LandKey, landKeys, type PerCase } from '../domain/price-model.ts';
import { priceForTown } from '../domain/town-price.ts';
import {
  creditsOnJoining,
  equalShareAtMost,
  federalSplit,
  fitkoBase,
  koenigsteinerShares,
  splitEqually,
} from '../domain/shares.ts';
import { aSheet, anItem } from './price-sheets.ts';

type LandCents = Record<LandKey, number>;
interface Split {
  total_cents: number;
  using?: LandKey[];
  bund: number;
  laender: LandCents;
}
interface Vectors {
  koenigsteiner_100000000: { total_cents: number; shares: LandCents };
  koenigsteiner_10007: { total_cents: number; shares: LandCents };
  itplr_2023_35_three: Split;
  itplr_2023_35_one: Split;
  itplr_2023_35_all: Split;
  fitko_base: Split;
  per_inhabitant: {
    cents_per_inhabitant: 12;
    inhabitants: Record<string, number>;
    charges: Record<string, number>;
  };
  per_transaction_tiered: {
    tiers: { up_to?: number; cents: number }[];
    cases: { n: number; cents: number }[];
  };
  setup_shared: {
    total_cents: number;
    communes_before: number;
    each_before: number;
    communes_after: number;
    each_after: number;
    credit_per_old: number;
  };
  dynamic_price_risk: { yearly_total_cents: number; per_commune: { using: number; cents: number }[] };
}

const vectors = JSON.parse(readFileSync(new URL('cost-vectors.json', import.meta.url), 'utf8')) as Vectors;
const key2019 = keyOf(2019);
const plain = (shares: ReadonlyMap<LandKey, number>): Partial<LandCents> => Object.fromEntries(shares);
const sum = (shares: Iterable<number>): number => [...shares].reduce((all, cents) => all + cents, 0);
const towns = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `ort-${String(at).padStart(4, '0')}`);
const facts = { land: 'NW', inhabitants: 17_000, year: 2026 } as const;

describe('the vectors of the six cost models, to the cent', () => {
  for (const name of ['koenigsteiner_100000000', 'koenigsteiner_10007'] as const) {
    it(`M1: ${name}`, () => {
      const { total_cents, shares } = vectors[name];
      const made = koenigsteinerShares(total_cents, key2019);
      assert.deepEqual(plain(made), sorted(shares));
      assert.equal(sum(made.values()), total_cents);
      const sheet = aSheet([anItem({ model: 'M1', totalCents: total_cents, passedOn: 'land-pays' })]);
      for (const land of landKeys) {
        const { items } = priceForTown(sheet, { ...facts, land });
        assert.equal(items[0]?.land?.cents.expected, shares[land], land);
        assert.equal(items[0].cents?.expected, 0, 'the Land pays');
      }
    });
  }

  for (const name of ['itplr_2023_35_three', 'itplr_2023_35_one', 'itplr_2023_35_all'] as const) {
    it(`M2: ${name}`, () => {
      const { total_cents, using = [], bund, laender } = vectors[name];
      const made = federalSplit(total_cents, new Set(using), key2019);
      assert.equal(made.bund, bund);
      assert.deepEqual(plain(made.laender), sorted(laender));
      assert.equal(made.bund + sum(made.laender.values()), total_cents);
      const sheet = aSheet([anItem({ model: 'M2', totalCents: total_cents, passedOn: 'land-pays', using })]);
      for (const land of using) {
        assert.equal(priceForTown(sheet, { ...facts, land }).items[0]?.land?.cents.expected, laender[land], land);
      }
    });
  }

  it('the base of FITKO: a quarter the Federation, the rest by the key', () => {
    const { total_cents, bund, laender } = vectors.fitko_base;
    const made = fitkoBase(total_cents, key2019);
    assert.equal(made.bund, bund);
    assert.deepEqual(plain(made.laender), sorted(laender));
  });

  it('M3: per inhabitant', () => {
    const { cents_per_inhabitant: cents, inhabitants, charges } = vectors.per_inhabitant;
    for (const [ags, count] of Object.entries(inhabitants)) {
      assert.equal(perInhabitantCents({ model: 'M3', cents, inhabitants: 1 }, count), charges[ags], ags);
      const sheet = aSheet([anItem({ model: 'M3', cents, inhabitants: 1 })]);
      assert.equal(priceForTown(sheet, { ...facts, inhabitants: count }).years[0]?.own.expected, charges[ags]);
    }
  });

  it('M4: per case in tiers', () => {
    const tiers: PerCase['tiers'] = vectors.per_transaction_tiered.tiers.map(({ up_to, cents }) => ({
      upTo: up_to ?? null,
      cents,
    }));
    const sheet = aSheet([anItem({ model: 'M4', tiers })]);
    for (const { n, cents } of vectors.per_transaction_tiered.cases) {
      assert.equal(tieredCents(tiers, n), cents, `${String(n)} cases`);
      assert.equal(priceForTown(sheet, { ...facts, cases: n }).years[0]?.own.expected, cents, `${String(n)} cases`);
    }
  });

  it('M5: set-up shared, with credits when others join', () => {
    const v = vectors.setup_shared;
    const before = towns(v.communes_before);
    const joining = towns(v.communes_after).slice(v.communes_before);
    assert.deepEqual([...new Set(splitEqually(v.total_cents, before).values())], [v.each_before]);
    const { credits, payments } = creditsOnJoining(v.total_cents, before, joining);
    assert.deepEqual([...new Set(credits.values())], [v.credit_per_old]);
    assert.deepEqual([...new Set(payments.values())], [v.each_after]);
    assert.equal(sum(credits.values()), sum(payments.values()));
    const sheet = aSheet([anItem({ model: 'M5', totalCents: v.total_cents })]);
    assert.equal(priceForTown(sheet, { ...facts, users: v.communes_before }).items[0]?.cents?.expected, v.each_before);
    assert.equal(priceForTown(sheet, { ...facts, users: v.communes_after }).items[0]?.cents?.expected, v.each_after);
  });

  it('shared by users: the price that depends on the others', () => {
    const { yearly_total_cents: total, per_commune } = vectors.dynamic_price_risk;
    const sheet = aSheet([anItem({ model: 'shared', totalCents: total })]);
    for (const { using, cents } of per_commune) {
      assert.equal(equalShareAtMost(total, using), cents);
      assert.equal(priceForTown(sheet, { ...facts, users: using }).years[0]?.own.expected, cents);
      // What can be quoted is the most that one pays; those of all together are exact.
      assert.equal(Math.max(...splitEqually(total, towns(using)).values()), cents);
      assert.equal(sum(splitEqually(total, towns(using)).values()), total);
    }
  });

  it('M6: base fee and a variable part up to a cap', () => {
    const price = { model: 'M6', baseCents: 120_000, variable: { model: 'M3', cents: 12, inhabitants: 1 } } as const;
    const costOf = (capCents: number | null): number | undefined =>
      priceForTown(aSheet([anItem({ ...price, capCents })]), facts).years[0]?.own.expected;
    assert.equal(costOf(null), 120_000 + 204_000);
    assert.equal(costOf(300_000), 300_000);
    const tiers = [{ upTo: 1000, cents: 250 }, { upTo: null, cents: 180 }]; // prettier-ignore
    const byCase = anItem({ model: 'M6', baseCents: 50_000, variable: { model: 'M4', tiers }, capCents: 290_000 });
    const withCases = (cases: number) => priceForTown(aSheet([byCase]), { ...facts, cases }).years[0]?.own.expected;
    assert.deepEqual([0, 100, 1000, 1001].map(withCases), [50_000, 75_000, 290_000, 290_000]);
  });
});

function sorted(shares: LandCents): Partial<LandCents> {
  return Object.fromEntries(landKeys.map((land) => [land, shares[land]]));
}
