import { type CodeList } from '@verbund/xdatenfelder';
import { AppError } from '#kernel/errors';
import { type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { replacementsOf } from './domain/missing-lists.ts';
import { pinnedLists, readPinnedSchema } from './pinned-schema.ts';
import { insertSchema, insertSchemaImport, selectSchema, selectSchemaXml } from './store/schemas.ts';
import { type CatalogueService } from './types.ts';

interface ListSource {
  addCodeLists: CatalogueService['addCodeLists'];
  listFile(provider: TenantId, list: Pick<CodeList, 'canonicalUri' | 'version'>): Promise<Uint8Array | null>;
}

/** Schemas that travel between installations with everything that their digest is made of. */
export function createPinnedImports(
  { db, clock }: Pick<Kernel, 'db' | 'clock'>,
  source: ListSource,
): Pick<CatalogueService, 'importPinned' | 'schemaSource'> {
  return {
    async importPinned(provider, pinned, expected) {
      const { digest, schema, findings, missingCodeLists } = await readPinnedSchema(pinned);
      if (digest !== expected) throw otherDigest(expected);
      await source.addCodeLists(
        provider,
        pinned.codeLists.map((bytes, at) => ({ name: `Codeliste ${String(at + 1)}`, bytes })),
      );
      const row = { digest, tenant: provider, now: clock.now() };
      await db.tx({ tenant: provider }, async (tx) => {
        await insertSchema(tx, { ...row, schema, xml: pinned.xml, findings, missingCodeLists });
        await insertSchemaImport(tx, row);
      });
    },
    async schemaSource(provider, digest) {
      const xml = found(await db.tx({}, (tx) => selectSchemaXml(tx, digest)));
      const { schema } = found(await db.tx({}, (tx) => selectSchema(tx, digest)));
      const codeLists = [];
      for (const list of pinnedLists(schema)) {
        const file = await source.listFile(provider, list);
        if (file !== null) codeLists.push(file);
      }
      return { xml, codeLists, replacements: replacementsOf(schema) };
    },
  };
}

function found<T>(value: T | null): T {
  if (value === null) throw new AppError('not-found', 'catalogue/schema-not-found');
  return value;
}

function otherDigest(expected: string): AppError {
  const problems = [{ field: '/schema/digest', code: 'does-not-fit' }];
  return new AppError('invalid', 'catalogue/manifest-misfit', { params: { path: expected }, problems });
}
