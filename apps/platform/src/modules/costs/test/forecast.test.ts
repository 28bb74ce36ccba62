import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { breakEvenOf } from '../domain/break-even.ts';
import { fundingGaps, fundingWarnings, promisedIn } from '../domain/funding.ts';
import { compareWithOwn } from '../domain/own-development.ts';
import { type FundingPromise, parsePriceModel, type PriceModel } from '../domain/price-model.ts';
import { priceForTown } from '../domain/town-price.ts';
import { aSheet, anItem } from './price-sheets.ts';

const facts = { land: 'NW', inhabitants: 10_000, year: 2026 } as const;
const promise = (part: Partial<FundingPromise> = {}): FundingPromise => ({
  by: 'Land Nordrhein-Westfalen',
  to: 'service',
  item: 'posten',
  centsPerYear: 3_650_000,
  from: '2026-01-01',
  until: '2027-06-30',
  committed: true,
  note: '',
  ...part,
});
const shared = anItem({ model: 'shared', totalCents: 36_000_000 });
const growing = (users: readonly number[]): Pick<PriceModel, 'forecast'> => ({
  forecast: users.map((count, at) => ({
    year: 2026 + at,
    level: { low: 1000, expected: 1000 + 30 * at, high: 1000 + 80 * at },
    users: { low: Math.max(1, Math.floor(count / 2)), expected: count, high: count * 2 },
    reason: { de: 'Tarif', en: '' },
  })),
});

describe('the forecast of five budget years', () => {
  it('goes low with many users and a low level, high with few and a high one', () => {
    const price = priceForTown(aSheet([shared], growing([10, 20, 40, 80, 160])), facts);
    assert.deepEqual(
      price.years.map(({ year, own }) => [year, own.low, own.expected, own.high]),
      [
        [2026, 1_800_000, 3_600_000, 7_200_000],
        [2027, 900_000, 1_854_000, 3_888_000],
        [2028, 450_000, 954_000, 2_088_000],
        [2029, 225_000, 490_500, 1_116_000],
        [2030, 112_500, 252_000, 594_000],
      ],
    );
  });

  it('goes on with the last year of the sheet, and says so', () => {
    const price = priceForTown(aSheet([shared], growing([10, 10, 10, 10, 20])), { ...facts, year: 2029 });
    assert.deepEqual(
      price.years.map(({ year, isStated, users }) => [year, isStated, users.expected]),
      [[2029, true, 10], [2030, true, 20], [2031, false, 20], [2032, false, 20], [2033, false, 20]], // prettier-ignore
    );
  });

  it('has what is due once in the year in which a town begins, and what ends to its last year', () => {
    const sheet = aSheet([
      anItem({ model: 'M6', baseCents: 9_000, variable: null, capCents: null }, { id: 'zertifikat', due: 'once' }),
      anItem({ model: 'M6', baseCents: 100, variable: null, capCents: null }, { id: 'pflege', lastYear: 2028 }),
    ]);
    const sums = (beginsIn: number): number[] =>
      priceForTown(sheet, { ...facts, beginsIn }).years.map(({ total }) => total.expected);
    assert.deepEqual(sums(2026), [9_100, 100, 100, 0, 0]);
    assert.deepEqual(sums(2027), [0, 9_100, 100, 0, 0]);
    assert.deepEqual(sums(2024), [100, 100, 100, 0, 0], 'it was paid long ago');
  });

  it('leaves out what hangs on a number of cases that nobody knows, and says so', () => {
    const sheet = aSheet([anItem({ model: 'M4', tiers: [{ upTo: null, cents: 250 }] })]);
    assert.deepEqual(
      [priceForTown(sheet, facts).isComplete, priceForTown(sheet, { ...facts, cases: 4 }).isComplete],
      [false, true],
    );
  });
});

