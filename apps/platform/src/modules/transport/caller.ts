import { type Database, type Tx } from '#kernel/db';
import { type ClientId } from '#kernel/ids';
import { type Rights } from './domain/scopes.ts';
import { nameDestinations } from './store/clients.ts';

/** Who calls, by its token. */
export interface Caller {
  client: ClientId;
  rights: Rights;
}

/** As which side of a case a token may look at it. Without one of them only the other side's cases are there. */
export interface Sides {
  sender: boolean;
  receiver: boolean;
}

export function sidesOf({ rights }: Caller): Sides {
  return { sender: rights.has('send'), receiver: rights.has('subscribe') };
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

/** The same for work of one statement: without named destinations it takes one round trip. */
export function callerOnce<T>(db: Database, caller: Caller, work: (tx: Tx) => Promise<T>): Promise<T> {
  return caller.rights.get('subscribe') ? callerTx(db, caller, work) : db.once({ client: caller.client }, work);
}
