import { type Answers } from '@verbund/xdatenfelder';
import { type PersonId, type TenantId } from '#kernel/ids';
import { type DispatchListener, type DispatchState } from '#modules/dispatch';
import { type ErasurePort } from '#kernel/retention';
import { type FileState } from './domain/file-states.ts';

export interface LocalName {
  de: string;
  en: string;
}

export interface DraftInfo {
  draftId: string;
  tenant: TenantId;
  offeringId: string;
  service: LocalName;
  editedAt: Date;
  /** Deleted after this day unless edited. */
  expiresOn: Date;
  /** Continue here. */
  href: string;
  /** POST with CSRF token deletes it (GET asks first). */
  deleteHref: string;
}

export interface ApplicationInfo {
  applicationId: string;
  tenant: TenantId;
  service: LocalName;
  receiptNumber: string;
  state: DispatchState;
  storedAt: Date;
  href: string;
}

export interface SampleInput {
  person: PersonId;
  /** Slugs of an offering. */
  town: string;
  service: string;
  answers: Answers;
}

export interface FormsService {
  /** Unsent drafts of the person, newest edit first. */
  drafts(person: PersonId): Promise<readonly DraftInfo[]>;
  /** Sent applications of the person, newest first. */
  applications(person: PersonId): Promise<readonly ApplicationInfo[]>;
  /** For the operator: files by the state of their check. */
  uploadStatistics(): Promise<readonly { state: FileState; files: number; oldest: Date | null }[]>;
  /** Applications with given answers, for test systems. */
  readonly samples: {
    /** A draft with these answers; returns the local path of the page where it is checked and sent. */
    fill(input: SampleInput): Promise<{ path: string }>;
    /** The same, sent. `sent` is false, and no draft stays, when the form asks for more than these answers. */
    send(input: SampleInput): Promise<{ sent: boolean }>;
  };
  /** For `dispatch.listen` in app.ts: keeps the state of applications. */
  onDispatch: DispatchListener;
  /** Refuses with 'forms/undelivered' while an acknowledged application is not delivered yet. */
  readonly erasure: ErasurePort;
}

/** What a draft pins of its service version and offering; public facts only. */
export interface Pinned {
  service: LocalName;
  serviceSlug: string;
  townSlug: string;
  /** As the destination knows it; the town's own address of the service may be another. */
  publicService: { identifier: string; name: string };
  declaration: LocalName;
  schemaUri: string;
  summaryPdf: boolean;
  /** ARS; its first two digits are the state (Land) that rules may ask for. */
  area: string;
  receiptInstant: 'stored' | 'delivered';
  /** Node path → fact of the sign-in; prefills and tells browsers what a field is for (WCAG 1.3.5). */
  facts: Readonly<Record<string, string>>;
}