describe('funding promises', () => {
  it('give by the days of a year that they cover, in leap years too', () => {
    assert.equal(promisedIn(2026, promise()), 3_650_000);
    assert.equal(promisedIn(2027, promise()), 10_000 * 181);
    assert.equal(promisedIn(2028, promise({ until: '2028-02-29', centsPerYear: 366 })), 60);
    assert.equal(promisedIn(2029, promise()), 0);
  });

  it('lower what is shared as long as they last; not committed ones in the best case only', () => {
    const sheet = aSheet([shared], {
      funding: [promise({ centsPerYear: 18_000_000, until: '2026-12-31', committed: false })],
    });
    const [first, second] = priceForTown(sheet, facts).years;
    assert.deepEqual(first?.own, { low: 900_000, expected: 1_800_000, high: 1_800_000 });
    assert.deepEqual(second?.own, { low: 1_800_000, expected: 1_800_000, high: 1_800_000 });
  });

  it('leave a gap: cost − grants', () => {
    const sheet = aSheet([shared], { funding: [promise(), promise({ committed: false, centsPerYear: 1_000_000 })] });
    const [first] = fundingGaps(sheet, [2026]);
    assert.deepEqual(first, {
      year: 2026,
      cost: { low: 36_000_000, expected: 36_000_000, high: 36_000_000 },
      committed: 3_650_000,
      uncommitted: 1_000_000,
      gap: { low: 31_350_000, expected: 32_350_000, high: 32_350_000 },
    });
  });

  it('to the town never exceed what it pays', () => {
    const flat = anItem({ model: 'M6', baseCents: 5_000, variable: null, capCents: null });
    const sheet = aSheet([flat], {
      funding: [promise({ to: 'town', item: null }), promise({ to: 'town', item: 'posten' })],
    });
    assert.deepEqual(priceForTown(sheet, facts).years[0]?.grants, { low: 5_000, expected: 5_000, high: 5_000 });
  });

  it('warn from twelve months before their end on, to the day', () => {
    const kinds = (today: string): string[] =>
      fundingWarnings(aSheet([shared], { funding: [promise()] }), today).map(({ kind }) => kind);
    assert.deepEqual(kinds('2026-06-29'), []);
    assert.deepEqual(kinds('2026-06-30'), ['ends-soon']);
    assert.deepEqual(kinds('2027-06-30'), ['ends-soon']);
    assert.deepEqual(kinds('2027-07-01'), ['ended']);
    const open = aSheet([shared], { funding: [promise({ committed: false, until: '2030-01-01' })] });
    assert.deepEqual(fundingWarnings(open, '2026-06-30').map(({ kind }) => kind), ['not-committed']); // prettier-ignore
  });
});

describe('the guarantee for the first users', () => {
  it('caps what recurs, for those who are among them and as long as it holds', () => {
    const sheet = aSheet([shared], { guarantee: { kind: 'cap', firstUsers: 10, capCents: 500_000, untilYear: 2027 } });
    const own = (usersToday: number): number[] =>
      priceForTown(sheet, { ...facts, usersToday }).years.map((year) => year.own.expected);
    assert.deepEqual(own(9), [500_000, 500_000, 1_800_000, 1_800_000, 1_800_000]);
    assert.deepEqual(own(10), [1_800_000, 1_800_000, 1_800_000, 1_800_000, 1_800_000]);
  });

  it('gives back in the next year what the year before would have cost less with its users', () => {
    const level = { low: 1000, expected: 1000, high: 1000 };
    const { forecast } = growing([10, 20, 20, 40, 40]);
    const sheet = aSheet([shared], {
      forecast: forecast.map((entry) => ({ ...entry, level })),
      guarantee: { kind: 'refund', firstUsers: 10, untilYear: 2027 },
    });
    assert.deepEqual(
      priceForTown(sheet, facts).years.map(({ total, relief }) => [total.expected, relief.expected]),
      [[3_600_000, 0], [1_800_000, 1_800_000], [1_800_000, 0], [900_000, 0], [900_000, 0]], // prettier-ignore
    );
  });
});

