import {
  codeListLibrary,
  type CodeList,
  type CodeListReference,
  type ListReplacement,
  nodesByPath,
  resolveCodeLists,
  type SchemaModel,
} from '@verbund/xdatenfelder';

export interface ResolvedForTest {
  schema: SchemaModel;
  replaced: readonly ListReplacement[];
  /** Uris of lists made up here, because no version of them is there. */
  made: readonly string[];
}

/**
 * All lists of a schema: those that are there, another version of the same list by a recorded decision, and where there
 * is no version at all a short list marked TEST, which publication refuses.
 */
export async function resolveForTest(schema: SchemaModel, lists: readonly CodeList[]): Promise<ResolvedForTest> {
  const library = codeListLibrary(lists);
  const replaced = new Map<string, ListReplacement>();
  const made = new Map<string, CodeList>();
  for (const node of nodesByPath(schema).values()) {
    const named = node.kind === 'field' ? nameParts(node.codeList) : null;
    if (named === null || (await library.find(named.uri, named.version)) !== null) continue;
    const use = (await library.versions?.(named.uri))?.at(-1);
    const key = `${named.uri} ${named.version ?? ''}`;
    if (use !== undefined && named.version !== null) {
      const decision = { decidedBy: 'Test', decidedOn: '2026-11-02', reason: 'Die genannte Version liegt nicht vor.' };
      replaced.set(key, { canonicalUri: named.uri, version: named.version, use, ...decision });
    } else made.set(key, madeList(named.uri, named.version ?? '1'));
  }
  const all = codeListLibrary([...lists, ...made.values()]);
  const resolved = await resolveCodeLists(schema, all, { replacements: [...replaced.values()] });
  return { schema: resolved.schema, replaced: [...replaced.values()], made: [...made.keys()] };
}

/** A reference may name its list by uri and version, by both in one, or without a version. */
function nameParts(reference: CodeListReference | null): { uri: string; version: string | null } | null {
  if (reference === null) return null;
  const split = /^(.+)_([^_]+)$/u.exec(reference.canonicalVersionUri ?? '');
  const uri = reference.canonicalUri ?? split?.[1];
  if (uri === undefined) return null;
  return { uri, version: reference.version ?? (split?.[1] === uri ? (split[2] ?? null) : null) };
}

/** Long enough for a list that is searched rather than read. */
function madeList(canonicalUri: string, version: string): CodeList {
  const rows = Array.from({ length: 40 }, (_, at) => ({ code: `T${String(at + 1)}`, name: `TEST-Wert ${at + 1}` }));
  return {
    canonicalUri,
    version,
    canonicalVersionUri: `${canonicalUri}_${version}`,
    name: 'TEST',
    columns: ['code', 'name'],
    keyColumns: ['code'],
    rows,
    test: true,
  };
}
