import { type OverlayRest, type TextLayer } from '@verbund/xdatenfelder';
import { type JsonValue } from '#modules/catalogue';
import { type JsonObject } from '../types.ts';

/*
 * Changes to an overlay as the JSON that it is stored as: what belongs to another version of the schema stays in it until
 * a person takes it out, and members that this program does not know stay, too.
 */

export const textLayers: readonly TextLayer[] = ['de', 'en', 'simple'];
export const textParts = ['label', 'help', 'content'] as const;
export type TextPart = (typeof textParts)[number];

export function objectOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sets or removes (`null`) what lies at a place; objects that become empty go with it. */
export function withValue(object: JsonObject, place: readonly string[], value: JsonValue | null): JsonObject {
  const [key, ...rest] = place;
  if (key === undefined) return object;
  const inner = rest.length === 0 ? value : emptyAsNull(withValue(objectOf(own(object, key)), rest, value));
  const others = Object.entries(object).filter(([name]) => name !== key);
  if (inner === null) return Object.fromEntries(others);
  // The order of keys is that of the first writing; `__proto__` as a key stays a key.
  const entries = Object.entries(object).map(([name, old]): [string, JsonValue] => [name, name === key ? inner : old]);
  return Object.fromEntries(Object.hasOwn(object, key) ? entries : [...entries, [key, inner]]);
}

function emptyAsNull(object: JsonObject): JsonObject | null {
  return Object.keys(object).length === 0 ? null : object;
}

function own(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function valueAt(object: JsonObject, place: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = object;
  for (const key of place) value = isObject(value) ? own(value, key) : undefined;
  return value;
}

export function textAt(object: JsonObject, place: readonly string[]): string {
  const value = valueAt(object, place);
  return typeof value === 'string' ? value : '';
}

/** Takes out the entries that no place of the schema answers to. */
export function withoutRest(overlay: JsonObject, rest: readonly OverlayRest[]): JsonObject {
  let result = overlay;
  for (const { part, path, key } of rest) {
    if (part === 'pages') result = withoutPageNode(result, key, path);
    else result = withValue(result, key === null ? [part, path] : [part, path, key], null);
  }
  return result;
}

function withoutPageNode(overlay: JsonObject, page: string | null, path: string): JsonObject {
  const pages = overlay['pages'];
  if (!Array.isArray(pages)) return overlay;
  const cleaned = pages.map((entry: JsonValue) => {
    const object = objectOf(entry);
    const nodes = object['nodes'];
    if (object['id'] !== page || !Array.isArray(nodes)) return entry;
    return { ...object, nodes: nodes.filter((node: JsonValue) => node !== path) };
  });
  return { ...overlay, pages: cleaned };
}
