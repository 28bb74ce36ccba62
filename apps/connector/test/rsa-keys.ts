import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { generateRsaKeyPair, type RsaKeyPair } from '@verbund/fit-connect';

/** Shared with the tests of the platform: making a pair of 4096 bit takes up to three seconds. */
const file = join(tmpdir(), `verbund-test-keys-${userInfo().uid}.json`);

export async function rsaKeys(count: number): Promise<RsaKeyPair[]> {
  const known = readKnown();
  while (known.length < count) {
    const { privateKey } = await generateRsaKeyPair();
    known.push(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify(known), { mode: 0o600 });
    renameSync(temporary, file);
  }
  return known.slice(0, count).map((pem) => {
    const privateKey = createPrivateKey(pem);
    return { privateKey, publicKey: createPublicKey(privateKey) };
  });
}

function readKnown(): string[] {
  try {
    const found = statSync(file);
    // The temp folder is everybody's: only a file of our own that nobody else may read counts.
    if (found.uid !== userInfo().uid || (found.mode & 0o077) !== 0) return [];
    return JSON.parse(readFileSync(file, 'utf8')) as string[];
  } catch {
    return [];
  }
}
