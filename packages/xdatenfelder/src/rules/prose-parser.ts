import { type SchemaModel, type SchemaNode } from '../model.ts';
import { valuesOf } from '../tree.ts';
import { type Token } from './prose-tokens.ts';
import { type Condition } from './rules.ts';

/** What one clause says; `else` branches come with the negated condition. */
export interface Clause {
  when: Condition;
  effect: 'require' | 'forbid' | 'show';
  target: SchemaNode;
}

/** A sentence about a set of nodes: at least one, or exactly one of two. */
export interface GroupClause {
  kind: 'at-least-one' | 'exactly-one';
  nodes: SchemaNode[];
}

/** Thrown inside the parser only: the text says something this grammar does not know. */
class NotUnderstood extends Error {}

/**
 * Recursive descent over the tokens. There is no skipping: a text is understood as a whole or not
 * at all, because a half-understood rule is a wrong rule.
 */
export function parseProse(model: SchemaModel, tokens: Token[]): { clauses: Clause[]; groups: GroupClause[] } | null {
  try {
    return new ProseParser(model, tokens).parse();
  } catch (error) {
    if (error instanceof NotUnderstood) return null;
    throw error;
  }
}

class ProseParser {
  readonly #model: SchemaModel;
  readonly #tokens: Token[];
  #at = 0;
  #subject: SchemaNode | null = null;

  constructor(model: SchemaModel, tokens: Token[]) {
    this.#model = model;
    this.#tokens = tokens;
  }

