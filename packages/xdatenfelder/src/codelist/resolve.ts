import {
  type CodeListReference,
  type Finding,
  type ListedValue,
  type ListOrigin,
  type ListReplacement,
  type SchemaModel,
  type SchemaNode,
} from '../model.ts';
import { nodesByPath } from '../tree.ts';
import { listedValues, type CodeList } from './genericode.ts';
import { nameOf } from './list-name.ts';
import { missingFinding, replacedFinding, testFinding, unknownColumns, unversionedFinding } from './list-findings.ts';

/** Where code lists come from; `version` null asks for the newest one known. */
export interface CodeListProvider {
  find(canonicalUri: string, version: string | null): CodeList | null | Promise<CodeList | null>;
  /** All versions known, older first; lets a finding say what could stand in for a missing one. */
  versions?(canonicalUri: string): readonly string[] | Promise<readonly string[]>;
}

export interface ResolveOptions {
  replacements?: readonly ListReplacement[];
}

/** Each distinct list once, as `canonicalVersionUri` (with the pinned version when found). */
export interface CodeListStatus {
  found: string[];
  missing: string[];
}

/**
 * Fills `lists` of a schema and pins the version of every reference, also of unversioned ones:
 * answers must stay readable after the list has changed. What `publicationFindings` needs to know
 * about a list (made up, standing in for another one) is kept in `listOrigins`.
 */
export async function resolveCodeLists(
  schema: SchemaModel,
  provider: CodeListProvider,
  options: ResolveOptions = {},
): Promise<{ schema: SchemaModel; status: CodeListStatus; findings: Finding[] }> {
  const lists: Record<string, ListedValue[]> = { ...schema.lists };
  const origins: Record<string, ListOrigin> = { ...schema.listOrigins };
  const found = new Set<string>();
  const missing = new Set<string>();
  const findings: Finding[] = [];
  const pinned = new Map<string, CodeListReference>();
  for (const node of nodesByPath(schema).values()) {
    if (node.kind !== 'field' || node.codeList === null) continue;
    const { list, replacement } = await findList(node.codeList, provider, options.replacements ?? []);
    if (list === null) {
      const others = (await provider.versions?.(codeListIdentity(node.codeList).uri ?? '')) ?? [];
      missing.add(nameOf(node.codeList));
      findings.push(missingFinding(node.path, nameOf(node.codeList), others));
      continue;
    }
    const reference = pin(node.codeList, list);
    found.add(list.canonicalVersionUri);
    pinned.set(node.path, reference);
    if (reference.listKey !== null) {
      lists[reference.listKey] ??= listedValues(list, reference);
      if (list.test === true || replacement !== null) {
        origins[reference.listKey] = { test: list.test === true, replacement };
      }
    }
    if (replacement !== null) findings.push(replacedFinding(node.path, nameOf(node.codeList), replacement));
    else if (codeListIdentity(node.codeList).version === null) {
      findings.push(unversionedFinding(node.path, list.canonicalVersionUri));
    }
    if (list.test === true) findings.push(testFinding(node.path, list.canonicalVersionUri, 'warning'));
    findings.push(...unknownColumns(node.path, list, node.codeList));
  }
  const replace = (node: SchemaNode): SchemaNode =>
    node.kind === 'group'
      ? { ...node, children: node.children.map(replace) }
      : { ...node, codeList: pinned.get(node.path) ?? node.codeList };
  return {
    schema: {
      ...schema,
      nodes: schema.nodes.map(replace),
      lists,
      ...(Object.keys(origins).length > 0 ? { listOrigins: origins } : {}),
    },
    status: { found: [...found].sort(), missing: [...missing].sort() },
    findings,
  };
}

/**
 * Which version of which list a reference means; both null = it names nothing usable, version null = the newest.
 * References of real files name the list by one, two or all three parts.
 */
export function codeListIdentity(reference: CodeListReference): { uri: string | null; version: string | null } {
  const { canonicalUri, version, canonicalVersionUri } = reference;
  if (canonicalUri !== null && version !== null) return { uri: canonicalUri, version };
  const split = /^(.+)_([^_]+)$/u.exec(canonicalVersionUri ?? '');
  if (canonicalUri === null) return { uri: split?.[1] ?? null, version: split?.[2] ?? null };
  return { uri: canonicalUri, version: split?.[1] === canonicalUri ? (split[2] ?? null) : null };
}

async function findList(
  reference: CodeListReference,
  provider: CodeListProvider,
  replacements: readonly ListReplacement[],
): Promise<{ list: CodeList | null; replacement: ListReplacement | null }> {
  const { uri, version } = codeListIdentity(reference);
  if (uri === null) return { list: null, replacement: null };
  const list = await provider.find(uri, version);
  if (list !== null) return { list, replacement: null };
  const decided = replacements.find((one) => one.canonicalUri === uri && one.version === version) ?? null;
  const other = decided === null ? null : await provider.find(uri, decided.use);
  return { list: other, replacement: other === null ? null : decided };
}

function pin(reference: CodeListReference, list: CodeList): CodeListReference {
  const keys = [reference.codeKey, reference.nameKey, reference.helpKey].map((key) => key ?? '').join('|');
  return {
    ...reference,
    canonicalUri: list.canonicalUri,
    version: list.version,
    canonicalVersionUri: list.canonicalVersionUri,
    listKey: keys === '||' ? list.canonicalVersionUri : `${list.canonicalVersionUri}#${keys}`,
  };
}

/** All lists a schema refers to, without resolving anything. */
export function referencedCodeLists(schema: SchemaModel): string[] {
  const names = new Set<string>();
  for (const node of nodesByPath(schema).values()) {
    if (node.kind === 'field' && node.codeList !== null) names.add(nameOf(node.codeList));
  }
  return [...names].sort();
}
