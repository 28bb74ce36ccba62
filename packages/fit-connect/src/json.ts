import { localError } from './errors.ts';

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined when the bytes are not UTF-8 or not JSON. */
export function parseJson(bytes: Uint8Array | string): { value: unknown } | undefined {
  try {
    const text = typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    return undefined;
  }
}

/** Reads members of an answer; a missing or wrong one is an `invalid-answer` error naming it. */
export function reader(value: unknown, what: string) {
  if (!isObject(value)) throw localError('invalid-answer', `${what} is not a JSON object`);
  const wrong = (name: string) =>
    localError('invalid-answer', `${what}: member "${name}" is missing or of a wrong type`);
  return {
    string(name: string): string {
      const member = value[name];
      if (typeof member !== 'string') throw wrong(name);
      return member;
    },
    optionalString(name: string): string | undefined {
      const member = value[name];
      return typeof member === 'string' ? member : undefined;
    },
    number(name: string, fallback: number): number {
      const member = value[name];
      return typeof member === 'number' ? member : fallback;
    },
    list(name: string): unknown[] {
      const member = value[name] ?? [];
      if (!Array.isArray(member)) throw wrong(name);
      return member;
    },
    strings(name: string): string[] {
      const member = value[name] ?? [];
      if (!Array.isArray(member)) throw wrong(name);
      return member.map((entry: unknown) => {
        if (typeof entry !== 'string') throw wrong(name);
        return entry;
      });
    },
    object(name: string): JsonObject | undefined {
      const member = value[name];
      return isObject(member) ? member : undefined;
    },
  };
}
