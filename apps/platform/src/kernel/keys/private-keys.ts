import { webcrypto } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { AppError } from '../errors/index.ts';
import { type MasterKeys } from '../secrets/envelope.ts';
import { privateKeyContext } from './key-rows.ts';
import { type KeyUse } from './types.ts';

const SALT_BYTES = 64;

const algorithms = {
  enc: { name: 'RSA-OAEP', hash: 'SHA-256', usages: ['decrypt'] },
  sig: { name: 'RSA-PSS', hash: 'SHA-512', usages: ['sign'] },
} as const;

/** Imported private keys. WebCrypto works on the thread pool: one RSA-4096 operation would hold the loop for 5 ms. */
export interface PrivateKeys {
  import(kid: string, use: KeyUse, load: () => Promise<Uint8Array>): Promise<webcrypto.CryptoKey>;
  drop(kid: string): void;
}

export function createPrivateKeys(masterKeys: MasterKeys, max = 500): PrivateKeys {
  const imported = new LRUCache<string, webcrypto.CryptoKey>({ max, ttl: 5 * 60_000 });
  return {
    async import(kid, use, load) {
      const known = imported.get(kid);
      if (known !== undefined) return known;
      const { usages, ...algorithm } = algorithms[use];
      const pkcs8 = masterKeys.unwrap(await load(), privateKeyContext(kid));
      const key = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, [...usages]);
      imported.set(kid, key);
      return key;
    },
    drop(kid) {
      imported.delete(kid);
    },
  };
}

export async function unwrapWith(key: webcrypto.CryptoKey, wrappedKey: Uint8Array): Promise<Uint8Array> {
  try {
    return new Uint8Array(await webcrypto.subtle.decrypt({ name: 'RSA-OAEP' }, key, wrappedKey));
  } catch {
    // One answer for every way of failing, without a cause: details would be a decryption oracle.
    throw new AppError('invalid', 'keys/cannot-unwrap', { detail: 'The content key cannot be unwrapped' });
  }
}

export async function signWith(key: webcrypto.CryptoKey, signingInput: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await webcrypto.subtle.sign({ name: 'RSA-PSS', saltLength: SALT_BYTES }, key, signingInput));
}
