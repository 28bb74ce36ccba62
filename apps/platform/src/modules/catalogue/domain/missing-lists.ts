import {
  codeListIdentity,
  codeListName,
  type CodeListReference,
  type ListReplacement,
  nodesByPath,
  publicationFindings,
  type SchemaModel,
} from '@verbund/xdatenfelder';

/** A list that the schema names; `uri` null when the name is none that a list could have. */
export interface NamedList {
  name: string;
  uri: string | null;
  version: string | null;
}

/** Lists of a resolved schema that are not there, each once. */
export function missingLists(schema: SchemaModel): NamedList[] {
  return blocking(schema, 'code-list-missing');
}

/** Lists made up for a test; publication refuses them. */
export function testLists(schema: SchemaModel): NamedList[] {
  return blocking(schema, 'code-list-test');
}

/** Every list a schema names, each once. */
export function namedLists(schema: SchemaModel): NamedList[] {
  return distinct([...nodesByPath(schema).keys()].map((path) => referenceAt(schema, path)));
}

/** Decisions that stand in a resolved schema: another version in place of a missing one. */
export function replacementsOf(schema: SchemaModel): ListReplacement[] {
  const all = Object.values(schema.listOrigins ?? {}).flatMap(({ replacement }) => replacement ?? []);
  return [...new Map(all.map((one) => [JSON.stringify([one.canonicalUri, one.version]), one])).values()];
}

function blocking(schema: SchemaModel, code: string): NamedList[] {
  const found = publicationFindings(schema).filter((finding) => finding.code === code);
  return distinct(found.map(({ path }) => referenceAt(schema, path)));
}

function referenceAt(schema: SchemaModel, path: string): CodeListReference | null {
  const node = nodesByPath(schema).get(path);
  return node?.kind === 'field' ? node.codeList : null;
}

function distinct(references: readonly (CodeListReference | null)[]): NamedList[] {
  const lists = references.flatMap((one) =>
    one === null ? [] : [{ name: codeListName(one), ...codeListIdentity(one) }],
  );
  return [...new Map(lists.map((list) => [list.name, list])).values()];
}
