import { LRUCache } from 'lru-cache';
import {
  applyOverlay,
  type Overlay,
  parseOverlay,
  recogniseRules,
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
import { parseRuleDecisions } from './domain/rule-decisions.ts';
import { selectSchemaModel } from './store/schemas.ts';
import { insertVersion, selectManifest, selectOfferedVersion } from './store/versions.ts';
import { type CatalogueService, type CompiledForm } from './types.ts';

type VersionPart = Pick<CatalogueService, 'publishVersion' | 'compiledForm' | 'manifest' | 'versionBySchemaUri'>;

/** Forms in memory; the largest real one takes some megabytes. */
const keptForms = 100;
const keptManifests = 2000;

export function createVersions(
  kernel: Pick<Kernel, 'db' | 'clock'>,
  identity: Pick<IdentityService, 'tenant'>,
): VersionPart {
  const { db, clock } = kernel;
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
      return schema === null ? undefined : compile(digest, manifest, schema);
    },
  });

  async function checked(tx: Tx, provider: TenantId, value: ServiceManifest): Promise<{ digest: string }> {
    const result = parseManifest(value);
    if (!result.ok) {
      const problems = result.findings.map(({ path, code }) => ({ field: path, code }));
      throw new AppError('invalid', 'catalogue/manifest-invalid', { problems });
    }
    const { manifest, digest } = result;
    if ((await identity.tenant(provider))?.slug !== manifest.provider.slug) throw misfit('/provider/slug');
    const schema = await selectSchemaModel(tx, manifest.schema.digest);
    if (schema === null) throw misfit('/schema/digest');
    if (schema.id !== manifest.schema.id) throw misfit('/schema/id');
    if (schema.dialect !== manifest.schema.dialect) throw misfit('/schema/dialect');
    compile(digest, manifest, schema);
    return { digest };
  }

  return {
    async publishVersion(tx, provider, manifest) {
      const { digest } = await checked(tx, provider, manifest);
      if (await insertVersion(tx, { digest, provider, manifest, now: clock.now() })) return { digest };
      // Either this very version is there, or another content under its number.
      if ((await selectManifest(tx, digest)) !== null) return { digest };
      throw new AppError('conflict', 'catalogue/version-exists', { params: { version: manifest.version } });
    },
    async compiledForm(versionDigest) {
      const form = await forms.fetch(versionDigest);
      if (form === undefined) throw new AppError('not-found', 'catalogue/version-not-found');
      return form;
    },
    manifest: async (versionDigest) => (await manifests.fetch(versionDigest)) ?? null,
    versionBySchemaUri: (tenant, schemaUri) => db.tx({}, (tx) => selectOfferedVersion(tx, tenant, schemaUri)),
  };
}

function compile(digest: string, manifest: ServiceManifest, schema: SchemaModel): CompiledForm {
  const overlay = overlayOf(manifest, schema);
  const rules = rulesOf(manifest, schema);
  return { digest, schema, form: applyOverlay(schema, overlay), rules };
}

function overlayOf(manifest: ServiceManifest, schema: SchemaModel): Overlay {
  try {
    return parseOverlay(manifest.overlay, schema);
  } catch (error) {
    if (error instanceof XdfError) throw misfit('/overlay');
    throw error;
  }
}

function rulesOf(manifest: ServiceManifest, schema: SchemaModel): RuleSet {
  const decisions = parseRuleDecisions(manifest.rules, schema);
  if (decisions === null) throw misfit('/rules');
  const kept = recogniseRules(schema).recognised.filter((rule) => !decisions.remove.includes(rule.id));
  return { rules: [...kept, ...decisions.add] };
}

/** A manifest whose parts do not fit together or to what the catalogue has. */
function misfit(path: string): AppError {
  const problems = [{ field: path, code: 'does-not-fit' }];
  return new AppError('invalid', 'catalogue/manifest-misfit', { params: { path }, problems });
}
