import { type SchemaNode } from '../model.ts';
import { partsOfDate } from './date-parts.ts';
import { allOf, anyOf, negation } from './logic.ts';
import { readCountry } from './prose-country.ts';
import { type Reader } from './prose-reader.ts';
import { type Operator } from './prose-tokens.ts';
import { readLiteral, readValue } from './prose-value.ts';
import { type Condition, type Operand } from './rules.ts';

const MAX_DEPTH = 8;

/** UND and ODER may only be mixed with brackets: their precedence in prose is anybody's guess. */
export function readCondition(reader: Reader): Condition {
  const parts = [readPart(reader, null)];
  let joint: 'and' | 'or' | null = null;
  for (;;) {
    const start = reader.at;
    const next = readJoint(reader);
    if (next === null) break;
    if (joint !== null && joint !== next) reader.fail();
    const previous = parts.at(-1) ?? null;
    // "…, UND dann": the conjunction belongs to the main clause.
    const part = reader.attempt(() => readPart(reader, previous));
    if (part === null) {
      reader.at = start;
      break;
    }
    joint = next;
    if (joint === 'or' && isNegatedTwice(part, parts)) reader.fail();
    parts.push(part);
  }
  return joint === 'or' ? anyOf(parts) : allOf(parts);
}

/** "<> a ODER <> b" of one field: true of everything, so not what was meant. */
function isNegatedTwice(part: Condition, before: readonly Condition[]): boolean {
  const pathOf = (condition: Condition): string | null =>
    condition.op === 'not' && condition.condition.op === 'equal' ? condition.condition.path : null;
  const path = pathOf(part);
  return path !== null && before.some((other) => pathOf(other) === path);
}

function readJoint(reader: Reader): 'and' | 'or' | null {
  const start = reader.at;
  reader.sign(',');
  if (reader.word('und')) return 'and';
  if (reader.word('oder')) return 'or';
  reader.at = start;
  return null;
}

function readPart(reader: Reader, previous: Condition | null): Condition {
  reader.word('wenn', 'falls', 'sofern');
  if (reader.sign('(')) {
    reader.depth += 1;
    if (reader.depth > MAX_DEPTH) reader.fail();
    const inner = readCondition(reader);
    if (!reader.sign(')')) reader.fail();
    reader.depth -= 1;
    return inner;
  }
  return readNoneNamed(reader) ?? readQuantified(reader) ?? readComparison(reader, previous);
}

/** "Falls keiner der genannten Codes ausgewählt wurde": none of those the text named before. */
function readNoneNamed(reader: Reader): Condition | null {
  return reader.attempt(() => {
    if (!reader.phrase('keine|keiner|keines genannten codes|code|werte|einträge')) reader.fail();
    if (!reader.phrase('ausgewählt|gewählt wurde|wurden|ist|sind|wird')) reader.fail();
    const [first] = reader.before;
    const path = first === undefined ? null : pathAbout(first);
    if (path === null || !reader.before.every((condition) => isAbout(condition, path))) return reader.fail();
    return negation(anyOf(reader.before));
  });
}

function pathAbout(condition: Condition): string | null {
  if (condition.op === 'equal') return condition.path;
  const [first] = condition.op === 'or' ? condition.conditions : [];
  return first === undefined ? null : pathAbout(first);
}

/** "in der Codeliste die Einträge folgender Codes ausgewählt: 01, 02, 03" */
function readListedCodes(reader: Reader, subject: SchemaNode): Condition | null {
  return reader.attempt(() => {
    reader.phrase('in codeliste');
    if (!reader.phrase('einträge folgender codes ausgewählt')) reader.fail();
    reader.word('sind', 'wurden', 'werden', 'ist');
    if (!reader.sign(':')) reader.fail();
    const parts = [equalTo(subject, readValue(reader, subject), false)];
    for (;;) {
      const start = reader.at;
      if (!reader.sign(',') && !reader.word('oder', 'und')) break;
      const value = reader.attempt(() => readValue(reader, subject));
      if (value === null) {
        reader.at = start;
        break;
      }
      parts.push(equalTo(subject, value, false));
    }
    return anyOf(parts);
  });
}

/** "mindestens eines der Felder A, B mit „Ja“ belegt ist", "alle drei Felder A, B und C befüllt sind". */
function readQuantified(reader: Reader): Condition | null {
  return reader.attempt(() => {
    reader.word('bei', 'in');
    const quantity = readQuantity(reader) ?? reader.fail();
    const nodes = readNodes(reader, 'oder');
    if (nodes.length < 2 || (quantity.count !== null && quantity.count !== nodes.length)) reader.fail();
    const start = reader.at;
    const parts = nodes.map((node) => {
      reader.at = start;
      return readPredicate(reader, node, null);
    });
    if (quantity.kind === 'all') return allOf(parts);
    if (quantity.kind === 'some') return anyOf(parts);
    return allOf(parts.map(negation));
  });
}

