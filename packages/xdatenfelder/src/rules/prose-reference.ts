import { type SchemaModel, type SchemaNode } from '../model.ts';
import { isWithin, nodesByPath, valuesOf } from '../tree.ts';
import { bareText, isSimilarText } from './prose-text.ts';

/**
 * The node an id or a dotted path stands for, as seen from the owner of the rule. Dotted ids name
 * consecutive levels. Either one place fits, or the path is meant from the owner itself: a rule
 * of a group speaks about the children of that group first. `null` = unknown or ambiguous.
 */
export function resolveReference(model: SchemaModel, owner: string, dotted: string): SchemaNode | null {
  const ids = dotted.split('.');
  const fits = placesOf(model, ids.at(-1) ?? '').filter(({ path }) => {
    if (!isWithin(path, owner) || path === owner) return false;
    const segments = path.split('/').map((segment) => segment.replace(/~\d+$/u, ''));
    return ids.every((id, at) => sameId(segments[segments.length - ids.length + at], id));
  });
  if (fits.length === 1) return fits[0] ?? null;
  const depth = (owner === '' ? 0 : owner.split('/').length) + ids.length;
  const direct = fits.filter((node) => node.path.split('/').length === depth);
  return direct.length === 1 ? (direct[0] ?? null) : null;
}

const placesById = new WeakMap<SchemaModel, Map<string, SchemaNode[]>>();

function placesOf(model: SchemaModel, id: string): SchemaNode[] {
  let places = placesById.get(model);
  if (places === undefined) {
    places = new Map();
    for (const node of nodesByPath(model).values()) places.set(node.id, [...(places.get(node.id) ?? []), node]);
    placesById.set(model, places);
  }
  return places.get(id) ?? places.get(`${id.slice(0, 3)}000${id.slice(3)}`) ?? [];
}

/** Texts carried over from 2.0 keep its shorter ids: three zeros follow the number range in 3.0. */
function sameId(segment: string | undefined, id: string): boolean {
  return segment === id || (id.length === 9 && segment === `${id.slice(0, 3)}000${id.slice(3)}`);
}

/** The only node below the owner with this name or label. */
export function nodeByName(model: SchemaModel, owner: string, name: string): SchemaNode | null {
  const wanted = bareText(name);
  if (wanted === '') return null;
  const fits = [...nodesByPath(model).values()].filter(
    (node) => isWithin(node.path, owner) && [node.name, node.label].some((text) => bareText(text) === wanted),
  );
  return fits.length === 1 ? (fits[0] ?? null) : null;
}

export interface NameMatch {
  length: number;
  /** Does the text call the element otherwise than the schema, and how much? */
  differs: 'no' | 'nearly' | 'entirely';
}

// A name without quotation marks ends where the grammar goes on.
const keyword =
  /^(?:und|oder|ist|sind|nicht|muss|müssen|darf|dürfen|wird|werden|wurde|wenn|dann|sonst|ansonsten|andernfalls|zeige|blende|aktiviere|deaktiviere|befüllt|ausgefüllt|leer|angezeigt|ausgeblendet|eingeblendet|ausgewählt|an|aus|ein|auswahl|als|mit|auf|zu|zum|zur|größer|kleiner|gleich|ungleich|nach|vor|liegt|liegen|angegeben)$/iu;

/**
 * Length of the name that modellers repeat after an id, quoted or bare; 0 when there is none.
 * `null` when a name stands there that belongs to another element: then id and name contradict.
 */
