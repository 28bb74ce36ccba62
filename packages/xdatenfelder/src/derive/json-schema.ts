import { toDecimal } from '../answers/decimal.ts';
import { compilePattern } from '../answers/pattern.ts';
import { type FieldNode, type ListedValue, type SchemaModel, type SchemaNode } from '../model.ts';
import { noRules, type RuleSet } from '../rules/rules.ts';
import { isRepeatable, lastSegment } from '../tree.ts';
import { deliveryOf, type Delivery } from './delivery.ts';

export type JsonSchema = { [keyword: string]: unknown };

/** Longer lists become a plain `enum`: validators try each branch of a `oneOf`. */
const longList = 50;

/**
 * JSON Schema (draft 2020-12) of the delivery made by `toFimJson`. Strict validators accept it.
 *
 * One entry in `$defs` per node PATH, not per id as the FIM converter does: the same element may
 * be hidden by a rule in one place and mandatory in another. Long code lists stand in `$defs`
 * once, as `list.N`.
 */
export function toJsonSchema(model: SchemaModel, ruleSet: RuleSet = noRules): JsonSchema {
  const delivery = deliveryOf(model, ruleSet);
  const defs: Record<string, JsonSchema> = {};
  const lists = new Map<ListedValue[], string>();
  const listName = (values: ListedValue[]): string => {
    const name = lists.get(values) ?? `list.${lists.size + 1}`;
    lists.set(values, name);
    return name;
  };
  const build = (nodes: SchemaNode[]): JsonSchema => {
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    for (const node of delivery.parts(nodes)) {
      const key = node.path.replaceAll('/', '.');
      defs[key] = node.kind === 'group' ? group(node) : fieldSchema(node, delivery, listName);
      const min = delivery.minimum(node);
      properties[lastSegment(node.path)] = isRepeatable(node) ? arrayOf(key, min, node.max) : reference(key);
      if (min > 0) required.push(lastSegment(node.path));
    }
    return { type: 'object', properties, ...(required.length > 0 ? { required } : {}), additionalProperties: false };
  };
  const group = (node: SchemaNode & { kind: 'group' }): JsonSchema => {
    const schema = { title: node.label, ...build(node.children) };
    const alternatives = delivery.parts(node.children).map((child) => lastSegment(child.path));
    if (!node.choice || alternatives.length === 0) return schema;
    return { ...schema, oneOf: alternatives.map((name) => ({ properties: { [name]: true }, required: [name] })) };
  };
  const root = build(model.nodes);
  for (const [values, name] of lists)
    defs[name] = { type: 'string', enum: [...new Set(values.map(({ code }) => code))] };
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: model.title, ...root, $defs: defs };
}

/** Ids of real files may hold signs that a JSON Pointer inside a URI must escape (`~2`, umlauts). */
function reference(key: string): JsonSchema {
  return { $ref: `#/$defs/${encodeURIComponent(key.replaceAll('~', '~0'))}` };
}

function arrayOf(key: string, min: number, max: number | null): JsonSchema {
  const limits = { ...(min > 0 ? { minItems: min } : {}), ...(max === null ? {} : { maxItems: max }) };
  return { type: 'array', items: reference(key), ...limits };
}

function fieldSchema(field: FieldNode, delivery: Delivery, listName: (values: ListedValue[]) => string): JsonSchema {
  const title = { title: field.label };
  const values = delivery.codes(field);
  if (values !== null && values.length > longList) return { ...title, ...reference(listName(values)) };
  if (values !== null) return { ...title, type: 'string', ...codes(values) };
  switch (field.dataType) {
    case 'date':
      return { ...title, type: 'string', format: 'date' };
    case 'time':
      return { ...title, type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?$' };
    case 'datetime':
      return { ...title, type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2})?$' };
    case 'bool':
      return { ...title, type: 'boolean' };
    case 'num':
    case 'num_currency':
      return { ...title, type: 'number', ...limits(field) };
    case 'num_int':
      return { ...title, type: 'integer', ...limits(field) };
    case 'file':
    case 'obj':
      return { ...title, type: 'string' };
    case 'text':
    case 'text_latin':
      return { ...title, type: 'string', ...textLimits(field) };
  }
}

/** A list that is empty or names a code twice must not become an unsatisfiable `oneOf`. */
function codes(values: ListedValue[]): JsonSchema {
  const distinct = [...new Map(values.map((value) => [value.code, value])).values()];
  if (distinct.length === 0) return { not: {} };
  return { oneOf: distinct.map(({ code, name }) => ({ const: code, description: name })) };
}

function limits({ constraints: { minValue, maxValue } }: FieldNode): JsonSchema {
  const [min, max] = [toDecimal(minValue ?? ''), toDecimal(maxValue ?? '')];
  return { ...(min === null ? {} : { minimum: Number(min) }), ...(max === null ? {} : { maximum: Number(max) }) };
}

function textLimits({ constraints: { minLength, maxLength, pattern } }: FieldNode): JsonSchema {
  const compiled = pattern === null ? null : compilePattern(pattern);
  // Validators compile with the Unicode flag; a pattern that only the old mode reads stays with the rule layer.
  const usable = compiled !== null && compiled.ok && compiled.regex.unicode;
  return {
    ...(minLength === null ? {} : { minLength }),
    ...(maxLength === null ? {} : { maxLength }),
    ...(usable ? { pattern: `^(?:${pattern ?? ''})$` } : {}),
  };
}
