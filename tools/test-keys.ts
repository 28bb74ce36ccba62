import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { generateRsaKeyPair, type RsaKeyPair } from '@verbund/fit-connect';

const file = join(tmpdir(), `verbund-test-keys-${userInfo().uid}.json`);
let cached: string[] | undefined;

function readCache(): string[] {
  try {
    const found = statSync(file);
    // The temp folder is everybody's: only a file of our own that nobody else may read counts.
    if (found.uid !== userInfo().uid || (found.mode & 0o077) !== 0) return [];
    return JSON.parse(readFileSync(file, 'utf8')) as string[];
  } catch {
    return [];
  }
}

/** `count` RSA-4096 pairs, made once per machine: making one takes up to three seconds. For tests only. */
export async function testKeys(count = 4): Promise<RsaKeyPair[]> {
  cached ??= readCache();
  while (cached.length < count) {
    const { privateKey } = await generateRsaKeyPair();
    cached.push(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    // Renamed into place, so that another test process never reads half a file.
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify(cached), { mode: 0o600 });
    renameSync(temporary, file);
  }
  return cached.slice(0, count).map((pem) => {
    const privateKey = createPrivateKey(pem);
    return { privateKey, publicKey: createPublicKey(privateKey) };
  });
}
