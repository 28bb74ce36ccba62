import { isDue } from './forecast.ts';
import { type Guarantee, type PriceItem, type Scenario } from './price-model.ts';
import { itemCents, type Reckoning, type TownFacts, usersIn } from './reckoning.ts';

/** Whether the guarantee holds for a town: one of the first users, or there is still a place among them. */
export function isFrontRunner(
  guarantee: Guarantee | null,
  { frontRunner, usersToday }: Pick<TownFacts, 'frontRunner' | 'usersToday'>,
): boolean {
  if (guarantee === null) return false;
  return frontRunner ?? (usersToday ?? 0) < guarantee.firstUsers;
}

/**
 * What a first user does not have to pay in a year, so that it does not carry the cost of users who are missing. Under a
 * cap: what recurs beyond it. Under a refund: what was shared would have cost less with the users of this year.
 */
export function reliefOf(
  reckoning: Reckoning,
  { year, scenario, yearly }: { year: number; scenario: Scenario; yearly: number },
): number {
  const { guarantee } = reckoning.model;
  if (guarantee === null || !isFrontRunner(guarantee, reckoning.facts)) return 0;
  if (guarantee.kind === 'cap') {
    return year <= guarantee.untilYear && year >= reckoning.beginsIn ? Math.max(0, yearly - guarantee.capCents) : 0;
  }
  const before = year - 1;
  // The refund for the last year of the guarantee is paid in the year after it.
  if (before > guarantee.untilYear || before < reckoning.beginsIn || before < reckoning.facts.year) return 0;
  const now = usersIn(reckoning, year, scenario);
  const then = usersIn(reckoning, before, scenario);
  return sharedBefore(reckoning, before).reduce((all, { item, paidIn }) => {
    const paid = itemCents(reckoning, item, { year: paidIn, scenario, users: then }) ?? 0;
    const again = itemCents(reckoning, item, { year: paidIn, scenario, users: now }) ?? 0;
    return all + Math.max(0, paid - again);
  }, 0);
}

/** What was shared in a year, and what is due once since it was paid: that is shared anew with every year's users. */
function sharedBefore({ model, beginsIn, facts }: Reckoning, year: number): { item: PriceItem; paidIn: number }[] {
  return model.items.flatMap((item) => {
    if (item.price.model !== 'shared' && item.price.model !== 'M5') return [];
    if (item.due === 'yearly') return isDue(item, year, beginsIn) ? [{ item, paidIn: year }] : [];
    const paidIn = Math.max(item.firstYear ?? beginsIn, beginsIn);
    return paidIn <= year && paidIn >= facts.year ? [{ item, paidIn }] : [];
  });
}
