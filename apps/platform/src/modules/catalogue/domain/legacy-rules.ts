import { nodesByPath, recogniseRules, type Rule, type RuleSet, type SchemaModel } from '@verbund/xdatenfelder';
import { BadRules, mapList, parseRule, record, text } from './rule-json.ts';

/**
 * Versions published before rules were pinned carry a list of rules, or `{add, remove}`: rules beside the recognised
 * ones, and ids of recognised rules that were wrong.
 */
export interface LegacyDecisions {
  add: Rule[];
  remove: string[];
}

/** Null: it does not fit the schema. */
export function parseLegacyRules(value: unknown, schema: SchemaModel): LegacyDecisions | null {
  const paths = nodesByPath(schema);
  try {
    const parts = Array.isArray(value) ? { add: value, remove: [] } : record(value ?? {}, ['add', 'remove'], '');
    return {
      add: mapList(parts['add'] ?? [], '/add', (rule, at) => parseRule(rule, paths, at)),
      remove: mapList(parts['remove'] ?? [], '/remove', text),
    };
  } catch (error) {
    if (error instanceof BadRules) return null;
    throw error;
  }
}

/** What such a version obeyed. Depends on the recogniser, so its outcome is written down once. */
export function resolveLegacyRules(value: unknown, schema: SchemaModel): RuleSet | null {
  const decisions = parseLegacyRules(value, schema);
  if (decisions === null) return null;
  const kept = recogniseRules(schema).recognised.filter((rule) => !decisions.remove.includes(rule.id));
  return { rules: [...kept, ...decisions.add] };
}
