import { LRUCache } from 'lru-cache';
import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { isUuid, newUuid, type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type IdentityService } from '#modules/identity';
import { isWithin, parseArs } from './domain/regional-keys.ts';
import { isFreeSlug } from './domain/slug.ts';
import {
  type OfferingRow,
  selectOffering,
  selectOfferingBySlug,
  selectOfferings,
  updateLive,
  upsertOffering,
} from './store/offerings.ts';
import { selectManifest } from './store/versions.ts';
import { type CatalogueService, type Offering } from './types.ts';

type OfferingPart = Pick<
  CatalogueService,
  'offering' | 'offeringBySlug' | 'liveOfferings' | 'offeringsOf' | 'saveOffering' | 'goLive' | 'withdraw'
>;

export interface Offerings extends OfferingPart {
  /** All that are live now, of every tenant; reads the tables. */
  allLive(tx: Tx, now: Date): Promise<{ offerings: readonly Offering[]; nextChange: Date | null }>;
}

const keptMilliseconds = 3_000;

export function createOfferings(
  kernel: Pick<Kernel, 'db' | 'clock'>,
  identity: Pick<IdentityService, 'tenant' | 'tenantBySlug' | 'missingLegalPages'>,
  versions: Pick<CatalogueService, 'manifest'>,
  onChange: () => void,
): Offerings {
  const { db, clock } = kernel;
  const byId = new LRUCache<string, Offering>({
    max: 10_000,
    ttl: keptMilliseconds,
    fetchMethod: async (id) => toOffering(await db.tx({}, (tx) => selectOffering(tx, id))),
  });
  const idBySlug = new LRUCache<string, string>({
    max: 10_000,
    ttl: keptMilliseconds,
    fetchMethod: async (key) => {
      const [townSlug = '', serviceSlug = ''] = key.split('/');
      const tenant = await identity.tenantBySlug(townSlug);
      if (tenant === null) return undefined;
      return (await db.tx({}, (tx) => selectOfferingBySlug(tx, tenant.id, serviceSlug)))?.offering_id;
    },
  });

  async function toOffering(row: OfferingRow | null): Promise<Offering | undefined> {
    if (row === null) return undefined;
    const [tenant, manifest] = await Promise.all([
      identity.tenant(row.tenant_id),
      versions.manifest(row.version_digest),
    ]);
    if (tenant === null || manifest === null) return undefined;
    return {
      id: row.offering_id,
      tenant,
      serviceSlug: row.service_slug,
      versionDigest: row.version_digest,
      manifest,
      destinationId: row.destination_id,
      area: row.area_ars,
      receiptInstant: row.receipt_instant,
      townTexts: row.town_texts,
      validFrom: row.valid_from,
      validUntil: row.valid_until,
      live: row.live,
    };
  }

  async function toOfferings(rows: readonly OfferingRow[]): Promise<readonly Offering[]> {
    const offerings = await Promise.all(rows.map(toOffering));
    return offerings.filter((offering) => offering !== undefined);
  }

  /** The change is seen here at once and by other processes after the caches' time. */
  function forget(): void {
    byId.clear();
    idBySlug.clear();
    onChange();
  }

  async function setLive(tx: Tx, tenant: TenantId, id: string, live: boolean): Promise<void> {
    const changed = isUuid(id) && (await updateLive(tx, { tenant, id, live, now: clock.now() }));
    if (!changed) throw new AppError('not-found', 'catalogue/offering-not-found');
    forget();
  }

  return {
    offering: async (id) => (isUuid(id) ? ((await byId.fetch(id)) ?? null) : null),
    async offeringBySlug(townSlug, serviceSlug) {
      const id = await idBySlug.fetch(`${townSlug}/${serviceSlug}`);
      const offering = id === undefined ? undefined : await byId.fetch(id);
      return offering !== undefined && isCurrent(offering, clock.now()) ? offering : null;
    },
    async liveOfferings(tenant) {
      const rows = await db.tx({}, (tx) => selectOfferings(tx, { tenant, live: true }));
      return (await toOfferings(rows)).filter((offering) => isCurrent(offering, clock.now()));
    },
    offeringsOf: async (tenant) => toOfferings(await db.tx({}, (tx) => selectOfferings(tx, { tenant }))),
    async allLive(tx, now) {
      const offerings = await toOfferings(await selectOfferings(tx, { live: true }));
      return {
        offerings: offerings.filter((offering) => isCurrent(offering, now)),
        nextChange: nextOf(offerings, now),
      };
    },
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

function isCurrent(offering: Offering, now: Date): boolean {
  return offering.live && offering.validFrom <= now && (offering.validUntil === null || now < offering.validUntil);
}

function nextOf(offerings: readonly Offering[], now: Date): Date | null {
  const dates = offerings.flatMap(({ validFrom, validUntil }) => [validFrom, validUntil]);
  const later = dates.filter((date) => date !== null).filter((date) => date > now);
  return later.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
}