function readQuantity(reader: Reader): { kind: 'all' | 'some' | 'none'; count: number | null } | null {
  if (reader.word('keines', 'keine', 'keins')) {
    reader.word('folgenden', 'dieser');
    return { kind: 'none', count: null };
  }
  if (reader.word('alle')) {
    reader.word('folgenden');
    const count = reader.word('drei') ? 3 : reader.word('beide', 'zwei') ? 2 : null;
    reader.word('folgenden');
    return { kind: 'all', count };
  }
  if (reader.word('beide')) return { kind: 'all', count: 2 };
  const least = reader.word('mindestens');
  if (!reader.word('eines', 'eine', 'einer', 'einem', 'eins')) return null;
  // "eine" alone may be an article.
  if (!least && reader.peek()?.type !== 'node' && !reader.isWord('folgenden')) return null;
  reader.word('folgenden');
  return { kind: 'some', count: null };
}

/** `joints`: words that may stand between. "A oder B muss" is not "A und B müssen". */
export function readNodes(reader: Reader, ...joints: string[]): SchemaNode[] {
  reader.sign(':');
  const nodes = [reader.node()];
  for (;;) {
    const start = reader.at;
    reader.sign(',');
    reader.word('und', 'sowie', ...joints);
    const node = reader.tryNode();
    if (node === null) {
      reader.at = start;
      return nodes;
    }
    nodes.push(node);
  }
}

function readComparison(reader: Reader, previous: Condition | null): Condition {
  reader.word('in', 'bei', 'im');
  const continued = reader.peek();
  const node = isFollowedByPredicate(reader) ? reader.tryNode() : null;
  if (node !== null) reader.subject = node;
  const subject = reader.subject ?? reader.fail();
  const predicate = reader.attempt(() => readPredicate(reader, subject, node));
  if (predicate !== null) return predicate;
  // "= 001 „a“ ODER 002 „b“": the operator of the comparison before goes on.
  if (node !== null || previous === null || continued?.type === 'node') return reader.fail();
  return continueValue(reader, subject, previous);
}

/** A quoted text is an element only where a predicate follows; else it is a value. */
function isFollowedByPredicate(reader: Reader): boolean {
  const [token, next] = [reader.peek(), reader.peek(1)];
  if (token?.type === 'node') return true;
  if (token?.type !== 'quoted') return false;
  return (
    next?.type === 'operator' ||
    (next?.type === 'word' && /^(?:ist|nicht|leer|befüllt|ausgefüllt|den|mit)$/iu.test(next.text))
  );
}

function continueValue(reader: Reader, subject: SchemaNode, previous: Condition): Condition {
  const last = previous.op === 'and' || previous.op === 'or' ? previous.conditions.at(-1) : previous;
  const negated = last?.op === 'not';
  const inner = last?.op === 'not' ? last.condition : last;
  if (inner?.op !== 'equal' || inner.path !== subject.path) reader.fail();
  return equalTo(subject, readValue(reader, subject), negated);
}

function readPredicate(reader: Reader, subject: SchemaNode, named: SchemaNode | null): Condition {
  return (
    readState(reader, subject) ??
    readCountry(reader, subject) ??
    readListedCodes(reader, subject) ??
    readSelection(reader, subject, named) ??
    readEquality(reader, subject) ??
    readOrder(reader, subject) ??
    reader.fail()
  );
}

const filledWords = ['befüllt', 'ausgefüllt', 'gefüllt', 'angegeben', 'eingetragen'];

function readState(reader: Reader, subject: SchemaNode): Condition | null {
  const start = reader.at;
  reader.word('ist', 'wird', 'wurde', 'sind');
  const negated = reader.word('nicht');
  const empty = reader.word('leer');
  const filled = !empty && reader.word(...filledWords);
  if (!empty && !filled) {
    reader.at = start;
    return null;
  }
  reader.word('ist', 'sind', 'wird', 'wurde', 'werden', 'wurden');
  const isEmpty: Condition = { op: 'empty', path: subject.path };
  return empty === negated ? negation(isEmpty) : isEmpty;
}

