import { type SchemaModel, type SchemaNode } from '../model.ts';
import { allOf, anyOf, canHoldTogether, isAlwaysTrue, negation } from './logic.ts';
import { act, readActions, readDateValidity, readMainClause, readMust, type Action } from './prose-consequence.ts';
import {
  areComparable,
  comparedTo,
  isDate,
  readCondition,
  readNodes,
  readOperand,
  readOrderOperator,
  type OrderOperator,
} from './prose-condition.ts';
import { readMemberList } from './prose-country.ts';
import { readScope, readStates } from './prose-scope.ts';
import { NotUnderstood, Reader, type Doubt } from './prose-reader.ts';
import { tokeniseProse } from './prose-tokens.ts';
import { normaliseProse } from './prose-text.ts';
import { readValue } from './prose-value.ts';
import { type Condition } from './rules.ts';

/** One action with its condition; other branches come with the negated condition. */
export interface Clause extends Action {
  when: Condition;
}

export interface GroupClause {
  kind: 'at-least-one' | 'exactly-one' | 'at-most-one';
  when: Condition;
  nodes: SchemaNode[];
}

export interface Parsed {
  clauses: Clause[];
  groups: GroupClause[];
  doubts: Doubt[];
}

/** Longer texts are no rules; the bound keeps a hostile file from costing time. */
const MAX_LENGTH = 20_000;
const always: Condition = { op: 'and', conditions: [] };

/** Understood, or the position in the normalised text from which on it is not. */
export function parseProse(model: SchemaModel, owner: string, prose: string): Parsed | { stoppedAt: string } {
  const text = normaliseProse(prose.slice(0, MAX_LENGTH + 1));
  const read = text.length > MAX_LENGTH ? { badReference: 0 } : tokeniseProse(model, owner, text);
  if ('badReference' in read) return { stoppedAt: excerpt(text.slice(read.badReference)) };
  const reader = new Reader(model, owner, text, read.tokens);
  if (read.renamed.has('nearly')) reader.doubts.add('renamed-element');
  if (read.renamed.has('entirely')) reader.doubts.add('other-name');
  const parser = new ProseParser(reader);
  try {
    parser.parse();
    return { clauses: parser.clauses, groups: parser.groups, doubts: [...reader.doubts] };
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error;
    return { stoppedAt: excerpt(text.slice(parser.sentenceStart)) };
  }
}

function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/**
 * Recursive descent over the tokens. There is no skipping: a text is understood as a whole or not
 * at all, because a half-understood rule is a wrong rule.
 */
class ProseParser {
  readonly clauses: Clause[] = [];
  readonly groups: GroupClause[] = [];
  sentenceStart = 0;
  readonly #reader: Reader;
  #scope: Condition | null = null;
  readonly #scoped: string[] = [];
  /** Condition of the sentence before, for "… dürfen dann nicht …". */
  #last: Condition | null = null;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  parse(): void {
    const reader = this.#reader;
    while (!reader.done) {
      this.sentenceStart = reader.peek()?.at ?? 0;
      const scope = readScope(reader, this.#scoped);
      if (scope !== null) this.#scope = scope;
      this.#sentence();
      this.#stops();
    }
    if (this.clauses.length + this.groups.length === 0) reader.fail();
  }

  #stops(): void {
    while (this.#reader.sign('.') || this.#reader.sign(';') || this.#reader.sign(','));
  }

  #sentence(): void {
    const reader = this.#reader;
    if (this.#explanation()) return;
    if (this.#groupSentence(always) || this.#oneHasValue() || this.#theOthers() || this.#inStates()) return;
    const comparison = reader.attempt(() => this.#comparisonSentence());
    if (comparison !== null) {
      this.#add(always, [comparison]);
      return;
    }
    if (reader.word('wenn', 'falls', 'sofern') || this.#startsOtherBranch() || this.#startsWithVerb()) {
      this.#conditional();
      return;
    }
    this.#mainClauseFirst();
  }

  /** ", bei F1 = „Nein“ zeige …" continues a conditional. */
  #startsOtherBranch(): boolean {
    return this.#last !== null && this.#reader.word('bei');
  }

  /** "Ist das Feld X befüllt, muss …" */
  #startsWithVerb(): boolean {
    const reader = this.#reader;
    const next = reader.peek(1);
    return reader.isWord('ist', 'sind') && next?.type === 'node' && reader.word('ist', 'sind');
  }

