import { createCipheriv, createDecipheriv, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { AppError } from '../errors/index.ts';

/**
 * Envelope encryption under the master key.
 *
 *   byte 0       version (1)
 *   bytes 1–8    id of the master key, so that rotation knows which rows are still under the old one
 *   bytes 9–20   random nonce
 *   rest         AES-256-GCM ciphertext and 16-byte tag; version, key id and context are authenticated
 */
const VERSION = 1;
const KEY_ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES;

interface MasterKey {
  id: string;
  wrapping: Uint8Array;
}

/** The current master key wraps; older ones only unwrap until `verbund keys rotate` has rewrapped everything. */
export interface MasterKeys {
  readonly currentId: string;
  wrap(plaintext: Uint8Array, context: string): Uint8Array;
  /** Throws AppError 'secrets/unknown-master-key' or 'secrets/unreadable'. */
  unwrap(wrapped: Uint8Array, context: string): Uint8Array;
  /** Whether the envelope is under an older master key. */
  needsRewrap(wrapped: Uint8Array): boolean;
}

/** HKDF-SHA-256 with the purpose as info; 32 bytes. */
export function deriveKey(root: Uint8Array, purpose: string, salt: string = ''): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', root, salt, purpose, 32));
}

function toMasterKey(bytes: Uint8Array): MasterKey {
  if (bytes.byteLength !== 32) throw new Error('The master key must have 32 bytes');
  // The bare master key is never used with a cipher: wrapping key and key id are two independent derivations.
  const id = Buffer.from(deriveKey(bytes, 'verbund/v1/master-key-id').subarray(0, KEY_ID_BYTES)).toString('hex');
  return { id, wrapping: deriveKey(bytes, 'verbund/v1/key-wrapping') };
}

function keyIdOf(wrapped: Uint8Array): string {
  if (wrapped.byteLength < HEADER_BYTES + NONCE_BYTES + TAG_BYTES || wrapped[0] !== VERSION) throw unreadable();
  return Buffer.from(wrapped.subarray(1, HEADER_BYTES)).toString('hex');
}

export function unreadable(): AppError {
  return new AppError('internal', 'secrets/unreadable', { detail: 'Stored data cannot be decrypted' });
}

export function createMasterKeys(current: Uint8Array, previous: readonly Uint8Array[] = []): MasterKeys {
  const now = toMasterKey(current);
  const known = new Map([now, ...previous.map(toMasterKey)].map((key) => [key.id, key]));
  return {
    currentId: now.id,
    wrap(plaintext, context) {
      const header = Buffer.concat([Buffer.of(VERSION), Buffer.from(now.id, 'hex')]);
      return Buffer.concat([header, encrypt(now.wrapping, plaintext, Buffer.concat([header, Buffer.from(context)]))]);
    },
    unwrap(wrapped, context) {
      const key = known.get(keyIdOf(wrapped));
      if (key === undefined) {
        throw new AppError('internal', 'secrets/unknown-master-key', {
          detail: 'Stored keys were wrapped by a master key that is not configured',
        });
      }
      const additional = Buffer.concat([wrapped.subarray(0, HEADER_BYTES), Buffer.from(context)]);
      return decrypt(key.wrapping, wrapped.subarray(HEADER_BYTES), additional);
    },
    needsRewrap: (wrapped) => keyIdOf(wrapped) !== now.id,
  };
}

/** nonce ‖ ciphertext ‖ tag. Random 96-bit nonces are safe for 2^32 messages per key, far above one owner's rows. */
export function encrypt(key: Uint8Array | KeyObject, plaintext: Uint8Array, additional: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(additional);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

export function decrypt(key: Uint8Array | KeyObject, sealed: Uint8Array, additional: Uint8Array): Uint8Array {
  if (sealed.byteLength < NONCE_BYTES + TAG_BYTES) throw unreadable();
  const end = sealed.byteLength - TAG_BYTES;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(additional);
    decipher.setAuthTag(sealed.subarray(end));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()]);
  } catch {
    // The cause is dropped on purpose: which check failed is nobody's business.
    throw unreadable();
  }
}
