import { type SchemaModel } from '../model.ts';
import { nodesByPath, valuesOf } from '../tree.ts';
import { type Condition } from './rules.ts';

/**
 * Exact comparison of conditions by trying out every combination of what they look at, in a world
 * where everything asked is answered. `null` means too many combinations to tell.
 */
type World = ReadonlyMap<string, string>;

const MAX_WORLDS = 4096;
const OTHER = '\u0000other';
const EMPTY = '\u0000empty';
const laender = 'SH HH NI HB NW HE RP BW BY SL BE BB MV SN ST TH'.split(' ');

export function areEquivalent(model: SchemaModel, a: Condition, b: Condition): boolean | null {
  const worlds = worldsOf(model, [a, b]);
  return worlds === null ? null : worlds.every((world) => holds(a, world, model) === holds(b, world, model));
}

/** Can all of them hold at once? */
export function canHoldTogether(model: SchemaModel, conditions: Condition[]): boolean | null {
  const worlds = worldsOf(model, conditions);
  return worlds === null ? null : worlds.some((world) => conditions.every((part) => holds(part, world, model)));
}

export function isAlwaysTrue(model: SchemaModel, condition: Condition): boolean {
  const worlds = worldsOf(model, [condition]);
  return worlds !== null && worlds.every((world) => holds(condition, world, model));
}

/** Negation pushed down to the comparisons, as a person would write it. */
export function negation(condition: Condition): Condition {
  switch (condition.op) {
    case 'not':
      return condition.condition;
    case 'and':
    case 'or':
      return { op: condition.op === 'and' ? 'or' : 'and', conditions: condition.conditions.map(negation) };
    default:
      return { op: 'not', condition };
  }
}

/** `and` without needless nesting; `and` of nothing is always true. */
export function allOf(parts: Condition[]): Condition {
  const flat = parts.flatMap((part) => (part.op === 'and' ? part.conditions : [part]));
  const [only] = flat;
  return flat.length === 1 && only !== undefined ? only : { op: 'and', conditions: flat };
}

export function anyOf(parts: Condition[]): Condition {
  const flat = parts.flatMap((part) => (part.op === 'or' ? part.conditions : [part]));
  const [only] = flat;
  return flat.length === 1 && only !== undefined ? only : { op: 'or', conditions: flat };
}

function worldsOf(model: SchemaModel, conditions: Condition[]): World[] | null {
  const domains = new Map<string, Set<string>>();
  const add = (variable: string, ...values: string[]): void => {
    const domain = domains.get(variable) ?? new Set();
    values.forEach((value) => domain.add(value));
    domains.set(variable, domain);
  };
  conditions.forEach((condition) => collect(model, condition, add));
  let worlds: Map<string, string>[] = [new Map<string, string>()];
  for (const [variable, values] of domains) {
    if (worlds.length * values.size > MAX_WORLDS) return null;
    worlds = worlds.flatMap((world) => [...values].map((value) => new Map<string, string>(world).set(variable, value)));
  }
  return worlds;
}

function collect(model: SchemaModel, condition: Condition, add: (variable: string, ...values: string[]) => void): void {
  switch (condition.op) {
    case 'and':
    case 'or':
    case 'xor':
      condition.conditions.forEach((part) => collect(model, part, add));
      return;
    case 'not':
      collect(model, condition.condition, add);
      return;
    case 'equal':
      if (isSingle(model, condition.path))
        add(condition.path, ...domainOf(model, condition.path), String(condition.value));
      else add(variableOf(condition), 'yes', 'no');
      return;
    case 'empty':
      if (isSingle(model, condition.path)) add(condition.path, ...domainOf(model, condition.path), EMPTY);
      else add(variableOf(condition), 'yes', 'no');
      return;
    case 'land-in':
      add('land', ...laender);
      return;
    case 'compare':
      add(variableOf(condition), '<', '=', '>');
      return;
    case 'date':
    case 'country':
      add(variableOf(condition), 'yes', 'no');
      return;
  }
}

/** All values of a short list; else only those that are mentioned, and one that is not. */
function domainOf(model: SchemaModel, path: string): string[] {
  const node = nodesByPath(model).get(path);
  if (node?.kind !== 'field') return [OTHER];
  if (node.dataType === 'bool') return ['true', 'false'];
  const values = valuesOf(model, node);
  return values !== null && values.length <= 3 ? values.map(({ code }) => code) : [OTHER];
}

function isSingle(model: SchemaModel, path: string): boolean {
  return nodesByPath(model).get(path)?.max === 1;
}

function variableOf(condition: Condition): string {
  switch (condition.op) {
    case 'compare':
      return JSON.stringify([condition.path, condition.with]);
    // One state: who is a member is not also none. Several are the exception.
    case 'country':
      return JSON.stringify([condition.path, condition.groups]);
    default:
      return JSON.stringify(condition);
  }
}

function holds(condition: Condition, world: World, model: SchemaModel): boolean {
  switch (condition.op) {
    case 'and':
      return condition.conditions.every((part) => holds(part, world, model));
    case 'or':
      return condition.conditions.some((part) => holds(part, world, model));
    case 'xor':
      return condition.conditions.filter((part) => holds(part, world, model)).length === 1;
    case 'not':
      return !holds(condition.condition, world, model);
    case 'equal':
      return isSingle(model, condition.path)
        ? world.get(condition.path) === String(condition.value)
        : world.get(variableOf(condition)) === 'yes';
    case 'empty':
      return isSingle(model, condition.path)
        ? world.get(condition.path) === EMPTY
        : world.get(variableOf(condition)) === 'yes';
    case 'land-in':
      return condition.laender.includes(world.get('land') ?? '');
    case 'compare':
      return condition.operator.includes(world.get(variableOf(condition)) ?? '?');
    case 'date':
      return world.get(variableOf(condition)) === 'yes';
    case 'country':
      return (world.get(variableOf(condition)) === 'yes') === condition.member;
  }
}
