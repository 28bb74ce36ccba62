import { createHash, type Hash } from 'node:crypto';
import { decryptStream, UnexpectedTagError, type VerifiedContent } from '../crypto/jwe-decrypt-stream.ts';
import { type ItemKind } from '../events/event-names.ts';
import { problem, type Problem, type ProblemInstance } from '../events/problems.ts';
import { DecryptionError } from '../errors.ts';
import { type AttachmentDescription } from '../metadata/metadata.ts';
import { type ByteStream, type KeyUnwrapper, type Spool } from '../ports.ts';
import { collect } from '../streams.ts';
import { id, type Connection } from './connection.ts';
import { fileSpool } from './file-spool.ts';
import { Refusal } from './refusal.ts';

type Described = Omit<AttachmentDescription, 'hash' | 'fragments'>;

/** An attachment in memory. */
export type ReceivedAttachment = Described & { bytes: Uint8Array };

/** An attachment of any size. Every tag of it, and the hash over the whole, were verified before it is handed over. */
export type VerifiedAttachment = Described & {
  byteLength: number;
  /** 128 lower-case hex digits. */
  sha512: string;
  /** Fragments are joined. May be read several times until the callback that took it has resolved. */
  content(): ByteStream;
};

/** Attachments may belong to an item that is refused in the end; whoever takes one keeps it apart until then. */
export type AttachmentOptions = {
  unwrapper: KeyUnwrapper;
  allowZipDeflate?: boolean;
  /** Takes each checked attachment at once, so that not all are in memory. */
  onAttachment?: (attachment: ReceivedAttachment) => Promise<void>;
  /** The same for attachments of any size: not even one is in memory. Comes before `onAttachment`. */
  onAttachmentStream?: (attachment: VerifiedAttachment) => Promise<void>;
  /** Where attachments wait until they are verified. Default: `fileSpool()`. */
  spool?: Spool;
};

type Source = {
  connection: Connection;
  kind: ItemKind;
  itemId: string;
  /** Tags of the submit event. */
  tags: Record<string, string>;
};

/** Ids to fetch for one attachment. Whether FIT-Connect announces the parent of fragments is unknown; both are taken. */
function partsOf(attachment: AttachmentDescription): readonly string[] {
  return attachment.fragments?.length ? attachment.fragments : [attachment.attachmentId];
}

/** Compares what the metadata describes with what was announced. */
export function checkAttachmentList(
  announcedIds: readonly string[],
  described: readonly AttachmentDescription[],
): void {
  const parts = described.flatMap(partsOf);
  const needed = new Set(parts);
  const known = new Set([...needed, ...described.map((attachment) => attachment.attachmentId)]);
  const announced = new Set(announcedIds);
  const problems = [
    ...[...needed]
      .filter((part) => !announced.has(part))
      .map((part) => problem('missing-attachment', `attachment:${part}`, 'described but not submitted')),
    ...[...announced]
      .filter((part) => !known.has(part))
      .map((part) => problem('attachments-mismatch', `attachment:${part}`, 'submitted but not described')),
  ];
  if (described.length !== new Set(described.map((attachment) => attachment.attachmentId)).size) {
    problems.push(problem('attachments-mismatch', 'metadata', 'an attachment is described twice'));
  } else if (parts.length !== needed.size) {
    // A few uploaded megabytes could become as many gigabytes as fit into a description.
    problems.push(problem('attachments-mismatch', 'metadata', 'a fragment is used twice'));
  }
  if (problems.length > 0) throw new Refusal(...problems);
}

/** Fetches, verifies and hands over each attachment. Empty when a callback took them. */
export async function openAttachments(
  source: Source,
  described: readonly AttachmentDescription[],
  options: AttachmentOptions,
): Promise<ReceivedAttachment[]> {
  const received: ReceivedAttachment[] = [];
  const problems: Problem[] = [];
  for (const description of described) {
    const contents: VerifiedContent[] = [];
    try {
      const attachment = await verify(source, description, contents, options);
      if (options.onAttachmentStream) await options.onAttachmentStream(attachment);
      else {
        const { content, byteLength: _length, sha512: _hash, ...rest } = attachment;
        const whole: ReceivedAttachment = { ...rest, bytes: await collect(content()) };
        if (options.onAttachment) await options.onAttachment(whole);
        else received.push(whole);
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push(...error.problems);
    } finally {
      for (const content of contents) await content.release();
    }
  }
  if (problems.length > 0) throw new Refusal(...problems);
  return received;
}

/** Fills `contents`, which the caller releases, also when this fails half-way. */
async function verify(
  source: Source,
  description: AttachmentDescription,
  contents: VerifiedContent[],
  options: AttachmentOptions,
): Promise<VerifiedAttachment> {
  const { hash, fragments: _fragments, ...rest } = description;
  const parts = partsOf(description);
  let joined = parts.length > 1 ? createHash('sha512') : undefined;
  for (const part of parts) {
    const fetched = await fetchPart(source, part, joined, options);
    contents.push(fetched.content);
    joined = fetched.joined;
  }
  const sha512 = joined?.digest('hex') ?? contents[0]?.sha512 ?? '';
  if (sha512 !== hash.content) {
    throw new Refusal(
      problem('hash-mismatch', `attachment:${rest.attachmentId}`, 'the hash of the attachment differs'),
    );
  }
  const byteLength = contents.reduce((sum, content) => sum + content.byteLength, 0);
  async function* content(): AsyncGenerator<Uint8Array> {
    for (const part of contents) yield* part.read();
  }
  return { ...rest, byteLength, sha512, content };
}

async function fetchPart(
  { connection, kind, itemId, tags }: Source,
  part: string,
  before: Hash | undefined,
  { unwrapper, allowZipDeflate = false, spool = fileSpool() }: AttachmentOptions,
): Promise<{ content: VerifiedContent; joined: Hash | undefined }> {
  const instance: ProblemInstance = `attachment:${part}`;
  const folder = kind === 'reply' ? 'replies' : 'submissions';
  const path = `/v2/${folder}/${id(itemId)}/attachments/${id(part)}`;
  const expectedTag = tags[part];
  if (expectedTag === undefined) throw foreign(instance);
  try {
    return await connection.api.download({ method: 'GET', path, repeat: 'safe' }, async (jwe) => {
      // Another attempt after a broken connection must not find the bytes of this one in the hash.
      const joined = before?.copy();
      const rules = { spool, allowZipDeflate, expectedTag, ...(joined ? { joined } : {}) };
      const content = await decryptStream(jwe, unwrapper, rules);
      return { content, joined };
    });
  } catch (error) {
    if (error instanceof UnexpectedTagError) throw foreign(instance);
    if (error instanceof DecryptionError) throw new Refusal(problem('encryption-issue', instance, error.message));
    throw error;
  }
}

function foreign(instance: ProblemInstance): Refusal {
  return new Refusal(problem('incorrect-authentication-tag', instance, 'not the attachment that was submitted'));
}
