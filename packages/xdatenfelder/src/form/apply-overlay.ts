import { XdfError } from '../error.ts';
import { type FieldNode, type SchemaModel, type SchemaNode } from '../model.ts';
import { nodesByPath, valuesOf } from '../tree.ts';
import {
  type FormLanguage,
  type FormModel,
  type FormNode,
  type FormPage,
  type FormValue,
  type LocalText,
  type Overlay,
  type SpokenText,
} from './form-model.ts';

/**
 * Lays an overlay over a schema. Without pages each top-level group is a page and the loose fields
 * come first; nodes that the pages of the overlay forget follow on pages of their own, so that no
 * question can get lost.
 */
export function applyOverlay(model: SchemaModel, overlay: Overlay | null): FormModel {
  const layer = overlay ?? {};
  const nodes: Record<string, FormNode> = {};
  for (const node of nodesByPath(model).values()) nodes[node.path] = toFormNode(model, node, layer);
  return {
    schema: model,
    title: { de: layer.title?.de ?? model.title, en: layer.title?.en ?? null },
    help: model.help === null ? null : { de: model.help, en: null },
    pages: toPages(model, layer, nodes),
    nodes,
  };
}

/** The text in the wished language or in German; `lang` says which one it is. */
export function pickText(text: LocalText, language: FormLanguage): SpokenText {
  return language === 'en' && text.en !== null ? { text: text.en, lang: 'en' } : { text: text.de, lang: 'de' };
}

function toFormNode(model: SchemaModel, node: SchemaNode, overlay: Overlay): FormNode {
  const texts = overlay.texts?.[node.path];
  const local = (source: string | null, part: 'label' | 'help' | 'content'): LocalText | null => {
    const de = texts?.de?.[part] ?? source;
    const en = texts?.en?.[part] ?? null;
    return de === null && en === null ? null : { de: de ?? en ?? '', en };
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
  const names = overlay.values?.[field.path];
  return (
    valuesOf(model, field)?.map(({ code, name, help }) => ({
      code,
      label: { de: names?.[code]?.de ?? name, en: names?.[code]?.en ?? null },
      help,
    })) ?? null
  );
}

function toPages(model: SchemaModel, overlay: Overlay, nodes: Record<string, FormNode>): FormPage[] {
  const given = (overlay.pages ?? []).map((page) => ({
    id: page.id,
    title: { de: page.title.de, en: page.title.en ?? null },
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

/**
 * Reads an overlay from parsed JSON and checks that every path exists in the schema.
 * @throws XdfError `xdf/overlay`
 */
export function parseOverlay(json: unknown, model: SchemaModel): Overlay {
  if (!isRecord(json)) throw refuse('');
  const overlay: Overlay = {};
  const title = localText(json['title']);
  if (title !== null) overlay.title = title;
  if (Array.isArray(json['pages'])) overlay.pages = json['pages'].map((page: unknown) => parsePage(page, model));
  if (isRecord(json['texts'])) {
    overlay.texts = {};
    for (const [path, byLanguage] of Object.entries(json['texts'])) {
      overlay.texts[known(path, model)] = parseTexts(byLanguage);
    }
  }
  if (isRecord(json['values'])) {
    overlay.values = {};
    for (const [path, byCode] of Object.entries(json['values'])) {
      const codes = isRecord(byCode) ? Object.entries(byCode) : [];
      overlay.values[known(path, model)] = Object.fromEntries(
        codes.map(([code, text]) => [code, localText(text) ?? {}]),
      );
    }
  }
  return overlay;
}

function parsePage(page: unknown, model: SchemaModel) {
  if (!isRecord(page) || typeof page['id'] !== 'string' || !Array.isArray(page['nodes'])) throw refuse('pages');
  const title = localText(page['title']);
  if (title?.de === undefined) throw refuse(`pages/${page['id']}`);
  const nodes = page['nodes'].map((path: unknown) => known(typeof path === 'string' ? path : '', model));
  return { id: page['id'], title: { ...title, de: title.de }, nodes };
}

function parseTexts(value: unknown) {
  const result: { de?: Record<string, string>; en?: Record<string, string> } = {};
  for (const language of ['de', 'en'] as const) {
    const texts = isRecord(value) ? value[language] : undefined;
    if (!isRecord(texts)) continue;
    const strings = Object.entries(texts).flatMap(([part, text]) =>
      ['label', 'help', 'content'].includes(part) && typeof text === 'string' ? [[part, text] as const] : [],
    );
    result[language] = Object.fromEntries(strings);
  }
  return result;
}

function localText(value: unknown): { de?: string; en?: string } | null {
  if (!isRecord(value)) return null;
  const result: { de?: string; en?: string } = {};
  if (typeof value['de'] === 'string') result.de = value['de'];
  if (typeof value['en'] === 'string') result.en = value['en'];
  return result;
}

function known(path: string, model: SchemaModel): string {
  if (!nodesByPath(model).has(path)) throw refuse(path);
  return path;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(where: string): XdfError {
  return new XdfError('xdf/overlay', {
    de: `Die Überlagerung passt nicht zum Schema (${where}).`,
    en: `The overlay does not fit the schema (${where}).`,
  });
}
