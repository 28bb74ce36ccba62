import { type JsonWebKey } from 'node:crypto';
import { type Owner } from '../db/types.ts';

export type KeyUse = 'enc' | 'sig';
export type KeyOwner = Pick<Owner, 'tenant' | 'person'>;

export interface PublicKeyRecord {
  kid: string;
  use: KeyUse;
  /** With x5c when the key belongs to a destination; reply keys carry none (metadata 2.1.0). */
  publicJwk: JsonWebKey & { kid: string; alg: string; key_ops: string[]; x5c?: string[] };
  createdAt: Date;
}

/**
 * Receiver and reply keys behind two verbs (design decision 2). Private keys never leave the service.
 * Every call names the owner; a key of somebody else is 'not found'.
 */
export interface KeyService {
  /** Takes a ready RSA-4096 pair from the stock (made ahead by a job; only an empty stock waits for a new one). */
  create(owner: KeyOwner, use: KeyUse, options: { purpose: string; subject?: string }): Promise<PublicKeyRecord>;
  /** The newest key of that purpose, or null. */
  find(owner: KeyOwner, purpose: string): Promise<PublicKeyRecord | null>;
  publicKey(owner: KeyOwner, kid: string): Promise<PublicKeyRecord | null>;
  /** RSA-OAEP-256 unwrap of a content key. */
  unwrap(owner: KeyOwner, kid: string, wrappedKey: Uint8Array): Promise<Uint8Array>;
  /** RSASSA-PSS with SHA-512 over the given signing input. */
  sign(owner: KeyOwner, kid: string, signingInput: Uint8Array): Promise<Uint8Array>;
  destroyAll(owner: KeyOwner): Promise<void>;
}
