import { FitConnectError, replySchemaUri, type Delivered, type Subscriber } from '@verbund/fit-connect';
import { toJson } from '../durable.ts';
import { errorCode, type Files } from '../files.ts';
import { type CaseKey } from '../store/handovers.ts';
import { type ReplyStore, type StoredReply } from '../store/replies.ts';
import { readReplyFolder, replyData, type ReplyFolder } from './reply-folder.ts';
import { type ReplyContent, type ReplyHome } from './reply-homes.ts';

export type OutboxDeps = {
  subscriber: Pick<Subscriber, 'sendReply'>;
  files: Files;
  store: ReplyStore;
  findCase: (caseId: string) => CaseKey | undefined;
  /** Name in the configuration. */
  destination: string;
  destinationId: string;
  homes: Partial<Record<StoredReply['source'], ReplyHome>>;
};

/** `id` names the reply in the log: the folder's own name may hold a person's. */
export type ReplyOutcome =
  | { outcome: 'sent'; id: string; caseId: string; replyId: string }
  | { outcome: 'failed'; id: string; errors: number; reason: string }
  | { outcome: 'later'; id: string; error: unknown };

/** Sends what lies ready; every reply ends once as sent or as failed. */
export type Outbox = {
  /** Moves what is marked ready out of reach of the back office; says what could not be moved. */
  takeReady(): Promise<unknown[]>;
  ids(): string[];
  send(id: string): Promise<ReplyOutcome | undefined>;
};

export function createOutbox(deps: OutboxDeps): Outbox {
  const { files, store, subscriber, homes } = deps;

  async function fail(
    id: string,
    home: ReplyHome,
    content: ReplyContent,
    errors: readonly string[],
    reason: string,
  ): Promise<ReplyOutcome> {
    await home.note(content, 'error.txt', Buffer.from(`${errors.join('\n')}\n`));
    store.failed(id, errors, await home.placeFor('failed', id, content));
    await putAway(id, home);
    return { outcome: 'failed', id, errors: errors.length, reason };
  }

  async function putAway(id: string, home: ReplyHome): Promise<void> {
    const reply = store.find(id);
    if (!reply) return;
    await home.putAway(reply);
    store.putAway(id);
  }

  async function attempt(id: string, home: ReplyHome, content: ReplyContent): Promise<ReplyOutcome> {
    const verdict = await readReplyFolder(files, content.path);
    if (!verdict.ok) return fail(id, home, content, verdict.errors, 'invalid');
    const { caseId } = verdict.reply;
    const whom = whomToAnswer(deps.findCase(caseId), deps.destinationId);
    if (!whom.ok) return fail(id, home, content, [whom.message], whom.reason);
    let delivered: Delivered;
    try {
      const journal = store.journal(id);
      delivered = await subscriber.sendReply(toOutgoing(files, verdict.reply, deps.destinationId, whom.replyKey), {
        load: async () => journal.load(),
        save: async (progress) => journal.save(progress),
      });
    } catch (error) {
      if (!isFinal(error)) throw error;
      return fail(id, home, content, [`${texts.refused}: ${error.message}`], error.type);
    }
    const { itemId: replyId, submittedAt: sentAt } = delivered;
    const note = { replyId, caseId, submittedAt: new Date(sentAt).toISOString(), state: 'sent' };
    await home.note(content, 'sent.json', toJson(note));
    const place = await home.placeFor('sent', id, content);
    store.sent(id, {
      caseId,
      replyId,
      destinationId: deps.destinationId,
      sentAt,
      ...(place === undefined ? {} : { place }),
    });
    await putAway(id, home);
    return { outcome: 'sent', id, caseId, replyId };
  }

  return {
    async takeReady() {
      const failures = await Promise.all(Object.values(homes).map((home) => home.takeReady()));
      return failures.flat();
    },
    ids: () => store.unfinished(deps.destination).map(({ id }) => id),
    async send(id) {
      const reply = store.find(id);
      const home = reply && homes[reply.source];
      if (!home) return undefined;
      try {
        if (reply.state !== 'waiting') {
          await putAway(id, home);
          return undefined;
        }
        const content = await home.find(id);
        if (content) return await attempt(id, home, content);
        await home.putAway(reply);
        store.forget(id);
        return undefined;
      } catch (error) {
        return { outcome: 'later', id, error };
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

/** A destination answers its own cases only. */
export function whomToAnswer(
  known: CaseKey | undefined,
  destinationId: string,
): { ok: true; replyKey: NonNullable<CaseKey['replyKey']> } | { ok: false; message: string; reason: string } {
  if (!known || known.destinationId !== destinationId)
    return { ok: false, message: texts.unknownCase, reason: 'unknown-case' };
  if (!known.replyKey) return { ok: false, message: texts.noChannel, reason: 'no-reply-channel' };
  return { ok: true, replyKey: known.replyKey };
}

function toOutgoing(
  files: Files,
  reply: ReplyFolder,
  destinationId: string,
  replyKey: NonNullable<CaseKey['replyKey']>,
): Parameters<Subscriber['sendReply']>[0] {
  return {
    caseId: reply.caseId,
    destinationId,
    replyKey,
    data: { bytes: replyData(reply), schema: { schemaUri: replySchemaUri, mimeType: 'application/json' } },
    attachments: reply.attachments.map(({ name, path, mimeType, bytes }) => ({
      filename: name,
      mimeType,
      purpose: 'attachment',
      byteLength: bytes,
      content: () => files.stream(path),
    })),
  };
}

const finalStatus = new Set([400, 403, 404, 409, 410, 413, 415, 422]);
const finalTypes = new Set([
  'unusable-key',
  'foreign-content',
  'invalid-event-log',
  'content-changed',
  'invalid-id',
  'too-large',
  'too-many-attachments',
]);

/** A repeat would meet the same answer. Refusals of the token endpoint are about this program, not about the reply. */
function isFinal(error: unknown): error is FitConnectError {
  if (!(error instanceof FitConnectError) || error.retryable || errorCode(error) !== undefined) return false;
  if (error.type.startsWith('urn:ietf:params:oauth:error:')) return false;
  if (error.status === 0) return finalTypes.has(error.type.replace('urn:verbund:fit-connect:', ''));
  return finalStatus.has(error.status);
}
