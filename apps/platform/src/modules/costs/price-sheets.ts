import { LRUCache } from 'lru-cache';
import { type CatalogueService } from '#modules/catalogue';
import { parsePriceModel, type PriceModel } from './domain/price-model.ts';

/** What a version says about itself and its price, without its form. */
export interface PricedVersion {
  digest: string;
  /** `<provider>/<service>`. */
  packageId: string;
  name: { de: string; en: string };
  version: string;
  provider: { slug: string; name: string };
  serviceSlug: string;
  /** Null: no price sheet. */
  model: PriceModel | null;
}

/** Sheets are small; whole manifests are not kept. */
const kept = 5_000;

/** Read once per digest: manifests are immutable. Null: there is no such version. */
export function createPriceSheets(
  catalogue: Pick<CatalogueService, 'manifest'>,
): (digest: string) => Promise<PricedVersion | null> {
  const versions = new LRUCache<string, PricedVersion>({ max: kept });
  return async (digest) => {
    const known = versions.get(digest);
    if (known !== undefined) return known;
    const manifest = await catalogue.manifest(digest);
    if (manifest === null) return null;
    const { provider, service, version } = manifest;
    const parsed = parsePriceModel(manifest.priceModel);
    const made: PricedVersion = {
      digest,
      packageId: `${provider.slug}/${service.slug}`,
      name: service.name,
      version,
      provider,
      serviceSlug: service.slug,
      model: parsed.ok ? parsed.value : null,
    };
    versions.set(digest, made);
    return made;
  };
}
