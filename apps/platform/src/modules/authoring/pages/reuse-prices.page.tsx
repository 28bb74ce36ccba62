import { type Task } from '#ui';
import { type Texts } from '../texts/index.ts';
import { type Work } from '../types.ts';

/** Entry of the price sheet in the list of steps; null: there is no form for it yet. */
export function priceTask(_texts: Texts, _work: Work): Task | null {
  return null;
}
