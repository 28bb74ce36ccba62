import { type StaffId, type TenantId } from '#kernel/ids';

export interface BothTexts {
  de: string;
  en: string;
}

export type Obligation = 'MUSS' | 'SOLL' | 'KANN';
/** Whose duty a criterion is; those of the connecting authority are judged per offering. */
export type CriterionActor = 'service' | 'provider' | 'operator' | 'connecting_authority';
export type FindingResult = 'erfuellt' | 'teilweise' | 'nicht_erfuellt' | 'entbehrlich' | 'nicht_geprueft';

/** How sure the wording is: read in a source, usual but not confirmed, or demanded by the municipal associations. */
export type CriterionStatus = 'confirmed' | 'background' | 'seed';

export interface Criterion {
  id: string;
  area: string;
  obligation: Obligation;
  /** Set where the obligation holds for some services only; those it does not hold for are `entbehrlich`. */
  condition: BothTexts | null;
  actor: CriterionActor;
  requirement: BothTexts;
  evidence: BothTexts;
  status: CriterionStatus;
  source: string;
}

/** A set of criteria in one version: never changed once it is there (docs/conformity-catalogue.md). */
export interface CriteriaCatalogue {
  /** Of the canonical JSON. */
  digest: string;
  /** Name of the set, the same over its versions, e.g. 'efa-mindestanforderungen'. */
  catalogue: string;
  version: string;
  title: BothTexts;
  /** Where the wording is from and what of it is a reconstruction; shown wherever the criteria are. */
  note: BothTexts;
  validFrom: string;
  validTo: string | null;
  /** How long an assessment against the version before stays good once this one is valid. */
  graceDays: number;
  areas: readonly { id: string; name: BothTexts }[];
  criteria: readonly Criterion[];
  /** Thumbprint (RFC 7638) of the key that signed it; null: taken in without a signature. */
  signer: string | null;
  addedAt: Date;
}

/** What was looked at, and what was seen. */
export interface Evidence {
  what: BothTexts;
  value: string;
  /** ISO instant. */
  at: string;
  link?: string;
}

export interface Finding {
  id: string;
  criterion: string;
  kind: 'automatic' | 'manual';
  result: FindingResult;
  evidence: readonly Evidence[];
  reason: BothTexts;
  remedy: BothTexts | null;
  /** ISO days. */
  due: string | null;
  recheck: string | null;
  responsible: string | null;
  /** The body that found it, by name. */
  body: string;
  by: string;
  at: Date;
}

/** A decision to let a criterion be; it is shown with its number wherever the finding is. */
export interface Exception {
  id: string;
  criterion: string;
  decisionNumber: string;
  /** Who decided, e.g. the name of a board. */
  decidedBy: string;
  decidedOn: string;
  validUntil: string | null;
  reason: string;
}

export interface Comment {
  id: string;
  findingId: string;
  criterion: string;
  text: string;
  by: string;
  at: Date;
}

/** What counts for one criterion now, and everything that was found before. */
export interface CriterionState {
  criterion: Criterion;
  /** Counts for the verdict of this subject. */
  counts: boolean;
  result: FindingResult;
  /** The finding that the result is from; null: nobody looked yet. */
  finding: Finding | null;
  /** What the machine saw, where a person overruled it. */
  automatic: Finding | null;
  exception: Exception | null;
  comments: readonly Comment[];
  /** Oldest first, the current one included. */
  history: readonly Finding[];
}

export type LightColour = 'green' | 'yellow' | 'red' | 'grey';

/** The public traffic light of a version or an offering. */
export interface Light {
  catalogue: string;
  criteriaVersion: string;
  /** ISO instant of the last finding. */
  date: string;
  conforms: boolean;
  openMust: number;
  areas: readonly { area: string; name: BothTexts; light: LightColour }[];
  /** ISO day after which the result does not count any more; null: no end in sight. */
  expiresAt: string | null;
}

/** A version, or a version as one authority offers it. */
export interface Subject {
  versionDigest: string;
  offeringId: string | null;
}

export interface Report extends Light {
  subject: Subject & {
    packageId: string;
    version: string;
    name: BothTexts;
    provider: TenantId;
    offering: string | null;
  };
  criteria: CriteriaCatalogue;
  states: readonly CriterionState[];
}

