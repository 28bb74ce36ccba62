import { followUpSchemaUri, type ReceivedAttachment, type ReceivedSubmission } from '@verbund/fit-connect';
import { type StoredBlob } from '#kernel/blobs';
import { type Tx } from '#kernel/db';
import { newUuid, type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type DataKey } from '#kernel/secrets';
import { describe, type SubmissionVerdict } from './check-submission.ts';
import { nextCaseState } from './domain/case-states.ts';
import { sealContext, type SubmissionContent } from './domain/content.ts';
import { ensureCase, insertHistory, updateCase } from './store/cases.ts';
import { insertAttachment, insertEntry, selectEntryBySubmission } from './store/entries.ts';
import { isTestReference } from './store/test-cases.ts';

export interface StoredAttachment {
  attachment: Omit<ReceivedAttachment, 'bytes'>;
  blob: StoredBlob;
}

/** What is stored beside the submission itself. */
export interface Examined {
  verdict: SubmissionVerdict;
  pending: readonly StoredAttachment[];
  dataKey: DataKey;
  schema: string | undefined;
}

/** Everything of one submission in one transaction, once: the submission id decides. */
export async function storeSubmission(
  kernel: Kernel,
  tenant: TenantId,
  received: ReceivedSubmission,
  stored: Examined,
): Promise<string> {
  const { db, clock, secrets } = kernel;
  const now = clock.now();
  const entryId = newUuid();
  return db.tx({ tenant }, async (tx) => {
    const existing = await selectEntryBySubmission(tx, tenant, received.submissionId);
    if (existing !== null) return existing.entry_id;
    const arrived = toCase(tenant, received);
    const { receipt_number: reference } = arrived;
    const isTest = reference !== null && (await isTestReference(tx, tenant, reference));
    const { found, isNew } = await ensureCase(tx, { ...arrived, is_test: isTest }, now);
    const isFollowUp = received.schemaUri === followUpSchemaUri;
    const content: SubmissionContent = {
      kind: 'submission',
      metadata: received.metadata,
      schemaUri: received.schemaUri,
      mimeType: received.mimeType,
      data: Buffer.from(received.data).toString('utf8'),
      replyKey: received.replyKey ?? null,
      remarks: stored.verdict.remarks,
    };
    const { authenticationTags } = received;
    const inserted = await insertEntry(tx, {
      entry_id: entryId,
      tenant_id: tenant,
      case_id: found.case_id,
      kind: isFollowUp ? 'follow-up' : 'application',
      submission_id: received.submissionId,
      version_digest: stored.verdict.digest,
      content: secrets.seal(stored.dataKey, JSON.stringify(content), sealContext.entry(entryId)),
      staff_id: null,
      at: new Date(received.submittedAt),
      stored_at: now,
      settlement: { authenticationTags, ...(stored.schema === undefined ? {} : { schema: stored.schema }) },
    });
    // The lock on the case lets one worker through; the other one finds the row here.
    if (!inserted) throw new Error('another process stored this submission');
    await storeAttachments(kernel, tx, tenant, entryId, stored);
    if (!isNew) {
      const state = nextCaseState(found.state, 'follow-up') ?? found.state;
      await updateCase(tx, found.case_id, { state, unread: true, assigned: found.assigned_staff, now });
    }
    const what = isNew ? 'received' : 'message-received';
    await insertHistory(tx, { tenant, caseId: found.case_id, at: now, what, staff: null });
    return entryId;
  });
}

async function storeAttachments(
  kernel: Kernel,
  tx: Tx,
  tenant: TenantId,
  entryId: string,
  stored: Examined,
): Promise<void> {
  const { blobs, secrets } = kernel;
  for (const [position, { attachment, blob }] of stored.pending.entries()) {
    await blobs.record(tx, { tenant }, blob);
    const id = newUuid();
    await insertAttachment(tx, {
      attachment_id: id,
      tenant_id: tenant,
      entry_id: entryId,
      position,
      blob_id: blob.id,
      description: secrets.seal(stored.dataKey, JSON.stringify(describe(attachment)), sealContext.attachment(id)),
      bytes: blob.bytes,
    });
  }
}

/** PostgreSQL refuses the character NUL; without this one sender's text would keep its submission waiting for ever. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '\ufffd');
}

function toCase(tenant: TenantId, received: ReceivedSubmission) {
  const reference = received.metadata.additionalReferenceInfo?.senderReference;
  return {
    case_id: newUuid(),
    tenant_id: tenant,
    fit_case_id: received.caseId,
    destination_id: received.destinationId,
    service_identifier: storable(received.publicService?.identifier ?? ''),
    service_name: storable(received.publicService?.name ?? ''),
    receipt_number: reference === undefined ? null : storable(reference.slice(0, 100)),
    received_at: new Date(received.submittedAt),
  };
}
