import { type DatabaseSync } from 'node:sqlite';
import { type DeliveryProgress, type Problem } from '@verbund/fit-connect';
import { integer, optionalInteger, optionalJson, optionalText, text, type Row } from './rows.ts';

export type ReplySource = 'folder' | 'http';
/** `sent`: the service has it; `accepted` and `rejected`: the applicant's side has decided; `failed`: never sent. */
export type ReplyState = 'waiting' | 'sent' | 'accepted' | 'rejected' | 'failed';

export type StoredReply = {
  id: string;
  /** Name in the configuration. */
  destination: string;
  source: ReplySource;
  digest?: string;
  caseId?: string;
  state: ReplyState;
  /** Where the folder lies, below `sent` or `failed`. */
  place?: string;
  /** At the service. */
  replyId?: string;
  destinationId?: string;
  /** Why it failed or was rejected. */
  words: string[];
  createdAt: number;
  sentAt?: number;
  settledAt?: number;
  /** The files are where they belong in this state. */
  isPutAway: boolean;
};

export type NewReply = Pick<StoredReply, 'id' | 'destination' | 'source' | 'caseId' | 'digest'> & {
  idempotencyKey?: string;
};

export type ReplyStore = {
  /** Nothing happens when it is known. */
  add(reply: NewReply): void;
  find(id: string): StoredReply | undefined;
  findByKey(destination: string, idempotencyKey: string): StoredReply | undefined;
  /** Waiting, or ended and not yet put away. */
  unfinished(destination: string): StoredReply[];
  journal(id: string): { load(): DeliveryProgress | undefined; save(progress: DeliveryProgress): void };
  sent(
    id: string,
    about: { caseId: string; replyId: string; destinationId: string; sentAt: number; place?: string },
  ): void;
  failed(id: string, words: readonly string[], place?: string): void;
  putAway(id: string): void;
  /** Sent, the applicant's side silent, and the time to look again has come. */
  dueLooks(destination: string): StoredReply[];
  lookAgain(id: string, at: number): void;
  lookAtAll(destination: string): void;
  settled(id: string, state: 'accepted' | 'rejected', settledAt: number, problems: readonly Problem[]): void;
  /** How many are waiting. */
  waiting(destination: string): number;
  forget(id: string): void;
  prune(): void;
};

/** As long as the case can be answered; the rows hold no content. */
const life = 730 * 86_400_000;
/** The service decides about a reply that nobody fetches on day 14 and deletes it on day 21. */
export const watchedFor = 22 * 86_400_000;

export function createReplyStore(database: DatabaseSync, clock: () => number): ReplyStore {
  const all = (where: string, ...values: (string | number)[]): StoredReply[] =>
    database
      .prepare(`select * from reply where ${where} order by created_at`)
      .all(...values)
      .map(toReply);
  const change = (id: string, set: string, ...values: (string | number | null)[]): void => {
    database.prepare(`update reply set ${set} where id = ?`).run(...values, id);
  };

  return {
    add({ id, destination, source, caseId, digest, idempotencyKey }) {
      database
        .prepare(
          `insert into reply (id, destination, source, idempotency_key, digest, case_id, state, created_at)
           values (?, ?, ?, ?, ?, ?, 'waiting', ?) on conflict do nothing`,
        )
        .run(id, destination, source, idempotencyKey ?? null, digest ?? null, caseId ?? null, clock());
    },
    find: (id) => all('id = ?', id)[0],
    findByKey: (destination, key) => all('destination = ? and idempotency_key = ?', destination, key)[0],
    unfinished: (destination) =>
      all(`destination = ? and (state = 'waiting' or (state in ('sent', 'failed') and is_put_away = 0))`, destination),
    journal: (id) => ({
      load() {
        const row = database.prepare('select journal from reply where id = ?').get(id);
        return row && optionalJson<DeliveryProgress>(row, 'journal');
      },
      save: (progress) => change(id, 'journal = ?', JSON.stringify(progress)),
    }),
    sent: (id, { caseId, replyId, destinationId, sentAt, place }) =>
      change(
        id,
        `state = 'sent', case_id = ?, reply_id = ?, destination_id = ?, sent_at = ?, place = ?`,
        caseId,
        replyId,
        destinationId,
        sentAt,
        place ?? null,
      ),
    failed: (id, words, place) =>
      change(
        id,
        `state = 'failed', words = ?, settled_at = ?, place = ?`,
        JSON.stringify(words),
        clock(),
        place ?? null,
      ),
    putAway: (id) => change(id, 'is_put_away = 1'),
    dueLooks: (destination) => {
      const since = clock() - watchedFor;
      return all(
        `destination = ? and state = 'sent' and next_look_at <= ? and sent_at > ?`,
        destination,
        clock(),
        since,
      );
    },
    lookAgain: (id, at) => change(id, 'next_look_at = ?', Math.round(at)),
    lookAtAll: (destination) => {
      database.prepare(`update reply set next_look_at = 0 where destination = ? and state = 'sent'`).run(destination);
    },
    settled: (id, state, settledAt, problems) =>
      change(
        id,
        'state = ?, settled_at = ?, words = ?',
        state,
        settledAt,
        problems.length === 0 ? null : JSON.stringify(problems.map(({ title, detail }) => `${title}: ${detail}`)),
      ),
    waiting: (destination) => all(`destination = ? and state = 'waiting'`, destination).length,
    forget: (id) => {
      database.prepare('delete from reply where id = ?').run(id);
    },
    prune() {
      database.prepare(`delete from reply where state <> 'waiting' and created_at < ?`).run(clock() - life);
    },
  };
}

function toReply(row: Row): StoredReply {
  const digest = optionalText(row, 'digest');
  const caseId = optionalText(row, 'case_id');
  const place = optionalText(row, 'place');
  const replyId = optionalText(row, 'reply_id');
  const destinationId = optionalText(row, 'destination_id');
  const sentAt = optionalInteger(row, 'sent_at');
  const settledAt = optionalInteger(row, 'settled_at');
  return {
    id: text(row, 'id'),
    destination: text(row, 'destination'),
    source: text(row, 'source') as ReplySource,
    state: text(row, 'state') as ReplyState,
    words: optionalJson<string[]>(row, 'words') ?? [],
    createdAt: integer(row, 'created_at'),
    isPutAway: integer(row, 'is_put_away') === 1,
    ...(digest === undefined ? {} : { digest }),
    ...(caseId === undefined ? {} : { caseId }),
    ...(place === undefined ? {} : { place }),
    ...(replyId === undefined ? {} : { replyId }),
    ...(destinationId === undefined ? {} : { destinationId }),
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(settledAt === undefined ? {} : { settledAt }),
  };
}