export function nameAfterId(model: SchemaModel, owner: string, rest: string, node: SchemaNode): NameMatch | null {
  const exact = exactName(rest, node);
  if (exact > 0) return { length: exact, differs: 'no' };
  const quoted = /^ ?"([^"]*)"/u.exec(rest);
  if (quoted === null) return bareName(model, owner, rest, node);
  const text = quoted[1] ?? '';
  const after = rest.slice(quoted[0].length);
  // A quoted value, not a name: F1 "Miete" (nicht) ausgewählt ist.
  if (isValueOf(model, node, text)) return { length: 0, differs: 'no' };
  if (isNameOfOther(model, owner, text, node)) return null;
  if (isSimilarText(text, node.name) || isSimilarText(text, node.label)) {
    return { length: quoted[0].length, differs: 'nearly' };
  }
  const isChoice = node.kind === 'field' && node.fieldKind === 'select';
  if (isChoice && /^ ?(?:nicht )?(?:angegeben|ausgewählt|gewählt|eingetragen)/u.test(after)) {
    return { length: 0, differs: 'no' };
  }
  // A mark is missing somewhere: this is a piece of the sentence.
  if (/[GF]\d{8}|(?<!\p{L})(?:wenn|dann|muss|müssen|darf|dürfen)(?!\p{L})/iu.test(text)) return null;
  return { length: quoted[0].length, differs: 'entirely' };
}

function isValueOf(model: SchemaModel, node: SchemaNode, text: string): boolean {
  if (node.kind !== 'field') return false;
  if (node.dataType === 'bool') return /^(?:ja|nein|wahr|falsch)$/iu.test(text.trim());
  const bare = bareText(text);
  const values = valuesOf(model, node) ?? [];
  return values.some(({ code, name }) => bareText(name) === bare || bareText(`${code} ${name}`) === bare);
}

/** Id and name that belong to different elements: one of them is a slip, and nobody knows which. */
function isNameOfOther(model: SchemaModel, owner: string, text: string, node: SchemaNode): boolean {
  const wanted = bareText(text);
  return [...nodesByPath(model).values()].some(
    (other) => other.id !== node.id && isWithin(other.path, owner) && bareText(other.name) === wanted,
  );
}

/** Also when one of the two quotation marks is missing. */
function exactName(rest: string, node: SchemaNode): number {
  const start = /^ ?"? ?/u.exec(rest)?.[0].length ?? 0;
  const names = [node.name, node.label]
    .map((name) => name.replace(/\s+/gu, ' ').trim())
    .sort((a, b) => b.length - a.length);
  for (const name of names) {
    const plain = name.replace(/[„“”]/gu, '"').replace(/[–—−]/gu, '-');
    if (plain === '' || !rest.slice(start).toLowerCase().startsWith(plain.toLowerCase())) continue;
    const end = start + plain.length;
    const closing = /^ ?"/u.exec(rest.slice(end))?.[0].length ?? 0;
    const opened = rest.slice(0, start).includes('"');
    if (/^[\p{L}\p{N}]/u.test(rest.slice(end))) continue;
    // The name goes on inside the marks, so it is another one.
    if (opened && closing === 0 && rest.slice(end).includes('"')) continue;
    // Without an opening mark a closing one still ends the name when it touches it.
    return end + (opened || rest[end] === '"' ? closing : 0);
  }
  return 0;
}

function bareName(model: SchemaModel, owner: string, rest: string, node: SchemaNode): NameMatch | null {
  const words = [...rest.matchAll(/ ?([\p{L}\p{N}()/:.-]+)/guy)];
  const run: RegExpMatchArray[] = [];
  for (const word of words) {
    if (keyword.test(word[1] ?? '')) break;
    run.push(word);
  }
  for (let count = run.length; count > 0; count -= 1) {
    const text = run
      .slice(0, count)
      .map((word) => word[0])
      .join('');
    if (/[.:]$/u.test(text)) continue;
    if (isSimilarText(text, node.name) || isSimilarText(text, node.label))
      return { length: text.length, differs: 'nearly' };
  }
  // A former name that shares no word with the present one: nouns only, nobody else's name.
  const text = run.map((word) => word[0]).join('');
  if (run.length === 0 || !run.every((word) => /^\p{Lu}[\p{L}-]+$/u.test(word[1] ?? '')))
    return { length: 0, differs: 'no' };
  return isNameOfOther(model, owner, text, node) ? null : { length: text.length, differs: 'entirely' };
}
