import { LRUCache } from 'lru-cache';
import {
  applyOverlay,
  type Overlay,
  parseOverlay,
  type RuleSet,
  type SchemaModel,
  XdfError,
} from '@verbund/xdatenfelder';
import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type IdentityService } from '#modules/identity';
import { parseManifest, type ServiceManifest } from './domain/manifest.ts';
import { listObstacles, type Obstacle, ruleObstacles } from './domain/publication.ts';
import { parsePinnedRules, type PinnedRules, ruleSetOf } from './domain/rule-decisions.ts';
import { createLegacyVersions } from './legacy-versions.ts';
import { selectSchemaModel } from './store/schemas.ts';
import { insertVersion, selectManifest, selectOfferedVersion, selectVersions } from './store/versions.ts';
import { type CatalogueService, type CompiledForm } from './types.ts';

type VersionPart = Pick<
  CatalogueService,
  'publishVersion' | 'versionsOf' | 'compiledForm' | 'manifest' | 'versionBySchemaUri'
> & {
  resolveLegacyRules(): Promise<void>;
};

/** Forms in memory; the largest real one takes some megabytes. */
const keptForms = 100;
const keptManifests = 2000;

export function createVersions(
  kernel: Pick<Kernel, 'db' | 'clock'>,
  identity: Pick<IdentityService, 'tenant'>,
): VersionPart {
  const { db, clock } = kernel;
  const legacy = createLegacyVersions(kernel);
  // Both are immutable by their digest, so nothing ever has to be thrown out but for room.
  const manifests = new LRUCache<string, ServiceManifest>({
    max: keptManifests,
    fetchMethod: async (digest) => (await db.tx({}, (tx) => selectManifest(tx, digest))) ?? undefined,
  });
  const forms = new LRUCache<string, CompiledForm>({
    max: keptForms,
    fetchMethod: async (digest) => {
      const manifest = await manifests.fetch(digest);
      if (manifest === undefined) return undefined;
      const schema = await db.tx({}, (tx) => selectSchemaModel(tx, manifest.schema.digest));
      if (schema === null) return undefined;
      const rules = (await legacy.rulesOf(digest, manifest, schema)) ?? ruleSetOf(pinnedRules(manifest, schema));
      return compile(digest, manifest, schema, rules);
    },
  });

  function parsed(value: ServiceManifest): { manifest: ServiceManifest; digest: string } {
    const result = parseManifest(value);
    if (!result.ok) {
      const problems = result.findings.map(({ path, code }) => ({ field: path, code }));
      throw new AppError('invalid', 'catalogue/manifest-invalid', { problems });
    }
    return result;
  }

  async function checkFit(tx: Tx, provider: TenantId, manifest: ServiceManifest, digest: string): Promise<void> {
    if ((await identity.tenant(provider))?.slug !== manifest.provider.slug) throw misfit('/provider/slug');
    const schema = await selectSchemaModel(tx, manifest.schema.digest);
    if (schema === null) throw misfit('/schema/digest');
    checkManifestFit(manifest, digest, schema);
  }

  return {
    async publishVersion(tx, provider, value) {
      const { manifest, digest } = parsed(value);
      // What is there stays, also what today's rules of publication would refuse.
      if ((await selectManifest(tx, digest)) !== null) return { digest };
      await checkFit(tx, provider, manifest, digest);
      if (await insertVersion(tx, { digest, provider, manifest, now: clock.now() })) return { digest };
      // Published by somebody else a moment ago, or another content holds the number.
      if ((await selectManifest(tx, digest)) !== null) return { digest };
      throw new AppError('conflict', 'catalogue/version-exists', { params: { version: manifest.version } });
    },
    versionsOf: (provider, serviceSlug) => db.tx({}, (tx) => selectVersions(tx, provider, serviceSlug ?? null)),
    async compiledForm(versionDigest) {
      const form = await forms.fetch(versionDigest);
      if (form === undefined) throw new AppError('not-found', 'catalogue/version-not-found');
      return form;
    },
    manifest: async (versionDigest) => (await manifests.fetch(versionDigest)) ?? null,
    resolveLegacyRules: () => legacy.resolveAll(),
    versionBySchemaUri: (tenant, schemaUri) => db.tx({}, (tx) => selectOfferedVersion(tx, tenant, schemaUri)),
  };
}

/** Everything that publication demands of a manifest and its schema, without an installation. */
export function checkManifestFit(manifest: ServiceManifest, digest: string, schema: SchemaModel): CompiledForm {
  if (schema.id !== manifest.schema.id) throw misfit('/schema/id');
  if (schema.dialect !== manifest.schema.dialect) throw misfit('/schema/dialect');
  const pinned = pinnedRules(manifest, schema);
  const form = compile(digest, manifest, schema, ruleSetOf(pinned));
  refuseFor('catalogue/code-lists-missing', listObstacles(schema));
  refuseFor('catalogue/rules-open', ruleObstacles(pinned));
  return form;
}

function compile(digest: string, manifest: ServiceManifest, schema: SchemaModel, rules: RuleSet): CompiledForm {
  return { digest, schema, form: applyOverlay(schema, overlayOf(manifest, schema)), rules };
}

function overlayOf(manifest: ServiceManifest, schema: SchemaModel): Overlay {
  try {
    return parseOverlay(manifest.overlay, schema);
  } catch (error) {
    if (error instanceof XdfError) throw misfit('/overlay');
    throw error;
  }
}

function pinnedRules(manifest: ServiceManifest, schema: SchemaModel): PinnedRules {
  const pinned = parsePinnedRules(manifest.rules, schema);
  if (!pinned.ok) throw misfit(`/rules${pinned.pointer}`);
  return pinned.value;
}

function refuseFor(
  code: 'catalogue/code-lists-missing' | 'catalogue/rules-open',
  obstacles: readonly Obstacle[],
): void {
  if (obstacles.length === 0) return;
  const problems = obstacles.map((obstacle) => ({ field: obstacle.name, code: obstacle.code }));
  const detail = obstacles.map(({ name, code: why }) => `${name} (${why})`).join(', ');
  throw new AppError('conflict', code, {
    params: { names: obstacles.map(({ name }) => name).join(', ') },
    problems,
    detail,
  });
}

/** A manifest whose parts do not fit together or to what the catalogue has. */
function misfit(path: string): AppError {
  const problems = [{ field: path, code: 'does-not-fit' }];
  return new AppError('invalid', 'catalogue/manifest-misfit', { params: { path }, problems });
}
