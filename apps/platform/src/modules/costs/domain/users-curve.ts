import { isDue } from './forecast.ts';
import { keyOf } from './koenigsteiner.ts';
import { type PriceModel } from './price-model.ts';
import { casesOf, itemCents, type TownFacts } from './reckoning.ts';

export interface CurvePoint {
  users: number;
  /** Expected case of the first year, before grants to the town and the guarantee. */
  yearlyCents: number;
  onceCents: number;
}

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 396];

/** Whether the price of a town depends on who else uses the service. */
export function dependsOnUsers(model: PriceModel): boolean {
  return model.items.some(({ price }) => price.model === 'shared' || price.model === 'M5');
}

/** The price of a town against the number of users; empty when the price does not depend on it. */
export function usersCurve(model: PriceModel, facts: TownFacts): readonly CurvePoint[] {
  if (!dependsOnUsers(model)) return [];
  const { year } = facts;
  const reckoning = {
    model,
    facts,
    beginsIn: year,
    cases: casesOf(model, facts),
    key: keyOf(year),
    landShares: new Map<string, number>(),
  };
  const known = [facts.users, facts.usersToday].filter((users) => users !== undefined && users !== null && users > 0);
  const counts = [...new Set([...steps, ...known])].filter((users) => users !== null && users !== undefined);
  return counts
    .toSorted((a, b) => a - b)
    .map((users) => {
      const sum = (due: 'once' | 'yearly'): number =>
        model.items
          .filter((item) => item.due === due && isDue(item, year, year))
          .reduce((all, item) => all + (itemCents(reckoning, item, { year, scenario: 'expected', users }) ?? 0), 0);
      return { users, yearlyCents: sum('yearly'), onceCents: sum('once') };
    });
}
