import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { newSecret, type TenantId } from '#kernel/ids';
import { type Area, publicServiceOf, type ServiceManifest } from '#modules/catalogue';
import { sandboxRegion, type Tenant } from '#modules/identity';
import { sandboxNotFound } from './errors.ts';
import { type SandboxDeps } from './service.ts';
import { countSandboxes, insertSandbox, lockMaker } from './store/sandboxes.ts';
import { sandboxTexts } from './texts/index.ts';
import { type SandboxService } from './types.ts';

export const keptDays = 30;
/** One key pair, one destination and one offering each; the platform itself runs several checks at a time. */
export const limits = { perTenant: 3, ofPlatform: 20 } as const;
const day = 86_400_000;

const lands = 'SH HH NI HB NW HE RP BW BY SL BE BB MV SN ST TH'.split(' ');

/** The tenant of a sandbox with its row, its mandatory pages, its destination and the live offering. */
export async function createTenantOfSandbox(
  deps: SandboxDeps,
  input: Parameters<SandboxService['create']>[0],
  onTenant: (tenant: TenantId) => void,
): Promise<Tenant> {
  const { kernel, identity, catalogue, casework } = deps;
  const manifest = await catalogue.manifest(input.versionDigest);
  if (manifest === null) throw sandboxNotFound();
  if (kernel.config.fitConnect.kind === 'remote') throw new AppError('unavailable', 'sandbox/not-here');
  const maker = input.for === null ? null : await identity.tenant(input.for);
  // A test system must not make others.
  if (maker?.isSandbox === true) throw sandboxNotFound();
  const t = sandboxTexts('de').made;
  const service = manifest.service.name.de;
  const { tenant } = await identity.createTenant({
    kind: 'town',
    ars: null,
    slug: `test-${newSecret()
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .slice(0, 16)}`,
    name: t.name(service),
    officialName: t.officialName(maker?.name ?? null),
    isSandbox: true,
    also: (tx, made) => fill(deps, tx, { made, manifest, request: input }),
  });
  onTenant(tenant.id);
  const { identifier } = publicServiceOf(manifest);
  const { schemaUri } = manifest.delivery;
  const { destinationId } = await casework.provisionInbox({
    tenant: tenant.id,
    name: t.name(service),
    services: [
      {
        identifier,
        submissionSchemas: [{ schemaUri, mimeType: 'application/json' }],
        regions: [sandboxRegion],
      },
    ],
  });
  const area = areaFor(await catalogue.areas(), maker, manifest);
  await kernel.db.tx({ tenant: tenant.id }, async (tx) => {
    const { id } = await catalogue.saveOffering(tx, {
      tenant: tenant.id,
      versionDigest: input.versionDigest,
      serviceSlug: manifest.service.slug,
      destinationId,
      area,
    });
    await catalogue.goLive(tx, tenant.id, id);
  });
  return tenant;
}

async function fill(
  { kernel, identity }: SandboxDeps,
  tx: Tx,
  of: { made: Tenant; manifest: ServiceManifest; request: Parameters<SandboxService['create']>[0] },
): Promise<void> {
  const { made, manifest, request } = of;
  const now = kernel.clock.now();
  await lockMaker(tx, request.for ?? 'platform');
  const most = request.for === null ? limits.ofPlatform : limits.perTenant;
  if ((await countSandboxes(tx, request.for)) >= most) {
    throw new AppError('conflict', 'sandbox/too-many', { params: { max: most } });
  }
  await insertSandbox(tx, {
    tenant_id: made.id,
    for_tenant_id: request.for,
    slug: made.slug,
    service_slug: manifest.service.slug,
    package_id: `${manifest.provider.slug}/${manifest.service.slug}`,
    version_digest: request.versionDigest,
    version: manifest.version,
    name: manifest.service.name.de,
    created_by: request.by?.name ?? sandboxTexts('de').made.platform,
    created_at: now,
    expires_at: new Date(now.getTime() + keptDays * day),
  });
  for (const kind of ['impressum', 'datenschutz', 'barrierefreiheit', 'leichte-sprache'] as const) {
    for (const lang of ['de', 'en'] as const) {
      const body = sandboxTexts(lang).made.legalPage(keptDays);
      await identity.saveLegalPage(tx, made.id, { kind, lang, body });
    }
  }
}

/** Rules may ask for the Land: that of the maker, else that of the implementing Land, else the first there is. */
function areaFor(areas: readonly Area[], maker: Tenant | null, manifest: ServiceManifest): string {
  const land = manifest.reuse?.factSheet.implementingLand ?? null;
  const number = land === null ? null : String(lands.indexOf(land) + 1).padStart(2, '0');
  const wished = [maker?.ars ?? null, number === null ? null : `${number}0000000000`];
  const known = wished.find((ars) => ars !== null && areas.some((area) => area.ars === ars));
  const ars = known ?? areas[0]?.ars;
  if (ars === undefined) throw new Error('there are no areas: the catalogue is not seeded');
  return ars;
}
