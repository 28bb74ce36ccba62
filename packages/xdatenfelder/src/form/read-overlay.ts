import { XdfError } from '../error.ts';
import { type SchemaModel } from '../model.ts';
import { nodesByPath, valuesOf } from '../tree.ts';
import { type Overlay, type OverlayName, type OverlayText, type TextLayer } from './form-model.ts';

/** An entry of an overlay for which the schema has no place: nothing shows it, and a person decides on it. */
export interface OverlayRest {
  part: 'pages' | 'texts' | 'values' | 'prefill';
  /** Node path that the schema does not know (any more). */
  path: string;
  /** `values`: the code that the list does not have; `pages`: id of the page; else `null`. */
  key: string | null;
}

const layers: readonly TextLayer[] = ['de', 'en', 'simple'];
const textParts = ['label', 'help', 'content'] as const;

/**
 * Reads an overlay from parsed JSON and checks that every path exists in the schema.
 * @throws XdfError `xdf/overlay`
 */
export function parseOverlay(json: unknown, model: SchemaModel): Overlay {
  const { overlay, rest } = readOverlay(json, model);
  // A value that a list lost and a fact for a lost field harm nobody; a lost question would.
  const lost = rest.find(
    ({ part, key }) => part === 'pages' || part === 'texts' || (part === 'values' && key === null),
  );
  if (lost !== undefined) throw refuse(lost.path);
  return overlay;
}

/**
 * Reads an overlay that may have been written for another version of the schema: what still has a
 * place, and what has none.
 * @throws XdfError `xdf/overlay` when it has not the shape of an overlay
 */
export function readOverlay(json: unknown, model: SchemaModel): { overlay: Overlay; rest: OverlayRest[] } {
  if (!isRecord(json)) throw refuse('');
  const overlay: Overlay = {};
  const rest: OverlayRest[] = [];
  const nodes = nodesByPath(model);
  const title = nameOf(json['title']);
  if (title !== null) overlay.title = title;
  if (json['mode'] === 'pages' || json['mode'] === 'questions') overlay.mode = json['mode'];
  if (Array.isArray(json['pages'])) overlay.pages = json['pages'].map((page: unknown) => pageOf(page, model, rest));
  if (isRecord(json['texts'])) {
    overlay.texts = {};
    for (const [path, byLayer] of Object.entries(json['texts'])) {
      if (nodes.has(path)) overlay.texts[path] = textsOf(byLayer);
      else rest.push({ part: 'texts', path, key: null });
    }
  }
  if (isRecord(json['values'])) overlay.values = valueNames(json['values'], model, rest);
  if (isRecord(json['prefill'])) {
    overlay.prefill = {};
    for (const [path, fact] of Object.entries(json['prefill'])) {
      if (typeof fact !== 'string') continue;
      if (nodes.get(path)?.kind === 'field') overlay.prefill[path] = fact;
      else rest.push({ part: 'prefill', path, key: null });
    }
  }
  return { overlay, rest };
}

function pageOf(page: unknown, model: SchemaModel, rest: OverlayRest[]) {
  if (!isRecord(page) || typeof page['id'] !== 'string' || !Array.isArray(page['nodes'])) throw refuse('pages');
  const { id } = page;
  const title = nameOf(page['title']);
  if (title?.de === undefined) throw refuse(`pages/${id}`);
  const paths = page['nodes'].map((path: unknown) => (typeof path === 'string' ? path : ''));
  const nodes = paths.filter((path) => nodesByPath(model).has(path));
  for (const path of paths) if (!nodesByPath(model).has(path)) rest.push({ part: 'pages', path, key: id });
  return { id, title: { ...title, de: title.de }, nodes };
}

function textsOf(value: unknown): Partial<Record<TextLayer, OverlayText>> {
  const result: Partial<Record<TextLayer, OverlayText>> = {};
  for (const layer of layers) {
    const given = isRecord(value) ? value[layer] : undefined;
    if (!isRecord(given)) continue;
    const texts: OverlayText = {};
    for (const part of textParts) {
      const text = given[part];
      if (typeof text === 'string') texts[part] = text;
    }
    result[layer] = texts;
  }
  return result;
}

function valueNames(
  json: Record<string, unknown>,
  model: SchemaModel,
  rest: OverlayRest[],
): Record<string, Record<string, OverlayName>> {
  const result: Record<string, Record<string, OverlayName>> = {};
  for (const [path, byCode] of Object.entries(json)) {
    const node = nodesByPath(model).get(path);
    if (node === undefined) {
      rest.push({ part: 'values', path, key: null });
      continue;
    }
    const listed = node.kind === 'field' ? valuesOf(model, node) : null;
    // A list that is not there yet says nothing about its codes.
    const codes = listed === null ? null : new Set(listed.map(({ code }) => code));
    const names: Record<string, OverlayName> = {};
    for (const [code, name] of isRecord(byCode) ? Object.entries(byCode) : []) {
      names[code] = nameOf(name) ?? {};
      if (codes?.has(code) === false) rest.push({ part: 'values', path, key: code });
    }
    result[path] = names;
  }
  return result;
}

function nameOf(value: unknown): OverlayName | null {
  if (!isRecord(value)) return null;
  const result: OverlayName = {};
  for (const layer of layers) {
    const text = value[layer];
    if (typeof text === 'string') result[layer] = text;
  }
  return result;
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
