import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readOrMakeKeys } from '#kernel/fit-connect';
import { newUuid } from '#kernel/ids';
import { isObject } from './domain/read-json.ts';

export interface SealedSecret {
  keyId: string;
  sealed: Buffer;
}

/**
 * Secrets of callbacks must be readable to sign with them, and this process has no master key. They are sealed
 * (AES-256-GCM) with a key in a file of their own, so that a copy of the database alone shows none.
 */
export interface CallbackSecrets {
  seal(secret: string, targetId: string): Promise<SealedSecret>;
  open(stored: SealedSecret, targetId: string): Promise<string>;
}

interface SealingKey {
  kid: string;
  bytes: Buffer;
}

const cipherName = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

export function createCallbackSecrets(file: string): CallbackSecrets {
  let keys: Promise<SealingKey[]> | undefined;
  const load = (): Promise<SealingKey[]> => {
    keys ??= readOrMakeKeys(file, parseKey, makeKey);
    keys.catch(() => (keys = undefined));
    return keys;
  };
  return {
    async seal(secret, targetId) {
      const [key] = await load();
      if (!key) throw new Error(`${file} holds no key`);
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv(cipherName, key.bytes, iv);
      // Bound to its place: a sealed secret that is copied to another target opens nowhere.
      cipher.setAAD(Buffer.from(targetId));
      const sealed = Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return { keyId: key.kid, sealed };
    },
    async open({ keyId, sealed }, targetId) {
      const key = (await load()).find(({ kid }) => kid === keyId);
      if (!key) throw new Error(`${file} holds no key ${keyId}`);
      const decipher = createDecipheriv(cipherName, key.bytes, sealed.subarray(0, ivBytes));
      decipher.setAAD(Buffer.from(targetId));
      decipher.setAuthTag(sealed.subarray(-tagBytes));
      const plain = [decipher.update(sealed.subarray(ivBytes, -tagBytes)), decipher.final()];
      return Buffer.concat(plain).toString('utf8');
    },
  };
}

function makeKey(): unknown {
  return { kty: 'oct', kid: newUuid(), alg: 'A256GCM', k: randomBytes(32).toString('base64url') };
}

function parseKey(value: unknown, file: string): SealingKey {
  const { kid, k } = isObject(value) ? value : {};
  const bytes = Buffer.from(typeof k === 'string' ? k : '', 'base64url');
  if (typeof kid !== 'string' || bytes.length !== 32)
    throw new Error(`${file} holds something that is no key of 32 bytes`);
  return { kid, bytes };
}
