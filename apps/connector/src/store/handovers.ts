import { type DatabaseSync } from 'node:sqlite';
import { type AuthenticationTags, type PublicJwk } from '@verbund/fit-connect';
import { inTransaction } from './database.ts';
import { integer, json, optionalJson, optionalText, text, type Row } from './rows.ts';

/** What must be known to hand a submission over, to tell the service, and to answer its case later. */
export type NewHandover = {
  submissionId: string;
  caseId: string;
  destinationId: string;
  authenticationTags: AuthenticationTags;
  /** Payload schema of the event log. */
  schema?: string;
  /** Milliseconds. */
  submittedAt: number;
  replyKey?: PublicJwk;
};

/**
 * `staged`: the content is complete, good and on disk. `handed-over` and `refused`: the back office has decided, the
 * service may not know yet. `closed`: the service knows.
 */
export type HandoverState = 'staged' | 'handed-over' | 'refused' | 'closed';
/** `given-up`: the service had ended the submission before the back office took it. */
export type Ending = 'accepted' | 'rejected' | 'given-up';

export type Handover = NewHandover & {
  state: HandoverState;
  ending?: Ending;
  /** Words of the back office. */
  refusal?: string[];
  attempts: number;
  nextAttemptAt: number;
};

/** The latest submission of a case: whom and how to answer. */
export type CaseKey = Pick<NewHandover, 'caseId' | 'submissionId' | 'destinationId' | 'submittedAt' | 'replyKey'>;

export type HandoverStore = {
  stage(handover: NewHandover): void;
  find(submissionId: string): Handover | undefined;
  open(destinationId: string): Handover[];
  /** Back office has it: from now on its case can be answered. */
  taken(submissionId: string): void;
  refused(submissionId: string, words: readonly string[]): void;
  postponed(submissionId: string, nextAttemptAt: number): void;
  closed(submissionId: string, ending: Ending): void;
  findCase(caseId: string): CaseKey | undefined;
  /** Drops what is older than its purpose. */
  prune(): void;
};

/** The service keeps nothing of a settled submission longer than three weeks; twice that and it cannot be listed again. */
const closedLife = 62 * 86_400_000;
/** The service deletes a case 730 days after its last event; then nobody can answer it any more. */
const caseLife = 730 * 86_400_000;

export function createHandoverStore(database: DatabaseSync, clock: () => number): HandoverStore {
  const change = (set: string, submissionId: string, ...values: (string | number | null)[]): void => {
    database
      .prepare(`update handover set ${set}, changed_at = ? where submission_id = ?`)
      .run(...values, clock(), submissionId);
  };
  const find = (submissionId: string): Handover | undefined => {
    const row = database.prepare('select * from handover where submission_id = ?').get(submissionId);
    return row && toHandover(row);
  };

  return {
    find,
    stage({ submissionId, destinationId, caseId, authenticationTags, schema, submittedAt, replyKey }) {
      database
        .prepare(
          `insert into handover (submission_id, destination_id, case_id, state, authentication_tags, set_schema, submitted_at, reply_key, changed_at)
           values (?, ?, ?, 'staged', ?, ?, ?, ?, ?)`,
        )
        .run(
          submissionId,
          destinationId,
          caseId,
          JSON.stringify(authenticationTags),
          schema ?? null,
          submittedAt,
          replyKey ? JSON.stringify(replyKey) : null,
          clock(),
        );
    },
    open(destinationId) {
      const rows = database
        .prepare(`select * from handover where destination_id = ? and state <> 'closed' order by submitted_at`)
        .all(destinationId);
      return rows.map(toHandover);
    },
    taken(submissionId) {
      inTransaction(database, () => {
        change(`state = 'handed-over'`, submissionId);
        database
          .prepare(
            `insert into case_key (case_id, destination_id, submission_id, submitted_at, reply_key)
             select case_id, destination_id, submission_id, submitted_at, reply_key from handover where submission_id = ?
             on conflict (case_id) do update set destination_id = excluded.destination_id,
               submission_id = excluded.submission_id, submitted_at = excluded.submitted_at, reply_key = excluded.reply_key
             where excluded.submitted_at >= case_key.submitted_at`,
          )
          .run(submissionId);
      });
    },
    refused: (submissionId, words) => change(`state = 'refused', refusal = ?`, submissionId, JSON.stringify(words)),
    postponed: (submissionId, nextAttemptAt) =>
      change('attempts = attempts + 1, next_attempt_at = ?', submissionId, Math.round(nextAttemptAt)),
    closed: (submissionId, ending) => change(`state = 'closed', ending = ?`, submissionId, ending),
    findCase(caseId) {
      // Staged: the back office may have it and answer already, only its confirmation was lost or cut off by a crash.
      const row =
        database.prepare('select * from case_key where case_id = ?').get(caseId) ??
        database
          .prepare(`select * from handover where case_id = ? and state = 'staged' order by submitted_at desc limit 1`)
          .get(caseId);
      return row && toCaseKey(row);
    },
    prune() {
      const now = clock();
      database.prepare(`delete from handover where state = 'closed' and changed_at < ?`).run(now - closedLife);
      database.prepare('delete from case_key where submitted_at < ?').run(now - caseLife);
    },
  };
}

function toCaseKey(row: Row): CaseKey {
  const replyKey = optionalJson<PublicJwk>(row, 'reply_key');
  return {
    caseId: text(row, 'case_id'),
    submissionId: text(row, 'submission_id'),
    destinationId: text(row, 'destination_id'),
    submittedAt: integer(row, 'submitted_at'),
    ...(replyKey ? { replyKey } : {}),
  };
}

function toHandover(row: Row): Handover {
  const schema = optionalText(row, 'set_schema');
  const refusal = optionalJson<string[]>(row, 'refusal');
  const ending = optionalText(row, 'ending');
  return {
    ...toCaseKey(row),
    authenticationTags: json<AuthenticationTags>(row, 'authentication_tags'),
    ...(schema === undefined ? {} : { schema }),
    state: text(row, 'state') as HandoverState,
    ...(ending === undefined ? {} : { ending: ending as Ending }),
    ...(refusal ? { refusal } : {}),
    attempts: integer(row, 'attempts'),
    nextAttemptAt: integer(row, 'next_attempt_at'),
  };
}
