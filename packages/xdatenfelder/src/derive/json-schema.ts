import { toDecimal } from '../answers/decimal.ts';
import { compilePattern } from '../answers/pattern.ts';
import { type FieldNode, type GroupNode, type SchemaModel, type SchemaNode } from '../model.ts';
import { noRules, type RuleSet } from '../rules/rules.ts';
import { isRepeatable, lastSegment, valuesOf } from '../tree.ts';

export type JsonSchema = { [keyword: string]: unknown };

/**
 * JSON Schema (draft 2020-12) of the delivery made by `toFimJson`.
 *
 * One entry in `$defs` per node PATH, not per id as the FIM converter does: the same element may
 * be hidden by a rule in one place and mandatory in another. Minimums of nodes that a rule can
 * remove are relaxed, because the rule layer enforces them and a correct delivery would fail.
 */
export function toJsonSchema(model: SchemaModel, ruleSet: RuleSet = noRules): JsonSchema {
  const hideable = new Set(
    ruleSet.rules.filter((rule) => rule.effect === 'forbid' || rule.effect === 'show').map((rule) => rule.target),
  );
  const defs: Record<string, JsonSchema> = {};
  const build = (nodes: SchemaNode[]): JsonSchema => {
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    for (const node of nodes) {
      if (isLabel(node)) continue;
      const key = node.path.replaceAll('/', '.');
      defs[key] = node.kind === 'group' ? group(node) : fieldSchema(model, node);
      const reference = { $ref: `#/$defs/${key}` };
      const relaxed = hideable.has(node.path);
      properties[lastSegment(node.path)] = isRepeatable(node) ? arrayOf(reference, node, relaxed) : reference;
      if (!relaxed && isMandatory(node, hideable)) required.push(lastSegment(node.path));
    }
    return { type: 'object', properties, ...(required.length > 0 ? { required } : {}), additionalProperties: false };
  };
  const group = (node: GroupNode): JsonSchema => {
    const schema = { title: node.label, ...build(node.children) };
    if (!node.choice) return schema;
    const alternatives = node.children.filter((child) => !isLabel(child));
    return { ...schema, oneOf: alternatives.map((child) => ({ required: [lastSegment(child.path)] })) };
  };
  const root = build(model.nodes);
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: model.title, ...root, $defs: defs };
}

function isLabel(node: SchemaNode): boolean {
  return node.kind === 'field' && node.fieldKind === 'label';
}

/** A mandatory group that may be empty is left out of the delivery, so it is not required there. */
function isMandatory(node: SchemaNode, hideable: ReadonlySet<string>): boolean {
  if (node.min === 0 || hideable.has(node.path) || isLabel(node)) return false;
  if (node.kind === 'field') return node.fieldKind === 'input' || node.fieldKind === 'select' || node.content !== null;
  return node.choice || node.children.some((child) => isMandatory(child, hideable));
}

function arrayOf(items: JsonSchema, node: SchemaNode, relaxed: boolean): JsonSchema {
  const min = node.kind === 'group' ? Math.min(node.min, 1) : node.min;
  return {
    type: 'array',
    items,
    ...(min > 0 && !relaxed ? { minItems: min } : {}),
    ...(node.max === null ? {} : { maxItems: node.max }),
  };
}

function fieldSchema(model: SchemaModel, field: FieldNode): JsonSchema {
  const title = { title: field.label };
  const values = valuesOf(model, field);
  if (values !== null) {
    return { ...title, type: 'string', oneOf: values.map(({ code, name }) => ({ const: code, description: name })) };
  }
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

function limits({ constraints: { minValue, maxValue } }: FieldNode): JsonSchema {
  const [min, max] = [toDecimal(minValue ?? ''), toDecimal(maxValue ?? '')];
  return { ...(min === null ? {} : { minimum: Number(min) }), ...(max === null ? {} : { maximum: Number(max) }) };
}

function textLimits({ constraints: { minLength, maxLength, pattern } }: FieldNode): JsonSchema {
  const usable = pattern !== null && compilePattern(pattern).ok;
  return {
    ...(minLength === null ? {} : { minLength }),
    ...(maxLength === null ? {} : { maxLength }),
    ...(usable ? { pattern: `^(?:${pattern})$` } : {}),
  };
}
