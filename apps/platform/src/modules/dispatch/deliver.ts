import { createHash } from 'node:crypto';
import {
  FitConnectError,
  parseJwk,
  replySchemaUri,
  type DeliveryJournal,
  type OutgoingAttachment as FitConnectAttachment,
  type OutgoingSubmission as FitConnectSubmission,
  type PublicJwk,
} from '@verbund/fit-connect';
import { germanDate } from '#kernel/clock';
import { AppError } from '#kernel/errors';
import { newUuid, type PersonId, type TenantId } from '#kernel/ids';
import { type Logger } from '#kernel/logging';
import { type Kernel } from '#kernel/module';
import { type DataKey } from '#kernel/secrets';
import { parseAttachmentFacts, parseFacts, sealContext } from './domain/content.ts';
import { type Listeners } from './listeners.ts';
import { type Portal } from './portal.ts';
import { selectAttachments, type AttachmentRow } from './store/attachments.ts';
import {
  claimOutgoing,
  markSubmitted,
  releaseClaim,
  renewClaim,
  saveJournal,
  selectState,
  type ClaimedRow,
} from './store/outgoing.ts';

export interface Delivery {
  /** Delivers once, however often it is called; does nothing when there is nothing (any more) to deliver. */
  deliver(id: string, person: PersonId, context: { log: Logger; signal: AbortSignal }): Promise<void>;
}

interface Loaded {
  row: ClaimedRow;
  key: DataKey;
  attachments: readonly AttachmentRow[];
}

const leaseMilliseconds = 60_000;
const renewEveryMilliseconds = 20_000;

export function createDelivery(kernel: Kernel, deps: { portal: Portal; listeners: Listeners }): Delivery {
  const { db, clock } = kernel;
  const leaseEnd = (): Date => new Date(clock.now().getTime() + leaseMilliseconds);

  async function load(id: string, person: PersonId, claim: string): Promise<Loaded | null> {
    return db.tx({ person }, async (tx) => {
      const row = await claimOutgoing(tx, { id, claim, now: clock.now(), until: leaseEnd() });
      if (row === null) {
        if ((await selectState(tx, id))?.state === 'stored') throw new AppError('unavailable', 'dispatch/busy');
        return null;
      }
      const key = await kernel.secrets.findDataKey(tx, { person });
      return key === null ? null : { row, key, attachments: await selectAttachments(tx, id) };
    });
  }

  function journal(id: string, person: PersonId, claim: string, row: ClaimedRow): DeliveryJournal {
    let progress = row.journal ?? undefined;
    return {
      load: async () => progress,
      async save(next) {
        // The submit is known: markSubmitted follows at once, and a run that dies before it reads the event log again.
        if (next.submittedAt !== undefined) return;
        const isSaved = await db.once({ person }, (tx) => saveJournal(tx, { id, claim, progress: next }));
        // Another worker holds the journal now; going on would make two deliveries of one.
        if (!isSaved) throw new AppError('unavailable', 'dispatch/busy');
        progress = next;
      },
    };
  }

  async function send(id: string, person: PersonId, claim: string, loaded: Loaded): Promise<void> {
    const sender = await deps.portal.sender();
    const replyKey = await ensureReplyKey(kernel, person, loaded.row.tenant_id);
    const content = toSubmission(kernel, id, loaded, replyKey);
    const delivered = await sender.sendSubmission(content, journal(id, person, claim, loaded.row));
    const { caseId, itemId } = delivered;
    const at = new Date(delivered.submittedAt);
    const nextLookAt = new Date(clock.now().getTime() + 500);
    await db.tx({ person }, async (tx) => {
      if (!(await markSubmitted(tx, { id, caseId, submissionId: itemId, at, nextLookAt }))) return;
      const event = { kind: 'submitted', id, person, caseId, submissionId: itemId, at } as const;
      await deps.listeners.tell(tx, loaded.row.kind, event);
    });
  }

  return {
    async deliver(id, person, { log, signal }) {
      const claim = newUuid();
      const loaded = await load(id, person, claim);
      if (loaded === null) return;
      const renewing = setInterval(() => {
        void db.once({ person }, (tx) => renewClaim(tx, { id, claim, until: leaseEnd() })).catch(() => undefined);
      }, renewEveryMilliseconds);
      const stop = (): void => clearInterval(renewing);
      signal.addEventListener('abort', stop, { once: true });
      try {
        await send(id, person, claim, loaded);
      } catch (cause) {
        const reason = reasonOf(cause);
        log.warn({ outgoing: id, reason }, 'Not delivered yet');
        await db.once({ person }, (tx) => releaseClaim(tx, { id, claim, reason })).catch(() => undefined);
        throw new AppError('unavailable', 'dispatch/not-delivered', { params: { reason }, cause });
      } finally {
        stop();
      }
    },
  };
}

