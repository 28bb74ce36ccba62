import { sql } from 'kysely';
import pg from 'pg';
import { AppError } from '../errors/index.ts';
import { isUuid } from '../ids/index.ts';
import { type Database, type Owner, type Tx } from './types.ts';
import { isRetryable, toDatabaseError } from './database-errors.ts';
import { type Prelude } from './first-query.ts';
import { keepConnections, type KeptConnections } from './kept-connections.ts';
import { OpenTransaction } from './open-transaction.ts';

export interface DatabaseOptions {
  /** Connections of this process at most. */
  max?: number;
  applicationName?: string;
  /** Longest statement; default 20 seconds. */
  statementTimeoutMs?: number;
}

const maxAttempts = 3;
/** What a server that still lives needs to say that it has cancelled a statement. */
const cancelGraceMs = 2_000;

/**
 * A pool with one door, `tx`, and a short cut through it, `once`. Statement and lock time-outs are set at connection start, so that one slow query cannot
 * hold a connection for ever.
 */
export function createDatabase(url: string, options: DatabaseOptions = {}): Database {
  const statementTimeout = options.statementTimeoutMs ?? 20_000;
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.applicationName ?? 'verbund',
    connectionTimeoutMillis: Math.min(10_000, statementTimeout),
    idleTimeoutMillis: 60_000,
    statement_timeout: statementTimeout,
    // The one above is kept by the server; this one ends the wait for a server that hangs.
    query_timeout: statementTimeout + cancelGraceMs,
    lock_timeout: 8_000,
    idle_in_transaction_session_timeout: 60_000,
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  const connections = keepConnections(pool);
  async function run<T>(prelude: Prelude, work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await runTransaction(connections, prelude, work);
      } catch (error) {
        if (attempt < maxAttempts && isRetryable(error)) continue;
        throw toDatabaseError(error);
      }
    }
  }
  return {
    tx: async (owner, work) => run({ begin: true, owner: settingsOf(owner) }, work),
    once: async (owner, work) => run({ begin: false, owner: settingsOf(owner) }, work),
    async ping() {
      await run({ begin: false, owner: settingsOf({}) }, (tx) => sql`select 1`.execute(tx));
    },
    close: () => connections.close(),
  };
}

/** All three are always set: what is not named is ''. Whatever is no UUID can only be a mistake of ours. */
function settingsOf(owner: Owner): Prelude['owner'] {
  const setting = (name: 'tenant' | 'person' | 'client'): string => {
    const value = owner[name] ?? '';
    if (value !== '' && !isUuid(value)) {
      throw new AppError('internal', 'kernel/owner-not-a-uuid', { params: { owner: name } });
    }
    return value;
  };
  return [setting('tenant'), setting('person'), setting('client')];
}

async function runTransaction<T>(
  connections: KeptConnections,
  prelude: Prelude,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const client = await connections.take();
  const transaction = new OpenTransaction(client, prelude);
  try {
    const result = await work(transaction);
    await transaction.end('commit');
    return result;
  } catch (error) {
    // A server that did not answer the statement will not answer this one; the connection is thrown away instead.
    if (!transaction.broken) await transaction.end('rollback');
    throw error;
  } finally {
    transaction.closed = true;
    connections.give(client, transaction.broken);
  }
}

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
