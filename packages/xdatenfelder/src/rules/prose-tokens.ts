import { type SchemaModel, type SchemaNode } from '../model.ts';
import { nameAfterId, resolveReference, type NameMatch } from './prose-reference.ts';

/** `at` and `end` are positions in the normalised text. */
export type Token = { at: number; end: number } & (
  | { type: 'node'; node: SchemaNode }
  | { type: 'quoted'; text: string }
  | { type: 'operator'; text: Operator }
  | { type: 'word'; text: string }
  | { type: 'sign'; text: string }
);

export type Operator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** Articles and kinds of elements say nothing; everything else has to be understood. */
const noise = new Set(
  (
    'das die der dem den des feld felder feldern datenfeld datenfelder datenfeldern feldgruppe feldgruppen ' +
    'datenfeldgruppe datenfeldgruppen gruppe gruppen gruppenfeld datengruppe datengruppen auswahl auswahlfeld auch'
  ).split(' '),
);

const id = '[GF]\\d{8}(?:\\d{3})?(?![\\p{L}\\p{N}])';
const source =
  `(${id}(?:\\.${id})*)|"([^"]*)"|(===?|=>|=<|=|<>|<=|>=|!==?|<|>)` +
  '|(\\d{1,2}\\.\\d{1,2}\\.\\d{4}|\\d+,\\d+|[\\p{L}\\p{N}][\\p{L}\\p{N}_-]*)|(\\S)';

const operators: Readonly<Record<string, Operator>> = {
  ...{ '=': '=', '==': '=', '===': '=', '<>': '<>', '!=': '<>', '!==': '<>' },
  ...{ '<': '<', '>': '>', '<=': '<=', '=<': '<=', '>=': '>=', '=>': '>=' },
};

export interface Tokens {
  tokens: Token[];
  /** Does the text name elements otherwise than the schema? */
  renamed: ReadonlySet<NameMatch['differs']>;
}

/** An id that is unknown, ambiguous or contradicts its name: where it stands. */
export interface BadReference {
  badReference: number;
}

export function tokeniseProse(model: SchemaModel, owner: string, text: string): Tokens | BadReference {
  const tokens: Token[] = [];
  const renamed = new Set<NameMatch['differs']>();
  const pattern = new RegExp(source, 'gu');
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const at = match.index;
    const [, reference, quoted, operator, word, sign] = match;
    if (reference !== undefined) {
      const node = resolveReference(model, owner, reference);
      const name = node === null ? null : nameAfterId(model, owner, text.slice(pattern.lastIndex), node);
      if (node === null || name === null) return { badReference: at };
      renamed.add(name.differs);
      pattern.lastIndex += name.length;
      tokens.push({ type: 'node', node, at, end: pattern.lastIndex });
      continue;
    }
    const end = pattern.lastIndex;
    if (quoted !== undefined) tokens.push({ type: 'quoted', text: quoted.trim(), at, end });
    else if (operator !== undefined) tokens.push({ type: 'operator', text: operators[operator] ?? '=', at, end });
    else if (word !== undefined) {
      if (!noise.has(word.toLowerCase())) tokens.push({ type: 'word', text: word, at, end });
    } else tokens.push({ type: 'sign', text: sign ?? '', at, end });
  }
  return { tokens, renamed };
}