/** "den Wert 01 hat", "mit „Ja“ belegt ist", "„02 Halter“ angegeben wird". */
function readSelection(reader: Reader, subject: SchemaNode, named: SchemaNode | null): Condition | null {
  return reader.attempt(() => {
    const start = reader.at;
    reader.word('ist', 'wird', 'wurde');
    const negated = reader.word('nicht');
    const withWord = reader.word('mit', 'auf');
    const value = !withWord && reader.phrase('wert');
    if (!withWord && !value && named === null && reader.at === start) reader.fail();
    const values = readValues(reader, subject, negated);
    const isTruth = subject.kind === 'field' && subject.dataType === 'bool';
    const participles = ['angegeben', 'ausgewählt', 'gewählt', 'belegt', 'beantwortet', 'gesetzt', 'angekreuzt'];
    const before = reader.at;
    if (reader.word(...participles)) reader.word('wird', 'ist', 'wurde', 'worden', 'sind');
    else if (isTruth && !withWord && !value && reader.word('ist')) return values;
    else if (!(value && reader.word('hat', 'enthält', 'aufweist'))) reader.at = before;
    if (reader.at === before) reader.fail();
    return values;
  });
}

function readEquality(reader: Reader, subject: SchemaNode): Condition | null {
  const start = reader.at;
  const verb = reader.word('ist');
  let operator: Operator | null = reader.operator('=', '<>');
  if (operator === null && (reader.word('gleich') || reader.word('lautet'))) {
    operator = '=';
    reader.operator('=');
  }
  if (operator === null && reader.word('ungleich')) operator = '<>';
  if (operator === null) {
    reader.at = start;
    return null;
  }
  const others = readOtherValues(reader, subject);
  if (others !== null) return operator === '=' ? others : reader.fail();
  if (reader.word('leer')) return { ...negationIf({ op: 'empty', path: subject.path }, operator === '<>') };
  const comparable = subject.kind === 'field' ? readLiteral(reader, subject) : null;
  const result =
    comparable !== null
      ? negationIf(comparedTo(subject, '=', { kind: 'value', value: comparable }), operator === '<>')
      : (readSameAs(reader, subject, operator) ?? readValues(reader, subject, operator === '<>'));
  if (!verb) reader.word('ist', 'sind', 'wird');
  return result;
}

function readSameAs(reader: Reader, subject: SchemaNode, operator: Operator): Condition | null {
  if (reader.peek()?.type !== 'node') return null;
  const other = reader.node();
  if (!areComparable(subject, other)) reader.fail();
  return negationIf(comparedTo(subject, '=', { kind: 'path', path: other.path }), operator === '<>');
}

/** "= alle anderen möglichen Ausprägungen der Codeliste": none of those the text named before. */
function readOtherValues(reader: Reader, subject: SchemaNode): Condition | null {
  const phrases = ['alle anderen', 'alle andere', 'alle übrigen', 'jeder andere', 'ein anderer'];
  if (!phrases.some((phrase) => reader.phrase(phrase))) return null;
  reader.word('möglichen');
  if (!reader.word('ausprägungen', 'werte', 'wert', 'codes', 'einträge')) reader.fail();
  reader.word('codeliste');
  const before = reader.before.filter((condition) => isAbout(condition, subject.path));
  if (before.length === 0 || before.length !== reader.before.length) reader.fail();
  return negation(anyOf(before));
}

function isAbout(condition: Condition, path: string): boolean {
  if (condition.op === 'or') return condition.conditions.every((part) => isAbout(part, path));
  return condition.op === 'equal' && condition.path === path;
}

function readValues(reader: Reader, subject: SchemaNode, negated: boolean): Condition {
  if (!reader.sign('(')) return equalTo(subject, readValue(reader, subject), negated);
  const parts = [equalTo(subject, readValue(reader, subject), negated)];
  let joint: 'and' | 'or' | null = null;
  let open = false;
  while (!reader.sign(')')) {
    // In "a, b ODER c" the last conjunction says how all of them are joined.
    const next = readJoint(reader);
    if (next === null && !reader.sign(',')) reader.fail();
    if (next !== null && joint !== null && joint !== next) reader.fail();
    open = next === null;
    joint = next ?? joint;
    reader.operator('=', '<>');
    parts.push(equalTo(subject, readValue(reader, subject), negated));
  }
  if (open && joint === null) return negated ? allOf(parts) : anyOf(parts);
  // "<> (a ODER b)" may mean either; the field decides nothing.
  if (negated && joint === 'or') reader.fail();
  return joint === 'and' ? allOf(parts) : anyOf(parts);
}

function equalTo(subject: SchemaNode, value: string | boolean, negated: boolean): Condition {
  return negationIf({ op: 'equal', path: subject.path, value }, negated);
}

function negationIf(condition: Condition, negated: boolean): Condition {
  return negated ? negation(condition) : condition;
}

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
