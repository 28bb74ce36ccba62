import { type SchemaNode } from '../model.ts';
import { partsOfDate } from './date-parts.ts';
import { type Reader } from './prose-reader.ts';
import { readLiteral } from './prose-value.ts';
import { type Condition, type Operand } from './rules.ts';

/** Comparisons with a number, a date, today, an age or another field. */
export function readOrder(reader: Reader, subject: SchemaNode): Condition | null {
  return reader.attempt(() => {
    const verb = reader.word('ist', 'liegt');
    const operator = readOrderOperator(reader) ?? reader.fail();
    const condition = readOperand(reader, subject, operator);
    if (!verb) reader.word('ist', 'liegt');
    return condition;
  });
}

export type OrderOperator = '<' | '<=' | '>' | '>=';

const orderWords: readonly [string, OrderOperator][] = [
  ['größer oder gleich', '>='],
  ['größer gleich', '>='],
  ['kleiner oder gleich', '<='],
  ['kleiner gleich', '<='],
  ['nicht größer als', '<='],
  ['nicht kleiner als', '>='],
  ['größer als', '>'],
  ['kleiner als', '<'],
  ['höher als', '>'],
  ['niedriger als', '<'],
  ['mindestens', '>='],
  ['höchstens', '<='],
  ['maximal', '<='],
  ['zeitlich nach', '>'],
  ['zeitlich vor', '<'],
  ['später als', '>'],
  ['früher als', '<'],
  ['nach', '>'],
  ['vor', '<'],
];

export function readOrderOperator(reader: Reader): OrderOperator | null {
  const sign = reader.operator('<', '<=', '>', '>=');
  if (sign !== null && sign !== '=' && sign !== '<>') return sign;
  return orderWords.find(([words]) => reader.phrase(words))?.[1] ?? null;
}

export function readOperand(reader: Reader, subject: SchemaNode, operator: OrderOperator): Condition {
  const start = reader.at;
  if (!reader.phrase('datum in|im') || reader.peek()?.type !== 'node') reader.at = start;
  if (reader.peek()?.type === 'node') {
    const other = reader.node();
    if (!areComparable(subject, other)) reader.fail();
    return comparedTo(subject, operator, { kind: 'path', path: other.path });
  }
  const today = { kind: 'today', years: 0, months: 0, days: 0 } as const;
  if (readToday(reader)) {
    return isDate(subject) ? comparedTo(subject, operator, today) : reader.fail();
  }
  const age = readAge(reader);
  if (age !== null) {
    // Younger than 18 means: born after the day 18 years ago.
    const turned = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;
    if (!isBirthDate(subject) || operator === '<=' || operator === '>') reader.fail();
    return comparedTo(subject, turned[operator], { ...today, years: -age });
  }
  const literal = subject.kind === 'field' ? readLiteral(reader, subject) : null;
  if (literal === null) reader.fail();
  return comparedTo(subject, operator, { kind: 'value', value: literal ?? '' });
}

function readToday(reader: Reader): boolean {
  return [
    'heutigen datum',
    'heutige datum',
    'heutigen tag',
    'heute',
    'aktuellen datum',
    'aktuelle datum',
    'tagesdatum',
  ].some((words) => reader.phrase(words));
}

function readAge(reader: Reader): number | null {
  return reader.attempt(() => {
    const token = reader.peek();
    if (token?.type !== 'word' || !/^\d{1,3}$/u.test(token.text)) return reader.fail();
    reader.at += 1;
    if (!reader.word('jahre', 'jahren')) reader.fail();
    reader.word('alt');
    return Number(token.text);
  });
}

export function comparedTo(subject: SchemaNode, operator: OrderOperator | '=', operand: Operand): Condition {
  return { op: 'compare', operator, path: subject.path, with: operand };
}

export function isDate(node: SchemaNode): boolean {
  return node.kind === 'field' ? node.dataType === 'date' : partsOfDate(node) !== null;
}

/** Only an age has years; any other date with "18 Jahre" may mean a duration. */
function isBirthDate(node: SchemaNode): boolean {
  return isDate(node) && [node.name, node.label].some((name) => /geburtsdatum|geboren|geburtstag/iu.test(name));
}

function kindOf(node: SchemaNode): string | null {
  if (node.kind === 'group') return partsOfDate(node) === null ? null : 'date';
  if (node.dataType.startsWith('num')) return 'number';
  return ['date', 'time', 'datetime'].includes(node.dataType) ? node.dataType : null;
}

export function areComparable(a: SchemaNode, b: SchemaNode): boolean {
  return a !== b && kindOf(a) !== null && kindOf(a) === kindOf(b) && a.max === 1 && b.max === 1;
}