export type AssessmentState = 'queued' | 'running' | 'done' | 'failed';

/** One run of the automatic checks. */
export interface Assessment {
  id: string;
  subject: Subject;
  packageId: string;
  criteriaVersion: string;
  catalogue: string;
  body: string;
  startedBy: string;
  startedAt: Date;
  finishedAt: Date | null;
  state: AssessmentState;
  done: number;
  total: number;
}

/** Who acts: recorded with everything that is written. */
export interface Actor {
  tenant: TenantId;
  id: StaffId | 'command';
  name: string;
  kind: 'staff' | 'operator' | 'system';
}

export interface NewFinding {
  criterion: string;
  result: FindingResult;
  evidence: readonly Evidence[];
  reason: BothTexts;
  remedy: BothTexts | null;
  due: string | null;
  recheck: string | null;
  responsible: string | null;
}

export type NewException = Omit<Exception, 'id'>;

export interface ConformityService {
  /** The newest result against the catalogue of the EfA minimum requirements; null: never assessed. */
  light(versionDigest: string): Promise<Light | null>;
  /** Of many versions at once, for lists. */
  lights(versionDigests: readonly string[]): Promise<ReadonlyMap<string, Light>>;
  /** Of an offering, the criteria of the connecting authority included. */
  offeringLight(offeringId: string): Promise<Light | null>;

  /** Versions of all catalogues, newest first. */
  catalogues(): Promise<readonly CriteriaCatalogue[]>;
  /** By `version` or `catalogue@version`; without: the one in force of the EfA minimum requirements. */
  criteria(name?: string): Promise<CriteriaCatalogue>;
  /** The operator takes in a catalogue; the same again changes nothing, another content under a known version is refused. */
  addCatalogue(input: {
    content: unknown;
    /** Key that the signature of the file must be of. */
    trustedKey: unknown;
    by: Actor;
  }): Promise<{ catalogue: CriteriaCatalogue; isNew: boolean }>;

  /** Begins a run in the background. Refused with 'conformity/running' while one is under way for the same subject. */
  assess(input: { subject: Subject; criteria?: string; by: Actor }): Promise<Assessment>;
  /** Runs all checks before it returns; for commands. `progress` is told of each check when it is done. */
  assessNow(input: {
    subject: Subject;
    criteria?: string;
    by: Actor;
    progress?: (done: number, total: number, criterion: string) => void;
  }): Promise<Report>;
  /** Newest first. */
  assessments(subject: Subject): Promise<readonly Assessment[]>;
  assessment(id: string): Promise<Assessment | null>;
  /** Null: the version is unknown. States are `nicht_geprueft` where nobody looked yet. */
  report(subject: Subject, criteria?: string): Promise<Report | null>;
  /** `<provider>/<service>[@version]`, `<town>/<service>`, a digest or the id of an offering. */
  findSubject(name: string): Promise<Subject | null>;

  /** The operator's tenant, or one that the operator names. */
  isCheckingBody(tenant: TenantId): Promise<boolean>;
  checkingBodies(): Promise<readonly { tenant: TenantId; name: string; since: Date }[]>;
  nameCheckingBody(tenant: TenantId, by: Actor): Promise<void>;
  dismissCheckingBody(tenant: TenantId, by: Actor): Promise<void>;

  /** Refused with 'conformity/not-a-checking-body'. */
  addFinding(input: { subject: Subject; criteria: string; finding: NewFinding; by: Actor }): Promise<{ id: string }>;
  addException(input: {
    subject: Subject;
    criteria: string;
    exception: NewException;
    by: Actor;
  }): Promise<{ id: string }>;
  /** The provider of the version is heard on a finding; 'conformity/finding-not-found' for findings about others. */
  addComment(input: { findingId: string; text: string; by: Actor }): Promise<void>;
  /** Findings with a due date or re-check that is near or past, of one checking body. */
  due(tenant: TenantId): Promise<readonly DueFinding[]>;
}

export interface DueFinding {
  finding: Finding;
  subject: Subject;
  packageId: string;
  day: string;
  what: 'due' | 'recheck';
}
