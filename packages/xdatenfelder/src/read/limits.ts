import { XdfError } from '../error.ts';
import { type SchemaNode } from '../model.ts';

/** Places that an empty form already has because of minimums; more is no form but an attack. */
const maxInstances = 20_000;

/**
 * Nested lists multiply their minimums: eight levels of `200:*` are a handful of lines and more places
 * than any memory holds.
 * @throws XdfError
 */
export function checkInstances(nodes: readonly SchemaNode[]): void {
  const count = (list: readonly SchemaNode[]): number =>
    list.reduce((sum, node) => {
      const below = node.kind === 'group' ? count(node.children) : 0;
      return Math.min(Number.MAX_SAFE_INTEGER, sum + Math.max(1, node.min) * (1 + below));
    }, 0);
  if (count(nodes) <= maxInstances) return;
  throw new XdfError('xdf/too-many', {
    de: `Die Mindestanzahlen des Schemas ergeben mehr als ${maxInstances} Felder.`,
    en: `The minimums of the schema amount to more than ${maxInstances} fields.`,
  });
}

export function tooManyNodes(max: number): XdfError {
  return new XdfError('xdf/too-many', {
    de: `Das Schema hat mehr als ${max} Gruppen und Felder.`,
    en: `The schema has more than ${max} groups and fields.`,
  });
}
