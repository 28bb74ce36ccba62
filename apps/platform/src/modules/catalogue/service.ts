import { type Kernel } from '#kernel/module';
import { type IdentityService } from '#modules/identity';
import { createCodeLists } from './code-lists.ts';
import { createFeedback } from './feedback.ts';
import { createFinder } from './finder.ts';
import { createOfferings } from './offerings.ts';
import { createOfferingChanges } from './offering-changes.ts';
import { createPinnedImports } from './pinned-imports.ts';
import { createRunningTowns } from './running-towns.ts';
import { createSchemas } from './schemas.ts';
import { selectAllVersions } from './store/published.ts';
import { type AdoptableVersion, type CatalogueService } from './types.ts';
import { createVersions } from './versions.ts';

export type CatalogueKernel = Pick<Kernel, 'db' | 'clock' | 'secrets' | 'mail' | 'config'>;

/** Also for commands, which run without routes and jobs. */
export function createCatalogueService(kernel: CatalogueKernel, identity: IdentityService): CatalogueService {
  const { resolveLegacyRules, ...versions } = createVersions(kernel, identity);
  const { listsOf, listFile, ...codeLists } = createCodeLists(kernel, identity);
  const { allLive, forget, ...offerings } = createOfferings(kernel, identity, versions);
  const { outdated, ...finder } = createFinder(kernel, { allLive });
  const { forgetRunning, ...running } = createRunningTowns(kernel);
  const changes = createOfferingChanges(kernel, identity, () => {
    forget();
    forgetRunning();
    outdated();
  });
  return {
    ...versions,
    ...offerings,
    ...changes,
    ...running,
    ...finder,
    async warmUp() {
      await resolveLegacyRules();
      await finder.warmUp();
    },
    ...codeLists,
    ...createSchemas(kernel, { listsOf, addCodeLists: codeLists.addCodeLists }),
    ...createPinnedImports(kernel, { listFile, addCodeLists: codeLists.addCodeLists }),
    allVersions: () => allVersions(kernel, versions),
    ...createFeedback(kernel),
  };
}

async function allVersions(
  { db }: Pick<Kernel, 'db'>,
  versions: Pick<CatalogueService, 'manifest'>,
): Promise<readonly AdoptableVersion[]> {
  const rows = await db.tx({}, selectAllVersions);
  const listed = await Promise.all(
    rows.map(async ({ version_digest: digest, tenant_id: provider, published_at: publishedAt }) => {
      const manifest = await versions.manifest(digest);
      if (manifest === null) return [];
      const { service, version } = manifest;
      return [{ digest, provider, serviceSlug: service.slug, name: service.name, version, publishedAt }];
    }),
  );
  return listed.flat();
}
