import {
  type CodeList,
  type FormModel,
  type ListReplacement,
  type RuleSet,
  type SchemaModel,
} from '@verbund/xdatenfelder';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type Tenant } from '#modules/identity';
import { type ServiceManifest } from './domain/manifest.ts';
import { type Ars } from './domain/regional-keys.ts';
import { type SchemaSource } from './pinned-schema.ts';
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
  /** German. */
  message: string;
  /** Not there in schemas imported before findings were kept in both languages. */
  messageEn?: string;
  /** Number of the published FIM quality message, where there is one. */
  quality?: number;
}

/** One immutable version of a code list. */
export interface CodeListEntry {
  id: string;
  canonicalUri: string;
  version: string;
  canonicalVersionUri: string;
  name: string;
  codes: number;
  /** Made up for a test; no version of a service is published with it. */
  test: boolean;
  /** The operator's, there for every provider. */
  shared: boolean;
  addedAt: Date;
}

/** A person decides that another version of the same list stands in for a missing one. */
export interface ListDecision {
  /** Name of the missing list, as in `missingCodeLists`. */
  list: string;
  /** The version to use. */
  use: string;
  decidedBy: string;
  reason: string;
}

export interface ImportResult {
  schemaDigest: string;
  schema: SchemaModel;
  findings: readonly SchemaFinding[];
  missingCodeLists: readonly string[];
}

export interface ImportedSchema {
  digest: string;
  dialect: string;
  id: string;
  version: string | null;
  name: string;
  missingCodeLists: readonly string[];
  importedAt: Date;
}

/** What a provider has to know before a schema becomes a form. Rules one by one: `reviewState`. */
export interface SchemaImportReport {
  digest: string;
  schema: SchemaModel;
  groups: number;
  fields: number;
  rules: number;
  unrecognisedRules: number;
  findings: readonly SchemaFinding[];
  /** `available`: versions in the store by now, older first; with `version` among them, importAgain finds it. */
  missing: readonly {
    name: string;
    uri: string | null;
    version: string | null;
    available: readonly string[];
  }[];
  testLists: readonly string[];
  replacements: readonly ListReplacement[];
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

/** A version that an authority may adopt, in a list. */
export interface AdoptableVersion {
  digest: string;
  provider: TenantId;
  serviceSlug: string;
  name: { de: string; en: string };
  version: string;
  publishedAt: Date;
}

/** An authority with live offerings. */
export interface PublicTown {
  tenant: Tenant;
  services: number;
}

/** A town where a service of a provider is live. */
export interface RunningTown {
  tenant: TenantId;
  /** Address part below the town. */
  offeringSlug: string;
  versionDigest: string;
  version: string;
  since: Date;
}

/** A public service, by its key or as the service of a provider, with the municipalities that run it themselves. */
export interface ServiceSpread {
  leistungsschluessel: string | null;
  /** One of those who provide it, for its name. */
  example: { provider: TenantId; serviceSlug: string };
  municipalities: number;
  versions: readonly { digest: string; municipalities: number }[];
}

export interface CatalogueService {
  /** Also one that is not live: drafts and cases outlive their offering. */
  offering(id: string): Promise<Offering | null>;
  /** Only one that is live and within its dates; cached for three seconds. */
  offeringBySlug(townSlug: string, serviceSlug: string): Promise<Offering | null>;
  liveOfferings(tenant: TenantId): Promise<readonly Offering[]>;
  compiledForm(versionDigest: string): Promise<CompiledForm>;
  /** Own lists of a provider and the operator's, by list, older versions first. */
  codeLists(provider: TenantId): Promise<readonly CodeListEntry[]>;
  codeList(provider: TenantId, id: string): Promise<(CodeListEntry & { xml: Uint8Array; content: CodeList }) | null>;
  /**
   * Refused with 'catalogue/code-list-unreadable', or 'catalogue/code-list-changed' when the version is there with
   * other content. What was added before a refused file stays.
   */
  addCodeLists(
    provider: TenantId,
    files: readonly { name: string; bytes: Uint8Array }[],
  ): Promise<readonly (CodeListEntry & { isNew: boolean })[]>;

  /** `codeLists` go to the store first. Refused with 'catalogue/replacement-misfit' when a decision has no object. */
  importSchema(input: {
    xml: Uint8Array;
    provider: TenantId;
    codeLists: readonly Uint8Array[];
    replacements?: readonly ListDecision[];
  }): Promise<ImportResult>;
  /** The same file with the lists that are there by now; decisions on lists stand, `replacements` come to them. */
  importAgain(input: {
    schemaDigest: string;
    provider: TenantId;
    replacements?: readonly ListDecision[];
  }): Promise<ImportResult>;
  /**
   * A schema from elsewhere with exactly the lists and decisions that it was pinned with there; the lists go to the
   * provider's store. Refused with 'catalogue/manifest-misfit' unless it has that digest here too.
   */
  importPinned(provider: TenantId, source: SchemaSource, digest: string): Promise<void>;
  /** What `importPinned` takes elsewhere. Lists that the store does not have any more are left out. */
  schemaSource(provider: TenantId, digest: string): Promise<SchemaSource>;
  /** Latest import first. */
  schemas(provider: TenantId): Promise<readonly ImportedSchema[]>;
  /** The file as it was imported; null for an unknown digest. */
  schemaFile(digest: string): Promise<Uint8Array | null>;
  /** Not-found 'catalogue/schema-not-found' for an unknown digest. */
  schemaReport(provider: TenantId, digest: string): Promise<SchemaImportReport>;
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
  /** Live offerings of one version, the oldest first, at most `limit`. */
  offeringsOfVersion(versionDigest: string, limit: number): Promise<readonly Offering[]>;
  /** All of a tenant, live or not. */
  offeringsOf(tenant: TenantId): Promise<readonly Offering[]>;
  /** The version under which a tenant receives data of that schema, the latest first offered; null when it never did. */
  versionBySchemaUri(tenant: TenantId, schemaUri: string): Promise<string | null>;
  manifest(versionDigest: string): Promise<ServiceManifest | null>;
  /** Where any version of a service is live, longest first; of one town with `tenant`. */
  runningTowns(filter: { provider: TenantId; serviceSlug: string; tenant?: TenantId }): Promise<readonly RunningTown[]>;
  /** Which services run in how many municipalities below a regional key; at most three seconds old. */
  spread(area: Ars): Promise<readonly ServiceSpread[]>;
  /** Number of towns by `<provider's tenant id>/<service slug>`; at most three seconds old. */
  runningCounts(): Promise<ReadonlyMap<string, number>>;
  /** Versions of all providers, latest published first. */
  allVersions(): Promise<readonly AdoptableVersion[]>;

  /** Service finder; at most five seconds behind the tables. */
  search(query: string, options?: { place?: Ars; limit?: number }): Promise<SearchResult>;
  areas(): Promise<readonly Area[]>;
  area(ars: string): Promise<Area | null>;
  areaBySlug(slug: string): Promise<Area | null>;
  services(): Promise<readonly CatalogueEntry[]>;
  /** Live offerings of all tenants, as the finder shows them. */
  publicOfferings(): Promise<readonly Offering[]>;
  /** Those that are valid at a place: its own and those of the areas around it. */
  publicOfferingsAt(ars: Ars): Promise<readonly Offering[]>;
  /** Who offers anything, by name. */
  publicTowns(): Promise<readonly PublicTown[]>;
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
