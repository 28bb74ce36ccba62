import { type Condition, type CountryGroup, type Effect, type Operand, type Rule } from '@verbund/xdatenfelder';

/** Nodes of a schema by path; null where only the shape of a rule is checked. */
export type Paths = ReadonlyMap<string, unknown> | null;

type Json = Readonly<Record<string, unknown>>;

/** Rules that came from outside and are none, or name what the schema does not have. */
export class BadRules extends Error {
  /** JSON pointer below the checked value. */
  readonly pointer: string;

  constructor(pointer: string) {
    super(`no rule of this schema: ${pointer}`);
    this.pointer = pointer;
  }
}

const effects: readonly Effect[] = ['require', 'forbid', 'show', 'valid', 'set'];
const operators = ['<', '<=', '>', '>=', '='] as const;
const countryGroups = ['EU', 'EWR', 'EFTA', 'CH'] as const;
const ruleMembers = ['id', 'owner', 'when', 'effect', 'target', 'message', 'value', 'source'] as const;

/** One rule of unknown origin, complete and with nothing in it that would be signed unseen. @throws BadRules */
export function parseRule(value: unknown, paths: Paths, at = ''): Rule {
  const rule = record(value, ruleMembers, at);
  const effect = oneOf(rule['effect'], effects, `${at}/effect`);
  const message = rule['message'] ?? null;
  const source = rule['source'] ?? null;
  const given = rule['value'] ?? null;
  const owner = text(rule['owner'] ?? '', `${at}/owner`);
  if ((effect === 'set') !== (given !== null)) throw new BadRules(`${at}/value`);
  return {
    id: filled(rule['id'], `${at}/id`),
    owner: owner === '' ? '' : path(owner, paths, `${at}/owner`),
    when: toCondition(rule['when'], paths, `${at}/when`),
    effect,
    target: path(rule['target'], paths, `${at}/target`),
    message: message === null ? null : toMessage(message, `${at}/message`),
    value: given === null ? null : scalar(given, `${at}/value`),
    source: source === null ? null : toSource(source, `${at}/source`),
  };
}

function toMessage(value: unknown, at: string): { de: string; en: string } {
  const message = record(value, ['de', 'en'], at);
  return { de: text(message['de'], `${at}/de`), en: text(message['en'], `${at}/en`) };
}

function toSource(value: unknown, at: string): { ruleId: string; text: string } {
  const source = record(value, ['ruleId', 'text'], at);
  return { ruleId: text(source['ruleId'], `${at}/ruleId`), text: text(source['text'], `${at}/text`) };
}

const conditionMembers: Readonly<Record<string, readonly string[]>> = {
  equal: ['op', 'path', 'value'],
  empty: ['op', 'path'],
  not: ['op', 'condition'],
  and: ['op', 'conditions'],
  or: ['op', 'conditions'],
  xor: ['op', 'conditions'],
  compare: ['op', 'operator', 'path', 'with'],
  'land-in': ['op', 'laender'],
  date: ['op', 'day', 'month', 'year'],
  country: ['op', 'path', 'groups', 'member'],
};

function toCondition(value: unknown, paths: Paths, at: string): Condition {
  const op = record(value, null, at)['op'];
  const condition = record(value, conditionMembers[String(op)] ?? [], at);
  const place = (member: string): string => path(condition[member], paths, `${at}/${member}`);
  switch (op) {
    case 'equal':
      return { op, path: place('path'), value: scalar(condition['value'], `${at}/value`) };
    case 'empty':
      return { op, path: place('path') };
    case 'not':
      return { op, condition: toCondition(condition['condition'], paths, `${at}/condition`) };
    case 'and':
    case 'or':
    case 'xor':
      return {
        op,
        conditions: mapList(condition['conditions'], `${at}/conditions`, (p, i) => toCondition(p, paths, i)),
      };
    case 'compare':
      return {
        op,
        operator: oneOf(condition['operator'], operators, `${at}/operator`),
        path: place('path'),
        with: toOperand(condition['with'], paths, `${at}/with`),
      };
    case 'land-in':
      return { op, laender: mapList(condition['laender'], `${at}/laender`, text) };
    case 'date':
      return { op, day: place('day'), month: place('month'), year: place('year') };
    case 'country':
      return {
        op,
        path: place('path'),
        groups: mapList(condition['groups'], `${at}/groups`, (g, i): CountryGroup => oneOf(g, countryGroups, i)),
        member: oneOf(condition['member'], [true, false], `${at}/member`),
      };
    default:
      throw new BadRules(`${at}/op`);
  }
}

const operandMembers: Readonly<Record<string, readonly string[]>> = {
  value: ['kind', 'value'],
  path: ['kind', 'path'],
  today: ['kind', 'years', 'months', 'days'],
};

function toOperand(value: unknown, paths: Paths, at: string): Operand {
  const kind = record(value, null, at)['kind'];
  const operand = record(value, operandMembers[String(kind)] ?? [], at);
  switch (kind) {
    case 'value':
      return { kind, value: text(operand['value'], `${at}/value`) };
    case 'path':
      return { kind, path: path(operand['path'], paths, `${at}/path`) };
    case 'today':
      return {
        kind,
        years: whole(operand['years'] ?? 0, `${at}/years`),
        months: whole(operand['months'] ?? 0, `${at}/months`),
        days: whole(operand['days'] ?? 0, `${at}/days`),
      };
    default:
      throw new BadRules(`${at}/kind`);
  }
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object without other members than these; null allows any. */
export function record(value: unknown, members: readonly string[] | null, at: string): Json {
  if (!isRecord(value)) throw new BadRules(at);
  const unknown = members === null ? undefined : Object.keys(value).find((key) => !members.includes(key));
  if (unknown !== undefined) throw new BadRules(`${at}/${unknown}`);
  return value;
}

export function mapList<T>(value: unknown, at: string, parse: (item: unknown, at: string) => T): T[] {
  if (!Array.isArray(value)) throw new BadRules(at);
  return value.map((item: unknown, index) => parse(item, `${at}/${String(index)}`));
}

export function text(value: unknown, at: string): string {
  if (typeof value !== 'string') throw new BadRules(at);
  return value;
}

export function filled(value: unknown, at: string): string {
  const found = text(value, at);
  if (found.trim() === '') throw new BadRules(at);
  return found;
}

export function oneOf<T>(value: unknown, known: readonly T[], at: string): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new BadRules(at);
  return found;
}

function scalar(value: unknown, at: string): string | boolean {
  if (typeof value !== 'string' && typeof value !== 'boolean') throw new BadRules(at);
  return value;
}

function whole(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new BadRules(at);
  return value;
}

function path(value: unknown, paths: Paths, at: string): string {
  const found = filled(value, at);
  if (paths !== null && !paths.has(found)) throw new BadRules(at);
  return found;
}
