import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createKeyPair,
  generateRsaKeyPair,
  type PrivateJwk,
  type PublicJwk,
  type RsaKeyPair,
} from '@verbund/fit-connect';

export interface Key {
  publicJwk: PublicJwk;
  privateJwk: PrivateJwk;
}

export interface Keys {
  encryption: Key;
  signing: Key;
  /** To change over to. */
  nextEncryption: Key;
  /** Of nobody: signatures with it must be refused. */
  strangeSigning: Key;
}

const count = 4;
const fileName = 'conformance-keys.json';

/** Fresh kids and self-signed certificates over four RSA pairs, which take seconds to make. */
export async function createKeys(pairs: readonly RsaKeyPair[]): Promise<Keys> {
  const [first, second, third, fourth] = pairs;
  if (!first || !second || !third || !fourth) throw new Error(`${String(count)} key pairs are needed`);
  const subject = 'Konformitaet';
  const [encryption, signing, nextEncryption, strangeSigning] = await Promise.all([
    createKeyPair({ use: 'enc', subject, keyPair: first }),
    createKeyPair({ use: 'sig', subject, keyPair: second }),
    createKeyPair({ use: 'enc', subject, keyPair: third }),
    createKeyPair({ use: 'sig', subject, keyPair: fourth }),
  ]);
  return { encryption, signing, nextEncryption, strangeSigning };
}

/** Made once; with a folder they are kept there for the next run. */
export async function keyPairs(folder: string | undefined): Promise<RsaKeyPair[]> {
  const file = folder === undefined ? undefined : join(folder, fileName);
  const kept = file === undefined ? undefined : await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) {
    return (JSON.parse(kept) as string[]).map((pem) => {
      const privateKey = createPrivateKey(pem);
      return { privateKey, publicKey: createPublicKey(privateKey) };
    });
  }
  const pairs = await Promise.all(Array.from({ length: count }, generateRsaKeyPair));
  if (folder !== undefined) await keepKeyPairs(folder, pairs);
  return pairs;
}

export async function keepKeyPairs(folder: string, pairs: readonly RsaKeyPair[]): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const pems = pairs.map(({ privateKey }) => privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  await writeFile(join(folder, fileName), JSON.stringify(pems), { mode: 0o600 });
}
