import { randomUUID } from 'node:crypto';
import { sha512Hex } from '../crypto/hashes.ts';
import { authenticationTag, encrypt } from '../crypto/jwe.ts';
import { type PublicJwk } from '../crypto/jwk.ts';
import { sameTags, type AuthenticationTags } from '../events/event-payload.ts';
import { type EventLogVerdict, statusOf, type ItemStatus } from '../events/event-log.ts';
import { type ItemKind } from '../events/event-names.ts';
import { FitConnectError, localError } from '../errors.ts';
import {
  buildMetadata,
  type AttachmentPurpose,
  type MetadataExtras,
  type SchemaReference,
} from '../metadata/metadata.ts';
import { type Sleep } from '../ports.ts';
import { type EncryptedContent } from './wire.ts';

/** One attachment to send. `content` may be a function so that large files are read when needed and not before. */
export type OutgoingAttachment = {
  content: Uint8Array | (() => Promise<Uint8Array>);
  /** UUID, when the data refers to its files by id; otherwise one is made. Unique within the item. */
  attachmentId?: string;
  mimeType: string;
  purpose: AttachmentPurpose;
  filename?: string;
  description?: string;
};

/** What is sent. Must stay the same over all repeats of one delivery; attachments are known by their position. */
export type OutgoingContent = MetadataExtras & {
  data: { bytes: Uint8Array; schema: SchemaReference };
  attachments: readonly OutgoingAttachment[];
};

/**
 * Progress of one delivery, plain JSON. It holds no content and no key.
 * `attempts` are the tags of every submit that may have reached the service.
 */
export type DeliveryProgress = {
  itemId: string;
  caseId: string;
  attachments: { attachmentId: string; uploaded?: { tag: string; hash: string } }[];
  attempts: { metadata: string; data: string }[];
  /** Milliseconds, from the submit event. */
  submittedAt?: number;
};

/** Keeps the progress. `save` must be durable when it resolves; two deliveries never share a journal. */
export type DeliveryJournal = {
  load(): Promise<DeliveryProgress | undefined>;
  save(progress: DeliveryProgress): Promise<void>;
};

export type Delivered = {
  itemId: string;
  caseId: string;
  submittedAt: number;
  authenticationTags: AuthenticationTags;
  attachmentIds: string[];
};

/** How submissions and replies differ. */
export type DeliveryPort = {
  kind: ItemKind;
  announce(attachmentIds: readonly string[]): Promise<{ itemId: string; caseId: string }>;
  upload(itemId: string, attachmentId: string, jwe: string): Promise<void>;
  submit(itemId: string, content: EncryptedContent): Promise<void>;
  /** The verified log of the item. */
  log(itemId: string, caseId: string): Promise<EventLogVerdict>;
  key: PublicJwk;
  sleep: Sleep;
  attempts: number;
};

/**
 * Delivers once, whatever breaks. The order is the point: the id is in the journal before anything is uploaded, the tags
 * before the submit, and after every doubt the event log decides. A new announce happens only when the service has
 * proven that the old item was never submitted and is gone.
 */
export async function deliver(
  port: DeliveryPort,
  content: OutgoingContent,
  journal: DeliveryJournal,
): Promise<Delivered> {
  let progress = await journal.load();
  if (progress) {
    const status = await readStatus(port, progress);
    if (status.history.includes('submitted')) return finish(progress, status, journal);
    if (status.state === 'deleted') progress = undefined;
  }
  progress ??= await begin(port, content, journal);
  checkSameContent(progress, content);
  for (const [index, attachment] of content.attachments.entries()) {
    progress = await uploadOne(port, progress, index, attachment, journal);
  }
  return submitUntilKnown(port, progress, content, journal);
}

async function begin(
  port: DeliveryPort,
  content: OutgoingContent,
  journal: DeliveryJournal,
): Promise<DeliveryProgress> {
  const ids = content.attachments.map(({ attachmentId }) => attachmentId ?? randomUUID());
  const { itemId, caseId } = await port.announce(ids);
  const progress: DeliveryProgress = {
    itemId,
    caseId,
    attachments: ids.map((attachmentId) => ({ attachmentId })),
    attempts: [],
  };
  await journal.save(progress);
  return progress;
}

function checkSameContent(progress: DeliveryProgress, content: OutgoingContent): void {
  if (progress.attachments.length !== content.attachments.length) {
    throw localError('content-changed', 'the number of attachments differs from the one that was announced');
  }
}

