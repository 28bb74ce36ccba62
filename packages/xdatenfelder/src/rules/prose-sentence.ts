import { type SchemaNode } from '../model.ts';
import { anyOf, negation } from './logic.ts';
import { readNodes } from './prose-condition.ts';
import { act, type Action } from './prose-consequence.ts';
import {
  areComparable,
  comparedTo,
  isDate,
  readOperand,
  readOrderOperator,
  type OrderOperator,
} from './prose-order.ts';
import { type Reader } from './prose-reader.ts';
import { readValue } from './prose-value.ts';
import { type Condition } from './rules.ts';

/*
 * Sentences that stand by themselves: about several elements at once, or comparing two of them.
 */

export interface GroupClause {
  kind: 'at-least-one' | 'exactly-one' | 'at-most-one';
  when: Condition;
  nodes: SchemaNode[];
}

/** "(Es) muss mindestens eines der Felder A, B oder C befüllt sein", "entweder A oder B". */
export function readGroupSentence(reader: Reader): Omit<GroupClause, 'when'> | null {
  return reader.attempt(() => {
    reader.word('es');
    const kindFirst = readGroupKind(reader);
    const nodesFirst = kindFirst !== null && reader.peek()?.type === 'node' ? readNodes(reader, 'oder') : null;
    const modal = reader.word('muss', 'müssen') ? 'muss' : reader.word('darf', 'dürfen') ? 'darf' : null;
    const kind = kindFirst ?? readGroupKind(reader) ?? reader.fail();
    const nodes = nodesFirst ?? readNodes(reader, 'oder');
    const verb = modal ?? (reader.word('muss', 'müssen') ? 'muss' : reader.word('darf') ? 'darf' : reader.fail());
    if (nodes.length < 2 || (kind === 'either' && nodes.length !== 2)) reader.fail();
    if (!reader.phrase('befüllt|ausgefüllt|angegeben|gefüllt sein|werden')) reader.fail();
    if ((kind === 'at-most-one') !== (verb === 'darf')) reader.fail();
    return { kind: kind === 'either' ? 'exactly-one' : kind, nodes };
  });
}

/** "Mindestens eines der Felder A oder B muss den Wert „wahr“ haben." */
export function readOneHasValue(reader: Reader): Action | null {
  return reader.attempt((): Action => {
    reader.word('es');
    const first = reader.word('muss');
    if (readGroupKind(reader) !== 'at-least-one') reader.fail();
    const nodes = readNodes(reader, 'oder');
    if (!first && !reader.word('muss')) reader.fail();
    if (!reader.word('wert')) reader.fail();
    const start = reader.at;
    const parts = nodes.map((node): Condition => {
      reader.at = start;
      return { op: 'equal', path: node.path, value: readValue(reader, node) };
    });
    if (nodes.length < 2 || !reader.word('haben')) reader.fail();
    return { ...act('valid', nodes[0] ?? reader.fail()), holds: anyOf(parts) };
  });
}

/** "A muss größer als B sein", "A darf nicht nach dem heutigen Datum liegen", "A <= B". */
export function readComparisonSentence(reader: Reader): Action | null {
  return reader.attempt((): Action => {
    const modalFirst = readModal(reader);
    reader.phrase('datum in|im');
    const subject = reader.node();
    const modal = modalFirst ?? readModal(reader);
    const negated = modal === 'darf' && reader.word('nicht');
    if (modal === 'darf' && !negated) return reader.fail();
    const holds = readComparedSubject(reader, subject);
    if (modal !== null && !reader.word('sein', 'liegen')) return reader.fail();
    return { ...act('valid', subject), holds: negated ? opposite(holds) : holds };
  });
}

function readGroupKind(reader: Reader): 'at-least-one' | 'exactly-one' | 'at-most-one' | 'either' | null {
  if (reader.word('entweder')) return 'either';
  const start = reader.at;
  const kind = reader.word('mindestens', 'wenigstens')
    ? 'at-least-one'
    : reader.word('genau')
      ? 'exactly-one'
      : reader.word('höchstens', 'maximal', 'nur')
        ? 'at-most-one'
        : null;
  if (kind !== null && reader.word('eines', 'eine', 'einer', 'ein', 'eins')) {
    reader.word('folgenden', 'beiden', 'angaben');
    return kind;
  }
  reader.at = start;
  return null;
}

function readModal(reader: Reader): 'muss' | 'darf' | null {
  if (reader.word('muss')) return 'muss';
  return reader.word('darf') ? 'darf' : null;
}

function readComparedSubject(reader: Reader, subject: SchemaNode): Condition {
  const today = { kind: 'today', years: 0, months: 0, days: 0 } as const;
  if (reader.phrase('in zukunft')) return isDate(subject) ? comparedTo(subject, '>', today) : reader.fail();
  if (reader.phrase('in vergangenheit')) return isDate(subject) ? comparedTo(subject, '<', today) : reader.fail();
  const operator = readOrderOperator(reader);
  if (operator !== null) return readOperand(reader, subject, operator);
  if (reader.operator('=') !== null || reader.phrase('identisch mit')) {
    const other = reader.node();
    if (!areComparable(subject, other)) return reader.fail();
    return comparedTo(subject, '=', { kind: 'path', path: other.path });
  }
  return reader.fail();
}

/** "nicht vor" is "am Tag oder danach"; an unanswered side decides neither. */
function opposite(condition: Condition): Condition {
  if (condition.op !== 'compare' || condition.operator === '=') return negation(condition);
  const turned: Record<OrderOperator, OrderOperator> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' };
  return { ...condition, operator: turned[condition.operator] };
}
