import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type BreakEven } from './domain/break-even.ts';
import { type CurvePoint } from './domain/users-curve.ts';
import { type FundingWarning, type YearGap } from './domain/funding.ts';
import { type OwnComparison } from './domain/own-development.ts';
import { type PriceModel } from './domain/price-model.ts';
import { type TownPrice } from './domain/town-price.ts';

/** A town's own numbers for one package; null: it takes what the price sheet says. */
export interface Assumptions {
  /** Online cases a year. */
  cases: number | null;
  /** Towns that use the service. */
  users: number | null;
  /** What one online case saves the town, in cents. */
  savingCentsPerCase: number | null;
  ownOnceCents: number | null;
  ownYearlyCents: number | null;
  note: string;
}

export interface SavedAssumptions extends Assumptions {
  changedAt: Date;
  /** Name of the person, for colleagues. */
  changedBy: string;
}

/** Everything a page says about the price of a version for one town. */
export interface CostSheet {
  versionDigest: string;
  /** `<provider>/<service>`. */
  packageId: string;
  name: { de: string; en: string };
  version: string;
  provider: string;
  place: { ars: string; name: string };
  /** Towns that run the service now. */
  usersToday: number | null;
  model: PriceModel;
  price: TownPrice;
  curve: readonly CurvePoint[];
  breakEven: BreakEven;
  comparison: OwnComparison | null;
  gaps: readonly YearGap[];
  warnings: readonly FundingWarning[];
}

export interface BudgetLine {
  versionDigest: string;
  packageId: string;
  name: { de: string; en: string };
  version: string;
  provider: string;
  state: 'live' | 'adopted' | 'planned';
  /** Null: the version has no price sheet. */
  price: TownPrice | null;
  warnings: readonly FundingWarning[];
  assumptions: SavedAssumptions | null;
}

export interface Budget {
  /** Null: the tenant is no town, prices cannot be reckoned for it. */
  place: { ars: string; name: string; inhabitants: number } | null;
  firstYear: number;
  lines: readonly BudgetLine[];
}

/** What other modules know and this one must not ask: set by compose-modules. */
export interface CostsPorts {
  /** Versions that a town is about to adopt. */
  planned(tenant: TenantId): Promise<readonly string[]>;
}

export interface CostsService {
  /** The sheet of a version; null: it has none, or there is no such version. */
  priceModel(versionDigest: string): Promise<PriceModel | null>;
  /** For the area of that key, with the provider's assumptions. Null: no sheet, or no such area. */
  priceOf(versionDigest: string, ars: string): Promise<TownPrice | null>;
  /** One sentence for lists, and the yearly prices of a small and of a large town in it. Null: no sheet. */
  fromTo(versionDigest: string): Promise<{ de: string; en: string; fromCents: number; toCents: number } | null>;
  /** `beginsIn`: budget year in which the town began; default this one. */
  sheet(versionDigest: string, ars: string, own?: Assumptions | null, beginsIn?: number): Promise<CostSheet | null>;
  /** Digest of the newest version of `<provider>/<service>`. */
  versionOf(packageId: string): Promise<string | null>;
  /** Adopted and planned services of a town with their prices. */
  budget(tenant: TenantId): Promise<Budget>;
  assumptions(tenant: TenantId, packageId: string): Promise<SavedAssumptions | null>;
  saveAssumptions(
    tx: Tx,
    input: { tenant: TenantId; packageId: string; assumptions: Assumptions; by: string },
  ): Promise<void>;
  /** Once, when the modules that know are there. */
  connect(ports: Partial<CostsPorts>): void;
}
