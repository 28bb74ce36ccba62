import {
  PostgresAdapter,
  PostgresQueryCompiler,
  type CompiledQuery,
  type QueryExecutor,
  type QueryResult,
  type RootOperationNode,
} from 'kysely';
import type pg from 'pg';
import { AppError } from '../errors/index.ts';
import { compileRaw } from './compile-raw.ts';
import { isOutdatedPlan, isReadTimeout } from './database-errors.ts';
import { runStatement, type Prelude } from './first-query.ts';
import { type Tx } from './types.ts';

// Both hold nothing between two statements. A Kysely of its own per transaction costs more than a small statement.
const compiler = new PostgresQueryCompiler();
const adapter = new PostgresAdapter();

const statementNames = new Map<string, string>();
const maxStatementNames = 1000;

/**
 * A statement of the same text is parsed and planned once per connection. Values are never part of the text, so there
 * are as many names as places in the code; the limit is for lists of changing length.
 */
function preparedName(text: string): string | undefined {
  const known = statementNames.get(text);
  if (known !== undefined || statementNames.size >= maxStatementNames) return known;
  const made = `s${String(statementNames.size)}`;
  statementNames.set(text, made);
  return made;
}

/** The one transaction of one pooled connection: runs what `sql` of kysely builds. */
export class OpenTransaction implements Tx, QueryExecutor {
  readonly #client: pg.PoolClient;
  readonly #prelude: Prelude;
  readonly adapter = adapter;
  readonly plugins = [];
  #started = false;
  /** In an unknown state: must not go back to the pool. */
  broken = false;
  closed = false;

  constructor(client: pg.PoolClient, prelude: Prelude) {
    this.#client = client;
    this.#prelude = prelude;
  }

  getExecutor(): QueryExecutor {
    return this;
  }

  transformQuery<T extends RootOperationNode>(node: T): T {
    return node;
  }

  compileQuery<R>(...[query, queryId]: Parameters<QueryExecutor['compileQuery']>): CompiledQuery<R> {
    const raw = compileRaw(query);
    if (raw === null) return compiler.compileQuery(query, queryId);
    return { query, queryId, sql: raw.text, parameters: raw.values };
  }

  async executeQuery<R>(query: CompiledQuery<R>): Promise<QueryResult<R>> {
    // A second statement after the one of `once` would run for nobody, outside of any transaction.
    if (this.closed || (this.#started && !this.#prelude.begin)) {
      throw new AppError('internal', 'kernel/transaction-is-over');
    }
    const prelude = this.#started ? null : this.#prelude;
    this.#started = true;
    const statement = { name: preparedName(query.sql), text: query.sql, values: [...query.parameters] };
    try {
      const result = await runStatement<R & pg.QueryResultRow>(this.#client, statement, prelude);
      const isChange = result.command === 'INSERT' || result.command === 'UPDATE' || result.command === 'DELETE';
      return { rows: result.rows, ...(isChange ? { numAffectedRows: BigInt(result.rowCount ?? 0) } : {}) };
    } catch (error) {
      // After a migration the connection's old plans are of no use any more.
      if (isReadTimeout(error) || isOutdatedPlan(error)) this.broken = true;
      throw error;
    }
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

  // Of the interface; statements that `sql` builds and runs as a whole need none of them.
  stream = unsupported;
  provideConnection = unsupported;
  withConnectionProvider = unsupported;
  withPlugin = unsupported;
  withPlugins = unsupported;
  withPluginAtFront = unsupported;
  withoutPlugins = unsupported;
}

function unsupported(): never {
  throw new AppError('internal', 'kernel/no-cursors');
}
