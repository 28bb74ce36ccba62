import {
  type Condition,
  type CountryGroup,
  type Effect,
  type Operand,
  type Rule,
  type SchemaModel,
} from '@verbund/xdatenfelder';
import { nodesByPath } from '@verbund/xdatenfelder';

/** What a provider decided about the rules of a schema: rules written by hand, and recognised ones that were wrong. */
export interface RuleDecisions {
  add: readonly Rule[];
  /** Ids of recognised rules. */
  remove: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

const effects: readonly Effect[] = ['require', 'forbid', 'show', 'valid', 'set'];
const operators = ['<', '<=', '>', '>=', '='] as const;
const countryGroups = ['EU', 'EWR', 'EFTA', 'CH'] as const;

class BadRules extends Error {}

/** Member `rules` of a manifest: a list of rules, or `{add, remove}`. Null: it does not fit the schema. */
export function parseRuleDecisions(value: unknown, schema: SchemaModel): RuleDecisions | null {
  const paths = nodesByPath(schema);
  try {
    const parts = Array.isArray(value) ? { add: value, remove: [] } : record(value ?? {});
    const add: unknown = parts['add'] ?? [];
    const remove: unknown = parts['remove'] ?? [];
    return {
      add: list(add).map((rule) => toRule(record(rule), paths)),
      remove: list(remove).map(text),
    };
  } catch (error) {
    if (error instanceof BadRules) return null;
    throw error;
  }
}

type Paths = ReadonlyMap<string, unknown>;

function toRule(rule: Json, paths: Paths): Rule {
  const effect = effects.find((known) => known === rule['effect']);
  if (effect === undefined) throw new BadRules();
  const message = rule['message'] ?? null;
  const source = rule['source'] ?? null;
  const value = rule['value'] ?? null;
  return {
    id: text(rule['id']),
    owner: text(rule['owner'] ?? ''),
    when: toCondition(rule['when'], paths),
    effect,
    target: path(rule['target'], paths),
    message: message === null ? null : { de: text(record(message)['de']), en: text(record(message)['en']) },
    value: value === null ? null : scalar(value),
    source: source === null ? null : { ruleId: text(record(source)['ruleId']), text: text(record(source)['text']) },
  };
}

function toCondition(value: unknown, paths: Paths): Condition {
  const condition = record(value);
  const op = condition['op'];
  switch (op) {
    case 'equal':
      return { op, path: path(condition['path'], paths), value: scalar(condition['value']) };
    case 'empty':
      return { op, path: path(condition['path'], paths) };
    case 'not':
      return { op, condition: toCondition(condition['condition'], paths) };
    case 'and':
    case 'or':
    case 'xor':
      return { op, conditions: list(condition['conditions']).map((part) => toCondition(part, paths)) };
    case 'compare': {
      const operator = operators.find((known) => known === condition['operator']);
      if (operator === undefined) throw new BadRules();
      return {
        op,
        operator,
        path: path(condition['path'], paths),
        with: toOperand(record(condition['with']), paths),
      };
    }
    case 'land-in':
      return { op, laender: list(condition['laender']).map(text) };
    case 'date':
      return {
        op,
        day: path(condition['day'], paths),
        month: path(condition['month'], paths),
        year: path(condition['year'], paths),
      };
    case 'country':
      return {
        op,
        path: path(condition['path'], paths),
        groups: list(condition['groups']).map(toCountryGroup),
        member: condition['member'] === true,
      };
    default:
      throw new BadRules();
  }
}

function toCountryGroup(value: unknown): CountryGroup {
  const group = countryGroups.find((known) => known === value);
  if (group === undefined) throw new BadRules();
  return group;
}

function toOperand(operand: Json, paths: Paths): Operand {
  switch (operand['kind']) {
    case 'value':
      return { kind: 'value', value: text(operand['value']) };
    case 'path':
      return { kind: 'path', path: path(operand['path'], paths) };
    case 'today':
      return {
        kind: 'today',
        years: whole(operand['years'] ?? 0),
        months: whole(operand['months'] ?? 0),
        days: whole(operand['days'] ?? 0),
      };
    default:
      throw new BadRules();
  }
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function record(value: unknown): Json {
  if (!isRecord(value)) throw new BadRules();
  return value;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new BadRules();
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new BadRules();
  return value;
}

function scalar(value: unknown): string | boolean {
  if (typeof value !== 'string' && typeof value !== 'boolean') throw new BadRules();
  return value;
}

function whole(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new BadRules();
  return value;
}

function path(value: unknown, paths: Paths): string {
  const found = text(value);
  if (!paths.has(found)) throw new BadRules();
  return found;
}
