import { parseFormValue } from '../answers/parse.ts';
import { type FieldNode, type GroupNode, type ListedValue, type SchemaModel, type SchemaNode } from '../model.ts';
import { type RuleSet } from '../rules/rules.ts';
import { valuesOf } from '../tree.ts';

/**
 * What of a schema is delivered and how often. JSON Schema, XSD and the writers share these answers,
 * so that an instance made by one of them always fits the artefact made by the other.
 */
export interface Delivery {
  /** Children that carry data: static text does not. */
  parts(nodes: readonly SchemaNode[]): SchemaNode[];
  /** Smallest number of deliveries of this node where its parent is delivered. */
  minimum(node: SchemaNode): number;
  /** The codes of a field, when its value is a code. */
  codes(field: FieldNode): ListedValue[] | null;
}

/**
 * Minimums of nodes that a rule can remove are relaxed to 0: the rule layer enforces them, and a
 * correct delivery without the hidden element would be refused otherwise.
 */
export function deliveryOf(model: SchemaModel, ruleSet: RuleSet): Delivery {
  const removable = removablePaths(ruleSet);
  const isMandatory = (node: SchemaNode): boolean => {
    if (node.min === 0 || removable.has(node.path) || isLabel(node)) return false;
    if (node.kind === 'field') return isAnswered(node);
    return node.choice ? isAlwaysChosen(node) : node.children.some(isMandatory);
  };
  const isAlwaysChosen = (group: GroupNode): boolean =>
    group.children.some((child) => !isLabel(child)) && group.children.every((child) => !removable.has(child.path));
  return {
    parts: (nodes) => nodes.filter((node) => !isLabel(node)),
    // An empty instance of a group is left out of the delivery, so only the first is certain.
    minimum: (node) => (isMandatory(node) ? (node.kind === 'group' ? 1 : node.min) : 0),
    codes: (field) => (isCoded(field) ? valuesOf(model, field) : null),
  };
}

/** Nodes that rules of this set can take away from the delivery. */
export function removablePaths(ruleSet: RuleSet): ReadonlySet<string> {
  return new Set(
    ruleSet.rules.filter((rule) => rule.effect === 'forbid' || rule.effect === 'show').map((rule) => rule.target),
  );
}

/** Yes/no and files keep their own form, even where a modeller hung a list on them. */
export function isCoded(field: FieldNode): boolean {
  return field.dataType !== 'bool' && field.dataType !== 'file' && field.dataType !== 'obj';
}

export function isLabel(node: SchemaNode): boolean {
  return node.kind === 'field' && node.fieldKind === 'label';
}

/** Locked and hidden fields are delivered only when the schema gives them a readable value. */
function isAnswered(field: FieldNode): boolean {
  if (field.fieldKind === 'input' || field.fieldKind === 'select') return true;
  const parsed = field.content === null ? null : parseFormValue(field, field.content);
  return parsed !== null && parsed.ok && parsed.value !== null;
}
