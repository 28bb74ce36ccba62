import {
  codeListLibrary,
  type ListReplacement,
  nodesByPath,
  readCodeList,
  readSchema,
  recogniseRules,
  resolveCodeLists,
  type SchemaModel,
  XdfError,
} from '@verbund/xdatenfelder';
import { AppError } from '#kernel/errors';
import { schemaDigest, toFinding } from './schema-digest.ts';
import { type SchemaFinding } from './types.ts';

/** A schema with everything that its digest is made of: the file, the lists pinned with it, the decisions on them. */
export interface SchemaSource {
  xml: Uint8Array;
  codeLists: readonly Uint8Array[];
  replacements: readonly ListReplacement[];
}

export interface PinnedSchema {
  digest: string;
  schema: SchemaModel;
  findings: readonly SchemaFinding[];
  missingCodeLists: readonly string[];
}

/**
 * Reads a schema with these lists and no others, wherever it is read: the store of the installation has no say, so the
 * digest is the same everywhere. Refused with 'catalogue/schema-unreadable'.
 */
export async function readPinnedSchema({ xml, codeLists, replacements }: SchemaSource): Promise<PinnedSchema> {
  try {
    const read = await readSchema(xml);
    const lists = [];
    for (const list of codeLists) lists.push(await readCodeList(list));
    const resolved = await resolveCodeLists(read.schema, codeListLibrary(lists), { replacements });
    const { schema } = resolved;
    const findings = [...read.findings, ...resolved.findings, ...recogniseRules(schema).findings].map(toFinding);
    return { digest: schemaDigest(xml, schema), schema, findings, missingCodeLists: resolved.status.missing };
  } catch (error) {
    if (!(error instanceof XdfError)) throw error;
    throw new AppError('invalid', 'catalogue/schema-unreadable', {
      params: { reason: error.code },
      detail: error.text.en,
      cause: error,
    });
  }
}

/** Versions of lists that a resolved schema was pinned with, each once, in a fixed order. */
export function pinnedLists(schema: SchemaModel): readonly { canonicalUri: string; version: string }[] {
  const lists = new Map<string, { canonicalUri: string; version: string }>();
  for (const node of nodesByPath(schema).values()) {
    if (node.kind !== 'field' || node.codeList === null) continue;
    const { listKey, canonicalUri, version } = node.codeList;
    if (listKey === null || canonicalUri === null || version === null) continue;
    lists.set(JSON.stringify([canonicalUri, version]), { canonicalUri, version });
  }
  return [...lists].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, list]) => list);
}
