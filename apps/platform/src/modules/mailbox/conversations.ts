import { AppError } from '#kernel/errors';
import { isUuid, type PersonId, type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type DataKey } from '#kernel/secrets';
import {
  parseAttachment,
  parseMessage,
  parseThread,
  sealContext,
  type AttachmentContent,
  type MessageContent,
  type ThreadContent,
} from './domain/content.ts';
import { selectThreadAttachments, type AttachmentRow } from './store/attachments.ts';
import { markRead, selectMessages, type MessageRow } from './store/messages.ts';
import { countUnread, selectThread, selectThreads } from './store/threads.ts';

export interface ThreadSummary extends ThreadContent {
  id: string;
  tenant: TenantId;
  destinationId: string;
  caseId: string | null;
  lastAt: Date;
  unread: number;
}

export interface Attachment extends AttachmentContent {
  id: string;
  blobId: string;
  mimeType: string;
  bytes: number;
  sha512: string;
}

export interface Message extends MessageContent {
  id: string;
  /** Kind of the entry; `content kind` of a reply is in `kind`. */
  entry: MessageRow['kind'];
  state: MessageRow['state'];
  at: Date;
  unread: boolean;
  attachments: readonly Attachment[];
}

export interface Conversation {
  thread: ThreadSummary;
  messages: readonly Message[];
  /** The unsent answer, the newest when there are several. */
  draft: Message | null;
  /** Of the whole mailbox, after this one was read. */
  unread: number;
}

export interface Conversations {
  list(
    person: PersonId,
    page: { offset: number; limit: number },
  ): Promise<{
    total: number;
    unread: number;
    threads: readonly ThreadSummary[];
  }>;
  /** Somebody else's thread is as unknown as one that never was. */
  thread(person: PersonId, id: string): Promise<ThreadSummary>;
  open(person: PersonId, id: string, options: { markRead: boolean }): Promise<Conversation>;
  attachment(
    person: PersonId,
    thread: string,
    id: string,
  ): Promise<{ attachment: Attachment; bytes: AsyncIterable<Uint8Array> }>;
}

export function createConversations({ db, secrets, blobs }: Kernel): Conversations {
  function toThread(key: DataKey, row: Awaited<ReturnType<typeof selectThread>> & object): ThreadSummary {
    const { thread_id: id, tenant_id: tenant, destination_id: destinationId, case_id: caseId } = row;
    const content = parseThread(secrets.open(key, row.sealed, sealContext.thread(id)));
    return { ...content, id, tenant, destinationId, caseId, lastAt: row.last_at, unread: row.unread };
  }

  function toAttachment(key: DataKey, row: AttachmentRow): Attachment {
    const { attachment_id: id, blob_id: blobId, mime_type: mimeType, bytes, sha512 } = row;
    const content = parseAttachment(secrets.open(key, row.sealed, sealContext.attachment(id)));
    return { ...content, id, blobId, mimeType, bytes, sha512 };
  }

  function toMessage(key: DataKey, row: MessageRow, files: readonly AttachmentRow[]): Message {
    const { message_id: id, kind: entry, state, at, unread } = row;
    const content = parseMessage(secrets.open(key, row.sealed, sealContext.message(id)));
    const mine = files.filter((file) => file.message_id === id);
    return { ...content, id, entry, state, at, unread, attachments: mine.map((file) => toAttachment(key, file)) };
  }

  async function read<T>(
    person: PersonId,
    id: string,
    work: (tx: Parameters<Parameters<typeof db.tx>[1]>[0], thread: ThreadSummary, key: DataKey) => Promise<T>,
  ): Promise<T> {
    if (!isUuid(id)) throw notFound();
    return db.tx({ person }, async (tx) => {
      const row = await selectThread(tx, id);
      const key = row === null ? null : await secrets.findDataKey(tx, { person });
      if (row === null || key === null) throw notFound();
      return work(tx, toThread(key, row), key);
    });
  }

  return {
    list: (person, page) =>
      db.tx({ person }, async (tx) => {
        const { total, rows } = await selectThreads(tx, person, page);
        if (rows.length === 0) return { total, unread: 0, threads: [] };
        const key = await secrets.dataKey(tx, { person });
        return { total, unread: await countUnread(tx, person), threads: rows.map((row) => toThread(key, row)) };
      }),
    thread: (person, id) => read(person, id, async (_tx, thread) => thread),
    open: (person, id, options) =>
      read(person, id, async (tx, thread, key) => {
        const rows = await selectMessages(tx, id);
        const files = await selectThreadAttachments(tx, id);
        if (options.markRead && rows.some((row) => row.unread)) await markRead(tx, id);
        const all = rows.map((row) => toMessage(key, row, files));
        const drafts = all.filter((message) => message.state === 'draft');
        const messages = all.filter((message) => message.state !== 'draft');
        return { thread, messages, draft: drafts.at(-1) ?? null, unread: await countUnread(tx, person) };
      }),
    attachment: (person, thread, id) =>
      read(person, thread, async (tx, _thread, key) => {
        const row = (await selectThreadAttachments(tx, thread)).find((file) => file.attachment_id === id);
        if (row === undefined) throw notFound();
        return { attachment: toAttachment(key, row), bytes: blobs.read(row.blob_id, key) };
      }),
  };
}

export function notFound(): AppError {
  return new AppError('not-found', 'mailbox/not-found');
}