async function uploadOne(
  port: DeliveryPort,
  progress: DeliveryProgress,
  index: number,
  attachment: OutgoingAttachment,
  journal: DeliveryJournal,
): Promise<DeliveryProgress> {
  const entry = progress.attachments[index];
  if (!entry) throw localError('content-changed', 'an attachment was not announced');
  if (entry.uploaded) return progress;
  const bytes = typeof attachment.content === 'function' ? await attachment.content() : attachment.content;
  const jwe = await encrypt(bytes, port.key, { cty: attachment.mimeType });
  await port.upload(progress.itemId, entry.attachmentId, jwe);
  const uploaded = { tag: authenticationTag(jwe), hash: sha512Hex(bytes) };
  const next = {
    ...progress,
    attachments: progress.attachments.map((old, at) => (at === index ? { ...old, uploaded } : old)),
  };
  await journal.save(next);
  return next;
}

async function submitUntilKnown(
  port: DeliveryPort,
  started: DeliveryProgress,
  content: OutgoingContent,
  journal: DeliveryJournal,
): Promise<Delivered> {
  const encrypted = await encryptParts(port.key, started, content);
  const attempt = {
    metadata: authenticationTag(encrypted.encryptedMetadata),
    data: authenticationTag(encrypted.encryptedData),
  };
  const progress = { ...started, attempts: [...started.attempts, attempt] };
  await journal.save(progress);
  for (let count = 1; ; count += 1) {
    let failure: FitConnectError | undefined;
    try {
      await port.submit(progress.itemId, encrypted);
    } catch (error) {
      if (!(error instanceof FitConnectError)) throw error;
      failure = error;
    }
    // After a lost answer only the log knows; after a good one it supplies the time of receipt.
    const status = await readStatus(port, progress);
    if (status.history.includes('submitted')) return finish(progress, status, journal);
    if (!failure)
      throw localError('not-in-log', 'the service confirmed the submit, but its event log does not', {
        retryable: true,
      });
    if (!failure.retryable || count >= port.attempts) throw failure;
    await port.sleep(failure.retryAfterMs ?? 1000 * 2 ** (count - 1));
  }
}

async function encryptParts(
  key: PublicJwk,
  progress: DeliveryProgress,
  content: OutgoingContent,
): Promise<EncryptedContent> {
  const { data, attachments, ...extras } = content;
  const described = attachments.map(({ content: _bytes, ...description }, index) => {
    const entry = progress.attachments[index];
    if (!entry?.uploaded) throw localError('content-changed', 'an attachment was not uploaded');
    return { ...description, attachmentId: entry.attachmentId, hash: entry.uploaded.hash };
  });
  const metadata = buildMetadata({
    ...extras,
    data: { hash: sha512Hex(data.bytes), schema: data.schema },
    attachments: described,
  });
  const [encryptedMetadata, encryptedData] = await Promise.all([
    encrypt(Buffer.from(JSON.stringify(metadata)), key, { cty: 'application/json' }),
    encrypt(data.bytes, key, { cty: data.schema.mimeType }),
  ]);
  return { encryptedMetadata, encryptedData };
}

async function readStatus(port: DeliveryPort, progress: DeliveryProgress): Promise<ItemStatus> {
  const verdict = await port.log(progress.itemId, progress.caseId);
  if (!verdict.ok) {
    const detail = verdict.failures
      .map((failure) => `event ${failure.index}: ${failure.code}, ${failure.detail}`)
      .join('; ');
    throw localError('invalid-event-log', detail);
  }
  return statusOf(verdict.log, port.kind, progress.itemId);
}

/** The service must hold what we sent: its tags are those of one of our attempts. */
async function finish(progress: DeliveryProgress, status: ItemStatus, journal: DeliveryJournal): Promise<Delivered> {
  const held = status.authenticationTags;
  const attachments = Object.fromEntries(
    progress.attachments.map(({ attachmentId, uploaded }) => [attachmentId, uploaded?.tag ?? '']),
  );
  const ours = progress.attempts.some((attempt) => sameTags({ ...attempt, attachments }, held));
  if (!held || !ours) throw localError('foreign-content', 'the service holds other contents than those that were sent');
  const submittedAt = status.submittedAt ?? 0;
  if (progress.submittedAt === undefined) await journal.save({ ...progress, submittedAt });
  const attachmentIds = progress.attachments.map((entry) => entry.attachmentId);
  return { itemId: progress.itemId, caseId: progress.caseId, submittedAt, authenticationTags: held, attachmentIds };
}
