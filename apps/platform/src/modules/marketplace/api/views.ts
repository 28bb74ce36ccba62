import { type Light } from '#modules/conformity';
import { type DatePromise, type PublishedPackage } from '#modules/packages';
import { type FactSheetInput, serviceLevelOf } from '../fact-sheet.ts';
import { marketplacePaths } from '../paths.ts';
import { type CoverageRow } from '../coverage.ts';
import { type FoundEntry, type Review, type ReviewSummary, type TownUse, type Wish } from '../types.ts';

const toLight = (light: Light | null) =>
  light === null
    ? null
    : {
        catalogue: light.catalogue,
        criteriaVersion: light.criteriaVersion,
        date: light.date,
        conforms: light.conforms,
        openMust: light.openMust,
        expiresAt: light.expiresAt,
        areas: light.areas.map(({ area, name, light: colour }) => ({ area, name, light: colour })),
      };

/** A package in a list. */
export function toPackage({ pkg, facts, state, towns, light, price }: FoundEntry) {
  return {
    id: pkg.packageId,
    name: pkg.name,
    summary: pkg.summary,
    provider: { slug: pkg.packageId.split('/')[0] ?? '', name: pkg.providerName },
    leistungsschluessel: pkg.leistungsschluessel,
    ozgId: facts.ozgId,
    implementingLand: facts.implementingLand,
    version: pkg.version,
    versionDigest: pkg.versionDigest,
    packageDigest: pkg.digest,
    minimumPlatform: pkg.minimumPlatform,
    publishedAt: pkg.publishedAt.toISOString(),
    state,
    maturity: facts.maturity,
    languages: facts.languages,
    towns,
    conformity: toLight(light),
    price,
    path: marketplacePaths.package(pkg.packageId),
  };
}

/** Everything that the fact sheet says. */
export function toDetail(facts: FactSheetInput) {
  const { entry, manifest, listing, light, price, coverage, laender, summary } = facts;
  return {
    ...toPackage({ ...entry, light, price: null }),
    schema: manifest.schema,
    factSheet: manifest.reuse?.factSheet ?? null,
    changes: manifest.reuse?.changes ?? [],
    serviceLevel: serviceLevelOf(manifest),
    priceSentence: price === null ? null : { de: price.de, en: price.en },
    assessment: coverage === null ? null : { towns: coverage.towns, toRenew: coverage.toRenew },
    laender,
    knownErrors: listing.knownErrors,
    endOfSupport: listing.endOfSupport,
    releasePlan: listing.releasePlan,
    promises: listing.promises.map(toPromise),
    reviews: toSummary(summary),
  };
}

const toSummary = (summary: ReviewSummary | null) => summary ?? { count: 0, average: null };

export const toPromise = (promise: DatePromise) => ({
  id: promise.id,
  what: promise.what,
  firstPromised: promise.firstPromised,
  firstDate: promise.firstDate,
  currentDate: promise.currentDate,
  slipDays: promise.slipDays,
  keptOn: promise.keptOn,
  isOverdue: promise.isOverdue,
  history: promise.history.map(({ promisedOn, date }) => ({ promisedOn, date })),
});

export const toVersion = (pkg: PublishedPackage) => ({
  id: pkg.version,
  version: pkg.version,
  versionDigest: pkg.versionDigest,
  packageDigest: pkg.digest,
  change: pkg.change,
  minimumPlatform: pkg.minimumPlatform,
  publishedAt: pkg.publishedAt.toISOString(),
  signer: pkg.signerKid,
  withdrawnAt: pkg.withdrawnAt?.toISOString() ?? null,
  withdrawnReason: pkg.withdrawnReason,
});

export const toTown = (town: TownUse, frontRunners: ReadonlySet<string>) => ({
  id: town.slug,
  name: town.name,
  ars: town.ars,
  version: town.version,
  since: town.since.toISOString(),
  frontRunner: frontRunners.has(town.slug),
  path: `/${town.slug}/${town.offeringSlug}`,
});

export const toReview = (review: Review) => ({
  id: review.id,
  version: review.version,
  town: review.town,
  office: review.office,
  rating: review.rating,
  experience: review.experience,
  writtenAt: review.writtenAt.toISOString(),
  changedAt: review.changedAt.toISOString(),
  answer: review.answer === null ? null : { text: review.answer.text, at: review.answer.at.toISOString() },
});

export const toWish = (wish: Wish) => ({
  id: wish.id,
  leistungsschluessel: wish.leistungsschluessel,
  need: wish.need,
  details: wish.details,
  madeAt: wish.madeAt.toISOString(),
  towns: wish.towns,
  answers: wish.answers.map(({ provider, text, packageId, expectedOn, answeredAt }) => ({
    provider,
    text,
    package: packageId,
    expectedOn,
    answeredAt: answeredAt.toISOString(),
  })),
  path: marketplacePaths.wish(wish.id),
});

export const toCoverage = ({ id, leistungsschluessel, name, spread, counts }: CoverageRow) => ({
  id,
  leistungsschluessel,
  name,
  running: spread.running,
  municipalities: spread.municipalities,
  levels: spread.levels,
  counts: Object.fromEntries(counts),
});
