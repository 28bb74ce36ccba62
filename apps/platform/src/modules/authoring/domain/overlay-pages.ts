import {
  applyOverlay,
  type FormModel,
  isRepeatable,
  nodesByPath,
  type Overlay,
  type OverlayName,
  type SchemaModel,
  type SchemaNode,
} from '@verbund/xdatenfelder';
import { type JsonValue } from '#modules/catalogue';
import { type JsonObject } from '../types.ts';
import { objectOf, textAt, textLayers } from './overlay-json.ts';

/** A page as the overlay holds it. Paths that the schema has lost stay in it until somebody takes them out. */
export interface EditedPage {
  id: string;
  title: OverlayName & { de: string };
  nodes: string[];
}

export type PageChange =
  | { ok: true; pages: EditedPage[] }
  /** `repeatable`: parts of a list or of a choice belong together; `edge`: there is nothing on that side. */
  | { ok: false; reason: 'no-such-page' | 'no-such-node' | 'repeatable' | 'edge' };

export type Direction = 'up' | 'down';

/** The pages that the form has: those of the overlay, and those that come without anybody having asked for them. */
export function editedPages(schema: SchemaModel, overlay: Overlay, given: readonly EditedPage[]): EditedPage[] {
  const form = applyOverlay(schema, overlay);
  const known = new Map(given.map((page) => [page.id, page]));
  const shown = form.pages.map((page) => known.get(page.id) ?? materialised(form, page.id));
  // A page whose questions are all gone is shown to nobody, but here it can be mended.
  const hidden = given.filter((page) => !shown.includes(page) && page.nodes.length > 0);
  return [...shown, ...hidden];
}

function materialised(form: FormModel, id: string): EditedPage {
  const page = form.pages.find((candidate) => candidate.id === id);
  const { de, en, simple } = page?.title ?? { de: id, en: null };
  const title = { de, ...(en === null ? {} : { en }), ...(simple === undefined ? {} : { simple }) };
  return { id, title, nodes: [...(page?.nodes ?? [])] };
}

/** Begins a new page with a node: the node itself and what follows it on its page. */
export function splitPage(schema: SchemaModel, pages: readonly EditedPage[], path: string): PageChange {
  const opened = openAt(schema, pages, path);
  if (!opened.ok) return opened;
  const { page, index } = opened;
  if (index === 0) return { ok: false, reason: 'edge' };
  const label = nodesByPath(schema).get(path)?.label ?? page.title.de;
  const first = { ...page, nodes: page.nodes.slice(0, index) };
  const second = { id: freeId(pages, page.id), title: { de: label }, nodes: page.nodes.slice(index) };
  return { ok: true, pages: replaced(pages, page.id, [first, second]) };
}

export function joinWithNext(schema: SchemaModel, pages: readonly EditedPage[], id: string): PageChange {
  const at = pages.findIndex((page) => page.id === id);
  const [page, next] = [pages[at], pages[at + 1]];
  if (page === undefined) return { ok: false, reason: 'no-such-page' };
  if (next === undefined) return { ok: false, reason: 'edge' };
  // Only what the page break had torn apart: an author may have taken another group apart on purpose.
  const torn = new Set(next.nodes.flatMap(groupsAbove));
  const groups = page.nodes.flatMap(groupsAbove).filter((group) => torn.has(group));
  const joined = gather(schema, { ...page, nodes: [...page.nodes, ...next.nodes] }, groups);
  return { ok: true, pages: [...pages.slice(0, at), joined, ...pages.slice(at + 2)] };
}

export function movePage(pages: readonly EditedPage[], id: string, direction: Direction): PageChange {
  const at = pages.findIndex((page) => page.id === id);
  if (at < 0) return { ok: false, reason: 'no-such-page' };
  const moved = swapped(pages, at, direction);
  return moved === null ? { ok: false, reason: 'edge' } : { ok: true, pages: moved };
}

/** One place up or down; over the edge of a page to the next or previous page. */
export function moveNode(
  schema: SchemaModel,
  pages: readonly EditedPage[],
  path: string,
  direction: Direction,
): PageChange {
  const opened = openAt(schema, pages, path);
  if (!opened.ok) return opened;
  const { page, index } = opened;
  const inPage = swapped(page.nodes, index, direction);
  if (inPage !== null) {
    return {
      ok: true,
      pages: replaced(pages, page.id, [gather(schema, { ...page, nodes: inPage }, groupsAbove(path))]),
    };
  }
  const at = pages.findIndex((candidate) => candidate.id === page.id);
  const other = pages[direction === 'up' ? at - 1 : at + 1];
  if (other === undefined) return { ok: false, reason: 'edge' };
  const left = { ...page, nodes: page.nodes.filter((node) => node !== path) };
  const nodes = direction === 'up' ? [...other.nodes, path] : [path, ...other.nodes];
  const arrived = gather(schema, { ...other, nodes }, groupsAbove(path));
  const changed = replaced(replaced(pages, page.id, left.nodes.length === 0 ? [] : [left]), other.id, [arrived]);
  return { ok: true, pages: changed };
}

