import { sha512Hex } from '../crypto/hashes.ts';
import { authenticationTag, encrypt } from '../crypto/jwe.ts';
import { type PublicJwk } from '../crypto/jwk.ts';
import { sameTags, type AuthenticationTags } from '../events/event-payload.ts';
import { type EventLogVerdict, statusOf, type ItemStatus } from '../events/event-log.ts';
import { type ItemKind } from '../events/event-names.ts';
import { FitConnectError, localError } from '../errors.ts';
import { buildMetadata } from '../metadata/metadata.ts';
import { type Sleep } from '../ports.ts';
import { type JweUpload } from './api.ts';
import { hashOf, partsOf, type DeliveryJournal, type DeliveryProgress } from './delivery-progress.ts';
import { checkSameContent, planAttachments, plannedParts, type OutgoingContent } from './outgoing-content.ts';
import { checkLimits, effectiveLimits, type SendLimits } from './send-limits.ts';
import { uploadAttachment, type UploadPort } from './upload.ts';
import { type EncryptedContent } from './wire.ts';

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
  upload(itemId: string, attachmentId: string, jwe: string | JweUpload): Promise<void>;
  /** Gives the event log of the item when the answer holds it. */
  submit(itemId: string, content: EncryptedContent): Promise<readonly string[] | undefined>;
  events(itemId: string): Promise<readonly string[]>;
  /** Checks the log of an item. */
  verify(tokens: readonly string[], caseId: string): Promise<EventLogVerdict>;
  key: PublicJwk;
  sleep: Sleep;
  attempts: number;
  limits: Partial<SendLimits> | undefined;
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
  checkSameContent(progress.attachments, content);
  return submitUntilKnown(port, await upload(port, progress, content, journal), content, journal);
}

async function begin(
  port: DeliveryPort,
  content: OutgoingContent,
  journal: DeliveryJournal,
): Promise<DeliveryProgress> {
  const limits = effectiveLimits(port.limits);
  const attachments = planAttachments(content, limits);
  checkLimits(plannedParts(content, attachments), port.key, limits);
  const { itemId, caseId } = await port.announce(partsOf(attachments).map(({ attachmentId }) => attachmentId));
  const progress: DeliveryProgress = { itemId, caseId, attachments, attempts: [] };
  await journal.save(progress);
  return progress;
}

async function upload(
  { upload: send, key }: DeliveryPort,
  started: DeliveryProgress,
  content: OutgoingContent,
  journal: DeliveryJournal,
): Promise<DeliveryProgress> {
  let progress = started;
  const port: UploadPort = { key, upload: (attachmentId, jwe) => send(started.itemId, attachmentId, jwe) };
  for (const [index, attachment] of content.attachments.entries()) {
    const entry = progress.attachments[index];
    if (!entry) throw localError('content-changed', 'an attachment was not announced');
    await uploadAttachment(port, entry, attachment, async (next) => {
      progress = { ...progress, attachments: progress.attachments.map((old, at) => (at === index ? next : old)) };
      await journal.save(progress);
    });
  }
  return progress;
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
    let answered: readonly string[] | undefined;
    try {
      answered = await port.submit(progress.itemId, encrypted);
    } catch (error) {
      if (!(error instanceof FitConnectError)) throw error;
      failure = error;
    }
    // After a lost answer only the log knows; after a good one it supplies the time of receipt. The log in an answer is
    // signed and checked like one that is read; an answer without it proves nothing yet.
    const status = await readStatus(port, progress, answered);
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
  const described = attachments.map(({ content: _bytes, byteLength: _length, ...description }, index) => {
    const entry = progress.attachments[index];
    const hash = entry && hashOf(entry);
    if (!entry || hash === undefined) throw localError('content-changed', 'an attachment was not uploaded');
    const fragments = entry.fragments?.map(({ attachmentId }) => attachmentId);
    return { ...description, attachmentId: entry.attachmentId, hash, ...(fragments ? { fragments } : {}) };
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

async function readStatus(
  port: DeliveryPort,
  { itemId, caseId }: DeliveryProgress,
  known?: readonly string[],
): Promise<ItemStatus> {
  const verdict = await port.verify(known ?? (await port.events(itemId)), caseId);
  if (!verdict.ok) {
    const detail = verdict.failures
      .map((failure) => `event ${failure.index}: ${failure.code}, ${failure.detail}`)
      .join('; ');
    throw localError('invalid-event-log', detail);
  }
  return statusOf(verdict.log, port.kind, itemId);
}

/** The service must hold what we sent: its tags are those of one of our attempts. */
async function finish(progress: DeliveryProgress, status: ItemStatus, journal: DeliveryJournal): Promise<Delivered> {
  const held = status.authenticationTags;
  const attachments = Object.fromEntries(
    partsOf(progress.attachments).map(({ attachmentId, uploaded, begun }) => {
      const there = held?.attachments[attachmentId];
      const isEarlier = there !== undefined && begun?.tags.includes(there);
      return [attachmentId, (isEarlier ? there : uploaded?.tag) ?? ''];
    }),
  );
  const ours = progress.attempts.some((attempt) => sameTags({ ...attempt, attachments }, held));
  if (!held || !ours) throw localError('foreign-content', 'the service holds other contents than those that were sent');
  const submittedAt = status.submittedAt ?? 0;
  if (progress.submittedAt === undefined) await journal.save({ ...progress, submittedAt });
  const attachmentIds = progress.attachments.map((entry) => entry.attachmentId);
  return { itemId: progress.itemId, caseId: progress.caseId, submittedAt, authenticationTags: held, attachmentIds };
}
