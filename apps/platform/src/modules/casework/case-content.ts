import { type AuditEntry } from '#kernel/audit';
import { type Tx } from '#kernel/db';
import { type StaffSession } from '#kernel/http';
import { newUuid, type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type DataKey } from '#kernel/secrets';
import { type PublicJwk } from '@verbund/fit-connect';
import { type NewAnswer, type OpenEntry, type OpenFile } from './case-types.ts';
import {
  type EntryContent,
  type FileDescription,
  parseEntryContent,
  parseFileDescription,
  sealContext,
} from './domain/content.ts';
import { insertAttachment, insertEntry, selectAttachmentsOfCase, selectEntries } from './store/entries.ts';
import { notFound } from './errors.ts';
import { selectRepliesOfCase } from './store/replies.ts';

/** No access without its record, in the same transaction. */
export function recordAccess(
  { audit }: Kernel,
  tx: Tx,
  staff: StaffSession,
  action: string,
  subject: string,
): Promise<void> {
  const entry: AuditEntry = { tenant: staff.tenant, action, actor: staff.staff, actorKind: 'staff', subject };
  return audit.record(tx, entry);
}

/** Everything of a case, oldest first, unsealed. */
export async function openEntries({ secrets }: Kernel, tx: Tx, tenant: TenantId, caseId: string): Promise<OpenEntry[]> {
  const key = await secrets.dataKey(tx, { tenant });
  const files = await selectAttachmentsOfCase(tx, caseId);
  const replies = await selectRepliesOfCase(tx, caseId);
  const rows = await selectEntries(tx, caseId);
  return rows.map((row) => ({
    row,
    content: parseEntryContent(secrets.open(key, row.content, sealContext.entry(row.entry_id))),
    files: files.filter((file) => file.entry_id === row.entry_id).map((file) => openFile(secrets, file, key)),
    reply: replies.find((reply) => reply.entry_id === row.entry_id) ?? null,
  }));
}

export function openFile(
  secrets: Kernel['secrets'],
  file: { attachment_id: string; bytes: number; description: Uint8Array },
  key: DataKey,
): OpenFile {
  const { attachment_id: id, bytes } = file;
  const description = parseFileDescription(secrets.open(key, file.description, sealContext.attachment(id)));
  return { id, bytes, description };
}

/** The message and its files as rows; the transaction holds the lock of the case. */
export async function storeReply(
  { clock, secrets, blobs }: Kernel,
  tx: Tx,
  staff: StaffSession,
  id: string,
  { reply, input, files, replyKey }: Omit<NewAnswer, 'revision'> & { replyKey: PublicJwk },
): Promise<void> {
  const { tenant } = staff;
  const now = clock.now();
  const key = await secrets.dataKey(tx, { tenant });
  const { kind: replyKind, subject, text } = input;
  const content: EntryContent = { kind: 'reply', subject, text, replyKind, replyKey };
  const inserted = await insertEntry(tx, {
    entry_id: reply,
    tenant_id: tenant,
    case_id: id,
    kind: 'reply',
    submission_id: null,
    version_digest: null,
    content: secrets.seal(key, JSON.stringify(content), sealContext.entry(reply)),
    staff_id: staff.staff,
    at: now,
    stored_at: now,
    settlement: null,
  });
  // Somebody else's entry has that id and row-level security hides it.
  if (!inserted) throw notFound();
  for (const [position, { blob, filename, mimeType }] of files.entries()) {
    await blobs.record(tx, { tenant }, blob);
    const fileId = newUuid();
    const description: FileDescription = {
      attachmentId: '',
      filename,
      mimeType,
      purpose: 'attachment',
      description: '',
    };
    await insertAttachment(tx, {
      attachment_id: fileId,
      tenant_id: tenant,
      entry_id: reply,
      position,
      blob_id: blob.id,
      description: secrets.seal(key, JSON.stringify(description), sealContext.attachment(fileId)),
      bytes: blob.bytes,
    });
  }
}

/** Keys are rotated by sending a new one: the latest submission counts, entries come oldest first. */
export function latestReplyKey(entries: readonly OpenEntry[]) {
  const submissions = entries.flatMap(({ content }) => (content.kind === 'submission' ? [content] : []));
  return submissions.at(-1)?.replyKey ?? null;
}
