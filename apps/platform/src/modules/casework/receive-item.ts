import {
  followUpSchemaUri,
  type ReceiveResult,
  type SettleResult,
  type SubmissionHead,
  type VerifiedAttachment,
} from '@verbund/fit-connect';
import { attachmentSpool } from '#kernel/fit-connect';
import { type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type DataKey } from '#kernel/secrets';
import { tenantSigner, tenantUnwrapper } from './adapters/fit-connect-keys.ts';
import { checkSubmission, type SubmissionVerdict } from './check-submission.ts';
import { type OpenInbox } from './inboxes.ts';
import { type ReceiveDeps } from './receive.ts';
import { markSettled, selectEntryBySubmission, type Settlement } from './store/entries.ts';
import { settleRejection, upsertRejection } from './store/rejections.ts';
import { type StoredAttachment, storeSubmission } from './store-submission.ts';

/** FIT-Connect's limit for all attachments of a submission (reference 11): one of them may be made of fragments. */
const maxAttachmentBytes = 2_000_000_000;

export type ItemReceiver = (
  tenant: TenantId,
  inbox: OpenInbox,
  head: SubmissionHead,
) => Promise<'accepted' | 'rejected'>;

/** Examines, stores and settles one submission. Throws when it cannot be done now; every step can be repeated. */
export function createItemReceiver(deps: ReceiveDeps): ItemReceiver {
  const { kernel } = deps;
  const { config, db, clock, secrets, keys } = kernel;

  /** Stored, but the process died before it was accepted: only the event is missing. */
  async function acceptStored(
    tenant: TenantId,
    { subscriber, signingKid }: OpenInbox,
    head: SubmissionHead,
    entry: { entryId: string; settlement: Settlement },
  ): Promise<'accepted'> {
    const settled = await subscriber.accept({ ...head, ...entry.settlement }, tenantSigner(keys, tenant, signingKid));
    await db.once({ tenant }, (tx) => markSettled(tx, entry.entryId, settled.state, clock.now()));
    return 'accepted';
  }

  async function receive(tenant: TenantId, inbox: OpenInbox, head: SubmissionHead): Promise<'accepted' | 'rejected'> {
    const { subscriber, signingKid } = inbox;
    const { dataKey, stored } = await db.tx({ tenant }, async (tx) => {
      const entry = await selectEntryBySubmission(tx, tenant, head.submissionId);
      const settlement = entry?.settlement ?? null;
      return {
        dataKey: await secrets.dataKey(tx, { tenant }),
        stored: entry === null || settlement === null ? null : { entryId: entry.entry_id, settlement },
      };
    });
    if (stored !== null) return acceptStored(tenant, inbox, head, stored);
    const pending: StoredAttachment[] = [];
    let verdict: SubmissionVerdict = { violations: [], remarks: [], digest: null };
    const result = await subscriber.receiveSubmission(head.submissionId, {
      unwrapper: tenantUnwrapper(keys, tenant),
      destination: offerOf(inbox),
      furtherSchemas: [followUpSchemaUri],
      // v1 senders compress; the service lets no other call do so.
      allowZipDeflate: true,
      validateData: async (data) => {
        verdict = await checkSubmission(deps, tenant, data);
        return verdict.violations;
      },
      spool: attachmentSpool(config),
      onAttachmentStream: async (attachment) => {
        pending.push(await keepAttachment(kernel, dataKey, attachment));
      },
    });
    const signer = tenantSigner(keys, tenant, signingKid);
    if (!result.ok) return reject(tenant, head, result, () => subscriber.settle(result, signer));
    const entry = await storeSubmission(kernel, tenant, result.submission, {
      verdict,
      pending,
      dataKey,
      schema: result.head.schema,
    });
    const settled = await subscriber.settle(result, signer);
    await db.once({ tenant }, (tx) => markSettled(tx, entry, settled.state, clock.now()));
    return 'accepted';
  }

  async function reject(
    tenant: TenantId,
    head: SubmissionHead,
    result: ReceiveResult<unknown> & { ok: false },
    settle: () => Promise<SettleResult>,
  ): Promise<'rejected'> {
    const { problems } = result;
    await db.once({ tenant }, (tx) =>
      upsertRejection(tx, {
        submission: head.submissionId,
        tenant,
        fitCase: head.caseId,
        problems,
        now: clock.now(),
      }),
    );
    await settle();
    await db.once({ tenant }, (tx) => settleRejection(tx, head.submissionId, clock.now()));
    return 'rejected';
  }

  return receive;
}

function offerOf({ destinationId, row }: OpenInbox) {
  const publicServices = row.services.map(({ identifier, submissionSchemas, regions }) => ({
    identifier,
    submissionSchemas: [...submissionSchemas],
    regions: [...regions],
  }));
  return { destinationId, publicServices };
}

async function keepAttachment(
  { blobs }: Kernel,
  key: DataKey,
  { content, byteLength: _length, sha512: _hash, ...attachment }: VerifiedAttachment,
): Promise<StoredAttachment> {
  return { attachment, blob: await blobs.store(content(), { key, maxBytes: maxAttachmentBytes }) };
}
