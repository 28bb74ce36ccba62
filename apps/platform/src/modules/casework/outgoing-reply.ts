import { encodeMessage, type OutgoingReply, replySchemaUri } from '@verbund/fit-connect';
import { type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { parseEntryContent, parseFileDescription, sealContext } from './domain/content.ts';
import { selectCase } from './store/cases.ts';
import { selectAttachmentsOfEntry, selectEntry } from './store/entries.ts';

/** What is sent, the same over all repeats. Null when there is no such reply. */
export async function loadReply(
  { db, secrets, blobs }: Kernel,
  tenant: TenantId,
  entryId: string,
): Promise<OutgoingReply | null> {
  return db.tx({ tenant }, async (tx) => {
    const entry = await selectEntry(tx, entryId);
    const found = entry && (await selectCase(tx, entry.case_id));
    if (!entry || !found) return null;
    const key = await secrets.dataKey(tx, { tenant });
    const content = parseEntryContent(secrets.open(key, entry.content, sealContext.entry(entryId)));
    if (content.kind !== 'reply') return null;
    const { subject, text, replyKind, replyKey } = content;
    const reference = found.receipt_number;
    const message = { subject, text, kind: replyKind, ...(reference === null ? {} : { reference }) };
    const files = await selectAttachmentsOfEntry(tx, entryId);
    return {
      caseId: found.fit_case_id,
      destinationId: found.destination_id,
      replyKey,
      data: { bytes: encodeMessage(message), schema: { schemaUri: replySchemaUri, mimeType: 'application/json' } },
      attachments: files.map((file) => {
        const { filename, mimeType } = parseFileDescription(
          secrets.open(key, file.description, sealContext.attachment(file.attachment_id)),
        );
        const load = () => collect(blobs.read(file.blob_id, key));
        return { content: load, mimeType, purpose: 'attachment' as const, filename };
      }),
    };
  });
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}
