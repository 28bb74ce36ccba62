import {
  CompiledQuery,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely';
import pg from 'pg';
import { AppError } from '../errors/index.ts';
import { isUuid } from '../ids/index.ts';
import { type Database, type Owner, type Tx } from './types.ts';
import { isOutdatedPlan, isReadTimeout, isRetryable, toDatabaseError } from './database-errors.ts';
import { preparePrelude, queryWithPrelude, type Prelude } from './first-query.ts';

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
  const prepared = new WeakSet<pg.PoolClient>();
  async function connect(): Promise<pg.PoolClient> {
    const client = await pool.connect();
    if (prepared.has(client)) return client;
    try {
      await preparePrelude(client);
    } catch (error) {
      client.release(true);
      throw error;
    }
    prepared.add(client);
    return client;
  }
  async function run<T>(prelude: Prelude, work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await runTransaction(await connect(), prelude, work);
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
      try {
        await pool.query('select 1');
      } catch (error) {
        throw toDatabaseError(error);
      }
    },
    close: () => pool.end(),
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

async function runTransaction<T>(client: pg.PoolClient, prelude: Prelude, work: (tx: Tx) => Promise<T>): Promise<T> {
  const connection = new PoolConnection(client, prelude);
  const kysely = new Kysely<unknown>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new OneTransactionDriver(connection),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  // A connection that breaks between two statements reports here; the next statement then fails as well.
  const onError = (): void => undefined;
  client.on('error', onError);
  try {
    return await kysely.transaction().execute(work);
  } finally {
    connection.closed = true;
    client.off('error', onError);
    // A connection in an unknown state must not go back to the pool: the next owner would inherit it.
    client.release(connection.broken);
  }
}

const statementNames = new Map<string, { name: string }>();
const maxStatementNames = 1000;

/**
 * A statement of the same text is parsed and planned once per connection. Values are never part of the text, so there
 * are as many names as places in the code; the limit is for lists of changing length.
 */
function preparedName(text: string): { name: string } | undefined {
  const known = statementNames.get(text);
  if (known !== undefined || statementNames.size >= maxStatementNames) return known;
  const made = { name: `s${String(statementNames.size)}` };
  statementNames.set(text, made);
  return made;
}

class PoolConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  readonly #prelude: Prelude;
  #started = false;
  broken = false;
  closed = false;

  constructor(client: pg.PoolClient, prelude: Prelude) {
    this.#client = client;
    this.#prelude = prelude;
  }

  /** Commits or rolls back what `begin` opened. Before the first statement nothing is open yet. */
  async end(text: 'commit' | 'rollback'): Promise<void> {
    if (!this.#started || !this.#prelude.begin) return;
    try {
      await this.#client.query(text);
    } catch (error) {
      this.broken = true;
      throw error;
    }
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    // A second statement after the one of `once` would run for nobody, outside of any transaction.
    if (this.closed || (this.#started && !this.#prelude.begin)) {
      throw new AppError('internal', 'kernel/transaction-is-over');
    }
    const config = { ...preparedName(query.sql), text: query.sql, values: [...query.parameters] };
    const first = !this.#started;
    this.#started = true;
    const result = await (
      first
        ? queryWithPrelude<R & pg.QueryResultRow>(this.#client, config, this.#prelude)
        : this.#client.query<R & pg.QueryResultRow>(config)
    ).catch((error: unknown) => {
      // After a migration the connection's old plans are of no use any more.
      if (isReadTimeout(error) || isOutdatedPlan(error)) this.broken = true;
      throw error;
    });
    const isChange = result.command === 'INSERT' || result.command === 'UPDATE' || result.command === 'DELETE';
    return { rows: result.rows, ...(isChange ? { numAffectedRows: BigInt(result.rowCount ?? 0) } : {}) };
  }

  // eslint-disable-next-line require-yield
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new AppError('internal', 'kernel/no-cursors');
  }
}

/** Begins, commits and rolls back the one transaction of one pooled connection. */
class OneTransactionDriver implements Driver {
  readonly #connection: PoolConnection;

  constructor(connection: PoolConnection) {
    this.#connection = connection;
  }

  init = async (): Promise<void> => undefined;
  acquireConnection = async (): Promise<DatabaseConnection> => this.#connection;
  // Travels with the first statement.
  beginTransaction = async (): Promise<void> => undefined;
  commitTransaction = (): Promise<void> => this.#connection.end('commit');

  // A server that did not answer the statement will not answer this one; the connection is thrown away instead.
  rollbackTransaction = async (): Promise<void> => {
    if (!this.#connection.broken) await this.#connection.end('rollback');
  };

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`savepoint ${quoteIdentifier(name)}`));
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`rollback to savepoint ${quoteIdentifier(name)}`));
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`release savepoint ${quoteIdentifier(name)}`));
  }

  releaseConnection = async (): Promise<void> => undefined;
  destroy = async (): Promise<void> => undefined;
}

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
