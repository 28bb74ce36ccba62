import {
  DecryptionError,
  parseReplyMessage,
  problem,
  replySchemaUri,
  type KeyUnwrapper,
  type ReceivedAttachment,
  type ReceivedReply,
  type ReceiveResult,
  type ReplyHead,
  type Sender,
} from '@verbund/fit-connect';
import { type StoredBlob } from '#kernel/blobs';
import { AppError } from '#kernel/errors';
import { attachmentSpool } from '#kernel/fit-connect';
import { newUuid, type PersonId } from '#kernel/ids';
import { type Logger } from '#kernel/logging';
import { type Kernel } from '#kernel/module';
import { safeFilename } from '#kernel/uploads';
import { type Portal } from '#modules/dispatch';
import { sealContext, type AttachmentContent, type MessageContent } from './domain/content.ts';
import { type Notify } from './notify.ts';
import { insertAttachment } from './store/attachments.ts';
import { hasReply, insertMessage } from './store/messages.ts';
import { findThreadByCase, touchThread, type CaseThread } from './store/threads.ts';

interface StoredAttachment {
  attachment: Omit<ReceivedAttachment, 'bytes'>;
  blob: StoredBlob;
}

const pageSize = 100;
const firstPause = 5_000;
const longestPause = 15 * 60_000;
/** FIT-Connect's limit for all attachments of a reply (reference 11): one of them may be made of fragments. */
const maxAttachmentBytes = 2_000_000_000;

export interface Receiver {
  fetchAll(context: { log: Logger; signal: AbortSignal }): Promise<void>;
}

export function createReceiver(kernel: Kernel, deps: { portal: Portal; notify: Notify }): Receiver {
  const { db, clock } = kernel;
  /** Replies that could not be received now, in the memory of the one process that polls. */
  const pauses = new Map<string, { until: number; length: number }>();

  async function refuseUnknown(sender: Sender, head: ReplyHead): Promise<void> {
    // A delivery whose record is still to come: the thread will know its case soon.
    if (await deps.portal.isCaseUnderway(head.caseId)) return;
    const problems = [problem('technical-error', 'reply', 'the mailbox of this case does not exist any more')];
    const about = { destinationId: '' };
    const refusal = { kind: 'reply' as const, itemId: head.replyId, caseId: head.caseId, about };
    await sender.settleReply({ ok: false, head: refusal, problems }, await deps.portal.writer());
  }

  async function receive(sender: Sender, head: ReplyHead, log: Logger): Promise<void> {
    const thread = await db.tx({}, (tx) => findThreadByCase(tx, head.caseId));
    if (thread === null) return refuseUnknown(sender, head);
    const writer = await deps.portal.writer();
    const person = thread.person_id;
    const stored: StoredAttachment[] = [];
    // Stored by an earlier attempt whose event was lost: only the event is missing.
    const isStored = await db.tx({ person }, (tx) => hasReply(tx, head.replyId));
    const result = await sender.receiveReply(head.replyId, {
      destinationId: thread.destination_id,
      replyReceiverId: writer.iss,
      unwrapper: unwrapperOf(kernel, person),
      spool: attachmentSpool(kernel.config),
      onAttachmentStream: async ({ content, byteLength: _length, sha512: _hash, ...attachment }) => {
        if (!isStored) stored.push({ attachment, blob: await storeFile(kernel, person, content()) });
      },
      finalCheck: async (reply) => problemsOf(reply),
    });
    if (result.ok && !isStored) await keep(kernel, deps.notify, result, thread, stored);
    if (!result.ok) log.warn({ reply: head.replyId, problem: result.problems[0]?.type }, 'Refused a reply');
    const settled = await sender.settleReply(result, writer);
    if (result.ok && settled.state === 'rejected') log.warn({ reply: head.replyId }, 'A kept reply stands as rejected');
  }

  async function tryOne(sender: Sender, head: ReplyHead, log: Logger): Promise<void> {
    const now = clock.now().getTime();
    const pause = pauses.get(head.replyId);
    if (pause !== undefined && pause.until > now) return;
    try {
      await receive(sender, head, log);
      pauses.delete(head.replyId);
    } catch (error) {
      const length = Math.min((pause?.length ?? firstPause / 2) * 2, longestPause);
      pauses.set(head.replyId, { until: now + length, length });
      log.warn({ reply: head.replyId, reason: reasonOf(error) }, 'Could not receive a reply now');
    }
  }

  return {
    async fetchAll({ log, signal }) {
      const sender = await deps.portal.sender();
      const heads = await listAll(sender);
      const open = new Set(heads.map((head) => head.replyId));
      for (const id of pauses.keys()) if (!open.has(id)) pauses.delete(id);
      for (const head of heads) {
        if (signal.aborted) return;
        await tryOne(sender, head, log);
      }
    },
  };
}

