import { type QueryExecutorProvider } from 'kysely';
import { type ClientId, type PersonId, type TenantId } from '../ids/index.ts';

/** An open transaction, for `sql` of kysely: tables are addressed in hand-written SQL, there is no query builder. */
export type Tx = QueryExecutorProvider;

/** Whose rows a transaction may see. Row-level security denies everything that is not named here. */
export interface Owner {
  tenant?: TenantId;
  person?: PersonId;
  client?: ClientId;
}

export interface Database {
  /**
   * The only door to the database: one transaction with app.tenant, app.person and app.client set
   * transaction-locally (pooled connections are shared, a session-level setting would leak to the next request).
   * `{}` sees public rows and SECURITY DEFINER functions only.
   */
  tx<T>(owner: Owner, work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * A transaction of exactly one statement, in one round trip in place of two. It is committed when the statement
   * returns: what `work` throws afterwards takes nothing back, and a second statement is refused.
   */
  once<T>(owner: Owner, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Fails when the database does not answer; for /readyz and the doctor. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** One login per duty, so that a stolen pool cannot read what its process role does not need. */
export type DatabaseLogin = 'app' | 'transport' | 'keys' | 'queue';
