import { createHash } from 'node:crypto';
import {
  type CodeList,
  type CodeListProvider,
  type Finding,
  readCodeList,
  readSchema,
  recogniseRules,
  resolveCodeLists,
  type SchemaModel,
  XdfError,
} from '@verbund/xdatenfelder';
import { AppError } from '#kernel/errors';
import { type Kernel } from '#kernel/module';
import { canonicalJson } from './domain/canonical-json.ts';
import { insertSchema } from './store/schemas.ts';
import { type CatalogueService } from './types.ts';

/** Reads, resolves, stores. A second import of the same file with the same lists changes nothing. */
export function createSchemaImport(kernel: Pick<Kernel, 'db' | 'clock'>): Pick<CatalogueService, 'importSchema'> {
  return {
    async importSchema({ xml, provider, codeLists }) {
      const read = await readOrRefuse(() => readSchema(xml));
      const lists: CodeList[] = [];
      for (const bytes of codeLists) lists.push(await readOrRefuse(() => readCodeList(bytes)));
      const resolved = await resolveCodeLists(read.schema, providerOf(lists));
      const { schema } = resolved;
      const recognition = recogniseRules(schema);
      const findings = [...read.findings, ...resolved.findings, ...recognition.findings].map(toFinding);
      const digest = schemaDigest(xml, schema);
      const missingCodeLists = resolved.status.missing;
      await kernel.db.tx({ tenant: provider }, (tx) =>
        insertSchema(tx, {
          digest,
          tenant: provider,
          schema,
          xml,
          findings,
          missingCodeLists,
          now: kernel.clock.now(),
        }),
      );
      return { schemaDigest: digest, schema, findings, missingCodeLists };
    },
  };
}

/** The file and the lists pinned with it: the same file with newer lists is another form. */
function schemaDigest(xml: Uint8Array, schema: SchemaModel): string {
  const file = createHash('sha256').update(xml).digest('hex');
  const hash = createHash('sha256').update(canonicalJson({ file, lists: schema.lists }), 'utf8');
  return `sha256:${hash.digest('hex')}`;
}

function providerOf(lists: readonly CodeList[]): CodeListProvider {
  return {
    find(canonicalUri, version) {
      const named = lists.filter((list) => list.canonicalUri === canonicalUri);
      const newest = named.toSorted((a, b) => (a.version < b.version ? 1 : -1))[0];
      return (version === null ? newest : named.find((list) => list.version === version)) ?? null;
    },
  };
}

const toFinding = ({ level, code, path, message }: Finding) => ({ level, code, path, message: message.de });

async function readOrRefuse<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof XdfError)) throw error;
    throw new AppError('invalid', 'catalogue/schema-unreadable', {
      params: { reason: error.code },
      detail: error.text.en,
      cause: error,
    });
  }
}
