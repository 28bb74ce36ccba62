import { LRUCache } from 'lru-cache';
import { type SchemaModel } from '@verbund/xdatenfelder';
import { AppError } from '#kernel/errors';
import { type Kernel } from '#kernel/module';
import { selectPublished, selectSchemaFile } from './store/published.ts';
import { selectSchemaModel } from './store/schemas.ts';
import { type CatalogueService } from './types.ts';

/** Few at a time are worked on; the largest real one takes some megabytes. */
const keptModels = 20;

/** What a provider's workspace reads: schemas that were imported and versions that were published. */
export function createPublished({ db }: Pick<Kernel, 'db'>): Pick<CatalogueService, 'publishedVersions' | 'schema'> {
  // Immutable by the digest. One object per schema also lets what hangs on the model be computed once.
  const models = new LRUCache<string, SchemaModel>({
    max: keptModels,
    fetchMethod: async (digest) => (await db.tx({}, (tx) => selectSchemaModel(tx, digest))) ?? undefined,
  });
  return {
    publishedVersions: (provider) => db.tx({}, (tx) => selectPublished(tx, provider)),
    async schema(digest) {
      const schema = await models.fetch(digest);
      const file = await db.tx({}, (tx) => selectSchemaFile(tx, digest));
      if (schema === undefined || file === null) throw new AppError('not-found', 'catalogue/schema-not-found');
      return { schema, xml: file.xml, findings: file.findings, missingCodeLists: file.missing };
    },
  };
}
