import { Readable } from 'node:stream';
import { encodeMessage, followUpSchemaUri } from '@verbund/fit-connect';
import { type StoredBlob } from '#kernel/blobs';
import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { newUuid, type PersonId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type DataKey } from '#kernel/secrets';
import { type PostedFile } from '#kernel/uploads';
import { type DispatchService, type OutgoingSubmission } from '#modules/dispatch';
import { type ThreadSummary } from './conversations.ts';
import { parseAttachment, sealContext, type AttachmentContent, type MessageContent } from './domain/content.ts';
import { maxDrafts, maxFileBytes, maxFiles } from './domain/files.ts';
import { insertAttachment, selectAttachments, takeAttachment, type AttachmentRow } from './store/attachments.ts';
import { countOtherDrafts, insertMessage, lockMessage, updateOwn, type MessageRow } from './store/messages.ts';
import { touchThread } from './store/threads.ts';

/** Which answer of whom in which thread; the id comes from the form and makes a double click one answer. */
export interface AnswerRef {
  person: PersonId;
  thread: ThreadSummary;
  id: string;
}

export interface Answers {
  /** Keeps text and files as an unsent answer. 'sent': this answer has left already, nothing was changed. */
  save(answer: AnswerRef, text: string, files: readonly PostedFile[]): Promise<'saved' | 'sent' | 'too-many-files'>;
  removeFile(answer: AnswerRef, attachment: string): Promise<void>;
  /** One transaction: the answer is stored and its delivery is certain. */
  send(answer: AnswerRef, text: string): Promise<void>;
}

export function createAnswers(kernel: Kernel, dispatch: Pick<DispatchService, 'submit'>): Answers {
  const { db, secrets, blobs, clock } = kernel;

  async function seal(tx: Tx, { person, id }: AnswerRef, text: string): Promise<Uint8Array> {
    const content: MessageContent = { text };
    const key = await secrets.dataKey(tx, { person });
    return secrets.seal(key, JSON.stringify(content), sealContext.message(id));
  }

  async function lock(tx: Tx, { thread, id }: AnswerRef): Promise<MessageRow> {
    const row = await lockMessage(tx, id);
    if (row?.thread_id !== thread.id || row.kind !== 'own') throw new AppError('conflict', 'mailbox/reload');
    return row;
  }

  async function draft(tx: Tx, answer: AnswerRef, text: string): Promise<MessageRow> {
    const { person, thread, id } = answer;
    const sealed = await seal(tx, answer, text);
    const at = clock.now();
    const row = { message_id: id, thread_id: thread.id, person, kind: 'own', state: 'draft', reply: null } as const;
    await insertMessage(tx, { ...row, sealed, at, unread: false });
    const locked = await lock(tx, answer);
    if (locked.state === 'draft') await updateOwn(tx, { message: id, state: 'draft', sealed, at });
    return locked;
  }

  async function addFile(tx: Tx, { person, id }: AnswerRef, file: PostedFile, blob: StoredBlob): Promise<boolean> {
    const present = await selectAttachments(tx, id);
    if (present.some((one) => one.sha512 === blob.sha512)) return true;
    if (present.length >= maxFiles) return false;
    const attachment = newUuid();
    const name: AttachmentContent = { filename: file.filename };
    const key = await secrets.dataKey(tx, { person });
    await blobs.record(tx, { person }, blob);
    return insertAttachment(tx, person, {
      attachment_id: attachment,
      message_id: id,
      position: (present.at(-1)?.position ?? -1) + 1,
      blob_id: blob.id,
      sealed: secrets.seal(key, JSON.stringify(name), sealContext.attachment(attachment)),
      mime_type: file.mimeType,
      bytes: blob.bytes,
      sha512: blob.sha512,
    });
  }

  return {
    async save(answer, text, files) {
      const { person } = answer;
      const key = await keyForDraft(kernel, answer);
      const stored: { file: PostedFile; blob: StoredBlob }[] = [];
      for (const file of files) {
        const blob = await blobs.store(Readable.from([file.bytes]), { key, maxBytes: maxFileBytes });
        stored.push({ file, blob });
      }
      return db.tx({ person }, async (tx) => {
        if ((await draft(tx, answer, text)).state !== 'draft') return 'sent';
        let fits = true;
        for (const { file, blob } of stored) fits = (await addFile(tx, answer, file, blob)) && fits;
        return fits ? 'saved' : 'too-many-files';
      });
    },
    removeFile: (answer, attachment) =>
      db.tx({ person: answer.person }, async (tx) => {
        if ((await lock(tx, answer)).state !== 'draft') return;
        const blob = await takeAttachment(tx, answer.id, attachment);
        if (blob !== null) await blobs.discard(tx, blob);
      }),
    send: (answer, text) =>
      db.tx({ person: answer.person }, async (tx) => {
        const { person, thread, id } = answer;
        if ((await lock(tx, answer)).state !== 'draft') return;
        if (thread.caseId === null) throw new AppError('conflict', 'mailbox/no-case');
        const now = clock.now();
        const key = await secrets.dataKey(tx, { person });
        await updateOwn(tx, { message: id, state: 'stored', sealed: await seal(tx, answer, text), at: now });
        await touchThread(tx, thread.id, now);
        await dispatch.submit(tx, toFollowUp(kernel, answer, text, await selectAttachments(tx, id), key));
      }),
  };
}

/** Before anything is stored: one more unsent answer must fit. */
function keyForDraft({ db, secrets }: Kernel, { person, thread, id }: AnswerRef): Promise<DataKey> {
  return db.tx({ person }, async (tx) => {
    if ((await countOtherDrafts(tx, thread.id, id)) >= maxDrafts)
      throw new AppError('conflict', 'mailbox/too-many-drafts', { params: { max: maxDrafts } });
    return secrets.dataKey(tx, { person });
  });
}

/** The files stay the person's copy in the mailbox, hence `keepBlob`. */
function toFollowUp(
  { secrets }: Pick<Kernel, 'secrets'>,
  { person, thread, id }: AnswerRef,
  text: string,
  files: readonly AttachmentRow[],
  key: DataKey,
): OutgoingSubmission {
  const subject = `Antwort zu: ${thread.title}`.slice(0, 255);
  const nameOf = (file: AttachmentRow): string =>
    parseAttachment(secrets.open(key, file.sealed, sealContext.attachment(file.attachment_id))).filename;
  return {
    id,
    kind: 'follow-up',
    person,
    tenant: thread.tenant,
    destinationId: thread.destinationId,
    publicService: thread.publicService,
    caseId: thread.caseId,
    data: { bytes: encodeMessage({ subject, text }), schemaUri: followUpSchemaUri, mimeType: 'application/json' },
    attachments: files.map((file) => ({
      attachmentId: file.attachment_id,
      blobId: file.blob_id,
      filename: nameOf(file),
      mimeType: file.mime_type,
      purpose: 'attachment',
      bytes: file.bytes,
      sha512: file.sha512,
      keepBlob: true,
    })),
    senderReference: thread.reference,
  };
}
