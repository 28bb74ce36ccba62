import { decrypt, encrypt, unreadable } from './envelope.ts';
import { type DataKey } from './types.ts';

const VERSION = 1;

/** version ‖ nonce ‖ ciphertext ‖ tag; the version byte and the context are authenticated. */
export function seal(key: DataKey, plaintext: Uint8Array | string, context: string): Uint8Array {
  const bytes = typeof plaintext === 'string' ? Buffer.from(plaintext, 'utf8') : plaintext;
  return Buffer.concat([Buffer.of(VERSION), encrypt(key.bytes, bytes, additionalData(context))]);
}

export function open(key: DataKey, sealed: Uint8Array, context: string): Uint8Array {
  if (sealed[0] !== VERSION) throw unreadable();
  return decrypt(key.bytes, sealed.subarray(1), additionalData(context));
}

function additionalData(context: string): Uint8Array {
  return Buffer.concat([Buffer.of(VERSION), Buffer.from(context, 'utf8')]);
}
