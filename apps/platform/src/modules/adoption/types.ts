import { type DeliveryJournal } from '@verbund/fit-connect';
import { type StaffId, type TenantId } from '#kernel/ids';
import { type CaseState, type StepState } from './domain/blueprint.ts';
import { type GateView, type StepView } from './domain/evaluate.ts';
import { type DestinationFact, type SupportContact } from './domain/facts.ts';

export { type CaseState, type GateId, type StepState } from './domain/blueprint.ts';
export { type GateView, type StepView } from './domain/evaluate.ts';
export { type SupportContact } from './domain/facts.ts';

/** Who acts. `staff` null: the command line of the installation or the platform's own job. */
export interface Actor {
  staff: StaffId | null;
  /** Shown to colleagues. */
  name: string;
  /** Of identity's role × action table. */
  actions: ReadonlySet<string>;
}

/** A town's way to a running service; a town has one at a time for each package. */
export interface AdoptionCase {
  id: string;
  tenant: TenantId;
  packageId: string;
  provider: TenantId;
  serviceSlug: string;
  name: { de: string; en: string };
  versionDigest: string;
  version: string;
  /** A newer version that the town is about to switch to, while the other one runs. */
  target: { digest: string; version: string } | null;
  /** When the switch began, and the steps that it opened again. */
  reopenedAt: Date | null;
  reopened: readonly string[];
  /** Id of a variant of the blueprint: 'kommunalvertreter' or 'marketplace'. */
  route: string;
  state: CaseState;
  stateSince: Date;
  /** Of a pause, a disturbance, a termination or breaking off; '' else. */
  stateReason: string;
  pausedUntil: string | null;
  frontRunner: boolean;
  /** The day on which it goes live by itself, once it is ready. */
  goLiveOn: string | null;
  destination: { kind: 'platform' | 'own'; id: string } | null;
  offeringId: string | null;
  support: SupportContact | null;
  liveSince: Date | null;
  startedAt: Date;
  changedAt: Date;
  revision: number;
}

/** Another body that takes part; with `participant` its staff see the case. */
export interface Participant {
  id: string;
  role: string;
  participant: TenantId | null;
  name: string;
  contact: string;
}

export interface HistoryEntry {
  at: Date;
  /** Key of a text, e.g. 'moved'. */
  what: string;
  detail: Readonly<Record<string, string>>;
  by: string;
}

/** A promised day of going live with the day on which it was promised. */
export interface LivePromise {
  date: string;
  promisedOn: string;
  by: string;
}

export interface TestRun {
  id: string;
  versionDigest: string;
  destinationId: string;
  /** As it stands in the inbox, so that the test case is found and can be removed. */
  reference: string;
  testName: string;
  state: 'planned' | 'sent' | 'accepted' | 'rejected' | 'failed';
  startedAt: Date;
  startedBy: string;
  settledAt: Date | null;
  caseId: string | null;
  submissionId: string | null;
  problems: readonly string[];
}

export interface CaseView {
  case: AdoptionCase;
  steps: readonly StepView[];
  gates: readonly GateView[];
  /** Gates that stand before the next state; [] when nothing blocks. */
  blockedBy: readonly GateView[];
  moves: readonly CaseState[];
  participants: readonly Participant[];
  history: readonly HistoryEntry[];
  promises: readonly LivePromise[];
  tests: readonly TestRun[];
}

/** What one page collects so that a small town gets on with one click. Fields left out stay as they are. */
export interface Confirmations {
  interest?: { contact: string; wishedDate: string | null };
  budget?: { line: string };
  /** Adopts the central assessment without deviations; with deviations it is done on the privacy page. */
  assessment?: { number: string };
  security?: { note: string };
  frameAgreement?: { signedOn: string; reference: string };
  contract?: { calledOn: string; reference: string };
  parameters?: Readonly<Record<string, string>>;
  support?: SupportContact;
  destination?: { kind: 'platform' } | { kind: 'own'; id: string };
}

export interface LiveTown {
  tenant: TenantId;
  slug: string;
  name: string;
  since: Date;
  version: string;
  frontRunner: boolean;
}

export interface NextStep {
  caseId: string;
  tenant: TenantId;
  packageId: string;
  serviceName: { de: string; en: string };
  state: CaseState;
  step: string;
  role: string;
  due: string | null;
  stepState: StepState;
}

export interface StepChange {
  state: StepState;
  owner: string;
  due: string | null;
  note: string;
  outputs: string;
}

