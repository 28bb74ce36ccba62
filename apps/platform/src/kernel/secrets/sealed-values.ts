import { createSecretKey, type KeyObject } from 'node:crypto';
import { decrypt, encrypt, unreadable } from './envelope.ts';
import { type DataKey } from './types.ts';

const VERSION = 1;

const keyObjects = new WeakMap<DataKey, KeyObject>();

/** Imported once per key: bare bytes are looked at and copied anew for every value. */
function cipherKey(key: DataKey): KeyObject {
  const known = keyObjects.get(key) ?? createSecretKey(key.bytes);
  keyObjects.set(key, known);
  return known;
}

/** version ‖ nonce ‖ ciphertext ‖ tag; the version byte and the context are authenticated. */
export function seal(key: DataKey, plaintext: Uint8Array | string, context: string): Uint8Array {
  const bytes = typeof plaintext === 'string' ? Buffer.from(plaintext, 'utf8') : plaintext;
  return Buffer.concat([Buffer.of(VERSION), encrypt(cipherKey(key), bytes, additionalData(context))]);
}

export function open(key: DataKey, sealed: Uint8Array, context: string): Uint8Array {
  if (sealed[0] !== VERSION) throw unreadable();
  return decrypt(cipherKey(key), sealed.subarray(1), additionalData(context));
}

function additionalData(context: string): Uint8Array {
  return Buffer.concat([Buffer.of(VERSION), Buffer.from(context, 'utf8')]);
}
