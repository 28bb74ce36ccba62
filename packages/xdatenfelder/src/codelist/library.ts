import { XdfError } from '../error.ts';
import { type CodeList } from './genericode.ts';
import { type CodeListProvider } from './resolve.ts';

/**
 * Code lists in memory. A version is immutable: the same version with other rows is refused, because
 * answers that refer to it would change their meaning. Without a version the newest is found.
 * @throws XdfError `xdf/list-changed`
 */
export function codeListLibrary(lists: readonly CodeList[]): CodeListProvider {
  const byUri = new Map<string, Map<string, CodeList>>();
  for (const list of lists) {
    const versions = byUri.get(list.canonicalUri) ?? new Map<string, CodeList>();
    const known = versions.get(list.version);
    if (known !== undefined && !isSameCodeList(known, list)) throw changed(list);
    byUri.set(list.canonicalUri, versions.set(list.version, known ?? list));
  }
  const versions = (uri: string): string[] => [...(byUri.get(uri)?.keys() ?? [])].sort(compareListVersions);
  return {
    find: (uri, version) => byUri.get(uri)?.get(version ?? versions(uri).at(-1) ?? '') ?? null,
    versions,
  };
}

/** Older first. Dates and numbers are compared part by part: `9` is older than `10`. */
export function compareListVersions(left: string, right: string): number {
  const parts = (version: string): string[] => version.match(/\d+|\D+/gu) ?? [];
  const [a, b] = [parts(left), parts(right)];
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const [x = '', y = ''] = [a[at], b[at]];
    if (x === y) continue;
    const isNumeric = /^\d+$/u.test(x) && /^\d+$/u.test(y);
    if (isNumeric && Number(x) !== Number(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return 0;
}

/** Same identity and same cells, whatever the order of columns. */
export function isSameCodeList(a: CodeList, b: CodeList): boolean {
  const cells = (row: Record<string, string>): string =>
    JSON.stringify(Object.entries(row).sort(([left], [right]) => (left < right ? -1 : 1)));
  return (
    a.canonicalVersionUri === b.canonicalVersionUri &&
    a.rows.length === b.rows.length &&
    a.rows.every((row, at) => cells(row) === cells(b.rows[at] ?? {}))
  );
}

function changed({ canonicalVersionUri }: CodeList): XdfError {
  return new XdfError('xdf/list-changed', {
    de: `Die Codeliste „${canonicalVersionUri}“ liegt mit anderem Inhalt schon vor. Eine Version ändert sich nie.`,
    en: `The code list "${canonicalVersionUri}" is there already with other content. A version never changes.`,
  });
}