/** One transaction, once per reply: nothing is accepted before it is kept, nothing is kept twice. */
async function keep(
  kernel: Kernel,
  notify: Notify,
  result: ReceiveResult<ReceivedReply> & { ok: true },
  thread: CaseThread,
  stored: readonly StoredAttachment[],
): Promise<void> {
  const { submission: reply } = result;
  const message = parseReplyMessage(reply.data);
  if (!message.ok) return;
  const { subject, text, kind, reference } = message.message;
  const content: MessageContent = { subject, text, kind, ...(reference === undefined ? {} : { reference }) };
  const { person_id: person, thread_id, tenant_id } = thread;
  const id = newUuid();
  await kernel.db.tx({ person }, async (tx) => {
    const key = await kernel.secrets.dataKey(tx, { person });
    const sealed = kernel.secrets.seal(key, JSON.stringify(content), sealContext.message(id));
    const row = { message_id: id, thread_id, person, kind: 'reply', state: null, reply: reply.replyId } as const;
    if (!(await insertMessage(tx, { ...row, sealed, at: new Date(reply.submittedAt), unread: true }))) return;
    for (const [position, { attachment, blob }] of stored.entries()) {
      const attachmentId = newUuid();
      const name: AttachmentContent = {
        filename: safeFilename(attachment.filename ?? '', attachment.mimeType),
        ...(attachment.description === undefined ? {} : { description: attachment.description }),
      };
      const inserted = await insertAttachment(tx, person, {
        attachment_id: attachmentId,
        message_id: id,
        position,
        blob_id: blob.id,
        sealed: kernel.secrets.seal(key, JSON.stringify(name), sealContext.attachment(attachmentId)),
        mime_type: attachment.mimeType,
        bytes: blob.bytes,
        sha512: blob.sha512,
      });
      if (inserted) await kernel.blobs.record(tx, { person }, blob);
    }
    await touchThread(tx, thread_id, kernel.clock.now());
    await notify(tx, person, tenant_id);
  });
}

/** Read to the end before anything is settled: settling shortens the list under the page numbers. */
async function listAll(sender: Sender): Promise<ReplyHead[]> {
  const heads: ReplyHead[] = [];
  for (;;) {
    const page = await sender.listReplies({ offset: heads.length, limit: pageSize });
    heads.push(...page.items);
    if (page.items.length === 0 || heads.length >= page.totalCount || heads.length >= 5000) return heads;
  }
}

function problemsOf(reply: ReceivedReply) {
  if (reply.schemaUri !== replySchemaUri)
    return [problem('unsupported-schema', 'data', `the mailbox takes ${replySchemaUri} only`)];
  const message = parseReplyMessage(reply.data);
  if (message.ok) return [];
  const detail = message.findings.map(({ path, message: text }) => `${path} ${text}`).join('; ');
  return [problem('schema-violation', 'data', detail.slice(0, 2000))];
}

async function storeFile(
  { db, secrets, blobs }: Kernel,
  person: PersonId,
  content: AsyncIterable<Uint8Array>,
): Promise<StoredBlob> {
  const key = await db.tx({ person }, (tx) => secrets.dataKey(tx, { person }));
  return blobs.store(content, { key, maxBytes: maxAttachmentBytes });
}

const final = new Set(['keys/not-found', 'keys/cannot-unwrap', 'keys/wrong-use']);

/** "Never" must be told from "not now": only the first refuses the reply. */
function unwrapperOf({ keys }: Kernel, person: PersonId): KeyUnwrapper {
  return {
    async unwrapKey(kid, wrapped) {
      try {
        return await keys.unwrap({ person }, kid, wrapped);
      } catch (cause) {
        if (cause instanceof AppError && final.has(cause.code))
          throw new DecryptionError('the key of this mailbox does not open it', { cause });
        throw cause;
      }
    },
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
