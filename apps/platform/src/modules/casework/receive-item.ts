import { Readable } from 'node:stream';
import { followUpSchemaUri, type ReceiveResult, type SettleResult, type SubmissionHead } from '@verbund/fit-connect';
import { type TenantId } from '#kernel/ids';
import { tenantSigner, tenantUnwrapper } from './adapters/fit-connect-keys.ts';
import { checkSubmission, type SubmissionVerdict } from './check-submission.ts';
import { type OpenInbox } from './inboxes.ts';
import { type ReceiveDeps } from './receive.ts';
import { markSettled, selectEntryBySubmission, type Settlement } from './store/entries.ts';
import { settleRejection, upsertRejection } from './store/rejections.ts';
import { type StoredAttachment, storeSubmission } from './store-submission.ts';

/** The service limits attachments already; this only keeps a broken one from filling the disk. */
const maxAttachmentBytes = 250 * 1024 * 1024;

export type ItemReceiver = (
  tenant: TenantId,
  inbox: OpenInbox,
  head: SubmissionHead,
) => Promise<'accepted' | 'rejected'>;

/** Examines, stores and settles one submission. Throws when it cannot be done now; every step can be repeated. */
export function createItemReceiver(deps: ReceiveDeps): ItemReceiver {
  const { kernel } = deps;
  const { db, clock, secrets, blobs, keys } = kernel;

  /** Stored, but the process died before it was accepted: only the event is missing. */
  async function acceptStored(
    tenant: TenantId,
    { subscriber, signingKid }: OpenInbox,
    head: SubmissionHead,
    entry: { entryId: string; settlement: Settlement },
  ): Promise<'accepted'> {
    const settled = await subscriber.accept({ ...head, ...entry.settlement }, tenantSigner(keys, tenant, signingKid));
    await db.tx({ tenant }, (tx) => markSettled(tx, entry.entryId, settled.state, clock.now()));
    return 'accepted';
  }

  async function receive(tenant: TenantId, inbox: OpenInbox, head: SubmissionHead): Promise<'accepted' | 'rejected'> {
    const { subscriber, destinationId, row, signingKid } = inbox;
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
      destination: {
        destinationId,
        publicServices: row.services.map((offer) => ({
          identifier: offer.identifier,
          submissionSchemas: [...offer.submissionSchemas],
          regions: [...offer.regions],
        })),
      },
      furtherSchemas: [followUpSchemaUri],
      validateData: async (data) => {
        verdict = await checkSubmission(deps, tenant, data);
        return verdict.violations;
      },
      onAttachment: async ({ bytes, ...attachment }) => {
        const blob = await blobs.store(Readable.from([bytes]), { key: dataKey, maxBytes: maxAttachmentBytes });
        pending.push({ attachment, blob });
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
    await db.tx({ tenant }, (tx) => markSettled(tx, entry, settled.state, clock.now()));
    return 'accepted';
  }

  async function reject(
    tenant: TenantId,
    head: SubmissionHead,
    result: ReceiveResult<unknown> & { ok: false },
    settle: () => Promise<SettleResult>,
  ): Promise<'rejected'> {
    const { problems } = result;
    await db.tx({ tenant }, (tx) =>
      upsertRejection(tx, {
        submission: head.submissionId,
        tenant,
        fitCase: head.caseId,
        problems,
        now: clock.now(),
      }),
    );
    await settle();
    await db.tx({ tenant }, (tx) => settleRejection(tx, head.submissionId, clock.now()));
    return 'rejected';
  }

  return receive;
}
