import { type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type CaseworkService } from '#modules/casework';
import { type CatalogueService } from '#modules/catalogue';
import { type IdentityService } from '#modules/identity';
import { type PackagesService } from '#modules/packages';
import { createTenantOfSandbox } from './create-sandbox.ts';
import { sandboxNotFound } from './errors.ts';
import { sandboxPaths } from './paths.ts';
import { createSamples, type Samples } from './samples.ts';
import * as rows from './store/sandboxes.ts';
import { type Sandbox, type SandboxApplications, type SandboxService } from './types.ts';

export interface SandboxDeps {
  kernel: Kernel;
  identity: Pick<IdentityService, 'tenant' | 'createTenant' | 'saveLegalPage' | 'refreshTenants' | 'sandboxes'>;
  catalogue: Pick<CatalogueService, 'manifest' | 'compiledForm' | 'saveOffering' | 'goLive' | 'areas'>;
  casework: Pick<CaseworkService, 'provisionInbox' | 'openCases' | 'inbox'>;
  packages: Pick<PackagesService, 'package'>;
  applications: SandboxApplications;
}

export interface Sandboxes extends SandboxService, Pick<Samples, 'person' | 'samples'> {
  /** Last step of a removal. */
  end(sandbox: TenantId): Promise<void>;
}

export function createSandboxService(deps: SandboxDeps): Sandboxes {
  const { kernel, identity } = deps;
  const { db, clock, log } = kernel;
  const { sendSample, ...offered } = createSamples(deps);

  const own = async (tenant: TenantId): Promise<Sandbox | null> => {
    const row = await db.tx({ tenant }, (tx) => rows.selectSandbox(tx, tenant));
    return row === null ? null : toSandbox(row, kernel.config.publicUrl);
  };

  async function remove(sandbox: TenantId): Promise<void> {
    const marked = await db.tx({ tenant: sandbox }, (tx) => rows.markRemoving(tx, sandbox, clock.now()));
    if (!marked) return;
    // Keys lie behind a login of their own.
    await kernel.keys.destroyAll({ tenant: sandbox });
    await db.tx({ tenant: sandbox }, (tx) => rows.eraseSandbox(tx, sandbox, 'most'));
    identity.refreshTenants();
  }

  return {
    ...offered,
    remove,
    bySandboxTenant: own,
    async create(input) {
      if (input.for !== null) {
        const maker = input.for;
        const made = await db.tx({ tenant: maker }, (tx) => rows.selectSandboxesOf(tx, maker));
        const same = made.find((row) => row.version_digest === input.versionDigest);
        if (same !== undefined) return result(toSandbox(same, kernel.config.publicUrl));
      }
      let tenant: TenantId | null = null;
      try {
        tenant = (await createTenantOfSandbox(deps, input, (made) => (tenant = made))).id;
        const sandbox = await own(tenant);
        if (sandbox === null) throw sandboxNotFound();
        const sample = await sendSample(sandbox);
        const ready = tenant;
        await db.tx({ tenant: ready }, (tx) => rows.markReady(tx, ready, sample));
        return result({ ...sandbox, state: 'ready', sample });
      } catch (error) {
        // Half a test system is of no use to anybody.
        if (tenant !== null) await remove(tenant);
        throw error;
      }
    },
    async of(maker) {
      const found = await db.tx({ tenant: maker }, (tx) => rows.selectSandboxesOf(tx, maker));
      return found.map((row) => toSandbox(row, kernel.config.publicUrl));
    },
    async reset(tenant) {
      const sandbox = await own(tenant);
      if (sandbox === null) return;
      await db.tx({ tenant }, (tx) => rows.eraseSandbox(tx, tenant, 'content'));
      const sample = await sendSample(sandbox);
      await db.tx({ tenant }, (tx) => rows.markReset(tx, tenant, sample, clock.now()));
      log.info({ sandbox: tenant }, 'Reset a test system');
    },
    async end(tenant) {
      await kernel.keys.destroyAll({ tenant });
      await db.tx({ tenant }, (tx) => rows.eraseSandbox(tx, tenant, 'all'));
      identity.refreshTenants();
      log.info({ sandbox: tenant }, 'Removed a test system');
    },
  };
}

function result(sandbox: Sandbox): Awaited<ReturnType<SandboxService['create']>> {
  return { tenant: sandbox.slug, url: sandbox.url, sandbox };
}

function toSandbox(row: rows.SandboxRow, publicUrl: URL): Sandbox {
  const serviceSlug = row.service_slug;
  return {
    tenant: row.tenant_id,
    slug: row.slug,
    serviceSlug,
    url: new URL(sandboxPaths.offering({ slug: row.slug, serviceSlug }), publicUrl).href,
    packageId: row.package_id,
    versionDigest: row.version_digest,
    version: row.version,
    name: row.name,
    state: row.state,
    sample: row.sample,
    for: row.for_tenant_id,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastResetAt: row.last_reset_at,
  };
}
