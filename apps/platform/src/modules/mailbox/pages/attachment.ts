import { Readable } from 'node:stream';
import { type Reply, type RequestContext } from '#kernel/http';
import { isUuid } from '#kernel/ids';
import { notFound } from '../conversations.ts';
import { type MailboxDeps } from '../deps.ts';
import { personOf } from './person.ts';

/** Always as a download: nothing from outside may run in the origin that all towns share. */
export async function downloadAttachment(ctx: RequestContext, deps: MailboxDeps): Promise<Reply> {
  const { thread = '', attachment: id = '' } = ctx.params;
  if (!isUuid(id)) throw notFound();
  const { attachment, bytes } = await deps.conversations.attachment(personOf(ctx), thread, id);
  return {
    kind: 'bytes',
    body: Readable.from(bytes),
    contentType: attachment.mimeType,
    filename: attachment.filename,
  };
}
