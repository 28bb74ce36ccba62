export * from './types.ts';
export { createAreaList, type AreaList } from './area-list.ts';
export { canonicalJson, type JsonValue } from './domain/canonical-json.ts';
export { checkData, type CheckOptions, type DataVerdict } from './domain/check-data.ts';
export {
  manifestDigest,
  parseManifest,
  type ManifestResult,
  type ServiceManifest,
  serviceManifestSchema,
} from './domain/manifest.ts';
export {
  noDecisions,
  openTexts,
  parsePinnedRules,
  parseRuleDecisions,
  type OwnRule,
  type PinnedRules,
  type RuleDecisions,
  ruleKeys,
  ruleSetOf,
  type Signed,
  type TextDecision,
} from './domain/rule-decisions.ts';
export { decisionsOf, pinRules, reviewState, type ReviewState, type RuleReview } from './domain/rule-review.ts';
export {
  accountKinds,
  changeKinds,
  landCodes,
  parseReuseFacts,
  reuseFactsSchema,
  trustLevels,
  type CentralAssessment,
  type FactSheet,
  type ReuseFacts,
} from './domain/reuse-facts.ts';
export { compareVersions } from './domain/compare-versions.ts';
export { platformVersion } from './domain/platform-version.ts';
export { publicServiceOf } from './domain/public-service.ts';
export { type NamedFile, readAnswers } from './domain/read-answers.ts';
export { ancestors, isWithin, parseArs, type Ars } from './domain/regional-keys.ts';
export { tokenize } from './domain/search-text.ts';
export { createServiceFinder } from './domain/service-search.ts';
export {
  type Area,
  type AreaKind,
  type SearchableOffering,
  type SearchResult,
  type ServiceHit,
} from './domain/search-types.ts';
export {
  faultClasses,
  parseServiceLevel,
  type ServiceLevel,
  type ServiceLevelName,
  serviceLevelNames,
  serviceWindows,
  uniformServiceLevel,
} from './domain/service-level.ts';
export { isFreeSlug, reservedSlugs, slugify, uniqueSlug } from './domain/slug.ts';
export { type PinnedSchema, readPinnedSchema, type SchemaSource } from './pinned-schema.ts';
export { checkManifestFit } from './versions.ts';
export { type CatalogueKernel, createCatalogueService } from './service.ts';
export { seedCatalogue, type SeedCounts } from './store/seed-catalogue.ts';
