import { type Database, type Tx } from '#kernel/db';
import { type ClientId } from '#kernel/ids';
import { type Rights } from './domain/scopes.ts';
import { nameDestinations } from './store/clients.ts';

/** Who calls, by its token. */
export interface Caller {
  client: ClientId;
  rights: Rights;
}

/**
 * A transaction with the rights of a token. A v1 token that names destinations finds itself linked with these only, so
 * that row-level security keeps everything else from it, wherever it is asked for.
 */
export function callerTx<T>(db: Database, { client, rights }: Caller, work: (tx: Tx) => Promise<T>): Promise<T> {
  const named = rights.get('subscribe') ?? null;
  return db.tx({ client }, async (tx) => {
    if (named !== null) await nameDestinations(tx, named);
    return work(tx);
  });
}
