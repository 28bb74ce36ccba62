import { type SchemaModel, type SchemaNode } from '../model.ts';
import { nodesByPath } from '../tree.ts';
import { allOf, canHoldTogether, isAlwaysTrue, negation } from './logic.ts';
import { readCondition, readNodes } from './prose-condition.ts';
import {
  act,
  readActions,
  readActionsLast,
  readDateValidity,
  readMainClause,
  readMust,
  type Action,
} from './prose-consequence.ts';
import { readExplanation } from './prose-explanation.ts';
import { readScope, readStates } from './prose-scope.ts';
import { NotUnderstood, Reader, type Doubt } from './prose-reader.ts';
import { readComparisonSentence, readGroupSentence, readOneHasValue, type GroupClause } from './prose-sentence.ts';
import { tokeniseProse } from './prose-tokens.ts';
import { normaliseProse } from './prose-text.ts';
import { type Condition } from './rules.ts';

/** One action with its condition; other branches come with the negated condition. */
export interface Clause extends Action {
  when: Condition;
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
    if (readExplanation(reader, this.clauses)) return;
    if (this.#groupSentence(always) || this.#oneHasValue() || this.#theOthers() || this.#inStates()) return;
    const comparison = readComparisonSentence(reader);
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
    const inner = readComparisonSentence(reader);
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

  #groupSentence(when: Condition): boolean {
    const group = readGroupSentence(this.#reader);
    if (group !== null) this.groups.push({ ...group, when: allOf([this.#scope ?? always, when]) });
    return group !== null;
  }

  #oneHasValue(): boolean {
    const action = readOneHasValue(this.#reader);
    if (action !== null) this.#add(always, [action]);
    return action !== null;
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

function nodesFilledBy(when: Condition, model: SchemaModel): SchemaNode[] {
  const parts = when.op === 'and' ? when.conditions : [];
  return parts.flatMap((part) => {
    const inner = part.op === 'not' && part.condition.op === 'empty' ? part.condition.path : null;
    const node = inner === null ? undefined : nodesByPath(model).get(inner);
    return node === undefined ? [] : [node];
  });
}
