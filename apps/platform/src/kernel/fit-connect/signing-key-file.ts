import { constants } from 'node:fs';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createKeyPair, localSigner, type PrivateJwk, type PublicJwk, type Signer } from '@verbund/fit-connect';
import { newUuid } from '../ids/index.ts';

export interface SigningKeys {
  signer: Signer;
  /** Current and retired keys: what the retired ones signed stays verifiable. */
  publicKeys: readonly PublicJwk[];
}

/**
 * Reads a key that the installation signs with, or makes it at the first start. The file holds one private JWK, or
 * `{"keys": [...]}` with the current one first. Made on the thread pool: 4096 bit take about a second.
 */
export async function loadSigningKeys(file: string): Promise<SigningKeys> {
  const stored = await readKeys(file);
  if (stored) return stored;
  await createKeyFile(file);
  const made = await readKeys(file);
  if (!made) throw new Error(`the signing key ${file} vanished`);
  return made;
}

export function signingKeysOf(keys: readonly PrivateJwk[]): SigningKeys {
  const [current] = keys;
  if (!current) throw new Error('a signing key is needed');
  return { signer: localSigner(current), publicKeys: keys.map(publicPart) };
}

function publicPart({ kty, kid, n, e }: PrivateJwk): PublicJwk {
  return { kty, kid, alg: 'PS512', use: 'sig', key_ops: ['verify'], n, e };
}

async function readKeys(file: string): Promise<SigningKeys | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const value: unknown = JSON.parse(text);
  const list: unknown[] = isObject(value) && Array.isArray(value['keys']) ? value['keys'] : [value];
  return signingKeysOf(list.map((key) => parsePrivateJwk(key, file)));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const members = ['kid', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'];

function parsePrivateJwk(value: unknown, file: string): PrivateJwk {
  const complete =
    isObject(value) && value['kty'] === 'RSA' && members.every((name) => typeof value[name] === 'string');
  if (!complete) throw new Error(`${file} holds something that is no private RSA key`);
  return value as unknown as PrivateJwk;
}

/** Two processes may start at once: the one that links first wins, the other takes that key. */
async function createKeyFile(file: string): Promise<void> {
  const { privateJwk } = await createKeyPair({ use: 'sig', subject: 'Zustelldienst', certificate: false });
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${newUuid()}`;
  const handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(privateJwk)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(temporary, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}
