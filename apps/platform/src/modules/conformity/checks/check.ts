import { type CompiledForm, type Offering, type ServiceManifest } from '#modules/catalogue';
import { type Listing, type PublishedPackage } from '#modules/packages';
import { type SampleRun } from '../domain/sample-tests.ts';
import { type BothTexts, type Evidence, type FindingResult } from '../types.ts';

/** What one check says about one criterion. */
export interface CheckAnswer {
  result: FindingResult;
  reason: BothTexts;
  remedy?: BothTexts;
  evidence?: readonly Omit<Evidence, 'at'>[];
}

export interface Check {
  /** Id of the criterion; the file is named after it. */
  criterion: string;
  run(ctx: CheckContext): Promise<CheckAnswer> | CheckAnswer;
}

/** What this installation can do at all, from its configuration; the same for every service. */
export interface Installation {
  /** Kinds of accounts that citizens and organisations can sign in with. */
  accounts: readonly ('bundid' | 'organisation-account' | 'eidas' | 'other' | 'test-account')[];
  /** Name on the sign-in button. */
  signInName: string | null;
  /** Trust level that the sign-in asks the identity provider for; null: it takes any. */
  requestedTrustLevel: 'none' | 'niedrig' | 'substantiell' | 'hoch' | null;
  payment: boolean;
  /** `account`: that of the account of the Federation (§ 9 OZG); `own`: the platform's. */
  postbox: 'account' | 'own';
  /** Proofs over the OOTS (Art. 14 Regulation (EU) 2018/1724), and from national registers. */
  crossBorderProofs: boolean;
  registers: boolean;
  /** Entries in the directories of the administrations. */
  pvog: boolean;
  dvdv: boolean;
}

/** A real delivery into a test destination of our own, through the delivery service. */
export interface DeliveryTrace {
  transport: string;
  deliveries: readonly {
    sample: string;
    /** As the receiver found it after decrypting. */
    schemaUri: string;
    mimeType: string;
    isJson: boolean;
    attachments: readonly string[];
    violations: readonly string[];
    /** As the sender read it in the event log. */
    state: string;
    submissionId: string;
  }[];
  /** A broken delivery that the receiver must refuse, and that the sender must learn of. */
  refusal: { state: string; problems: readonly string[] } | null;
  encrypted: boolean;
}

export interface FetchedPage {
  url: string;
  status: number;
  html: string;
}

export interface Timing {
  url: string;
  count: number;
  medianMs: number;
  p95Ms: number;
}

export interface ScannedPage {
  name: string;
  violations: readonly { id: string; impact: string; help: string; nodes: number; example: string }[];
}

/** The destination of an offering, as the delivery service gives it to any sender. */
export interface DestinationFacts {
  status: string;
  /** The earliest end of the certificates of its encryption key; null: the key carries none. */
  certificateEnds: string | null;
  replyChannels: readonly string[];
  schemas: readonly string[];
}

/** Not everything can be looked at everywhere: `missing` says what is not there, and becomes `nicht_geprueft`. */
export type Probed<T> = { ok: true; value: T } | { ok: false; missing: BothTexts };

/** Looks at the running service; each is done once per run, however many checks ask. */
export interface Probes {
  samples(): SampleRun;
  delivery(): Promise<Probed<DeliveryTrace>>;
  /** Start pages of up to two offerings of the version. */
  startPages(): Promise<Probed<readonly (FetchedPage & { offering: Offering })[]>>;
  timing(): Promise<Probed<Timing>>;
  scan(): Promise<Probed<readonly ScannedPage[]>>;
  destination(): Promise<Probed<DestinationFacts>>;
  /** Destinations that the routing finds by service and region. */
  route(): Promise<Probed<{ asked: string; destinations: readonly string[] }>>;
  /** Release state of the FIM schema as its file says. */
  schemaRelease(): Promise<Probed<{ status: string | null; releasedOn: string | null }>>;
  /** Towns for which the price sheet gives a price, and the first for which it does not. */
  prices(): Promise<
    Probed<{ towns: number; priced: number; years: number; firstMissing: string | null; source: string }>
  >;
  testSystem(): Promise<Probed<{ address: string; status: number }>>;
  listing(): Promise<Probed<Listing>>;
}

export interface CheckContext {
  manifest: ServiceManifest;
  form: CompiledForm;
  package: PublishedPackage | null;
  /** Null: the version itself is checked; checks may still look at offerings of it. */
  offering: Offering | null;
  installation: Installation;
  /** ISO day. */
  today: string;
  probes: Probes;
}

const functionMissing: BothTexts = { de: 'Nicht geprüft, Funktion fehlt: ', en: 'Not checked, function is missing: ' };

/** The platform lacks what the criterion is about: said so, and no pass. */
export function missingFunction(what: BothTexts, evidence: CheckAnswer['evidence'] = []): CheckAnswer {
  return {
    result: 'nicht_geprueft',
    reason: { de: functionMissing.de + what.de, en: functionMissing.en + what.en },
    evidence,
  };
}

/** Nothing to look at here, e.g. no offering yet. */
export function notChecked({ de, en }: BothTexts): CheckAnswer {
  return { result: 'nicht_geprueft', reason: { de: `Nicht geprüft: ${de}`, en: `Not checked: ${en}` } };
}

export const fact = (de: string, en: string, value: string, link?: string): Omit<Evidence, 'at'> => ({
  what: { de, en },
  value,
  ...(link === undefined ? {} : { link }),
});

/** Both facts and manifests without reuse facts: the one answer where a version says nothing about reuse. */
export const noReuseFacts: CheckAnswer = {
  result: 'nicht_erfuellt',
  reason: {
    de: 'Die Version enthält keine Angaben zur Nachnutzung (Steckbrief).',
    en: 'The version carries no facts on reuse (fact sheet).',
  },
  remedy: {
    de: 'Im Anbieterbereich die Formulare zur Nachnutzung ausfüllen und eine neue Version veröffentlichen.',
    en: 'Fill in the forms on reuse in the provider workspace and publish a new version.',
  },
};
