import type pg from 'pg';
import { preparePrelude } from './first-query.ts';

/** Connections of a pool for one user after the other. */
export interface KeptConnections {
  take(): Promise<pg.PoolClient>;
  /** `broken`: in an unknown state, which the next user would inherit; it is thrown away. */
  give(client: pg.PoolClient, broken: boolean): void;
  /** Ends with the last connection that is in use. */
  close(): Promise<void>;
}

const sweepMs = 10_000;

/**
 * Keeps connections at hand that the pool counts as used: handing one over by way of the pool costs two timers, three
 * events and a turn of the event loop, as much as a small statement. Who waits in the pool is served first, and what was
 * not needed for a while goes back to it, to be closed in its time.
 */
export function keepConnections(pool: pg.Pool): KeptConnections {
  const kept: pg.PoolClient[] = [];
  const known = new WeakSet<pg.PoolClient>();
  const dead = new WeakSet<pg.PoolClient>();
  let spare = 0;
  let sweep: NodeJS.Timeout | null = null;
  let closing = false;

  /** Once per connection: makes it ours, and from then on hears when it breaks, in use or not. */
  async function welcome(client: pg.PoolClient): Promise<void> {
    client.on('error', () => {
      dead.add(client);
      const place = kept.indexOf(client);
      if (place === -1) return;
      kept.splice(place, 1);
      client.release(true);
    });
    known.add(client);
    try {
      await preparePrelude(client);
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  /** What nobody has taken since the last time is too much. */
  function shrink(): void {
    for (const client of kept.splice(0, spare)) client.release();
    spare = kept.length;
    sweep = spare === 0 ? null : setTimeout(shrink, sweepMs).unref();
  }

  return {
    async take() {
      const near = kept.pop();
      if (near !== undefined) {
        spare = Math.min(spare, kept.length);
        return near;
      }
      const client = await pool.connect();
      if (!known.has(client)) await welcome(client);
      return client;
    },
    give(client, broken) {
      const isDead = broken || dead.has(client);
      if (isDead || closing || pool.waitingCount > 0) return client.release(isDead);
      kept.push(client);
      sweep ??= setTimeout(shrink, sweepMs).unref();
    },
    async close() {
      closing = true;
      if (sweep !== null) clearTimeout(sweep);
      for (const client of kept.splice(0)) client.release();
      await pool.end();
    },
  };
}
