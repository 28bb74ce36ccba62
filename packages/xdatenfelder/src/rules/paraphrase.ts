import { type SchemaModel, type SchemaNode } from '../model.ts';
import { formatFormValue } from '../answers/parse.ts';
import { isWithin, nodesByPath, valuesOf } from '../tree.ts';
import { negation } from './logic.ts';
import { type Condition, type Operand, type Rule } from './rules.ts';

/**
 * Says in plain German what the rules do, made from their trees and not from the text they were
 * read from, so that a person can lay both side by side. One sentence per rule; a rule that only
 * shows and one that requires under the same condition share theirs.
 */
export function paraphraseRules(model: SchemaModel, rules: readonly Rule[]): string {
  const words = new Words(model, rules[0]?.owner ?? '');
  const rest = [...rules];
  const sentences: string[] = [];
  for (let rule = rest.shift(); rule !== undefined; rule = rest.shift()) {
    const { effect, target, when } = rule;
    const twin = rest.findIndex(
      (other) =>
        other.target === target && isPair(effect, other.effect) && JSON.stringify(other.when) === JSON.stringify(when),
    );
    if (twin >= 0) rest.splice(twin, 1);
    sentences.push(twin >= 0 ? words.pair(rule, effect === 'set' || effect === 'forbid') : words.rule(rule));
  }
  return sentences.join(' ');
}

function isPair(a: string, b: string): boolean {
  const pair = [a, b].sort().join();
  return pair === 'require,show' || pair === 'forbid,set';
}

const groupNames = { EU: 'zur EU', EWR: 'zum EWR', EFTA: 'zur EFTA', CH: 'zur Schweiz' } as const;

class Words {
  readonly #model: SchemaModel;

  readonly #owner: string;

  constructor(model: SchemaModel, owner: string) {
    this.#model = model;
    this.#owner = owner;
  }

  rule(rule: Rule): string {
    const name = this.#name(rule.target);
    switch (rule.effect) {
      case 'require':
        return this.#conditional(rule.when, `muss ${name} ausgefüllt werden`);
      case 'forbid':
        return this.#conditional(rule.when, `entfällt ${name}`);
      case 'show':
        return `${name} erscheint nur, wenn ${this.#condition(rule.when)}.`;
      case 'set':
        return this.#conditional(rule.when, `wird ${name} auf ${this.#value(rule.target, rule.value)} gesetzt`);
      case 'valid':
        return this.#demand(rule.when);
    }
  }

  /** `show` with `require`, or `set` with `forbid`. */
  pair(rule: Rule, isSet: boolean): string {
    const name = this.#name(rule.target);
    if (!isSet) return `${name} erscheint nur und muss ausgefüllt werden, wenn ${this.#condition(rule.when)}.`;
    const value = rule.value === null ? '' : `auf ${this.#value(rule.target, rule.value)} `;
    return this.#conditional(rule.when, `wird ${name} ${value}gesetzt und nicht gezeigt`);
  }

