import { isWithin, parentPath } from '../tree.ts';
import { pathsRead } from './condition.ts';
import { type Rule } from './rules.ts';

const cache = new WeakMap<readonly Rule[], Set<Rule>>();

/**
 * `set` rules that stand on or behind a circle of rules. They are ignored: a value that is set
 * depending on itself has no defined outcome, and ignoring them keeps the evaluation finite.
 */
export function circularSetRules(rules: readonly Rule[]): ReadonlySet<Rule> {
  const known = cache.get(rules);
  if (known !== undefined) return known;
  const inputs = new Map(rules.map((rule) => [rule, rules.filter((other) => feeds(other, rule))]));
  const circular = rules.filter((rule) => reachable(rule, inputs).has(rule));
  const result = new Set(
    rules.filter((rule) => {
      const behind = reachable(rule, inputs);
      return rule.effect === 'set' && (circular.includes(rule) || circular.some((other) => behind.has(other)));
    }),
  );
  cache.set(rules, result);
  return result;
}

/** Does the outcome of `from` change something `to` reads, or the group into which `to` sets a value? */
function feeds(from: Rule, to: Rule): boolean {
  if (from.effect === 'require' || from.effect === 'valid') return false;
  if (to.effect === 'set' && from.effect !== 'set' && isWithin(parentPath(to.target), from.target)) return true;
  return pathsRead(to.when).some((path) => isWithin(path, from.target) || isWithin(from.target, path));
}

function reachable(start: Rule, inputs: ReadonlyMap<Rule, Rule[]>): Set<Rule> {
  const seen = new Set<Rule>();
  const open = [...(inputs.get(start) ?? [])];
  for (let rule = open.pop(); rule !== undefined; rule = open.pop()) {
    if (seen.has(rule)) continue;
    seen.add(rule);
    open.push(...(inputs.get(rule) ?? []));
  }
  return seen;
}