type Opened = { ok: true; page: EditedPage; index: number } | { ok: false; reason: 'no-such-node' | 'repeatable' };

/** The page of a node, with the groups around the node replaced by their members so that it stands alone. */
function openAt(schema: SchemaModel, pages: readonly EditedPage[], path: string): Opened {
  const node = nodesByPath(schema).get(path);
  const page = pages.find(({ nodes }) => nodes.some((root) => path === root || path.startsWith(`${root}/`)));
  if (page === undefined || (node === undefined && !page.nodes.includes(path))) {
    return { ok: false, reason: 'no-such-node' };
  }
  let { nodes } = page;
  while (!nodes.includes(path)) {
    const root = nodes.find((candidate) => path.startsWith(`${candidate}/`)) ?? '';
    const group = nodesByPath(schema).get(root);
    if (group?.kind !== 'group' || isRepeatable(group) || group.choice) return { ok: false, reason: 'repeatable' };
    nodes = nodes.flatMap((entry) => (entry === root ? group.children.map((child) => child.path) : [entry]));
  }
  return { ok: true, page: { ...page, nodes }, index: nodes.indexOf(path) };
}

/** Members that stand together in the order of the schema again are their group again, heading and all. */
function gather(schema: SchemaModel, page: EditedPage, groups: readonly string[]): EditedPage {
  let { nodes } = page;
  // The deepest groups first: a group may be whole only when the groups in it are.
  const ordered = [...new Set(groups)].sort((a, b) => b.split('/').length - a.split('/').length);
  for (const path of ordered) {
    const group = nodesByPath(schema).get(path);
    if (group?.kind === 'group') nodes = gathered(nodes, group);
  }
  return { ...page, nodes };
}

function gathered(nodes: string[], group: SchemaNode & { kind: 'group' }): string[] {
  const members = group.children.map((child) => child.path);
  const start = nodes.indexOf(members[0] ?? '');
  if (start < 0 || members.some((member, offset) => nodes[start + offset] !== member)) return nodes;
  return [...nodes.slice(0, start), group.path, ...nodes.slice(start + members.length)];
}

function groupsAbove(path: string): string[] {
  const segments = path.split('/');
  return segments.slice(1).map((_, index) => segments.slice(0, segments.length - 1 - index).join('/'));
}

function swapped<T>(list: readonly T[], at: number, direction: Direction): T[] | null {
  const other = direction === 'up' ? at - 1 : at + 1;
  const [mine, theirs] = [list[at], list[other]];
  if (mine === undefined || theirs === undefined) return null;
  return list.map((entry, index) => (index === at ? theirs : index === other ? mine : entry));
}

function replaced(pages: readonly EditedPage[], id: string, by: readonly EditedPage[]): EditedPage[] {
  return pages.flatMap((page) => (page.id === id ? by : [page]));
}

/** Ids stand in addresses and in drafts: one that was given away is not given again while it is in use. */
function freeId(pages: readonly EditedPage[], id: string): string {
  const stem = id.replace(/-\d+$/u, '');
  const used = new Set(pages.map((page) => page.id));
  let number = 2;
  while (used.has(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

/** The pages as an overlay has them stored; what has no shape of a page was never stored (readOverlay). */
export function storedPages(overlay: JsonObject): EditedPage[] {
  const pages = overlay['pages'];
  if (!Array.isArray(pages)) return [];
  return pages.flatMap((entry: JsonValue) => {
    const page = objectOf(entry);
    const { id, nodes } = page;
    const title = objectOf(page['title']);
    if (typeof id !== 'string' || !Array.isArray(nodes)) return [];
    const [de, en, simple] = textLayers.map((layer) => textAt(title, [layer]));
    const named = { de: de ?? '', ...(en ? { en } : {}), ...(simple ? { simple } : {}) };
    return [{ id, title: named, nodes: nodes.filter((path: JsonValue) => typeof path === 'string') }];
  });
}

export function withPages(overlay: JsonObject, pages: readonly EditedPage[]): JsonObject {
  const stored = pages.map(({ id, title, nodes }) => ({ id, title: Object.fromEntries(Object.entries(title)), nodes }));
  return { ...overlay, pages: stored };
}
