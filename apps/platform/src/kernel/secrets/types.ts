import { type Owner, type Tx } from '../db/types.ts';

/** A 256-bit data key, wrapped by the master key at rest (envelope encryption), owned by a tenant or a person. */
export interface DataKey {
  id: string;
  readonly bytes: Uint8Array;
}

export interface Secrets {
  /** The owner's data key, made on first use. One per owner; the transaction must carry that owner. */
  dataKey(tx: Tx, owner: Pick<Owner, 'tenant' | 'person'>): Promise<DataKey>;
  /** The owner's data key, or null when there is none (any more). */
  findDataKey(tx: Tx, owner: Pick<Owner, 'tenant' | 'person'>): Promise<DataKey | null>;
  /** AES-256-GCM; `context` is authenticated (table and row id), so that a ciphertext cannot be moved to another row. */
  seal(key: DataKey, plaintext: Uint8Array | string, context: string): Uint8Array;
  open(key: DataKey, sealed: Uint8Array, context: string): Uint8Array;
  /** Destroys the owner's data key: everything sealed under it is unreadable from then on, also in backups. */
  destroyDataKey(tx: Tx, owner: Pick<Owner, 'tenant' | 'person'>): Promise<void>;
  /** Key for a purpose derived from the master key (HKDF), e.g. 'pseudonym' or 'csrf'. */
  derive(purpose: string): Uint8Array;
}
