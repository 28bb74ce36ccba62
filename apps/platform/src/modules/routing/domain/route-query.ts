export type AreaKey = { kind: 'ars' | 'ags' | 'areaId'; digits: string };
export interface PageRequest {
  offset: number;
  limit: number;
}
/** `wrong` names the first parameter that breaks its rule, in words for the caller. */
export type Read<T> = { ok: true; value: T } | { ok: false; wrong: string };

const longestTerm = 200;

const areaRules = {
  ars: { pattern: /^(\d{2}|\d{3}|\d{5}|\d{9}|\d{12})$/, words: '2, 3, 5, 9 or 12 digits' },
  ags: { pattern: /^(\d{2}|\d{3}|\d{5}|\d{8})$/, words: '2, 3, 5 or 8 digits' },
  areaId: { pattern: /^\d{1,32}$/, words: 'digits' },
} as const;
const areaKinds = ['ars', 'ags', 'areaId'] as const;

function wrong(words: string): { ok: false; wrong: string } {
  return { ok: false, wrong: words };
}

/** Parameters of GET …/routes (reference 10). */
export function readRouteQuery(query: URLSearchParams): Read<{ leikaKey: string; area: AreaKey; page: PageRequest }> {
  const [leikaKey, ...further] = query.getAll('leikaKey');
  if (leikaKey === undefined || further.length > 0) return wrong('leikaKey must be given once.');
  if (!/^99\d{12}$/.test(leikaKey)) return wrong('leikaKey must have 14 digits and begin with 99.');
  const given = areaKinds.flatMap((kind) => query.getAll(kind).map((digits): AreaKey => ({ kind, digits })));
  const [area] = given;
  if (area === undefined || given.length > 1) return wrong('Exactly one of ars, ags and areaId must be given.');
  const { pattern, words } = areaRules[area.kind];
  if (!pattern.test(area.digits)) return wrong(`${area.kind} must have ${words}.`);
  const page = readPage(query);
  return page.ok ? { ok: true, value: { leikaKey, area, page: page.value } } : page;
}

/** Parameters of GET …/areas. A space inside a term separates it like a second term. */
export function readAreaQuery(query: URLSearchParams): Read<{ terms: readonly string[]; page: PageRequest }> {
  const terms = query.getAll('areaSearchexpression');
  if (terms.length < 1 || terms.length > 10) return wrong('areaSearchexpression must be given 1 to 10 times.');
  if (!terms.every(isTerm)) {
    return wrong(
      `areaSearchexpression needs at least two characters between wildcards and at most ${String(longestTerm)} in all.`,
    );
  }
  const page = readPage(query);
  return page.ok ? { ok: true, value: { terms, page: page.value } } : page;
}

/**
 * Parts of two characters or more, each with at most one `*` on either side. Not the published expression: its nested
 * repetition needs exponential time for some texts.
 */
function isTerm(term: string): boolean {
  const parts = term.split(/\*{1,2}/);
  const inner = parts.filter((part) => part !== '');
  const edges = term.startsWith('**') || term.endsWith('**') || term.includes('***');
  return term.length <= longestTerm && !edges && inner.length > 0 && inner.every((part) => part.trim().length >= 2);
}

function readPage(query: URLSearchParams): Read<PageRequest> {
  const offset = readNumber(query, 'offset', 0, 0, 2_147_483_647);
  const limit = readNumber(query, 'limit', 100, 1, 500);
  if (!offset.ok) return offset;
  return limit.ok ? { ok: true, value: { offset: offset.value, limit: limit.value } } : limit;
}

function readNumber(query: URLSearchParams, name: string, preset: number, least: number, most: number): Read<number> {
  const [text, ...further] = query.getAll(name);
  if (text === undefined) return { ok: true, value: preset };
  const value = further.length === 0 && /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return { ok: true, value };
  return wrong(`${name} must be a whole number from ${String(least)} to ${String(most)}.`);
}
