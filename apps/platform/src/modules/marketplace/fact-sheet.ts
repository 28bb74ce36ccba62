import { parseServiceLevel, type ServiceManifest } from '#modules/catalogue';
import { type Light } from '#modules/conformity';
import { type Listing } from '#modules/packages';
import { type Coverage } from '#modules/privacy';
import { type MarketplaceDeps } from './deps.ts';
import { type Entry } from './domain/entry.ts';
import { type ReviewSummary, type MarketplaceService } from './types.ts';

/** Everything that the fact sheet of one version says; null is unknown, never left out. */
export interface FactSheetInput {
  entry: Entry;
  manifest: ServiceManifest;
  listing: Listing;
  light: Light | null;
  /** Short sentence of the price sheet; null: there is none. */
  price: { de: string; en: string } | null;
  coverage: Coverage | null;
  /** Codes of the Länder in which it runs. */
  laender: readonly string[];
  summary: ReviewSummary | null;
}

const landOfKey = [
  ['01', 'SH'], ['02', 'HH'], ['03', 'NI'], ['04', 'HB'], ['05', 'NW'], ['06', 'HE'], ['07', 'RP'], ['08', 'BW'],
  ['09', 'BY'], ['10', 'SL'], ['11', 'BE'], ['12', 'BB'], ['13', 'MV'], ['14', 'SN'], ['15', 'ST'], ['16', 'TH'],
] as const; // prettier-ignore
const lands: ReadonlyMap<string, string> = new Map(landOfKey);

type Deps = MarketplaceDeps & { service: Pick<MarketplaceService, 'reviewSummaries'> };

export async function gatherFacts(entry: Entry, deps: Deps): Promise<FactSheetInput | null> {
  const { pkg } = entry;
  const manifest = await deps.catalogue.manifest(pkg.versionDigest);
  if (manifest === null) return null;
  const [listing, lights, price, coverage, running, tenants, summaries] = await Promise.all([
    deps.packages.listing(pkg.packageId),
    deps.conformity.lights([pkg.versionDigest]),
    deps.costs.fromTo(pkg.versionDigest),
    deps.privacy.coverage(pkg.packageId),
    deps.catalogue.runningTowns({ provider: pkg.provider, serviceSlug: pkg.serviceSlug }),
    deps.identity.tenants(),
    deps.service.reviewSummaries([pkg.packageId]),
  ]);
  const keys = new Map(tenants.map(({ id, ars }) => [id, ars]));
  const laender = running.flatMap(({ tenant }) => lands.get((keys.get(tenant) ?? '').slice(0, 2)) ?? []);
  return {
    entry,
    manifest,
    listing,
    light: lights.get(pkg.versionDigest) ?? null,
    price,
    coverage: manifest.reuse?.assessment == null ? null : coverage,
    laender: [...new Set(laender)].toSorted(),
    summary: summaries.get(pkg.packageId) ?? null,
  };
}

export function serviceLevelOf(manifest: Pick<ServiceManifest, 'serviceLevel'>) {
  const level = parseServiceLevel(manifest.serviceLevel);
  return level.ok ? level.value : null;
}
