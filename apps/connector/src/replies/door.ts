import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { type IncomingMessage } from 'node:http';
import { privateFolder, type Files } from '../files.ts';
import { type CaseKey } from '../store/handovers.ts';
import { type ReplyStore, type StoredReply } from '../store/replies.ts';
import { FormError, receiveForm } from './form.ts';
import { whomToAnswer } from './outbox.ts';
import { readReplyFolder } from './reply-folder.ts';

export type ReplyDoorOptions = {
  files: Files;
  store: ReplyStore;
  findCase: (caseId: string) => CaseKey | undefined;
  /** Where content waits until it is sent. */
  folder: string;
  destinations: readonly { name: string; destinationId: string; token: string; nudge: () => void }[];
};

export type DoorAnswer = { status: number; body: Record<string, unknown>; headers?: Record<string, string> };

/** `POST /replies` and `GET /replies/{id}`: the back office hands in replies over HTTP and asks what became of them. */
export type ReplyDoor = {
  /** Call once at the start: removes what never got complete. */
  cleanUp(): Promise<void>;
  post(request: IncomingMessage): Promise<DoorAnswer>;
  get(request: IncomingMessage, id: string): DoorAnswer;
};

export function createReplyDoor(options: ReplyDoorOptions): ReplyDoor {
  const { files, store, folder, destinations } = options;
  const destinationOf = (request: IncomingMessage) => {
    const given = sha256((request.headers.authorization ?? '').replace(/^Bearer /i, ''));
    return destinations.find(({ token }) => timingSafeEqual(sha256(token), given));
  };

  async function take(
    request: IncomingMessage,
    id: string,
    destination: (typeof destinations)[number],
    key: string,
  ): Promise<DoorAnswer> {
    const path = join(folder, id);
    const digest = await receiveForm(files, request, path);
    const verdict = await readReplyFolder(files, path);
    if (!verdict.ok) return problem(422, 'Die Antwort ist nicht brauchbar / the reply cannot be used', verdict.errors);
    const { caseId } = verdict.reply;
    const whom = whomToAnswer(options.findCase(caseId), destination.destinationId);
    if (!whom.ok) return problem(422, whom.message);
    await files.sync(path);
    await files.sync(folder);
    store.add({ id, destination: destination.name, source: 'http', caseId, digest, idempotencyKey: key });
    const held = store.findByKey(destination.name, key);
    if (!held || held.digest !== digest)
      return problem(409, 'Idempotency-Key gehört zu einer anderen Antwort / belongs to another reply');
    if (held.id === id) destination.nudge();
    return { status: 202, body: stateOf(held), headers: { location: `/replies/${held.id}` } };
  }

  return {
    async cleanUp() {
      for (const { name } of await files.list(folder)) {
        const isWaiting = store.find(name)?.state === 'waiting';
        if (!isWaiting) await files.remove(join(folder, name));
      }
    },
    async post(request) {
      const destination = destinationOf(request);
      if (!destination) return unauthorized();
      const key = [request.headers['idempotency-key']].flat()[0] ?? '';
      if (!/^[\x21-\x7e]{1,255}$/.test(key))
        return problem(400, 'Idempotency-Key fehlt oder ist zu lang / is missing or too long');
      const id = randomUUID();
      await files.makeFolder(join(folder, id), privateFolder);
      try {
        const answer = await take(request, id, destination, key);
        if (store.find(id) === undefined) await files.remove(join(folder, id));
        return answer;
      } catch (error) {
        if (store.find(id) === undefined) await files.remove(join(folder, id)).catch(() => undefined);
        if (error instanceof FormError) return problem(error.status, error.message);
        throw error;
      }
    },
    get(request, id) {
      const destination = destinationOf(request);
      if (!destination) return unauthorized();
      const reply = store.find(id);
      // What belongs to another destination is not even known here.
      if (!reply || reply.destination !== destination.name) return problem(404, 'Unbekannt / unknown');
      return { status: 200, body: stateOf(reply) };
    },
  };
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

function stateOf({ id, caseId, state, replyId, words, sentAt, settledAt }: StoredReply): Record<string, unknown> {
  return {
    id,
    ...(caseId === undefined ? {} : { caseId }),
    state,
    ...(replyId === undefined ? {} : { replyId }),
    ...(sentAt === undefined ? {} : { submittedAt: new Date(sentAt).toISOString() }),
    ...(settledAt === undefined ? {} : { settledAt: new Date(settledAt).toISOString() }),
    ...(words.length > 0 ? { problems: words } : {}),
  };
}

function problem(status: number, detail: string, errors: readonly string[] = []): DoorAnswer {
  return {
    status,
    body: { type: 'about:blank', title: detail, status, detail, ...(errors.length > 0 ? { errors } : {}) },
    headers: { 'content-type': 'application/problem+json' },
  };
}

function unauthorized(): DoorAnswer {
  const answer = problem(401, 'Token fehlt oder ist falsch / token is missing or wrong');
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': 'Bearer' } };
}
