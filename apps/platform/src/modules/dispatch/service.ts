import { AppError } from '#kernel/errors';
import { type Kernel } from '#kernel/module';
import { type ErasurePort } from '#kernel/retention';
import { encodeAttachmentFacts, encodeFacts, sealContext } from './domain/content.ts';
import { deliverJob } from './jobs/deliver.job.ts';
import { type Listeners } from './listeners.ts';
import { insertAttachments, takeAttachmentsOf } from './store/attachments.ts';
import { deleteOutgoingOf, hasUndelivered, insertOutgoing, selectState } from './store/outgoing.ts';
import { type DispatchService } from './types.ts';

/** Far above any form; the sealed row is read whole. */
const maximalDataBytes = 20_000_000;

export function createDispatchService(kernel: Kernel, listeners: Listeners): DispatchService {
  const { secrets, clock, jobs } = kernel;
  return {
    async submit(tx, submission) {
      const { id, person, data } = submission;
      if (data.bytes.byteLength > maximalDataBytes)
        throw new AppError('too-large', 'dispatch/too-large', { params: { maxBytes: maximalDataBytes } });
      const key = await secrets.dataKey(tx, { person });
      const facts = secrets.seal(key, encodeFacts(submission), sealContext.facts(id));
      const sealedData = secrets.seal(key, data.bytes, sealContext.data(id));
      if (!(await insertOutgoing(tx, { submission, facts, data: sealedData, now: clock.now() }))) {
        // A second submit of the same id is a no-op, but somebody else's id must not swallow this one.
        if ((await selectState(tx, id)) === null) throw new AppError('conflict', 'dispatch/id-taken');
        return;
      }
      const rows = submission.attachments.map((attachment, position) => ({
        position,
        blob_id: attachment.blobId,
        keep_blob: attachment.keepBlob ?? false,
        facts: secrets.seal(key, encodeAttachmentFacts(attachment), sealContext.attachment(id, position)),
        bytes: attachment.bytes,
        sha512: attachment.sha512,
      }));
      await insertAttachments(tx, id, person, rows);
      await jobs.enqueue(tx, deliverJob, { id, person }, { key: id });
    },
    async state(tx, id) {
      const row = await selectState(tx, id);
      if (row === null) return null;
      const { state, case_id: caseId, submitted_at: submittedAt, settled_at: settledAt } = row;
      // Before the submit the case is only announced and may still change.
      return { state, caseId: state === 'stored' ? null : caseId, submittedAt, settledAt };
    },
    listen: (listener) => listeners.add(listener),
  };
}

/** What was acknowledged is delivered first; afterwards the receiver has it, and nothing of it need stay here. */
export function dispatchErasure({ blobs }: Pick<Kernel, 'blobs'>): ErasurePort {
  return {
    name: 'dispatch',
    async erase(tx, person) {
      if (await hasUndelivered(tx, person)) throw new AppError('conflict', 'dispatch/undelivered');
      for (const blob of await takeAttachmentsOf(tx, person)) await blobs.discard(tx, blob);
      await deleteOutgoingOf(tx, person);
    },
  };
}
