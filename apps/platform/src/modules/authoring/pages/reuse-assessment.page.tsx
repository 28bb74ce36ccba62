import { type Task } from '#ui';
import { type Texts } from '../texts/index.ts';
import { type Work } from '../types.ts';

/** Entry of the central assessment in the list of steps; null: there is no form for it yet. */
export function assessmentTask(_texts: Texts, _work: Work): Task | null {
  return null;
}
