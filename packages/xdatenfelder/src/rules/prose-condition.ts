import { type SchemaNode } from '../model.ts';
import { allOf, anyOf, negation } from './logic.ts';
import { equalTo, isAbout, readJoint, readPredicate } from './prose-predicate.ts';
import { type Reader } from './prose-reader.ts';
import { readValue } from './prose-value.ts';
import { type Condition } from './rules.ts';

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
