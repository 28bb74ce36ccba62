import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  FitConnectError,
  replySchemaUri,
  type Delivered,
  type DeliveryJournal,
  type DeliveryProgress,
  type Subscriber,
} from '@verbund/fit-connect';
import { isObject, isUuid, loadJson, replaceDurably, saveJson, toJson } from '../durable.ts';
import { errorCode, privateFolder, type Files } from '../files.ts';
import { type CaseRecord, type Records } from '../handover/records.ts';
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
  | { outcome: 'failed'; claimId: string; errors: number; reason?: string }
  | { outcome: 'later'; claimId: string; error: unknown };

/**
 * Sends what lies ready. A reply is first moved to `.sending/<claim>/`, so that its content stays the same over all
 * repeats and the journal `.sending/<claim>.json` belongs to this one delivery. From there it goes to `sent` or `failed`.
 */
export type Outbox = {
  /** Moves what is marked ready out of reach of the back office. */
  claimReady(): Promise<{ name: string; error: unknown }[]>;
  claims(): Promise<string[]>;
  send(claimId: string): Promise<ReplyOutcome | undefined>;
};

const own = new Set(['sent', 'failed']);
const readyMark = 'READY';

export function createOutbox(deps: OutboxDeps): Outbox {
  const { files, folder, subscriber, records } = deps;
  const sending = join(folder, '.sending');
  const journalOf = (claimId: string) => join(sending, `${claimId}.json`);

  async function claim(name: string): Promise<void> {
    const home = join(sending, randomUUID());
    await files.makeFolder(home, privateFolder);
    await files.sync(sending);
    await files.rename(join(folder, name), join(home, name));
    await files.sync(home);
    await files.sync(folder);
  }

  async function moveTo(kind: 'sent' | 'failed', claimId: string, name: string): Promise<void> {
    const target = join(folder, kind);
    await files.makeFolder(target);
    await files.sync(folder);
    const isTaken = (await files.kind(join(target, name))) !== undefined;
    const unique = isTaken ? `${name.slice(0, 60)}-${claimId}` : name;
    await files.rename(join(sending, claimId, name), join(target, unique));
    await files.sync(target);
    await forget(claimId);
  }

  /** The journal goes last: as long as there is content, it must be found. */
  async function forget(claimId: string): Promise<void> {
    await files.remove(join(sending, claimId));
    await files.sync(sending);
    await files.remove(journalOf(claimId));
  }

  async function fail(
    claimId: string,
    name: string,
    errors: readonly string[],
    reason?: string,
  ): Promise<ReplyOutcome> {
    const text = `${errors.join('\n')}\n`;
    await replaceDurably(files, join(sending, claimId, name, 'error.txt'), Buffer.from(text));
    await moveTo('failed', claimId, name);
    return { outcome: 'failed', claimId, errors: errors.length, ...(reason === undefined ? {} : { reason }) };
  }

  async function attempt(claimId: string, name: string): Promise<ReplyOutcome> {
    const home = join(sending, claimId, name);
    const verdict = await readReplyFolder(files, home);
    if (!verdict.ok) return fail(claimId, name, verdict.errors, 'invalid');
    const { caseId } = verdict.reply;
    const known = await records.findCase(caseId);
    if (!known) return fail(claimId, name, [texts.unknownCase], 'unknown-case');
    if (!known.replyKey) return fail(claimId, name, [texts.noChannel], 'no-reply-channel');
    let delivered: Delivered;
    try {
      delivered = await subscriber.sendReply(
        toOutgoing(files, verdict.reply, known, known.replyKey),
        createJournal(files, journalOf(claimId)),
      );
    } catch (error) {
      if (!isFinal(error)) throw error;
      return fail(claimId, name, [`${texts.refused}: ${error.message}`], error.type);
    }
    const note = { replyId: delivered.itemId, caseId, submittedAt: new Date(delivered.submittedAt).toISOString() };
    await replaceDurably(files, join(home, 'sent.json'), toJson(note));
    await moveTo('sent', claimId, name);
    return { outcome: 'sent', claimId, caseId, replyId: delivered.itemId };
  }

  return {
    async claimReady() {
      const failures: { name: string; error: unknown }[] = [];
      for (const { name, kind } of await files.list(folder)) {
        if (kind !== 'folder' || name.startsWith('.') || own.has(name)) continue;
        const isReady = name.endsWith('.ready') || (await files.kind(join(folder, name, readyMark))) === 'file';
        if (!isReady) continue;
        try {
          await claim(name);
        } catch (error) {
          // One folder with wrong permissions must not hold up the others; a full disk would, and is reported alike.
          failures.push({ name, error });
        }
      }
      return failures;
    },
    async claims() {
      const names = (await files.list(sending)).map(({ name }) => name.replace(/\.json$/, ''));
      return [...new Set(names)].filter(isUuid);
    },
    async send(claimId) {
      const [entry] = (await files.list(join(sending, claimId))).filter(({ kind }) => kind === 'folder');
      if (!entry) {
        // A crash before the claim moved its folder, or after it was put away.
        await forget(claimId);
        return undefined;
      }
      try {
        return await attempt(claimId, entry.name);
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
