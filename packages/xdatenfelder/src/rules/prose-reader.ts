import { type SchemaModel, type SchemaNode } from '../model.ts';
import { nodeByName } from './prose-reference.ts';
import { type Operator, type Token } from './prose-tokens.ts';
import { type Condition } from './rules.ts';

/** Thrown inside the parser only: the text says something this grammar does not know. */
export class NotUnderstood extends Error {}

/** One for all: it is thrown for every reading that is tried, and nobody looks at its stack. */
const notUnderstood = new NotUnderstood('rule text');

/** Why a reading deserves a second look; each lowers the confidence. */
export type Doubt =
  | 'renamed-element'
  | 'other-name'
  | 'element-by-name'
  | 'renamed-value'
  | 'padded-code'
  | 'list-missing'
  | 'several-values';

/** Position in the tokens of one text, with what the sentences before have said. */
export class Reader {
  readonly model: SchemaModel;
  readonly owner: string;
  readonly text: string;
  readonly doubts = new Set<Doubt>();
  /** Field whose comparison goes on: "= 001 ODER = 002". */
  subject: SchemaNode | null = null;
  /** Conditions of the branches before, for "alle anderen Werte" and "die beiden anderen Gruppen". */
  readonly before: Condition[] = [];
  at = 0;
  /** Open brackets; more than a few are no rule of a person. */
  depth = 0;
  readonly #tokens: readonly Token[];

  constructor(model: SchemaModel, owner: string, text: string, tokens: readonly Token[]) {
    this.model = model;
    this.owner = owner;
    this.text = text;
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.at >= this.#tokens.length;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.at + ahead];
  }

  /** The text from the current token on, for labels without quotation marks. */
  rest(): string {
    const token = this.peek();
    return token === undefined ? '' : this.text.slice(token.at);
  }

  /** Moves behind `length` characters of `rest()`. */
  skipText(length: number): void {
    const end = (this.peek()?.at ?? 0) + length;
    while ((this.peek()?.at ?? end) < end) this.at += 1;
  }

  isWord(...words: string[]): boolean {
    const token = this.peek();
    return token?.type === 'word' && words.includes(token.text.toLowerCase());
  }

  word(...words: string[]): boolean {
    if (!this.isWord(...words)) return false;
    this.at += 1;
    return true;
  }

  /** All in this order, each part may list spellings with `|`; or nothing is taken. */
  phrase(words: string): boolean {
    const start = this.at;
    if (words.split(' ').every((word) => this.word(...word.split('|')))) return true;
    this.at = start;
    return false;
  }

  sign(...texts: string[]): boolean {
    const token = this.peek();
    if (token?.type !== 'sign' || !texts.includes(token.text)) return false;
    this.at += 1;
    return true;
  }

  operator(...texts: Operator[]): Operator | null {
    const token = this.peek();
    if (token?.type !== 'operator' || (texts.length > 0 && !texts.includes(token.text))) return null;
    this.at += 1;
    return token.text;
  }

  /** An id, or a quoted name that only one element has. */
  tryNode(): SchemaNode | null {
    const token = this.peek();
    if (token?.type === 'node') {
      this.at += 1;
      return token.node;
    }
    const named = token?.type === 'quoted' ? nodeByName(this.model, this.owner, token.text) : null;
    if (named === null) return null;
    this.doubts.add('element-by-name');
    this.at += 1;
    return named;
  }

  node(): SchemaNode {
    return this.tryNode() ?? this.fail();
  }

  /** Takes what `read` takes, or nothing when it does not understand. */
  attempt<T>(read: () => T): T | null {
    const start = { at: this.at, subject: this.subject, depth: this.depth };
    const doubts = [...this.doubts];
    try {
      return read();
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
      this.at = start.at;
      this.subject = start.subject;
      this.depth = start.depth;
      this.doubts.clear();
      doubts.forEach((doubt) => this.doubts.add(doubt));
      return null;
    }
  }

  fail(): never {
    throw notUnderstood;
  }
}
