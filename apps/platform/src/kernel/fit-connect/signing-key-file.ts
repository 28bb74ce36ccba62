import { createKeyPair, localSigner, type PrivateJwk, type PublicJwk, type Signer } from '@verbund/fit-connect';
import { isObject, readOrMakeKeys } from './key-file.ts';

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
  const make = async () =>
    (await createKeyPair({ use: 'sig', subject: 'Zustelldienst', certificate: false })).privateJwk;
  return signingKeysOf(await readOrMakeKeys(file, parsePrivateJwk, make));
}

export function signingKeysOf(keys: readonly PrivateJwk[]): SigningKeys {
  const [current] = keys;
  if (!current) throw new Error('a signing key is needed');
  return { signer: localSigner(current), publicKeys: keys.map(publicPart) };
}

function publicPart({ kty, kid, n, e }: PrivateJwk): PublicJwk {
  return { kty, kid, alg: 'PS512', use: 'sig', key_ops: ['verify'], n, e };
}

const members = ['kid', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'];

function parsePrivateJwk(value: unknown, file: string): PrivateJwk {
  const complete =
    isObject(value) && value['kty'] === 'RSA' && members.every((name) => typeof value[name] === 'string');
  if (!complete) throw new Error(`${file} holds something that is no private RSA key`);
  return value as unknown as PrivateJwk;
}