export interface AdoptionService {
  /**
   * Begins the adoption of the newest version, or gives the case that runs already. Refused with
   * 'adoption/package-not-found', 'adoption/route-unknown', 'adoption/address-taken'.
   */
  start(input: { tenant: TenantId; packageId: string; route: string; by: Actor }): Promise<AdoptionCase>;
  /** Cases of a town, latest change first. */
  cases(tenant: TenantId): Promise<readonly AdoptionCase[]>;
  /** Of the town or of a body that takes part; looks at the platform's facts and moves on as far as gates allow. */
  case(tenant: TenantId, id: string): Promise<CaseView>;
  /** Open steps of all cases of a town, the most urgent first. */
  nextSteps(
    tenant: TenantId,
    filter: { roles: readonly string[] | null; offset: number; limit: number },
  ): Promise<{ items: readonly NextStep[]; total: number }>;
  /** Cases of other towns in which a tenant takes part, by the town's name. */
  sharedCases(
    tenant: TenantId,
    page: { offset: number; limit: number },
  ): Promise<{ items: readonly (AdoptionCase & { role: string })[]; total: number }>;

  /** Refused with 'adoption/not-your-part' for parts that the actor's roles do not allow; then nothing is written. */
  confirm(input: { tenant: TenantId; id: string; confirmations: Confirmations; by: Actor }): Promise<void>;
  changeStep(input: { tenant: TenantId; id: string; step: string; change: StepChange; by: Actor }): Promise<void>;
  waive(input: { tenant: TenantId; id: string; step: string; reason: string; by: Actor }): Promise<void>;
  /** Refused with 'adoption/move-refused' unless the blueprint lists it and its gates are met. */
  move(input: {
    tenant: TenantId;
    id: string;
    to: CaseState;
    reason?: string;
    until?: string | null;
    by: Actor;
  }): Promise<void>;
  addParticipant(input: {
    tenant: TenantId;
    id: string;
    participant: Omit<Participant, 'id'>;
    by: Actor;
  }): Promise<void>;
  removeParticipant(input: { tenant: TenantId; id: string; participant: string; by: Actor }): Promise<void>;
  setFrontRunner(input: { tenant: TenantId; id: string; frontRunner: boolean; by: Actor }): Promise<void>;
  promiseLive(input: { tenant: TenantId; id: string; date: string; by: Actor }): Promise<void>;

  /** Makes or takes the destination and prepares the offering, not live yet. */
  prepare(input: { tenant: TenantId; id: string; by: Actor }): Promise<void>;
  /** Sends the package's own sample as a marked test into the destination; `until` waits that long for the answer. */
  test(input: { tenant: TenantId; id: string; by: Actor; waitMilliseconds?: number }): Promise<TestRun>;
  /** Now, or by itself on a day. Refused with 'adoption/gates-open'. */
  goLive(input: { tenant: TenantId; id: string; on: string | null; by: Actor }): Promise<void>;
  /** Begins the switch to the newest version; a switch that reopens nothing is made at once. */
  switchVersion(input: { tenant: TenantId; id: string; by: Actor }): Promise<{ isDone: boolean }>;

  /** Public facts, aggregated in SQL; sandboxes and cases that are not live are not among them. */
  liveTowns(packageId: string, limit?: number): Promise<readonly LiveTown[]>;
  /** How many towns run each of the packages. */
  liveCounts(packageIds: readonly string[]): Promise<ReadonlyMap<string, { towns: number; frontRunners: number }>>;
  frontRunners(packageId: string): Promise<readonly LiveTown[]>;
  /** Digests of versions that a town is about to adopt, for its budget. */
  planned(tenant: TenantId): Promise<readonly string[]>;
}

/** Sends a marked test application through the delivery service and says what became of it; wired in app. */
export interface TestDelivery {
  /** Safe to repeat with the same journal. */
  send(submission: TestSubmission, journal: DeliveryJournal): Promise<{ caseId: string; submissionId: string }>;
  outcome(sent: { caseId: string; submissionId: string; destinationId: string }): Promise<TestOutcome>;
  /** What the delivery service says of a destination and its keys. */
  destination(destinationId: string): Promise<Pick<DestinationFact, 'problem' | 'keyValidUntil'>>;
}

export interface TestSubmission {
  destinationId: string;
  publicService: { identifier: string; name: string };
  region: string;
  schemaUri: string;
  bytes: Uint8Array;
  reference: string;
  /** Day on which the sample answers are right. */
  applicationDate: string;
}

export type TestOutcome =
  { kind: 'waiting' } | { kind: 'accepted'; at: Date } | { kind: 'rejected'; at: Date; problems: readonly string[] };
