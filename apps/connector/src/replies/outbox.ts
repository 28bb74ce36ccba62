import { join } from 'node:path';
import {
  FitConnectError,
  replySchemaUri,
  type Delivered,
  type DeliveryJournal,
  type DeliveryProgress,
  type Subscriber,
} from '@verbund/fit-connect';
import { isObject, loadJson, replaceDurably, saveJson, toJson } from '../durable.ts';
import { errorCode, type Files } from '../files.ts';
import { type CaseRecord, type Records } from '../handover/records.ts';
import { createClaims } from './claims.ts';
import { readReplyFolder, replyData, type ReplyFolder } from './reply-folder.ts';

export type OutboxDeps = {
  subscriber: Pick<Subscriber, 'sendReply'>;
  files: Files;
  records: Pick<Records, 'findCase'>;
  /** Where the back office puts replies. */
  folder: string;
};

/** `claimId` names the reply in the log: the folder's own name may hold a person's. */
export type ReplyOutcome =
  | { outcome: 'sent'; claimId: string; caseId: string; replyId: string }
  | { outcome: 'failed'; claimId: string; errors: number; reason: string }
  | { outcome: 'later'; claimId: string; error: unknown };

/** Sends what lies ready; every reply ends once in `sent` or in `failed`. */
export type Outbox = {
  /** Moves what is marked ready out of reach of the back office; says what could not be moved. */
  claimReady(): Promise<unknown[]>;
  claims(): Promise<string[]>;
  send(claimId: string): Promise<ReplyOutcome | undefined>;
};

export function createOutbox({ files, folder, subscriber, records }: OutboxDeps): Outbox {
  const claims = createClaims(files, folder);
  type Claim = { claimId: string; name: string; path: string };

  async function fail(
    { claimId, name, path }: Claim,
    errors: readonly string[],
    reason: string,
  ): Promise<ReplyOutcome> {
    await replaceDurably(files, join(path, 'error.txt'), Buffer.from(`${errors.join('\n')}\n`));
    await claims.putAway('failed', claimId, name);
    return { outcome: 'failed', claimId, errors: errors.length, reason };
  }

  async function attempt(claim: Claim): Promise<ReplyOutcome> {
    const { claimId, name, path } = claim;
    const verdict = await readReplyFolder(files, path);
    if (!verdict.ok) return fail(claim, verdict.errors, 'invalid');
    const { caseId } = verdict.reply;
    const known = await records.findCase(caseId);
    if (!known) return fail(claim, [texts.unknownCase], 'unknown-case');
    if (!known.replyKey) return fail(claim, [texts.noChannel], 'no-reply-channel');
    let delivered: Delivered;
    try {
      delivered = await subscriber.sendReply(
        toOutgoing(files, verdict.reply, known, known.replyKey),
        createJournal(files, claims.journalOf(claimId)),
      );
    } catch (error) {
      if (!isFinal(error)) throw error;
      return fail(claim, [`${texts.refused}: ${error.message}`], error.type);
    }
    const note = { replyId: delivered.itemId, caseId, submittedAt: new Date(delivered.submittedAt).toISOString() };
    await replaceDurably(files, join(path, 'sent.json'), toJson(note));
    await claims.putAway('sent', claimId, name);
    return { outcome: 'sent', claimId, caseId, replyId: delivered.itemId };
  }

  return {
    claimReady: () => claims.takeReady(),
    claims: () => claims.list(),
    async send(claimId) {
      const found = await claims.find(claimId);
      if (!found) {
        await claims.forget(claimId);
        return undefined;
      }
      try {
        return await attempt({ claimId, ...found });
      } catch (error) {
        return { outcome: 'later', claimId, error };
      }
    },
  };
}

const texts = {
  unknownCase:
    'Zu dieser caseId wurde hier keine Einreichung empfangen / no submission of this caseId was received here',
  noChannel:
    'Die antragstellende Person hat keinen Rückkanal über FIT-Connect gewählt; bitte auf anderem Weg antworten (Post) / the applicant chose no reply channel of FIT-Connect; answer another way (post)',
  refused: 'Der Zustelldienst hat die Antwort abgelehnt / the delivery service refused the reply',
} as const;

function toOutgoing(
  files: Files,
  reply: ReplyFolder,
  known: CaseRecord,
  replyKey: NonNullable<CaseRecord['replyKey']>,
): Parameters<Subscriber['sendReply']>[0] {
  return {
    caseId: reply.caseId,
    destinationId: known.destinationId,
    replyKey,
    data: { bytes: replyData(reply), schema: { schemaUri: replySchemaUri, mimeType: 'application/json' } },
    attachments: reply.attachments.map(({ name, path, mimeType }) => ({
      filename: name,
      mimeType,
      purpose: 'attachment',
      content: () => readNow(files, path),
    })),
  };
}

async function readNow(files: Files, path: string): Promise<Uint8Array> {
  const bytes = await files.read(path);
  if (!bytes) throw new Error('an attachment of the reply has gone');
  return bytes;
}

function createJournal(files: Files, path: string): DeliveryJournal {
  return {
    async load() {
      const value = await loadJson(files, path);
      return value && toProgress(value, path);
    },
    save: (progress) => saveJson(files, path, progress),
  };
}

function toProgress(value: Record<string, unknown>, path: string): DeliveryProgress {
  const { itemId, caseId, attachments, attempts } = value;
  const isGood =
    typeof itemId === 'string' && typeof caseId === 'string' && Array.isArray(attempts) && Array.isArray(attachments);
  if (!isGood || !attachments.every(isObject)) throw new Error(`${path} is damaged`);
  return value as DeliveryProgress;
}

const finalStatus = new Set([400, 403, 404, 409, 410, 413, 415, 422]);
const finalTypes = new Set(['unusable-key', 'foreign-content', 'invalid-event-log', 'content-changed', 'invalid-id']);

/** A repeat would meet the same answer. Refusals of the token endpoint are about this program, not about the reply. */
function isFinal(error: unknown): error is FitConnectError {
  if (!(error instanceof FitConnectError) || error.retryable || errorCode(error) !== undefined) return false;
  if (error.type.startsWith('urn:ietf:params:oauth:error:')) return false;
  if (error.status === 0) return finalTypes.has(error.type.replace('urn:verbund:fit-connect:', ''));
  return finalStatus.has(error.status);
}
