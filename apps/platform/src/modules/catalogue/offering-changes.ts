import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { isUuid, newUuid, type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type IdentityService } from '#modules/identity';
import { isWithin, parseArs } from './domain/regional-keys.ts';
import { isFreeSlug } from './domain/slug.ts';
import { updateLive, upsertOffering } from './store/offerings.ts';
import { selectManifest } from './store/versions.ts';
import { type CatalogueService } from './types.ts';

type ChangePart = Pick<CatalogueService, 'saveOffering' | 'goLive' | 'withdraw'>;

export function createOfferingChanges(
  kernel: Pick<Kernel, 'clock'>,
  identity: Pick<IdentityService, 'tenant' | 'missingLegalPages'>,
  forget: () => void,
): ChangePart {
  const { clock } = kernel;

  async function setLive(tx: Tx, tenant: TenantId, id: string, live: boolean): Promise<void> {
    const changed = isUuid(id) && (await updateLive(tx, { tenant, id, live, now: clock.now() }));
    if (!changed) throw new AppError('not-found', 'catalogue/offering-not-found');
    forget();
  }

  return {
    async saveOffering(tx, input) {
      const area = await placeOf(identity, input.tenant, input.area);
      if (!isFreeSlug(input.serviceSlug)) throw new AppError('invalid', 'catalogue/slug-reserved');
      if (input.destinationId === '') throw new AppError('invalid', 'catalogue/destination-missing');
      // Through this transaction: the version may have been published in it.
      if ((await selectManifest(tx, input.versionDigest)) === null) {
        throw new AppError('not-found', 'catalogue/version-not-found');
      }
      const id = await upsertOffering(
        tx,
        {
          offering_id: newUuid(),
          tenant_id: input.tenant,
          service_slug: input.serviceSlug,
          version_digest: input.versionDigest,
          destination_id: input.destinationId,
          area_ars: area,
          receipt_instant: input.receiptInstant ?? 'stored',
          town_texts: input.townTexts ?? {},
          sandbox: (await identity.tenant(input.tenant))?.isSandbox === true,
        },
        clock.now(),
      );
      forget();
      return { id };
    },
    async goLive(tx, tenant, offeringId) {
      const missing = await identity.missingLegalPages(tenant);
      if (missing.length > 0) {
        const problems = missing.map((field) => ({ field, code: 'missing' }));
        throw new AppError('conflict', 'catalogue/legal-pages-missing', {
          params: { pages: missing.join(', ') },
          problems,
        });
      }
      await setLive(tx, tenant, offeringId, true);
    },
    withdraw: (tx, tenant, offeringId) => setLive(tx, tenant, offeringId, false),
  };
}

/** A town answers for its own area only. Providers and the operator have no area and may stand for any. */
async function placeOf(identity: Pick<IdentityService, 'tenant'>, tenantId: TenantId, ars: string): Promise<string> {
  const area = parseArs(ars);
  const tenant = await identity.tenant(tenantId);
  const own = tenant?.ars == null ? undefined : parseArs(tenant.ars);
  if (area === undefined || tenant === null || (own !== undefined && !isWithin(area, own))) {
    throw new AppError('invalid', 'catalogue/area-not-yours');
  }
  return area;
}
