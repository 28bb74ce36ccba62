import { type FieldNode, type SchemaModel, type SchemaNode } from '../model.ts';
import { nodesByPath, valuesOf } from '../tree.ts';
import {
  type FormModel,
  type FormNode,
  type FormPage,
  type FormValue,
  type LocalText,
  type Overlay,
  type OverlayName,
  type SpokenText,
  type TextLayer,
} from './form-model.ts';
import { questionPages } from './question-pages.ts';

/**
 * Lays an overlay over a schema. Without pages each top-level group is a page and the loose fields
 * come first; nodes that the pages of the overlay forget follow on pages of their own, so that no
 * question can get lost.
 */
export function applyOverlay(model: SchemaModel, overlay: Overlay | null): FormModel {
  const layer = overlay ?? {};
  const nodes: Record<string, FormNode> = {};
  for (const node of nodesByPath(model).values()) nodes[node.path] = toFormNode(model, node, layer);
  const pages = toPages(model, layer, nodes);
  return {
    schema: model,
    title: toLocal(layer.title, model.title),
    help: model.help === null ? null : { de: model.help, en: null },
    mode: layer.mode ?? 'pages',
    pages: layer.mode === 'questions' ? questionPages(pages, nodes) : pages,
    nodes,
  };
}

/** The text in the wished language or in German; `lang` says which one it is. Plain language is German. */
export function pickText(text: LocalText, layer: TextLayer): SpokenText {
  if (layer === 'en' && text.en !== null) return { text: text.en, lang: 'en' };
  return { text: layer === 'simple' ? (text.simple ?? text.de) : text.de, lang: 'de' };
}

function toLocal(own: OverlayName | undefined, source: string): LocalText {
  return withSimple({ de: own?.de ?? source, en: own?.en ?? null }, own?.simple);
}

/** The key is absent where nobody wrote plain language, as in the overlay. */
function withSimple(text: LocalText, simple: string | undefined): LocalText {
  return simple === undefined ? text : { ...text, simple };
}

function toFormNode(model: SchemaModel, node: SchemaNode, overlay: Overlay): FormNode {
  const texts = overlay.texts?.[node.path];
  const local = (source: string | null, part: 'label' | 'help' | 'content'): LocalText | null => {
    const de = texts?.de?.[part] ?? source;
    const en = texts?.en?.[part] ?? null;
    const simple = texts?.simple?.[part];
    const ground = de ?? simple ?? en;
    return ground === null ? null : withSimple({ de: ground, en }, simple);
  };
  const content = node.kind === 'field' && node.fieldKind === 'label' ? (node.content ?? node.label) : null;
  return {
    node,
    label: local(node.label, 'label') ?? { de: node.label, en: null },
    help: local(node.helpInput, 'help'),
    content: content === null ? null : local(content, 'content'),
    values: node.kind === 'field' ? toFormValues(model, node, overlay) : null,
  };
}

function toFormValues(model: SchemaModel, field: FieldNode, overlay: Overlay): FormValue[] | null {
  const values = valuesOf(model, field);
  if (values === null) return null;
  const names = overlay.values?.[field.path];
  const times = new Map<string, number>();
  for (const { name } of values) times.set(name, (times.get(name) ?? 0) + 1);
  return values.map(({ code, name, help }) => {
    // Two entries of one name: nobody could choose, hence the code tells them apart.
    const source = (times.get(name) ?? 0) > 1 ? `${name} (${code})` : name;
    return { code, label: toLocal(names?.[code], source), help };
  });
}

function toPages(model: SchemaModel, overlay: Overlay, nodes: Record<string, FormNode>): FormPage[] {
  const given = (overlay.pages ?? []).map((page) => ({
    id: page.id,
    title: toLocal(page.title, page.title.de),
    nodes: page.nodes.filter((path) => nodes[path] !== undefined),
  }));
  const covered = new Set(given.flatMap((page) => page.nodes));
  const left = model.nodes.filter((node) => !isCovered(node, covered));
  const loose = left.filter((node) => node.kind === 'field').map((node) => node.path);
  const groups = left.filter((node) => node.kind === 'group');
  const first: FormPage = {
    id: 'allgemein',
    title: { de: 'Allgemeine Angaben', en: 'General information' },
    nodes: loose,
  };
  const rest = groups.map((group) => ({
    id: group.path.toLowerCase().replace(/[^a-z0-9]+/gu, '-'),
    title: nodes[group.path]?.label ?? { de: group.label, en: null },
    nodes: [group.path],
  }));
  const pages = given.length === 0 ? [first, ...rest] : [...given, first, ...rest];
  return pages.filter((page) => page.nodes.length > 0);
}

function isCovered(node: SchemaNode, covered: ReadonlySet<string>): boolean {
  if (covered.has(node.path)) return true;
  return node.kind === 'group' && node.children.length > 0 && node.children.every((child) => isCovered(child, covered));
}