  #conditional(): void {
    const reader = this.#reader;
    const when = this.#checked(readCondition(reader));
    reader.sign(',');
    reader.word('dann', 'so');
    const validity = reader.attempt(() => readDateValidity(reader, nodesFilledBy(when, reader.model)));
    if (validity !== null) {
      this.#add(always, validity);
      return;
    }
    if (this.#groupSentence(when)) return;
    const inner = reader.attempt(() => this.#comparisonSentence());
    const actions = inner === null ? this.#actions() : [inner];
    this.#add(when, actions);
    this.#last = when;
    reader.before.push(when);
    this.#otherwise(when, actions);
  }

  #actions(): Action[] {
    const reader = this.#reader;
    return reader.attempt(() => readActions(reader)) ?? readActionsLast(reader);
  }

  #otherwise(when: Condition, actions: Action[]): void {
    const reader = this.#reader;
    const start = reader.at;
    this.#stops();
    if (!reader.word('ansonsten', 'sonst', 'andernfalls', 'anderenfalls', 'anderfalls')) {
      reader.at = start;
      return;
    }
    reader.sign(':', ',');
    if (!reader.word('nicht')) {
      this.#add(negation(when), this.#actions());
      return;
    }
    // "dann zeige X, ansonsten nicht": showing already means hiding otherwise.
    // After "muss befüllt sein" it may as well mean "need not".
    const shown = actions.filter(({ effect }) => effect === 'show').map(({ target }) => target);
    if (!actions.every(({ effect, target }) => effect !== 'forbid' && shown.includes(target))) reader.fail();
    this.#add(
      negation(when),
      actions.map(({ target }) => act('forbid', target)),
    );
  }

  /** "X ist ein Pflichtfeld, wenn …", or without any condition inside a state. */
  #mainClauseFirst(): void {
    const reader = this.#reader;
    const actions = reader.attempt(() => readMainClause(reader)) ?? readActions(reader);
    reader.sign(',');
    if (reader.word('wenn', 'falls', 'sofern')) {
      const when = this.#checked(readCondition(reader));
      this.#add(when, actions);
      this.#last = when;
      this.#otherwise(when, actions);
      return;
    }
    // Always hidden or always mandatory is a matter of the structure, not of a rule.
    const isSet = actions.some(({ effect }) => effect === 'set' || effect === 'valid');
    if (this.#scope === null && !isSet) reader.fail();
    this.#add(always, actions);
  }

  /** "Die beiden anderen Gruppen A und B dürfen dann nicht befüllt werden." */
  #theOthers(): boolean {
    const reader = this.#reader;
    const start = reader.at;
    if (this.#last === null || !reader.phrase('beiden anderen')) {
      reader.at = start;
      return false;
    }
    const nodes = readNodes(reader);
    if (nodes.length !== 2 || !reader.word('dürfen') || !reader.phrase('dann nicht')) reader.fail();
    if (!reader.phrase('befüllt|ausgefüllt|angezeigt werden|sein')) reader.fail();
    this.#add(
      this.#last ?? reader.fail(),
      nodes.map((node) => act('forbid', node)),
    );
    return true;
  }

  /** "Die Gruppe G1 muss in TH, NW befüllt werden." */
  #inStates(): boolean {
    const reader = this.#reader;
    if (this.#scope !== null) return false;
    const read = reader.attempt(() => {
      const nodes = readNodes(reader);
      if (!reader.word('muss', 'müssen')) reader.fail();
      const named = reader.word('für')
        ? reader.word('land', 'länder', 'bundesland', 'bundesländer')
        : reader.word('in');
      if (!named) reader.fail();
      const when: Condition = { op: 'land-in', laender: readStates(reader) };
      return { when, actions: readMust(reader, nodes) };
    });
    if (read !== null) this.#add(read.when, read.actions);
    return read !== null;
  }

  /** What only explains the sentence before; each form is known word by word. */
  #explanation(): boolean {
    const reader = this.#reader;
    const last = this.clauses.at(-1);
    if (last?.holds?.op === 'date' && reader.word('d')) return skipDateExamples(reader);
    const country = this.clauses.flatMap(({ when }) => countriesIn(when));
    if (country[0] !== undefined && reader.isWord('mitgliedstaaten', 'mitgliedsstaaten')) {
      readMemberList(reader, country[0]);
      return true;
    }
    return false;
  }

  /** "(Es) muss mindestens eines der Felder A, B oder C befüllt sein", "entweder A oder B". */
  #groupSentence(when: Condition): boolean {
    const reader = this.#reader;
    const group = reader.attempt((): GroupClause => {
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
      return { kind: kind === 'either' ? 'exactly-one' : kind, nodes, when: allOf([this.#scope ?? always, when]) };
    });
    if (group === null) return false;
    this.groups.push(group);
    return true;
  }

  /** "Mindestens eines der Felder A oder B muss den Wert „wahr“ haben." */
  #oneHasValue(): boolean {
    const reader = this.#reader;
    const action = reader.attempt((): Action => {
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
    if (action !== null) this.#add(always, [action]);
    return action !== null;
  }

  /** "A muss größer als B sein", "A darf nicht nach dem heutigen Datum liegen", "A <= B". */
  #comparisonSentence(): Action {
    const reader = this.#reader;
    const modalFirst = readModal(reader);
    reader.phrase('datum in|im');
    const subject = reader.node();
    const modal = modalFirst ?? readModal(reader);
    const negated = modal === 'darf' && reader.word('nicht');
    if (modal === 'darf' && !negated) return reader.fail();
    const holds = readComparedSubject(reader, subject);
    if (modal !== null && !reader.word('sein', 'liegen')) return reader.fail();
    return { ...act('valid', subject), holds: negated ? opposite(holds) : holds };
  }

  /** What is always true or never true was meant otherwise: "≠ a ODER ≠ b", "= a UND = b". */
  #checked(condition: Condition): Condition {
    const { model } = this.#reader;
    const never = canHoldTogether(model, [condition]) === false;
    if (never || isAlwaysTrue(model, condition)) this.#reader.fail();
    return condition;
  }

  #add(when: Condition, actions: Action[]): void {
    const full = allOf([this.#scope ?? always, when]);
    this.clauses.push(...actions.map((action) => ({ ...action, when: full })));
  }
}

/** "dann X anzeigen": infinitives stand last. */
function readActionsLast(reader: Reader): Action[] {
  const nodes = readNodes(reader);
  if (reader.word('anzeigen', 'einblenden', 'aktivieren')) return nodes.map((node) => act('show', node));
  if (reader.word('ausblenden', 'deaktivieren') || reader.phrase('nicht anzeigen')) {
    return nodes.map((node) => act('forbid', node));
  }
  return reader.fail();
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

function nodesFilledBy(when: Condition, model: SchemaModel): SchemaNode[] {
  const parts = when.op === 'and' ? when.conditions : [];
  return parts.flatMap((part) => {
    const inner = part.op === 'not' && part.condition.op === 'empty' ? part.condition.path : null;
    const node = inner === null ? undefined : nodeAt(model, inner);
    return node === undefined ? [] : [node];
  });
}

function nodeAt(model: SchemaModel, path: string): SchemaNode | undefined {
  let nodes = model.nodes;
  let found: SchemaNode | undefined;
  path.split('/').forEach((_, at, segments) => {
    const prefix = segments.slice(0, at + 1).join('/');
    found = nodes.find((node) => node.path === prefix);
    nodes = found?.kind === 'group' ? found.children : [];
  });
  return found;
}

function countriesIn(condition: Condition) {
  const parts = condition.op === 'and' ? condition.conditions : [condition];
  return parts.flatMap((part) => (part.op === 'country' ? [part.groups] : []));
}

/** "D. h. es muss z. B. 30.02.2019 oder der 31.11.1968 verhindert werden, da diese keine …" */
function skipDateExamples(reader: Reader): boolean {
  reader.sign('.');
  if (!reader.word('h') || !reader.sign('.') || !reader.phrase('es muss')) reader.fail();
  if (reader.word('z') && !(reader.sign('.') && reader.word('b') && reader.sign('.'))) reader.fail();
  do {
    const token = reader.peek();
    if (token?.type !== 'word' || !/^\d{1,2}\.\d{1,2}\.\d{4}$/u.test(token.text)) reader.fail();
    reader.at += 1;
  } while (reader.sign(',') || reader.word('oder', 'und'));
  if (!reader.phrase('verhindert werden')) reader.fail();
  reader.sign(',');
  reader.phrase('da diese keine korrekten|gültigen datumsangaben sind');
  return true;
}
