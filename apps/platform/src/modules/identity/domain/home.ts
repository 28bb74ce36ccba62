import { type Action } from '../types.ts';

/** Where somebody's own work is, by the first action of the list that she has. */
const homes: readonly (readonly [Action, string])[] = [
  ['case.list', '/amt'],
  ['town.create', '/amt/koordination'],
  ['provider.manage', '/anbieter'],
  ['conformity.assess', '/amt/konformitaet'],
  ['costs.manage', '/amt/haushalt'],
  ['adoption.read', '/amt/nachnutzung'],
  ['operations.read', '/betrieb'],
];

/** Who has no inbox to look at begins elsewhere. */
export function homeOf(actions: ReadonlySet<string>): string {
  return homes.find(([action]) => actions.has(action))?.[1] ?? '/amt/mandant';
}
