import { type Tx } from '#kernel/db';
import { type PersonId, type TenantId } from '#kernel/ids';

/** What the sender side must carry to a receiver; everything else about FIT-Connect stays inside dispatch. */
export interface OutgoingSubmission {
  /** The caller's own id (application or message): a second submit of the same id is a no-op. */
  id: string;
  kind: 'application' | 'follow-up';
  person: PersonId;
  /** Tenant that receives; reply keys are one per person and tenant. */
  tenant: TenantId;
  destinationId: string;
  publicService: { identifier: string; name: string };
  region?: string;
  /** Continues this case; null opens a new one. */
  caseId: string | null;
  data: { bytes: Uint8Array; schemaUri: string; mimeType: 'application/json' | 'application/xml' };
  attachments: readonly OutgoingAttachment[];
  senderReference: string;
}

export interface OutgoingAttachment {
  attachmentId: string;
  /** Blob sealed under the person's data key. */
  blobId: string;
  filename: string;
  mimeType: string;
  purpose: 'form' | 'attachment';
  description?: string;
  bytes: number;
  sha512: string;
  /**
   * True: the caller keeps the blob as the person's copy. Otherwise it is handed over, and dispatch discards it with
   * the content once the submission is accepted or rejected.
   */
  keepBlob?: boolean;
}

export type DispatchState = 'stored' | 'submitted' | 'accepted' | 'rejected';

export type DispatchEvent =
  | { kind: 'submitted'; id: string; person: PersonId; caseId: string; submissionId: string; at: Date }
  | { kind: 'accepted'; id: string; person: PersonId; caseId: string; at: Date }
  | {
      kind: 'rejected';
      id: string;
      person: PersonId;
      caseId: string;
      at: Date;
      problems: readonly { type: string; title: string; detail: string }[];
    };

/** Called in the transaction that records the event (owner: the person). */
export type DispatchListener = (tx: Tx, kind: OutgoingSubmission['kind'], event: DispatchEvent) => Promise<void>;

export interface DispatchService {
  /** Durable in the caller's transaction (owner: the person); a job does the rest with unlimited patience. */
  submit(tx: Tx, submission: OutgoingSubmission): Promise<void>;
  state(
    tx: Tx,
    id: string,
  ): Promise<{ state: DispatchState; caseId: string | null; submittedAt: Date | null; settledAt: Date | null } | null>;
  /** Wired once in app.ts. */
  listen(listener: DispatchListener): void;
}