  parse(): { clauses: Clause[]; groups: GroupClause[] } {
    const clauses: Clause[] = [];
    const groups: GroupClause[] = [];
    while (this.#at < this.#tokens.length) {
      if (this.#word('es') || this.#isWord('entweder')) groups.push(this.#groupSentence());
      else clauses.push(...this.#conditional());
      while (this.#sign('.') || this.#sign(';') || this.#sign(','));
    }
    if (clauses.length + groups.length === 0) throw new NotUnderstood();
    return { clauses, groups };
  }

  #conditional(): Clause[] {
    if (!this.#word('wenn')) throw new NotUnderstood();
    const when = this.#condition();
    this.#sign(',');
    this.#word('dann');
    const clauses = this.#consequence().map((part) => ({ ...part, when }));
    const otherwise = this.#otherwise();
    if (otherwise === 'not') {
      // "dann zeige X, ansonsten nicht": showing already means hiding otherwise.
      const positive = clauses.every((clause) => clause.effect !== 'forbid');
      if (!positive) throw new NotUnderstood();
      return clauses.flatMap((clause) => [clause, { ...clause, effect: 'forbid' as const, when: negation(when) }]);
    }
    return [...clauses, ...otherwise.map((part) => ({ ...part, when: negation(when) }))];
  }

  #otherwise(): 'not' | Omit<Clause, 'when'>[] {
    const start = this.#at;
    this.#sign(',');
    this.#sign('.');
    if (!(this.#word('ansonsten') || this.#word('sonst') || this.#word('andernfalls'))) {
      this.#at = start;
      return [];
    }
    return this.#word('nicht') ? 'not' : this.#consequence();
  }

  /** UND and ODER may not be mixed: their precedence in prose is anybody's guess. */
  #condition(): Condition {
    const parts = [this.#comparison(null)];
    let joint: 'and' | 'or' | null = null;
    for (;;) {
      const start = this.#at;
      const next = this.#word('und') ? 'and' : this.#word('oder') ? 'or' : null;
      if (next === null) break;
      if (joint !== null && joint !== next) throw new NotUnderstood();
      joint = next;
      const token = this.#tokens[this.#at];
      if (token === undefined || (token.type === 'sign' && token.text === ',')) {
        this.#at = start;
        break;
      }
      parts.push(this.#comparison(parts.at(-1) ?? null));
    }
    return join(joint, parts, this.#subject);
  }

  #comparison(previous: Condition | null): Condition {
    const token = this.#tokens[this.#at];
    if (token?.type === 'node') {
      this.#subject = token.node;
      this.#at += 1;
    }
    const subject = this.#subject;
    if (subject === null) throw new NotUnderstood();
    const state = this.#stateWord(subject);
    if (state !== null) return state;
    if (token?.type === 'node' && this.#isQuotedSelection()) return this.#value(subject, false);
    const operator = this.#tokens[this.#at];
    if (operator?.type === 'equals') {
      this.#at += 1;
      const result = this.#values(subject, operator.negated);
      this.#word('ist');
      return result;
    }
    // "= 001 „a“ ODER 002 „b“": the operator of the comparison before goes on.
    if (token?.type === 'node' || previous === null) throw new NotUnderstood();
    return this.#value(subject, previous.op === 'not');
  }

  #stateWord(subject: SchemaNode): Condition | null {
    const start = this.#at;
    this.#word('ist');
    const negated = this.#word('nicht');
    const empty = this.#word('leer');
    const filled = !empty && (this.#word('befüllt') || this.#word('ausgefüllt'));
    if (!empty && !filled) {
      this.#at = start;
      return null;
    }
    this.#word('ist');
    const isEmpty: Condition = { op: 'empty', path: subject.path };
    return empty === negated ? { op: 'not', condition: isEmpty } : isEmpty;
  }

  #isQuotedSelection(): boolean {
    const [value, verb] = this.#tokens.slice(this.#at, this.#at + 2);
    if (value?.type !== 'quoted' || verb?.type !== 'word') return false;
    return ['angegeben', 'ausgewählt', 'gewählt'].includes(verb.text);
  }

  #values(subject: SchemaNode, negated: boolean): Condition {
    if (!this.#sign('(')) return this.#value(subject, negated);
    const parts = [this.#value(subject, negated)];
    let joint: 'and' | 'or' | null = null;
    while (!this.#sign(')')) {
      const next = this.#word('und') ? 'and' : this.#word('oder') ? 'or' : null;
      if (next === null || (joint !== null && joint !== next)) throw new NotUnderstood();
      joint = next;
      parts.push(this.#value(subject, negated));
    }
    return join(joint, parts, subject);
  }

  #value(subject: SchemaNode, negated: boolean): Condition {
    const first = this.#tokens[this.#at];
    this.#at += 1;
    if (subject.kind !== 'field' || first === undefined || (first.type !== 'quoted' && first.type !== 'word')) {
      throw new NotUnderstood();
    }
    const label = this.#tokens[this.#at];
    let labelText: string | null = null;
    if (first.type === 'word' && label?.type === 'quoted') {
      labelText = label.text;
      this.#at += 1;
    }
    if (
      ['angegeben', 'ausgewählt', 'gewählt'].some((verb) => this.#word(verb)) &&
      !this.#word('wird') &&
      !this.#word('ist')
    ) {
      throw new NotUnderstood();
    }
    const value = toValue(this.#model, subject, first.text, first.type === 'quoted', labelText);
    if (value === null) throw new NotUnderstood();
    const equal: Condition = { op: 'equal', path: subject.path, value };
    return negated ? { op: 'not', condition: equal } : equal;
  }

  #consequence(): Omit<Clause, 'when'>[] {
    const clauses = this.#simpleConsequence();
    const target = clauses[0]?.target;
    // "dann erscheint X und muss befüllt werden"
    const start = this.#at;
    if (target !== undefined && this.#word('und') && this.#word('muss') && this.#filling()) {
      return [...clauses, { effect: 'require', target }];
    }
    this.#at = start;
    return clauses;
  }

  #simpleConsequence(): Omit<Clause, 'when'>[] {
    if (this.#word('muss')) return this.#must();
    if (this.#word('darf')) return this.#may();
    if (this.#word('zeige')) return this.#show();
    if (this.#word('aktiviere')) return [{ effect: 'show', target: this.#node() }];
    if (this.#word('deaktiviere')) return [{ effect: 'forbid', target: this.#node() }];
    if (this.#word('erscheint')) return [{ effect: 'show', target: this.#node() }];
    if (this.#word('blende')) {
      const target = this.#node();
      if (this.#word('aus')) return [{ effect: 'forbid', target }];
    } else if (this.#word('ist')) {
      const target = this.#node();
      if (this.#word('auszublenden')) return [{ effect: 'forbid', target }];
      if (this.#word('zu') && (this.#word('befüllen') || this.#word('ausfüllen')))
        return [{ effect: 'require', target }];
    } else if (this.#word('wird')) {
      const target = this.#node();
      if ((this.#word('zur') || this.#word('eine')) && this.#word('pflichtangabe'))
        return [{ effect: 'require', target }];
    }
    throw new NotUnderstood();
  }

  #must(): Omit<Clause, 'when'>[] {
    const target = this.#node();
    if (this.#word('angezeigt')) {
      if (this.#word('und') && this.#filling()) return both(target);
      if (this.#word('werden') || this.#word('sein')) return [{ effect: 'show', target }];
    } else if (this.#filling()) return [{ effect: 'require', target }];
    throw new NotUnderstood();
  }

  #may(): Omit<Clause, 'when'>[] {
    const target = this.#node();
    if (!this.#word('nicht')) throw new NotUnderstood();
    if (this.#word('leer') && this.#word('sein')) return [{ effect: 'require', target }];
    if (this.#word('angezeigt') && (this.#word('werden') || this.#word('sein'))) return [{ effect: 'forbid', target }];
    if (this.#filling()) return [{ effect: 'forbid', target }];
    throw new NotUnderstood();
  }

  #show(): Omit<Clause, 'when'>[] {
    const obligation = this.#word('als') && this.#word('pflicht');
    const target = this.#node();
    const negated = this.#word('nicht');
    this.#word('an');
    if (negated) {
      if (obligation) throw new NotUnderstood();
      return [{ effect: 'forbid', target }];
    }
    return obligation ? both(target) : [{ effect: 'show', target }];
  }

  #filling(): boolean {
    const start = this.#at;
    const verb = ['befüllt', 'ausgefüllt', 'angegeben'].some((word) => this.#word(word));
    if (verb && (this.#word('sein') || this.#word('werden'))) return true;
    this.#at = start;
    return false;
  }

  /** "(Es) muss mindestens eines der Felder A, B oder C befüllt sein", "entweder A oder B". */
  #groupSentence(): GroupClause {
    const first = this.#word('entweder');
    if (!this.#word('muss')) throw new NotUnderstood();
    const either = first || this.#word('entweder');
    if (!either && !(this.#word('mindestens') && (this.#word('eines') || this.#word('eine'))))
      throw new NotUnderstood();
    this.#word('felder');
    const nodes = [this.#node()];
    while (this.#sign(',') || this.#word('oder')) nodes.push(this.#node());
    if (!this.#filling() || nodes.length < 2 || (either && nodes.length !== 2)) throw new NotUnderstood();
    return { kind: either ? 'exactly-one' : 'at-least-one', nodes };
  }

  #node(): SchemaNode {
    const token = this.#tokens[this.#at];
    if (token?.type !== 'node') throw new NotUnderstood();
    this.#at += 1;
    return token.node;
  }

  #isWord(text: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.type === 'word' && token.text.toLowerCase() === text;
  }

  #word(text: string): boolean {
    if (!this.#isWord(text)) return false;
    this.#at += 1;
    return true;
  }

  #sign(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.type !== 'sign' || token.text !== text) return false;
    this.#at += 1;
    return true;
  }
}

function both(target: SchemaNode): Omit<Clause, 'when'>[] {
  return [
    { effect: 'show', target },
    { effect: 'require', target },
  ];
}

/** Refuses what is always true or never true: "≠ a ODER ≠ b", "= a UND = b". */
function join(joint: 'and' | 'or' | null, parts: Condition[], subject: SchemaNode | null): Condition {
  const [only] = parts;
  if (joint === null || parts.length === 1) {
    if (only === undefined) throw new NotUnderstood();
    return only;
  }
  const negated = parts.filter((part) => part.op === 'not' && part.condition.op === 'equal').length;
  const equal = parts.filter((part) => part.op === 'equal').length;
  const paths = new Set(
    parts.map((part) => (part.op === 'not' ? part.condition : part)).map((part) => ('path' in part ? part.path : '')),
  );
  const single = paths.size < parts.length && subject?.max === 1;
  if (single && ((joint === 'or' && negated > 1) || (joint === 'and' && equal > 1))) throw new NotUnderstood();
  return { op: joint, conditions: parts };
}

const truths: Record<string, boolean> = { ja: true, wahr: true, true: true, nein: false, falsch: false, false: false };

function toValue(
  model: SchemaModel,
  subject: SchemaNode,
  text: string,
  quoted: boolean,
  label: string | null,
): string | boolean | null {
  if (subject.kind !== 'field') return null;
  if (subject.dataType === 'bool') return truths[text.toLowerCase()] ?? null;
  if (subject.fieldKind !== 'select') return null;
  const values = valuesOf(model, subject);
  // Without the list only a code with its label beside it is beyond doubt.
  if (values === null) return !quoted && label !== null ? text : null;
  const byCode = values.find((value) => value.code === text);
  if (byCode !== undefined) return byCode.code;
  if (!quoted) {
    const bare = values.filter((value) => value.name.toLowerCase() === text.toLowerCase());
    return bare.length === 1 && label === null ? (bare[0]?.code ?? null) : null;
  }
  const byName = values.filter((value) => sameText(value.name, text) || sameText(`${value.code} ${value.name}`, text));
  return byName.length === 1 ? (byName[0]?.code ?? null) : null;
}

function sameText(a: string, b: string): boolean {
  const bare = (text: string) => text.replace(/\s+/gu, ' ').replace(/\.$/u, '').trim().toLowerCase();
  return bare(a) === bare(b);
}

/** Negation pushed down to the comparisons, so that two ways of writing it compare equal. */
export function negation(condition: Condition): Condition {
  if (condition.op === 'not') return condition.condition;
  if (condition.op === 'and' || condition.op === 'or') {
    return { op: condition.op === 'and' ? 'or' : 'and', conditions: condition.conditions.map(negation) };
  }
  return { op: 'not', condition };
}
