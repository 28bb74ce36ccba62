import { remember } from '#kernel/cache';
import { type Tx } from '#kernel/db';
import { isUuid } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type IdentityService, type Tenant } from '#modules/identity';
import { type ServiceManifest } from './domain/manifest.ts';
import {
  type OfferingRow,
  selectOffering,
  selectOfferingBySlug,
  selectOfferings,
  selectOfferingsOfVersion,
} from './store/offerings.ts';
import { type CatalogueService, type Offering } from './types.ts';

type OfferingPart = Pick<
  CatalogueService,
  'offering' | 'offeringBySlug' | 'liveOfferings' | 'offeringsOf' | 'offeringsOfVersion'
>;

export interface Offerings extends OfferingPart {
  /** The change is seen in this process at once and by others after the caches' time. */
  readonly forget: () => void;
  /** All that are live now, of every tenant; reads the tables. */
  readonly allLive: (tx: Tx, now: Date) => Promise<{ offerings: readonly Offering[]; nextChange: Date | null }>;
}

const keptMilliseconds = 3_000;

export function createOfferings(
  kernel: Pick<Kernel, 'db' | 'clock'>,
  identity: Pick<IdentityService, 'tenant' | 'tenantBySlug'>,
  versions: Pick<CatalogueService, 'manifest'>,
): Offerings {
  const { db, clock } = kernel;
  const byId = remember<Offering>({
    max: 10_000,
    milliseconds: keptMilliseconds,
    load: async (id) => toOffering(await db.tx({}, (tx) => selectOffering(tx, id))),
  });
  const idBySlug = remember<string>({
    max: 10_000,
    milliseconds: keptMilliseconds,
    load: async (key) => {
      const [townSlug = '', serviceSlug = ''] = key.split('/');
      const tenant = await identity.tenantBySlug(townSlug);
      if (tenant === null) return undefined;
      return (await db.tx({}, (tx) => selectOfferingBySlug(tx, tenant.id, serviceSlug)))?.offering_id;
    },
  });

  async function toOffering(row: OfferingRow | null): Promise<Offering | undefined> {
    return row === null ? undefined : (await toOfferings([row]))[0];
  }

  /** Towns and versions are far fewer than offerings: each is asked for once. */
  async function toOfferings(rows: readonly OfferingRow[]): Promise<readonly Offering[]> {
    const tenantIds = [...new Set(rows.map((row) => row.tenant_id))];
    const digests = [...new Set(rows.map((row) => row.version_digest))];
    const tenants = new Map(await Promise.all(tenantIds.map(async (id) => [id, await identity.tenant(id)] as const)));
    const manifests = new Map(
      await Promise.all(digests.map(async (digest) => [digest, await versions.manifest(digest)] as const)),
    );
    return rows.flatMap((row) => {
      const tenant = tenants.get(row.tenant_id) ?? null;
      const manifest = manifests.get(row.version_digest) ?? null;
      return tenant === null || manifest === null ? [] : [offeringOf(row, tenant, manifest)];
    });
  }

  return {
    forget() {
      byId.forget();
      idBySlug.forget();
    },
    offering: async (id) => (isUuid(id) ? ((await byId.get(id)) ?? null) : null),
    async offeringBySlug(townSlug, serviceSlug) {
      const id = await idBySlug.get(`${townSlug}/${serviceSlug}`);
      const offering = id === undefined ? undefined : await byId.get(id);
      return offering !== undefined && isCurrent(offering, clock.now()) ? offering : null;
    },
    async liveOfferings(tenant) {
      const rows = await db.tx({}, (tx) => selectOfferings(tx, { tenant, live: true }));
      return (await toOfferings(rows)).filter((offering) => isCurrent(offering, clock.now()));
    },
    async offeringsOfVersion(versionDigest, limit) {
      const rows = await db.tx({}, (tx) => selectOfferingsOfVersion(tx, versionDigest, limit));
      return (await toOfferings(rows)).filter((offering) => isCurrent(offering, clock.now()));
    },
    offeringsOf: async (tenant) => toOfferings(await db.tx({}, (tx) => selectOfferings(tx, { tenant }))),
    async allLive(tx, now) {
      const rows = await selectOfferings(tx, { live: true });
      const offerings = await toOfferings(rows);
      // A tenant made a moment ago may not be known here yet: then this answer is good for a moment only.
      const isWhole = offerings.length === rows.length;
      return {
        offerings: offerings.filter((offering) => isCurrent(offering, now)),
        nextChange: isWhole ? nextOf(offerings, now) : now,
      };
    },
  };
}

function offeringOf(row: OfferingRow, tenant: Tenant, manifest: ServiceManifest): Offering {
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

function isCurrent(offering: Offering, now: Date): boolean {
  return offering.live && offering.validFrom <= now && (offering.validUntil === null || now < offering.validUntil);
}

function nextOf(offerings: readonly Offering[], now: Date): Date | null {
  let next: Date | null = null;
  for (const { validFrom, validUntil } of offerings) {
    for (const date of [validFrom, validUntil]) {
      if (date !== null && date > now && (next === null || date < next)) next = date;
    }
  }
  return next;
}