  #conditional(when: Condition, main: string): string {
    if (isAlways(when)) {
      const [verb = '', ...rest] = main.split(' ');
      // Without a condition the sentence starts with the element.
      const [, name = '', tail = ''] = /^(„[^“]*“(?: \([^)]*\))?)(.*)$/u.exec(rest.join(' ')) ?? [];
      return `${name} ${verb}${tail}.`.replace(/\s+/gu, ' ');
    }
    return `Wenn ${this.#condition(when)}, dann ${main}.`;
  }

  /** "if C then D" was stored as "not C or D". */
  #demand(when: Condition): string {
    if (when.op === 'or' && when.conditions.length === 2) {
      const [outer, demand] = when.conditions;
      const list = demand === undefined ? null : oneOfFilled(demand);
      const under = outer === undefined ? '' : this.#condition(negation(outer));
      if (list !== null) return `Wenn ${under}, dann muss ${this.#oneOf(list)}.`;
      if (demand !== undefined) return `Wenn ${under}, dann muss zutreffen, dass ${this.#condition(demand)}.`;
    }
    const list = oneOfFilled(when);
    if (list !== null) {
      return `Es muss ${this.#oneOf(list)}.`;
    }
    return `Es muss zutreffen, dass ${this.#condition(when)}.`;
  }

  #oneOf({ kind, paths }: { kind: string; paths: string[] }): string {
    return `${kind} dieser Angaben ausgefüllt sein: ${paths.map((path) => this.#name(path)).join(', ')}`;
  }

  #condition(condition: Condition): string {
    switch (condition.op) {
      case 'and':
      case 'or':
        return this.#joined(condition.op, condition.conditions);
      case 'xor':
        return `genau eine dieser Aussagen stimmt: ${condition.conditions.map((part) => this.#condition(part)).join('; ')}`;
      case 'not':
        return this.#negated(condition.condition);
      case 'equal':
        return `${this.#name(condition.path)} ${this.#value(condition.path, condition.value)} ist`;
      case 'empty':
        return `${this.#name(condition.path)} leer ist`;
      case 'land-in':
        return `das Land ${listed(condition.laender, 'oder')} ist`;
      case 'date':
        return `${[condition.day, condition.month, condition.year].map((path) => this.#name(path)).join(', ')} zusammen ein Datum ergeben, das es gibt`;
      case 'country': {
        const groups = listed(
          condition.groups.map((group) => groupNames[group]),
          'oder',
        );
        return `${this.#name(condition.path)} einen Staat nennt, der ${condition.member ? '' : 'nicht '}${groups} gehört`;
      }
      case 'compare':
        return `${this.#name(condition.path)} ${this.#operator(condition.path, condition.operator)} ${this.#operand(condition.path, condition.with)} ist`;
    }
  }

  #negated(inner: Condition): string {
    switch (inner.op) {
      case 'equal':
        return `${this.#name(inner.path)} nicht ${this.#value(inner.path, inner.value)} ist`;
      case 'empty':
        return `${this.#name(inner.path)} ausgefüllt ist`;
      case 'land-in':
        return `das Land keines von ${listed(inner.laender, 'und')} ist`;
      default:
        return `nicht gilt: ${this.#condition(inner)}`;
    }
  }

  /** "A 01, 02 oder 03 ist" instead of three times the name. */
  #joined(op: 'and' | 'or', parts: readonly Condition[]): string {
    const word = op === 'and' ? 'und' : 'oder';
    const inner = parts.map((part) => (op === 'or' ? part : part.op === 'not' ? part.condition : null));
    const [first] = inner;
    if (first?.op === 'equal' && inner.every((part) => part?.op === 'equal' && part.path === first.path)) {
      const values = inner.flatMap((part) => (part?.op === 'equal' ? [this.#value(part.path, part.value)] : []));
      const verb = op === 'and' ? 'nicht ' : '';
      return `${this.#name(first.path)} ${verb}${listed(values, 'oder')} ist`;
    }
    return parts
      .map((part) => (part.op === 'and' || part.op === 'or' ? `(${this.#condition(part)})` : this.#condition(part)))
      .join(` ${word} `);
  }

  /** By name; with the way from the owner of the rule where several have that name. */
  #name(path: string): string {
    const node = nodesByPath(this.#model).get(path);
    if (node === undefined) return `„${path}“`;
    const way = path.slice(isWithin(path, this.#owner) && this.#owner !== '' ? this.#owner.length + 1 : 0);
    return `„${short(node.name === '' ? node.label : node.name)}“${this.#isOnly(node) ? '' : ` (${way.replaceAll('/', '.')})`}`;
  }

  #isOnly(node: SchemaNode): boolean {
    const below = [...nodesByPath(this.#model).values()].filter(({ path }) => isWithin(path, this.#owner));
    return below.filter(({ name }) => name === node.name).length === 1;
  }

  #value(path: string, value: string | boolean | null): string {
    if (typeof value === 'boolean') return value ? '„Ja“' : '„Nein“';
    const node = nodesByPath(this.#model).get(path);
    const listedValue =
      node?.kind === 'field' ? valuesOf(this.#model, node)?.find(({ code }) => code === value) : undefined;
    return listedValue === undefined ? `„${value ?? ''}“` : `„${short(listedValue.name)}“ (${listedValue.code})`;
  }

  #operator(path: string, operator: '<' | '<=' | '>' | '>=' | '='): string {
    const node = nodesByPath(this.#model).get(path);
    const isDate = node?.kind === 'group' || (node?.kind === 'field' && node.dataType === 'date');
    if (operator === '=') return 'gleich';
    if (isDate) return { '<': 'vor', '<=': 'nicht nach', '>': 'nach', '>=': 'nicht vor' }[operator];
    return { '<': 'kleiner als', '<=': 'höchstens', '>': 'größer als', '>=': 'mindestens' }[operator];
  }

  #operand(path: string, operand: Operand): string {
    switch (operand.kind) {
      case 'path':
        return this.#name(operand.path);
      case 'value': {
        const node = nodesByPath(this.#model).get(path);
        return node?.kind === 'field' ? formatFormValue(node, operand.value) : operand.value;
      }
      case 'today':
        return shiftedToday(operand);
    }
  }
}

function shiftedToday({ years, months, days }: { years: number; months: number; days: number }): string {
  const parts: [number, string, string][] = [
    [years, 'Jahr', 'Jahren'],
    [months, 'Monat', 'Monaten'],
    [days, 'Tag', 'Tagen'],
  ];
  const shift = parts.filter(([count]) => count !== 0);
  if (shift.length === 0) return 'dem heutigen Tag';
  const past = shift.every(([count]) => count < 0);
  const words = shift.map(([count, one, many]) => `${String(Math.abs(count))} ${Math.abs(count) === 1 ? one : many}`);
  return `dem Tag ${past ? 'vor' : 'in'} ${listed(words, 'und')}`;
}

function isAlways(when: Condition): boolean {
  return when.op === 'and' && when.conditions.length === 0;
}

function oneOfFilled(when: Condition): { kind: string; paths: string[] } | null {
  if (when.op === 'not' && when.condition.op === 'and') {
    const paths = when.condition.conditions.flatMap((part) => (part.op === 'empty' ? [part.path] : []));
    return paths.length === when.condition.conditions.length ? { kind: 'mindestens eine', paths } : null;
  }
  if (when.op !== 'xor') return null;
  const paths = when.conditions.flatMap((part) =>
    part.op === 'not' && part.condition.op === 'empty' ? [part.condition.path] : [],
  );
  return paths.length === when.conditions.length ? { kind: 'genau eine', paths } : null;
}

function listed(words: readonly string[], last: 'und' | 'oder'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}

function short(text: string): string {
  const plain = text.replace(/\s+/gu, ' ').trim();
  return plain.length > 90 ? `${plain.slice(0, 90)}…` : plain;
}