describe('a refund of a shared set-up', () => {
  it('goes on with every year in which others join, and ends with the guarantee', () => {
    const level = { low: 1000, expected: 1000, high: 1000 };
    const { forecast } = growing([5, 8, 10, 10, 20]);
    const setUp = anItem({ model: 'M5', totalCents: 1_800_000 });
    const sheet = aSheet([setUp], {
      forecast: forecast.map((entry) => ({ ...entry, level })),
      guarantee: { kind: 'refund', firstUsers: 10, untilYear: 2028 },
    });
    const years = (beginsIn: number) => priceForTown(sheet, { ...facts, beginsIn }).years;
    assert.deepEqual(
      years(2026).map(({ total, relief }) => [total.expected, relief.expected]),
      [[360_000, 0], [0, 135_000], [0, 45_000], [0, 0], [0, 0]], // prettier-ignore
    );
    assert.equal(
      years(2026).reduce((all, { own }) => all + own.expected, 0),
      1_800_000 / 10,
    );
    assert.deepEqual(years(2025).map(({ relief }) => relief.expected), [0, 0, 0, 0, 0], 'it was paid before'); // prettier-ignore
  });
});

describe('is it worth it', () => {
  it('from so many cases on: fixed cost ÷ (saving − variable cost)', () => {
    const sheet = aSheet([
      anItem({ model: 'M6', baseCents: 120_000, variable: null, capCents: null }, { id: 'fix' }),
      anItem({ model: 'M4', tiers: [{ upTo: null, cents: 200 }] }, { id: 'fall' }),
    ]);
    assert.deepEqual(breakEvenOf(sheet, facts, 500), { kind: 'at', cases: 400, fixedCents: 120_000, savingCents: 500 });
    assert.equal(breakEvenOf(sheet, facts, 200).kind, 'never');
    assert.equal(breakEvenOf(sheet, facts, null).kind, 'unknown');
  });

  it('against a service of its own, cautiously too', () => {
    const sheet = aSheet([shared], {
      ownDevelopment: {
        once: { low: 4_000_000, expected: 6_000_000, high: 9_000_000 },
        yearly: { low: 500_000, expected: 800_000, high: 1_200_000 },
        basis: { de: 'Schätzung', en: '' },
      },
    });
    const price = priceForTown(sheet, facts);
    const made = compareWithOwn(sheet, price, null);
    assert.equal(made?.savingCents, 6_000_000 + 5 * 800_000 - 5 * 1_800_000);
    assert.equal(made.savingAtLeastCents, 4_000_000 + 5 * 500_000 - 5 * 1_800_000);
    assert.equal(made.cheaperFrom, 2026);
    const own = compareWithOwn(sheet, price, { ownOnceCents: 0, ownYearlyCents: null });
    assert.deepEqual([own?.basis, own?.cheaperFrom, own?.savingCents], ['own', null, -5_000_000]);
  });
});

describe('a price sheet', () => {
  it('is refused with what is wrong and where', () => {
    const sheet = aSheet(
      [
        anItem({ model: 'M4', tiers: [{ upTo: 100, cents: 1 }, { upTo: 50, cents: 1 }, { upTo: 60, cents: 1 }] }), // prettier-ignore
        anItem({ model: 'M5', totalCents: 1 }, { due: 'yearly' }),
        anItem({ model: 'M3', cents: 1, inhabitants: 1 }, { id: 'c', firstYear: 2027, lastYear: 2026 }),
      ],
      { funding: [promise({ until: '2025-01-01' }), promise({ item: 'c' }), promise({ to: 'town', item: 'fehlt' })] },
    );
    const parsed = parsePriceModel(sheet);
    assert.deepEqual(parsed.ok ? [] : parsed.findings.map(({ path, code }) => `${path} ${code}`), [
      '/items/0/price/tiers/1/upTo tiers-rise',
      '/items/0/price/tiers/2/upTo last-tier-open',
      '/items/1/id same-id',
      '/items/1/due once-model',
      '/items/2/lastYear years-order',
      '/funding/0/until days-order',
      '/funding/0/item item-not-shared',
      '/funding/1/item item-not-shared',
      '/funding/2/item unknown-item',
    ]);
  });

  it('is not there in versions from before', () => {
    for (const old of [{ kind: 'free' }, null, 'x', { ...aSheet([shared]), extra: 1 }]) {
      assert.equal(parsePriceModel(old).ok, false);
    }
  });
});
