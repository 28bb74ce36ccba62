import { type CodeListReference, type Finding, type ListedValue, type SchemaModel, type SchemaNode } from '../model.ts';
import { nodesByPath } from '../tree.ts';
import { listedValues, type CodeList } from './genericode.ts';

/** Where code lists come from; `version` null asks for the newest one known. */
export interface CodeListProvider {
  find(canonicalUri: string, version: string | null): CodeList | null | Promise<CodeList | null>;
}

/** Each distinct list once, as `canonicalVersionUri` (with the pinned version when found). */
export interface CodeListStatus {
  found: string[];
  missing: string[];
}

/**
 * Fills `lists` of a schema and pins the version of every reference, also of unversioned ones:
 * answers must stay readable after the list has changed.
 */
export async function resolveCodeLists(
  schema: SchemaModel,
  provider: CodeListProvider,
): Promise<{ schema: SchemaModel; status: CodeListStatus; findings: Finding[] }> {
  const lists: Record<string, ListedValue[]> = { ...schema.lists };
  const found = new Set<string>();
  const missing = new Set<string>();
  const findings: Finding[] = [];
  const pinned = new Map<string, CodeListReference>();
  for (const node of nodesByPath(schema).values()) {
    if (node.kind !== 'field' || node.codeList === null) continue;
    const list = await findList(node.codeList, provider);
    if (list === null) {
      missing.add(nameOf(node.codeList));
      findings.push(missingFinding(node.path, nameOf(node.codeList)));
      continue;
    }
    const reference = pin(node.codeList, list);
    found.add(list.canonicalVersionUri);
    pinned.set(node.path, reference);
    if (reference.listKey !== null) lists[reference.listKey] ??= listedValues(list, reference);
    if (node.codeList.version === null) findings.push(unversionedFinding(node.path, list.canonicalVersionUri));
  }
  const replace = (node: SchemaNode): SchemaNode =>
    node.kind === 'group'
      ? { ...node, children: node.children.map(replace) }
      : { ...node, codeList: pinned.get(node.path) ?? node.codeList };
  return {
    schema: { ...schema, nodes: schema.nodes.map(replace), lists },
    status: { found: [...found].sort(), missing: [...missing].sort() },
    findings,
  };
}

/** References of real files name the list by one, two or all three parts. */
async function findList(reference: CodeListReference, provider: CodeListProvider): Promise<CodeList | null> {
  const { canonicalUri, version, canonicalVersionUri } = reference;
  if (canonicalUri !== null) return provider.find(canonicalUri, version);
  const split = /^(.+)_([^_]+)$/u.exec(canonicalVersionUri ?? '');
  if (split?.[1] === undefined || split[2] === undefined) return null;
  return provider.find(split[1], split[2]);
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

/** Name of a referenced list as reports show it. */
export function nameOf(reference: CodeListReference): string {
  const joined =
    reference.canonicalUri !== null && reference.version !== null
      ? `${reference.canonicalUri}_${reference.version}`
      : reference.canonicalUri;
  return reference.canonicalVersionUri ?? joined ?? '?';
}

/** All lists a schema refers to, without resolving anything. */
export function referencedCodeLists(schema: SchemaModel): string[] {
  const names = new Set<string>();
  for (const node of nodesByPath(schema).values()) {
    if (node.kind === 'field' && node.codeList !== null) names.add(nameOf(node.codeList));
  }
  return [...names].sort();
}

function missingFinding(path: string, name: string): Finding {
  return {
    level: 'warning',
    code: 'code-list-missing',
    path,
    message: { de: `Die Codeliste „${name}“ liegt nicht vor.`, en: `The code list "${name}" is not available.` },
  };
}

function unversionedFinding(path: string, name: string): Finding {
  return {
    level: 'note',
    code: 'code-list-unversioned',
    path,
    message: {
      de: `Die Codeliste ist ohne Version angegeben; verwendet wird „${name}“.`,
      en: `The code list is referenced without a version; "${name}" is used.`,
    },
  };
}
