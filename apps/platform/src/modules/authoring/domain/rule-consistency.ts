import { analyseRules, pathsRead, type Rule, type SchemaModel } from '@verbund/xdatenfelder';

/** Why rules that are complete cannot be meant so. */
export type Inconsistency = 'never-fires' | 'same-condition' | 'depends-on-itself';

/**
 * Rules that a person writes and that make no sense by themselves. Weaker findings, also those with rules of other
 * texts, are shown and do not hinder.
 */
export function inconsistenciesOf(schema: SchemaModel, rules: readonly Rule[]): Inconsistency[] {
  const codes = new Set(analyseRules(schema, { rules: [...rules] }).map(({ code }) => code));
  const found: Inconsistency[] = [];
  if (codes.has('rule-never-fires')) found.push('never-fires');
  if (codes.has('rule-same-condition')) found.push('same-condition');
  if (codes.has('rule-circular-set') || rules.some(readsOwnTarget)) found.push('depends-on-itself');
  return found;
}

/** What is hidden has no answer: an element whose display depends on its own answer would never be seen. */
function readsOwnTarget({ effect, target, when }: Rule): boolean {
  if (effect !== 'show' && effect !== 'forbid' && effect !== 'set') return false;
  return pathsRead(when).some((path) => path === target || path.startsWith(`${target}/`));
}
