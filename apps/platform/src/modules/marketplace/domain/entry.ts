import { type ReuseFacts, type ServiceManifest } from '#modules/catalogue';
import { type ListingState, type PublishedPackage } from '#modules/packages';

/** What a list of packages shows and filters by; the manifest itself stays where it is. */
export interface Entry {
  pkg: PublishedPackage;
  facts: VersionFacts;
  state: ListingState | null;
  /** Towns that run it. */
  towns: number;
}

/** Of an immutable version, so kept by its digest for ever. */
export interface VersionFacts {
  keywords: readonly string[];
  ozgId: string | null;
  implementingLand: string | null;
  maturity: ReuseFacts['factSheet']['maturity'];
  trustLevel: string | null;
  languages: readonly string[];
}

export function factsOf(manifest: ServiceManifest): VersionFacts {
  const sheet = manifest.reuse?.factSheet;
  return {
    keywords: manifest.service.keywords,
    ozgId: sheet?.ozgId ?? null,
    implementingLand: sheet?.implementingLand ?? null,
    maturity: sheet?.maturity ?? [],
    trustLevel: sheet?.trustLevel ?? null,
    languages: sheet?.languages ?? [],
  };
}

export const maturityOf = (facts: Pick<VersionFacts, 'maturity'>, model: string): number | null =>
  facts.maturity.find((one) => one.model === model)?.level ?? null;
