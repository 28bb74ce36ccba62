import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Clock } from '../clock/index.ts';
import { type Tx } from '../db/types.ts';
import { AppError } from '../errors/index.ts';
import { newUuid } from '../ids/index.ts';
import {
  dataKeyContext,
  deleteDataKeys,
  findDataKey,
  insertDataKey,
  type KeyOwner,
  type WrappedDataKey,
} from './data-keys.ts';
import { createMasterKeys, deriveKey } from './envelope.ts';
import { open, seal } from './sealed-values.ts';
import { type DataKey, type Secrets } from './types.ts';

export interface SecretsOptions {
  masterKey: Uint8Array;
  /** Still unwrap what `verbund keys rotate` has not rewrapped yet. */
  previousMasterKeys?: readonly Uint8Array[];
  /**
   * Root of `derive`, by default the master key. It must stay when the master key changes, or pseudonyms change and
   * waiting mails become unreadable: an installation that rotates sets it to the first master key.
   */
  derivationRoot?: Uint8Array;
  clock: Clock;
}

const CACHED_KEYS = 5000;
const CACHE_MS = 60_000;

/**
 * The row is read in every transaction, only the unwrapping is cached: row-level security decides each time, a
 * rolled-back first use leaves nothing behind, and a key destroyed by another process is gone here at once.
 */
export function createSecrets(options: SecretsOptions): Secrets {
  const masterKeys = createMasterKeys(options.masterKey, options.previousMasterKeys);
  const root = options.derivationRoot ?? options.masterKey;
  const unwrapped = new LRUCache<string, DataKey>({ max: CACHED_KEYS, ttl: CACHE_MS });
  const ofTransaction = new WeakMap<Tx, Map<string, DataKey>>();

  function toDataKey(row: WrappedDataKey, owner: KeyOwner): DataKey {
    const known = unwrapped.get(row.id);
    if (known !== undefined) return known;
    const key: DataKey = { id: row.id, bytes: masterKeys.unwrap(row.wrapped, dataKeyContext(row.id, owner)) };
    unwrapped.set(row.id, key);
    return key;
  }

  async function findOrMake(tx: Tx, owner: KeyOwner): Promise<DataKey> {
    const found = await findDataKey(tx, owner);
    if (found !== null) return toDataKey(found, owner);
    const id = newUuid();
    const bytes = randomBytes(32);
    const made = { id, wrapped: masterKeys.wrap(bytes, dataKeyContext(id, owner)) };
    if (await insertDataKey(tx, owner, made, options.clock.now())) return { id, bytes };
    const winner = await findDataKey(tx, owner);
    if (winner === null) throw new AppError('conflict', 'secrets/key-vanished');
    return toDataKey(winner, owner);
  }

  return {
    async dataKey(tx, owner) {
      assertOwner(owner);
      const name = ownerName(owner);
      const keys = ofTransaction.get(tx) ?? new Map<string, DataKey>();
      const key = keys.get(name) ?? (await findOrMake(tx, owner));
      ofTransaction.set(tx, keys.set(name, key));
      return key;
    },
    async findDataKey(tx, owner) {
      assertOwner(owner);
      const known = ofTransaction.get(tx)?.get(ownerName(owner));
      if (known !== undefined) return known;
      const found = await findDataKey(tx, owner);
      return found === null ? null : toDataKey(found, owner);
    },
    seal,
    open,
    async destroyDataKey(tx, owner) {
      assertOwner(owner);
      for (const id of await deleteDataKeys(tx, owner)) unwrapped.delete(id);
      ofTransaction.delete(tx);
    },
    derive: (purpose) => deriveKey(root, `verbund/v1/derived/${purpose}`),
  };
}

function ownerName(owner: KeyOwner): string {
  return `${owner.tenant ?? '-'}:${owner.person ?? '-'}`;
}

function assertOwner(owner: KeyOwner): void {
  if (owner.tenant === undefined && owner.person === undefined) throw new Error('A data key needs an owner');
}
