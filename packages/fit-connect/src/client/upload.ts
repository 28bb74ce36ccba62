import { createHash } from 'node:crypto';
import { sha512Hex } from '../crypto/hashes.ts';
import { authenticationTag, encrypt } from '../crypto/jwe.ts';
import { encryptStream, jweLength, type SealedContent } from '../crypto/jwe-encrypt-stream.ts';
import { type PublicJwk } from '../crypto/jwk.ts';
import { localError } from '../errors.ts';
import { type ByteStream } from '../ports.ts';
import { collect } from '../streams.ts';
import { type JweUpload } from './api.ts';
import { type AttachmentProgress, type PartProgress } from './delivery-progress.ts';
import { lengthOf, readContent, type OutgoingAttachment } from './outgoing-content.ts';
import { createPartReader } from './part-reader.ts';

export type UploadPort = {
  upload(attachmentId: string, jwe: string | JweUpload): Promise<void>;
  key: PublicJwk;
};

/** Up to here a content is encrypted once for all attempts; larger ones are streamed and encrypted anew for each. */
const inMemoryBytes = 1024 * 1024;

/** Makes the change durable. */
type Remember<T> = (entry: T) => Promise<void>;

/** Uploads what is missing of one attachment. `remember` is called with every step. */
export async function uploadAttachment(
  port: UploadPort,
  entry: AttachmentProgress,
  attachment: OutgoingAttachment,
  remember: Remember<AttachmentProgress>,
): Promise<void> {
  const { fragments } = entry;
  if (fragments) return uploadFragments(port, { ...entry, fragments }, attachment, remember);
  if (entry.uploaded) return;
  const byteLength = lengthOf(attachment);
  const isInMemory = attachment.content instanceof Uint8Array;
  if (isInMemory || byteLength === undefined || byteLength <= inMemoryBytes) {
    return uploadWhole(port, entry, attachment, remember);
  }
  const content = { byteLength, mimeType: attachment.mimeType, open: () => readContent(attachment) };
  return uploadStream(port, entry, content, remember);
}

async function uploadWhole(
  port: UploadPort,
  entry: PartProgress,
  attachment: OutgoingAttachment,
  remember: Remember<PartProgress>,
): Promise<void> {
  const bytes = await collect(readContent(attachment));
  if (bytes.length !== (lengthOf(attachment) ?? bytes.length))
    throw localError('content-changed', `the content is not ${lengthOf(attachment)} bytes long, as was announced`);
  const jwe = await encrypt(bytes, port.key, { cty: attachment.mimeType });
  const made = { tag: authenticationTag(jwe), sha512: sha512Hex(bytes) };
  // A process that dies now leaves an upload behind that may arrive after the one of its successor.
  const begun = withAttempt(entry.begun, made);
  await remember({ ...entry, begun });
  await port.upload(entry.attachmentId, jwe);
  await remember({ ...entry, begun, uploaded: { tag: made.tag, hash: made.sha512 } });
}

/** What the service may hold in the end, with one attempt more. */
function withAttempt(begun: PartProgress['begun'], { tag, sha512 }: SealedContent): NonNullable<PartProgress['begun']> {
  if (begun && begun.hash !== sha512)
    throw localError('content-changed', 'the content differs from the one of an earlier attempt');
  return { hash: sha512, tags: [...(begun?.tags ?? []), tag] };
}

async function uploadStream(
  port: UploadPort,
  entry: PartProgress,
  content: { byteLength: number; mimeType: string; open: () => ByteStream },
  remember: Remember<PartProgress>,
): Promise<void> {
  const { byteLength, mimeType: cty, open } = content;
  let begun = entry.begun;
  let sealed: SealedContent | undefined;
  async function onSealed(made: SealedContent): Promise<void> {
    begun = withAttempt(begun, made);
    sealed = made;
    // Before the service can have a complete JWE: otherwise it might hold one in the end that we know nothing of.
    await remember({ ...entry, begun });
  }
  await port.upload(entry.attachmentId, {
    length: jweLength(byteLength, port.key, { cty }),
    open: () => encryptStream(open(), port.key, { cty, byteLength, onSealed }),
  });
  if (!begun || !sealed) throw localError('not-sent', 'the upload was confirmed before it was complete');
  await remember({ ...entry, begun, uploaded: { tag: sealed.tag, hash: sealed.sha512 } });
}

/** One after the other; the hash over all comes from the same reading wherever no repeat is needed. */
async function uploadFragments(
  port: UploadPort,
  entry: AttachmentProgress & { fragments: NonNullable<AttachmentProgress['fragments']> },
  attachment: OutgoingAttachment,
  remember: Remember<AttachmentProgress>,
): Promise<void> {
  if (entry.hash !== undefined) return;
  const reader = createPartReader(() => readContent(attachment));
  let progress = entry;
  let start = 0;
  try {
    for (const [index, fragment] of entry.fragments.entries()) {
      const { byteLength } = fragment;
      const from = start;
      const open = () => reader.part(from, byteLength);
      if (fragment.uploaded) await checkUnchanged(open(), fragment.uploaded.hash);
      else {
        await uploadStream(port, fragment, { byteLength, mimeType: attachment.mimeType, open }, async (next) => {
          const fragments = progress.fragments.map((old, at) => (at === index ? { ...old, ...next } : old));
          progress = { ...progress, fragments };
          await remember(progress);
        });
      }
      start += byteLength;
    }
    await remember({ ...progress, hash: await reader.finish() });
  } finally {
    await reader.close();
  }
}

/** After a restart: what was uploaded before and what is hashed now must be one file. */
async function checkUnchanged(content: ByteStream, expected: string): Promise<void> {
  const hash = createHash('sha512');
  for await (const piece of content) hash.update(piece);
  if (hash.digest('hex') !== expected)
    throw localError('content-changed', 'the content differs from what was uploaded before');
}
