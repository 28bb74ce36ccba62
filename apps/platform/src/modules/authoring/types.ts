import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type JsonValue, type ReuseFacts, type RuleDecisions, type ServiceManifest } from '#modules/catalogue';

/** Both may be empty while a work is not finished. */
export interface BothTexts {
  de: string;
  en: string;
}

/** The imported schema of a work; the file and its pinned code lists are in the catalogue, immutable. */
export interface WorkSchema {
  digest: string;
  id: string;
  /** '0' where the file names none. */
  version: string;
  dialect: string;
  name: string;
  /** File name of the upload, for people only. */
  fileName: string;
  importedAt: string;
  importedBy: string;
}

/** What came of an import into a work that had a schema already: shown until the next import. */
export interface CarryReport {
  fromVersion: string;
  fromDigest: string;
  /** Places of the overlay that the new schema does not have; they stay until somebody takes them out. */
  lostOverlay: readonly string[];
  /** Keys of rules whose decision does not count any more because their text is another one or gone. */
  lostRules: readonly string[];
  keptRules: number;
  keptOverlay: number;
}

/** The last test run with generated data; valid only for the form that `formDigest` names. */
export interface WorkTestRun {
  formDigest: string;
  seed: number;
  runs: number;
  failed: number;
  at: string;
  by: string;
}

/** A parameter that a town has to give a value for, as typed. */
export interface ParameterDraft {
  name: string;
  label: BothTexts;
  standard: boolean;
  place: string;
  kind: string;
  mandatory: boolean;
}

/**
 * The editable twin of ReuseFacts. Without them a version can be published but not become a package;
 * `domain/reuse-draft.ts` says what is missing.
 */
export interface ReuseDraft {
  /** By the name of the fact (`domain/reuse-sections.ts`). */
  values: Readonly<Record<string, string>>;
  parameters: readonly ParameterDraft[];
  /** Changes of the versions before, newest first. */
  earlier: ReuseFacts['changes'];
  /** Of the manifest's shape once it is complete; null: none yet. */
  assessment: JsonValue;
}

/**
 * The editable twin of a ServiceManifest. Everything may be unfinished; `domain/to-manifest.ts` says what is still
 * missing. `rules` holds decisions only; publication pins the whole set (pinRules of the catalogue).
 */
export interface WorkContent {
  formatVersion: 1;
  service: {
    leistungsschluessel: string | null;
    slug: string;
    name: BothTexts;
    summary: BothTexts;
    keywords: readonly string[];
  };
  schema: WorkSchema;
  /** As stored: entries that belong to another version of the schema stay until a person takes them out. */
  overlay: JsonObject;
  rules: RuleDecisions;
  process: ServiceManifest['process'];
  fee: { kind: FeeKind | null; amountCents: number | null; currency: string; note: BothTexts };
  delivery: { metadataVersion: string; summaryPdf: boolean; schemaUri: string };
  texts: { who: BothTexts; needed: BothTexts; next: BothTexts; remedy: BothTexts };
  declaration: BothTexts;
  priceModel: JsonValue;
  serviceLevel: JsonValue;
  dataProtection: { purpose: BothTexts; legalBasis: BothTexts; retention: BothTexts };
  tests: ServiceManifest['tests'];
  reuse: ReuseDraft;
  carried: CarryReport | null;
  testRun: WorkTestRun | null;
}

export type JsonObject = { readonly [key: string]: JsonValue };
export type FeeKind = ServiceManifest['fee']['kind'];

/** A service in the making: a row of authoring.work. */
export interface Work {
  id: string;
  tenant: TenantId;
  content: WorkContent;
  /** Counts the saves; a save names the one it began with. */
  revision: number;
  /** Digest of the published version it continues; null for a new service. */
  baseVersionDigest: string | null;
  createdAt: Date;
  changedAt: Date;
  /** Name of the person who saved last. */
  changedBy: string;
}

/** Either saved, or somebody (perhaps the same person in another window) was faster; then nothing is written. */
export type SaveResult = { ok: true; work: Work } | { ok: false; current: Work };

export interface AuthoringService {
  works(tenant: TenantId): Promise<readonly Work[]>;
  /** Throws not-found 'authoring/work-not-found', also for works of other providers. */
  work(tenant: TenantId, id: string): Promise<Work>;
  create(input: {
    tenant: TenantId;
    content: WorkContent;
    baseVersionDigest: string | null;
    by: string;
  }): Promise<Work>;
  /**
   * Replaces what `change` gives. `revision` is the one that the form was made from; null: no matter which (an act on
   * a single fact, e.g. the decision on one rule, which two people may take at the same time for two rules).
   */
  save(input: {
    tenant: TenantId;
    id: string;
    revision: number | null;
    by: string;
    change: (content: WorkContent) => WorkContent;
  }): Promise<SaveResult>;
  remove(tenant: TenantId, id: string): Promise<void>;
  /** Within the transaction that publishes it; refused when somebody has saved another state meanwhile. */
  removeIn(tx: Tx, work: Pick<Work, 'id' | 'revision'>): Promise<void>;
}
