import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another connector works on the same folder, or somebody holds its database open. */
export class StateBusyError extends Error {
  override readonly name = 'StateBusyError';
}

/** The database is there and cannot be used. */
export class StateDamagedError extends Error {
  override readonly name = 'StateDamagedError';
}

const version = 1;

const schema = `
create table handover (
  submission_id text primary key,
  destination_id text not null,
  case_id text not null,
  state text not null check (state in ('staged', 'handed-over', 'refused', 'closed')),
  ending text check (ending in ('accepted', 'rejected', 'given-up')),
  authentication_tags text not null,
  set_schema text,
  submitted_at integer not null,
  reply_key text,
  refusal text,
  attempts integer not null default 0,
  next_attempt_at integer not null default 0,
  changed_at integer not null
) strict, without rowid;
create index handover_open on handover (destination_id, state) where state <> 'closed';

create table case_key (
  case_id text primary key,
  destination_id text not null,
  submission_id text not null,
  submitted_at integer not null,
  reply_key text
) strict, without rowid;

create table reply (
  id text primary key,
  destination text not null,
  source text not null check (source in ('folder', 'http')),
  idempotency_key text,
  digest text,
  case_id text,
  state text not null check (state in ('waiting', 'sent', 'accepted', 'rejected', 'failed')),
  journal text,
  place text,
  reply_id text,
  destination_id text,
  words text,
  created_at integer not null,
  sent_at integer,
  settled_at integer,
  next_look_at integer not null default 0,
  is_put_away integer not null default 0,
  unique (destination, idempotency_key)
) strict, without rowid;
create index reply_open on reply (destination, state) where state in ('waiting', 'sent');
`;

/**
 * Opens the memory of the connector. It is held alone: SQLite's exclusive lock ends with the process that has it, however
 * that dies, so a second connector on the folder is refused and a successor never waits for a stale lock.
 * Synchronous FULL: what a transaction has written survives a power cut.
 * @param patience milliseconds to wait for a predecessor that is just ending
 */
export function openDatabase(folder: string, patience = 5000): DatabaseSync {
  const path = join(folder, 'connector.sqlite');
  try {
    const database = new DatabaseSync(path, { timeout: patience });
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full;');
    database.exec('begin immediate');
    const found = Number(database.prepare('pragma user_version').get()?.['user_version']);
    if (found > version) throw new StateDamagedError(`${path}: version ${found} of a newer verbund-connector`);
    if (found === 0) database.exec(`${schema} pragma user_version = ${version};`);
    database.exec('commit');
    return database;
  } catch (error) {
    throw explain(error, path);
  }
}

/** What `pragma integrity_check` says: `ok`, or what is broken. */
export function integrityOf(database: DatabaseSync): string {
  return database
    .prepare('pragma integrity_check(5)')
    .all()
    .map((row) => String(row['integrity_check']))
    .join('; ');
}

/** All or nothing; what `work` writes is on disk when this returns. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('begin immediate');
  try {
    const result = work();
    database.exec('commit');
    return result;
  } catch (error) {
    database.exec('rollback');
    throw error;
  }
}

function explain(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  if (code === 5)
    return new StateBusyError(
      `${path}: ein anderer verbund-connector arbeitet hier / another verbund-connector works here`,
    );
  if (code === 11 || code === 26)
    return new StateDamagedError(
      `${path}: beschädigt, aus der Sicherung zurückholen / damaged, restore it from the backup`,
    );
  return error;
}