/** Type of the problem, never its detail: that may repeat what was sent. */
export function reasonOf(cause: unknown): string {
  if (cause instanceof FitConnectError) return cause.type.slice(0, 200);
  if (cause instanceof AppError) return cause.code;
  return cause instanceof Error ? cause.name : 'unknown';
}

function toSubmission(kernel: Kernel, id: string, { row, key, attachments }: Loaded, replyKey: PublicJwk) {
  const { secrets } = kernel;
  const facts = parseFacts(secrets.open(key, row.facts, sealContext.facts(id)));
  const bytes = secrets.open(key, row.data, sealContext.data(id));
  const submission: FitConnectSubmission = {
    destinationId: row.destination_id,
    publicService: facts.publicService,
    ...(facts.region === undefined ? {} : { region: facts.region }),
    ...(row.kind === 'follow-up' && row.case_id !== null ? { caseId: row.case_id } : {}),
    data: { bytes, schema: { schemaUri: facts.schemaUri, mimeType: facts.mimeType } },
    attachments: attachments.map((attachment) => toAttachment(kernel, id, attachment, key)),
    replyChannel: { fitConnect: { processStandards: [replySchemaUri], encryptionPublicKey: replyKey } },
    additionalReferenceInfo: {
      senderReference: facts.senderReference,
      applicationDate: germanDate(row.stored_at),
    },
  };
  return submission;
}

function toAttachment(kernel: Kernel, id: string, row: AttachmentRow, key: DataKey): FitConnectAttachment {
  const context = sealContext.attachment(id, row.position);
  const { attachmentId, filename, mimeType, purpose, description } = parseAttachmentFacts(
    kernel.secrets.open(key, row.facts, context),
  );
  return {
    // The data may refer to its files by these ids.
    attachmentId,
    mimeType,
    purpose,
    filename,
    ...(description === undefined ? {} : { description }),
    byteLength: row.bytes,
    content: () => unchanged(kernel.blobs.read(row.blob_id, key), row.sha512),
  };
}

/**
 * One key per person and receiving tenant, a new one each year. Older ones stay, so that late replies can be opened,
 * until the account is erased. Two first deliveries at once may make two keys; both open what is sent to them.
 */
async function ensureReplyKey({ keys, clock }: Kernel, person: PersonId, tenant: TenantId): Promise<PublicJwk> {
  const purpose = `reply:${tenant}:${clock.now().getUTCFullYear()}`;
  const record = (await keys.find({ person }, purpose)) ?? (await keys.create({ person }, 'enc', { purpose }));
  const jwk = parseJwk(record.publicJwk, 'reply');
  if (jwk === undefined)
    throw new AppError('internal', 'keys/wrong-use', { detail: 'The key service gave an unfit key' });
  return jwk;
}

/** Ends in an error, and the upload with it, when these are not the bytes that were handed over. */
async function* unchanged(content: AsyncIterable<Uint8Array>, sha512: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha512');
  for await (const piece of content) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest('hex') !== sha512) throw new AppError('internal', 'dispatch/attachment-damaged');
}
