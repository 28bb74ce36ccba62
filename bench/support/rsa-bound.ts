import {
  constants,
  createCipheriv,
  createDecipheriv,
  generateKeyPair,
  type KeyObject,
  publicEncrypt,
  randomBytes,
  sign,
  webcrypto,
} from 'node:crypto';
import { promisify } from 'node:util';

/** What one delivered application costs in cryptography alone, as counted in the database. */
export interface CryptoWork {
  signatures: number;
  /** Bytes of each encrypted part. */
  parts: readonly number[];
}

const signOnPool = promisify(sign);

/** Applications per second when a machine does nothing but their RSA-4096 and AES-GCM, on all its threads. */
export async function rsaBound(work: CryptoWork, seconds: number): Promise<number> {
  const { done, took } = await (await prepareRsaBound(work))(seconds);
  return done / took;
}

/** The same in slices, with the same keys: applications done, and the seconds that they took. */
export async function prepareRsaBound(
  work: CryptoWork,
): Promise<(seconds: number) => Promise<{ done: number; took: number }>> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 4096 });
  const unwrapKey = await webcrypto.subtle.importKey(
    'jwk',
    privateKey.export({ format: 'jwk' }),
    { name: 'RSA-OAEP', hash: 'SHA-256' },
    false,
    ['decrypt'],
  );
  return async (seconds) => {
    const began = performance.now();
    const end = began + seconds * 1000;
    let done = 0;
    const worker = async (): Promise<void> => {
      while (performance.now() < end) {
        await oneApplication(work, publicKey, privateKey, unwrapKey);
        done += 1;
      }
    };
    await Promise.all(Array.from({ length: 4 }, worker));
    // A slice is short: what is finished after its end counts, and so does its time.
    return { done, took: (performance.now() - began) / 1000 };
  };
}

async function oneApplication(
  work: CryptoWork,
  publicKey: KeyObject,
  privateKey: KeyObject,
  unwrapKey: webcrypto.CryptoKey,
): Promise<void> {
  const pss = { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 };
  for (let index = 0; index < work.signatures; index += 1) await signOnPool('sha512', randomBytes(600), pss);
  for (const bytes of work.parts) {
    const [contentKey, iv] = [randomBytes(32), randomBytes(12)];
    const wrapped = publicEncrypt(
      { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
      contentKey,
    );
    const cipher = createCipheriv('aes-256-gcm', contentKey, iv);
    const sealed = Buffer.concat([cipher.update(Buffer.alloc(bytes)), cipher.final()]);
    const opened = Buffer.from(await webcrypto.subtle.decrypt({ name: 'RSA-OAEP' }, unwrapKey, wrapped));
    const decipher = createDecipheriv('aes-256-gcm', opened, iv).setAuthTag(cipher.getAuthTag());
    decipher.update(sealed);
    decipher.final();
  }
}
