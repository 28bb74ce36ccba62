import { type TenantId } from '#kernel/ids';
import { type RunningTown } from '#modules/catalogue';
import { type Light } from '#modules/conformity';
import { type Entry } from './domain/entry.ts';
import { type EntryQuery } from './domain/entry-filter.ts';
import { type ShortPrice } from './domain/price.ts';

/** A page of a list; `total` counts all entries. */
export interface Window {
  offset: number;
  limit: number;
}

export interface Page<T> {
  items: readonly T[];
  total: number;
}

/** A package in a list, with what the visitor asked for. */
export interface FoundEntry extends Entry {
  /** Null: never checked. */
  light: Light | null;
  /** For the place of the query; null without a place or without a price sheet. */
  price: ShortPrice | null;
}

export interface TownUse extends RunningTown {
  slug: string;
  name: string;
  ars: string | null;
}

/** What a town that runs a package says of it; names an office, never a person. */
export interface Review {
  id: string;
  packageId: string;
  version: string;
  town: { slug: string; name: string };
  office: string;
  /** 1 (bad) to 5 (very good). */
  rating: number;
  experience: string;
  writtenAt: Date;
  changedAt: Date;
  answer: { text: string; at: Date; isToOlderWords: boolean } | null;
  /** Why the operator hid it; null while it is shown. Lists for the public leave hidden ones out. */
  hidden: { reason: string; at: Date } | null;
}

export interface ReportedReview {
  review: Review;
  reports: readonly { reason: string; at: Date }[];
}

export interface ReviewSummary {
  count: number;
  /** Rounded to one decimal; null without reviews. */
  average: number | null;
}

/** A service that towns look for and do not find. */
export interface Wish {
  id: string;
  leistungsschluessel: string | null;
  need: string;
  details: string;
  madeAt: Date;
  /** How many towns want it; who they are stays among them. */
  towns: number;
  answers: readonly WishAnswer[];
}

export interface WishAnswer {
  provider: { slug: string; name: string };
  text: string;
  packageId: string | null;
  /** YYYY-MM-DD. */
  expectedOn: string | null;
  answeredAt: Date;
}

export interface NewReview {
  tenant: TenantId;
  packageId: string;
  rating: number;
  office: string;
  experience: string;
}

export interface MarketplaceService {
  /** Packages on the marketplace; at most a few seconds old. */
  find(query: EntryQuery, window: Window): Promise<Page<FoundEntry>>;
  entry(packageId: string): Promise<Entry | null>;
  /** Where it runs, by name; `q` is part of a name. */
  towns(packageId: string, window: Window & { q: string }): Promise<Page<TownUse>>;
  priceFor(versionDigest: string, ars: string): Promise<ShortPrice | null>;

  reviews(packageId: string, window: Window): Promise<Page<Review>>;
  reviewSummaries(packageIds: readonly string[]): Promise<ReadonlyMap<string, ReviewSummary>>;
  /** What the town runs of the package, and what it has written of that version. */
  reviewOf(tenant: TenantId, packageId: string): Promise<{ use: RunningTown | null; review: Review | null }>;
  /** Of the version that the town runs; once more changes it. Refused with 'marketplace/not-in-use'. */
  saveReview(input: NewReview): Promise<void>;
  removeReview(tenant: TenantId, packageId: string): Promise<void>;
  answerReview(input: { tenant: TenantId; review: string; text: string }): Promise<void>;
  reportReview(input: { tenant: TenantId; review: string; reason: string }): Promise<void>;
  /** For the operator: what was reported or hidden, latest first. */
  reportedReviews(): Promise<readonly ReportedReview[]>;
  hideReview(review: string, reason: string): Promise<void>;
  showReview(review: string): Promise<void>;

  wishes(filter: { q: string } & Window): Promise<Page<Wish>>;
  wish(id: string): Promise<Wish | null>;
  wishRelation(tenant: TenantId, id: string): Promise<{ isOwn: boolean; hasJoined: boolean }>;
  /** Refused with 'marketplace/towns-only' for providers. */
  makeWish(input: {
    tenant: TenantId;
    leistungsschluessel: string | null;
    need: string;
    details: string;
  }): Promise<string>;
  joinWish(tenant: TenantId, id: string): Promise<void>;
  leaveWish(tenant: TenantId, id: string): Promise<void>;
  /** Of the town that made it only. */
  withdrawWish(tenant: TenantId, id: string): Promise<void>;
  /** Refused with 'marketplace/providers-only' for towns. */
  answerWish(input: {
    tenant: TenantId;
    wish: string;
    text: string;
    packageId: string | null;
    expectedOn: string | null;
  }): Promise<void>;
}
