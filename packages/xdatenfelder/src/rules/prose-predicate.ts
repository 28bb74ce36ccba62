import { type SchemaNode } from '../model.ts';
import { allOf, anyOf, negation } from './logic.ts';
import { readCountry } from './prose-country.ts';
import { areComparable, comparedTo, readOrder } from './prose-order.ts';
import { type Reader } from './prose-reader.ts';
import { type Operator } from './prose-tokens.ts';
import { readLiteral, readValue } from './prose-value.ts';
import { type Condition } from './rules.ts';

/** What is said about one element: its state, its value, its place in an order. */
export function readPredicate(reader: Reader, subject: SchemaNode, named: SchemaNode | null): Condition {
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

export function isAbout(condition: Condition, path: string): boolean {
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

export function equalTo(subject: SchemaNode, value: string | boolean, negated: boolean): Condition {
  return negationIf({ op: 'equal', path: subject.path, value }, negated);
}

function negationIf(condition: Condition, negated: boolean): Condition {
  return negated ? negation(condition) : condition;
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

/** The conjunction that joins what follows, a comma before it or not. */
export function readJoint(reader: Reader): 'and' | 'or' | null {
  const start = reader.at;
  reader.sign(',');
  if (reader.word('und')) return 'and';
  if (reader.word('oder')) return 'or';
  reader.at = start;
  return null;
}
