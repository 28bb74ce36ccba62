import { type FailedJob } from '#kernel/jobs';
import { type PersonId } from '#kernel/ids';
import { type RetentionReportLine } from '#kernel/retention';

export interface DraftLine {
  id: string;
  title: string;
  town: string;
  href: string;
  updatedAt: Date;
  expiresAt: Date;
  /** POST deletes the draft, GET asks first. */
  deleteHref?: string;
}

export interface ApplicationLine {
  id: string;
  title: string;
  town: string;
  receiptNumber: string;
  state: 'stored' | 'submitted' | 'accepted' | 'rejected';
  href: string;
  sentAt: Date;
}

/** What the account page and offering pages want to know of the forms module. */
export interface AccountLists {
  drafts(person: PersonId, lang: 'de' | 'en'): Promise<readonly DraftLine[]>;
  applications(person: PersonId, lang: 'de' | 'en'): Promise<readonly ApplicationLine[]>;
  /** Where the person goes on with a draft of this offering. */
  openDraft(person: PersonId, offeringId: string): Promise<string | null>;
}

export interface QueueNumbers {
  waiting: number;
  later: number;
  active: number;
  failed: number;
  oldestSeconds: number;
}

export type UploadState = 'waiting' | 'scanner-down' | 'clean' | 'infected' | 'refused' | 'unscanned';

/** Files of all people by the state of their virus check, and how the scanner is. */
export interface UploadCheck {
  /** What the scanner says of itself; 'none': not set; 'down': no answer. */
  scanner: { kind: 'up'; version: string } | { kind: 'down' } | { kind: 'none' };
  files: readonly { state: UploadState; files: number; oldest: Date | null }[];
}

/** What the operator sees. A part that this process cannot know throws AppError 'unavailable' and is shown as such. */
export interface Operations {
  failedJobs(): Promise<readonly FailedJob[]>;
  retryJob(id: string): Promise<void>;
  dismissJob(id: string): Promise<void>;
  queue(): Promise<QueueNumbers>;
  retention(): Promise<readonly RetentionReportLine[]>;
  uploads(): Promise<UploadCheck>;
  transport(): Promise<Readonly<Record<string, number>>>;
  /** Callbacks of the delivery service that were given up. */
  deadCallbacks(): Promise<readonly FailedJob[]>;
  retryCallback(id: string): Promise<void>;
  dismissCallback(id: string): Promise<void>;
}
