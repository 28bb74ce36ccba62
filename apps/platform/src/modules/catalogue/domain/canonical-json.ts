export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * JSON by the rules of RFC 8785 (JCS): keys ordered by UTF-16 code units, numbers and strings as
 * ECMAScript writes them, no white space. Throws TypeError for what RFC 8785 forbids: numbers that are
 * not finite, lone surrogates, `undefined` and anything else JSON does not know.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('canonical JSON knows finite numbers only');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${Array.from(value, (item: unknown) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object' && isPlain(value)) {
    // The default order of sort() is the one of UTF-16 code units that RFC 8785, 3.2.3 asks for.
    const keys = Object.keys(value).sort();
    const members = new Map<string, unknown>(Object.entries(value));
    return `{${keys.map((key) => `${canonicalString(key)}:${canonicalJson(members.get(key))}`).join(',')}}`;
  }
  throw new TypeError(`canonical JSON knows no ${typeof value}`);
}

function canonicalString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('canonical JSON knows no lone surrogates');
  return JSON.stringify(text);
}

/** A Date or a Map would silently lose its content. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
