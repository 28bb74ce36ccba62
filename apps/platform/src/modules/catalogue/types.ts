import { type FormModel, type RuleSet, type SchemaModel } from '@verbund/xdatenfelder';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type Tenant } from '#modules/identity';
import { type ServiceManifest } from './domain/manifest.ts';
import { type Ars } from './domain/regional-keys.ts';
import { type Area, type SearchResult, type ServiceEntry } from './domain/search-types.ts';

/** A service of the service catalogue; `catalogue` is the edition its designation is from. */
export type CatalogueEntry = ServiceEntry & {
  readonly leistungsschluessel: string;
  readonly type: string;
  readonly ozgId: string;
  readonly ozgService: string;
  readonly catalogue: string;
};

export interface SchemaFinding {
  level: string;
  code: string;
  path: string;
  message: string;
}

/** A town's adopted service: what forms and pages read. */
export interface Offering {
  id: string;
  tenant: Tenant;
  serviceSlug: string;
  versionDigest: string;
  manifest: ServiceManifest;
  destinationId: string;
  /** ARS of the area it is valid for. */
  area: string;
  /** Which instant counts as receipt (Eingang): when stored here, or when delivered. */
  receiptInstant: 'stored' | 'delivered';
  townTexts: { feeNote?: { de: string; en: string }; contact?: string };
  validFrom: Date;
  validUntil: Date | null;
  live: boolean;
}

/** A version of a provider; its content is `manifest(digest)`. */
export interface PublishedVersion {
  digest: string;
  serviceSlug: string;
  version: string;
  schemaDigest: string;
  publishedAt: Date;
}

/** The running form of a version, compiled once per digest and kept in memory. */
export interface CompiledForm {
  digest: string;
  schema: SchemaModel;
  form: FormModel;
  rules: RuleSet;
}

export interface CatalogueService {
  /** Also one that is not live: drafts and cases outlive their offering. */
  offering(id: string): Promise<Offering | null>;
  /** Only one that is live and within its dates; cached for three seconds. */
  offeringBySlug(townSlug: string, serviceSlug: string): Promise<Offering | null>;
  liveOfferings(tenant: TenantId): Promise<readonly Offering[]>;
  compiledForm(versionDigest: string): Promise<CompiledForm>;
  importSchema(input: { xml: Uint8Array; provider: TenantId; codeLists: readonly Uint8Array[] }): Promise<{
    schemaDigest: string;
    schema: SchemaModel;
    findings: readonly SchemaFinding[];
    missingCodeLists: readonly string[];
  }>;
  /**
   * Immutable: the same manifest gives the same digest; another manifest under the same number is refused. `rules` is
   * what `pinRules` made. Refused with 'catalogue/code-lists-missing' while a list is missing or made up for tests,
   * with 'catalogue/rules-open' while a rule text is neither decided on nor accepted by name.
   */
  publishVersion(tx: Tx, provider: TenantId, manifest: ServiceManifest): Promise<{ digest: string }>;
  /** Latest published first; of one service or of all. */
  versionsOf(provider: TenantId, serviceSlug?: string): Promise<readonly PublishedVersion[]>;
  saveOffering(
    tx: Tx,
    input: {
      tenant: TenantId;
      versionDigest: string;
      serviceSlug: string;
      destinationId: string;
      area: string;
      receiptInstant?: 'stored' | 'delivered';
      townTexts?: Offering['townTexts'];
    },
  ): Promise<{ id: string }>;
  /** Refused with 'catalogue/legal-pages-missing' while a legal page of the tenant is empty. */
  goLive(tx: Tx, tenant: TenantId, offeringId: string): Promise<void>;
  withdraw(tx: Tx, tenant: TenantId, offeringId: string): Promise<void>;
  /** All of a tenant, live or not. */
  offeringsOf(tenant: TenantId): Promise<readonly Offering[]>;
  /** The version under which a tenant receives data of that schema, the latest first offered; null when it never did. */
  versionBySchemaUri(tenant: TenantId, schemaUri: string): Promise<string | null>;
  manifest(versionDigest: string): Promise<ServiceManifest | null>;

  /** Service finder; at most five seconds behind the tables. */
  search(query: string, options?: { place?: Ars; limit?: number }): Promise<SearchResult>;
  areas(): Promise<readonly Area[]>;
  area(ars: string): Promise<Area | null>;
  areaBySlug(slug: string): Promise<Area | null>;
  services(): Promise<readonly CatalogueEntry[]>;
  /** Live offerings of all tenants, as the finder shows them. */
  publicOfferings(): Promise<readonly Offering[]>;
  /** Builds the index now instead of with the first request. */
  warmUp(): Promise<void>;

  /** Report of a barrier: sealed for the tenant, and a mail to it that something waits. */
  leaveFeedback(tenant: Tenant, feedback: Omit<PageFeedback, 'id' | 'receivedAt'>): Promise<void>;
  feedback(tx: Tx, tenant: TenantId): Promise<readonly PageFeedback[]>;
  removeFeedback(tx: Tx, tenant: TenantId, id: string): Promise<void>;
}

export interface PageFeedback {
  id: string;
  receivedAt: Date;
  /** Local path that it is about. */
  page: string;
  text: string;
  /** Mail or phone for the answer, '' when the person gave none. */
  replyTo: string;
}
