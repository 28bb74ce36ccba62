import { type SchemaModel, type SchemaNode } from '../model.ts';
import { isWithin, nodesByPath } from '../tree.ts';

export type Token =
  | { type: 'node'; node: SchemaNode }
  | { type: 'quoted'; text: string }
  | { type: 'equals'; negated: boolean }
  | { type: 'word'; text: string }
  | { type: 'sign'; text: string };

/** Articles and kinds of elements say nothing; everything else has to be understood. */
const noise = new Set(
  'das die der dem den des feld datenfeld feldgruppe datenfeldgruppe gruppe datengruppe bei in im auswahl'.split(' '),
);

const reference = /[GF]\d{8,11}(?:\.[GF]\d{8,11})*/u;
const pattern = new RegExp(
  `(${reference.source})(?![\\p{L}\\p{N}])|"([^"]*)"|(={1,3}|<>|!=)|([\\p{L}\\p{N}][\\p{L}\\p{N}_-]*)|(\\S)`,
  'gu',
);

/** `null` when an id is unknown or stands for several places below the owner of the rule. */
export function tokeniseProse(model: SchemaModel, owner: string, prose: string): Token[] | null {
  const text = prose.replace(/\s+/gu, ' ').replace(/[„“”«»]/gu, '"');
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [, id, quoted, operator, word, sign] = match;
    if (id !== undefined) {
      const node = resolveReference(model, owner, id);
      if (node === null) return null;
      tokens.push({ type: 'node', node });
      pattern.lastIndex += nameLength(text.slice(pattern.lastIndex), node);
    } else if (quoted !== undefined) tokens.push({ type: 'quoted', text: quoted.trim() });
    else if (operator !== undefined) tokens.push({ type: 'equals', negated: operator === '<>' || operator === '!=' });
    else if (word !== undefined) {
      if (!noise.has(word.toLowerCase())) tokens.push({ type: 'word', text: word });
    } else tokens.push({ type: 'sign', text: sign ?? '' });
  }
  return tokens;
}

/** Dotted references name consecutive levels. Exactly one place may fit. */
function resolveReference(model: SchemaModel, owner: string, dotted: string): SchemaNode | null {
  const ids = dotted.split('.');
  const fits = [...nodesByPath(model).values()].filter((node) => {
    if (!isWithin(node.path, owner) || node.path === owner) return false;
    const segments = node.path.split('/').map((segment) => segment.replace(/~\d+$/u, ''));
    return ids.every((id, at) => segments[segments.length - ids.length + at] === id);
  });
  return fits.length === 1 ? (fits[0] ?? null) : null;
}

/** Modellers repeat the name after the id, quoted or bare. A quoted VALUE must not be taken for it. */
function nameLength(rest: string, node: SchemaNode): number {
  const quoted = /^ ?"[^"]*"/u.exec(rest);
  if (quoted !== null) {
    const after = rest.slice(quoted[0].length);
    return /^ ?(?:angegeben|ausgewählt|gewählt|ist|lautet)/u.test(after) && !sameName(quoted[0], node)
      ? 0
      : quoted[0].length;
  }
  const names = [node.name, node.label].sort((a, b) => b.length - a.length);
  const found = names.find((name) => rest.trimStart().toLowerCase().startsWith(name.toLowerCase()));
  return found === undefined ? 0 : rest.length - rest.trimStart().length + found.length;
}

function sameName(quoted: string, node: SchemaNode): boolean {
  const bare = quoted.replaceAll('"', '').trim().toLowerCase();
  return bare === node.name.toLowerCase() || bare === node.label.toLowerCase();
}
