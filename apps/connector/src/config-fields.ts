import { isObject } from './durable.ts';

/** Reads members of one object; every complaint goes into a shared list, named by its path. */
export type FieldReader = {
  has(name: string): boolean;
  only(names: readonly string[]): void;
  wrong(name: string, de: string, en: string): void;
  string(name: string): string;
  optionalString(name: string): string | undefined;
  /** A single string counts as a list of one. */
  strings(name: string): string[];
  boolean(name: string): boolean | undefined;
  number(name: string, rule: { from: number; to: number; preset?: number }): number;
  url(name: string, allowInsecureHttp: boolean, kind: UrlKind): string;
  optionalUrl(name: string, allowInsecureHttp: boolean, kind: UrlKind): string | undefined;
  object(name: string): FieldReader | undefined;
  optionalObject(name: string): FieldReader | undefined;
  list(name: string): FieldReader[];
};

/** A base is what paths are added to. */
export type UrlKind = 'base' | 'any';

/** @param shared what counts where the object itself says nothing */
export function createFieldReader(
  own: Record<string, unknown>,
  path: string,
  problems: string[],
  shared: Record<string, unknown> = {},
): FieldReader {
  const value = { ...shared, ...own };
  const pathOf = (name: string) => (name in own || !(name in shared) ? `${path}${name}` : name);
  const wrong = (name: string, de: string, en: string) => void problems.push(`${pathOf(name)}: ${de} / ${en}`);
  const missing = (name: string) => wrong(name, 'fehlt', 'is missing');
  function optionalString(name: string): string | undefined {
    const member = value[name];
    if (member === undefined) return undefined;
    if (typeof member === 'string' && member.trim() !== '') return member;
    wrong(name, 'muss ein nicht leerer Text sein', 'must be a text that is not empty');
    return '';
  }
  function optionalUrl(name: string, allowInsecureHttp: boolean, kind: UrlKind): string | undefined {
    const text = optionalString(name);
    const complaint = text ? complainAboutUrl(text, allowInsecureHttp, kind) : undefined;
    if (complaint) wrong(name, ...complaint);
    return kind === 'base' ? text?.replace(/\/+$/, '') : text;
  }
  function strings(name: string): string[] {
    const member = value[name];
    const list: unknown[] = Array.isArray(member) ? member : [member];
    if (isTexts(list)) return list;
    wrong(name, 'muss ein Text oder eine Liste von Texten sein', 'must be a text or a list of texts');
    return [];
  }
  function optionalObject(name: string): FieldReader | undefined {
    const member = value[name];
    if (member === undefined) return undefined;
    if (isObject(member)) return createFieldReader(member, `${pathOf(name)}.`, problems);
    wrong(name, 'muss ein Objekt sein', 'must be an object');
    return undefined;
  }
  return {
    has: (name) => value[name] !== undefined,
    wrong,
    optionalString,
    strings,
    optionalUrl,
    optionalObject,
    only: (names) => unknownOf(own, names).forEach((name) => wrong(name, 'unbekannte Angabe', 'unknown member')),
    string(name) {
      if (value[name] === undefined) missing(name);
      return optionalString(name) ?? '';
    },
    boolean(name) {
      const member = value[name];
      if (member === undefined || typeof member === 'boolean') return member;
      wrong(name, 'muss true oder false sein', 'must be true or false');
      return undefined;
    },
    number(name, { from, to, preset }) {
      const member = value[name] ?? preset;
      if (typeof member === 'number' && Number.isInteger(member) && member >= from && member <= to) return member;
      wrong(name, `muss eine ganze Zahl von ${from} bis ${to} sein`, `must be an integer from ${from} to ${to}`);
      return from;
    },
    url(name, allowInsecureHttp, kind) {
      if (value[name] === undefined) missing(name);
      return optionalUrl(name, allowInsecureHttp, kind) ?? '';
    },
    object(name) {
      if (value[name] === undefined) missing(name);
      return optionalObject(name);
    },
    list(name) {
      const member = value[name] ?? [];
      const isList = Array.isArray(member) && member.every(isObject);
      if (!isList) wrong(name, 'muss eine Liste von Objekten sein', 'must be a list of objects');
      return (isList ? member : []).map((entry, index) =>
        createFieldReader(entry, `${pathOf(name)}[${index}].`, problems),
      );
    },
  };
}

function unknownOf(value: object, names: readonly string[]): string[] {
  return Object.keys(value).filter((name) => !names.includes(name));
}

function isTexts(list: readonly unknown[]): list is string[] {
  return list.length > 0 && list.every((entry) => typeof entry === 'string' && entry !== '');
}

function complainAboutUrl(text: string, allowInsecureHttp: boolean, kind: UrlKind): [string, string] | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return ['muss eine vollständige https-Adresse sein', 'must be a full https address'];
  if (url.username || url.password || url.hash)
    return ['ohne Anmeldedaten und ohne #', 'without credentials and without #'];
  // Client secret and tokens travel here; on the own computer nobody else listens.
  if (url.protocol === 'http:' && !(allowInsecureHttp && isLoopback(url.hostname)))
    return [
      'http nur mit allowInsecureHttp und nur zum eigenen Rechner',
      'http only with allowInsecureHttp and only to this computer',
    ];
  if (kind === 'base' && (url.search || /\/v\d+\/*$/.test(url.pathname)))
    return ['ohne Version (/v2) und ohne ? angeben', 'give it without version (/v2) and without ?'];
  return undefined;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
