import { LRUCache } from 'lru-cache';
import { AppError } from '#kernel/errors';
import { isUuid } from '#kernel/ids';
import { type PublicJwk } from '@verbund/fit-connect';
import { type Parsed } from './domain/read-json.ts';
import { refusal } from './errors.ts';
import { selectDestination, selectKeys, type DestinationRow } from './store/destinations.ts';
import { type TransportKernel } from './transport-kernel.ts';

/** What everybody may read of a destination. */
export interface Destinations {
  find(destinationId: string): Promise<DestinationRow>;
  /** Encryption and signature keys, retired ones included. */
  key(destinationId: string, kid: string): Promise<PublicJwk>;
  /** The present encryption key first: a real client takes the first (reference 3.2). */
  keys(destinationId: string): Promise<PublicJwk[]>;
  /** After a change of this destination. */
  forget(destinationId: string): void;
}

/** The parsed body, or the refusal that names every wrong member. */
export function accept<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  const words = parsed.problems.map(({ field, code }) => `${field === '' ? 'body' : field}: ${code}`).join('; ');
  const { kind, code } = refusal('request-invalid', '');
  throw new AppError(kind, code, { detail: words, problems: parsed.problems });
}

export function noDestination(): AppError {
  return refusal('destination-not-found', 'There is no such destination.');
}

export function createDestinations({ db }: TransportKernel): Destinations {
  // Every announce asks; a change is seen at once here and within seconds in other processes.
  const cache = new LRUCache<string, DestinationRow>({ max: 5_000, ttl: 5_000 });
  // A kid never changes its key, so these may be kept longer.
  const keyCache = new LRUCache<string, PublicJwk>({ max: 5_000, ttl: 60_000 });

  async function find(destinationId: string): Promise<DestinationRow> {
    const cached = cache.get(destinationId);
    if (cached) return cached;
    const row = isUuid(destinationId) ? await db.once({}, (tx) => selectDestination(tx, destinationId)) : null;
    if (!row) throw noDestination();
    cache.set(destinationId, row);
    return row;
  }

  return {
    find,
    async key(destinationId, kid) {
      const name = `${destinationId}/${kid}`;
      const cached = keyCache.get(name);
      if (cached) return cached;
      await find(destinationId);
      const found = (await db.once({}, (tx) => selectKeys(tx, destinationId))).find((key) => key.kid === kid);
      if (!found) throw refusal('key-not-found', 'The destination has no such key.');
      keyCache.set(name, found.jwk);
      return found.jwk;
    },
    async keys(destinationId) {
      const { encryption_kid: current } = await find(destinationId);
      const keys = (await db.once({}, (tx) => selectKeys(tx, destinationId))).map(({ jwk }) => jwk);
      return [...keys.filter(({ kid }) => kid === current), ...keys.filter(({ kid }) => kid !== current)];
    },
    forget(destinationId) {
      cache.delete(destinationId);
    },
  };
}
