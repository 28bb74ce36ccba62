import { type SchemaModel, type SchemaNode, type TextLayer, valuesOf } from '@verbund/xdatenfelder';
import { type JsonObject } from '../types.ts';
import { textAt, textLayers, type TextPart, textParts, withValue } from './overlay-json.ts';

/** Long enough for the longest real texts, short enough for a page. */
export const textLimits: Readonly<Record<TextPart, number>> = { label: 1000, help: 5000, content: 20_000 };
export const valueLimit = 500;

/** A text of an element that an author may write: one of up to nine. */
export interface ElementText {
  layer: TextLayer;
  part: TextPart;
  /** Name of the form field. */
  name: string;
  value: string;
}

/** A static text has a content in place of label and help. */
export function partsOf(node: SchemaNode): readonly TextPart[] {
  if (node.kind === 'field' && node.fieldKind === 'label') return ['content'];
  return textParts.filter((part) => part !== 'content');
}

export function sourceText(node: SchemaNode, part: TextPart): string {
  if (part === 'label') return node.label;
  if (part === 'help') return node.helpInput ?? '';
  return node.kind === 'field' ? (node.content ?? node.label) : '';
}

export function elementTexts(overlay: JsonObject, node: SchemaNode): ElementText[] {
  return partsOf(node).flatMap((part) =>
    textLayers.map((layer) => ({
      layer,
      part,
      name: `${layer}-${part}`,
      value: textAt(overlay, ['texts', node.path, layer, part]),
    })),
  );
}

/** A German text that is the source's own is none of the author's: it follows the next version of the schema. */
export function withElementTexts(
  overlay: JsonObject,
  node: SchemaNode,
  sent: Readonly<Record<string, string>>,
): JsonObject {
  let changed = overlay;
  for (const { layer, part, name } of elementTexts(overlay, node)) {
    const text = sent[name] ?? '';
    const isSource = layer === 'de' && text === sourceText(node, part);
    changed = withValue(changed, ['texts', node.path, layer, part], text === '' || isSource ? null : text);
  }
  return changed;
}

export interface ListedName {
  /** Place in the list, which names its form fields. */
  at: number;
  code: string;
  source: string;
  own: Readonly<Record<TextLayer, string>>;
}

/** Values of a field that contain all words, by name or code. */
export function listedNames(schema: SchemaModel, overlay: JsonObject, node: SchemaNode, words: string): ListedName[] {
  const wanted = words
    .toLocaleLowerCase('de')
    .split(/\s+/u)
    .filter((word) => word !== '');
  const values = node.kind === 'field' ? (valuesOf(schema, node) ?? []) : [];
  return values.flatMap(({ code, name }, at) => {
    const text = `${code} ${name}`.toLocaleLowerCase('de');
    if (!wanted.every((word) => text.includes(word))) return [];
    const own = (layer: TextLayer): string => textAt(overlay, ['values', node.path, code, layer]);
    return [{ at, code, source: name, own: { de: own('de'), en: own('en'), simple: own('simple') } }];
  });
}

export function valueName(at: number, layer: TextLayer): string {
  return `wert-${at}-${layer}`;
}

/** Takes over the names that were sent; those of values that the page did not show stay. */
export function withValueNames(
  schema: SchemaModel,
  overlay: JsonObject,
  node: SchemaNode,
  sent: Readonly<Record<string, string>>,
): JsonObject {
  let changed = overlay;
  for (const { at, code, source } of listedNames(schema, overlay, node, '')) {
    for (const layer of textLayers) {
      const text = sent[valueName(at, layer)];
      if (text === undefined) continue;
      const isSource = layer === 'de' && text === source;
      changed = withValue(changed, ['values', node.path, code, layer], text === '' || isSource ? null : text);
    }
  }
  return changed;
}
