import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Signer } from './build-package.ts';
import { parsePublicJwk, type PublicJwk } from './domain/package-format.ts';

/** A new private key as a JWK (Ed25519), for a file that its owner keeps. */
export function newKeyFile(): Readonly<Record<string, unknown>> {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { ...privateKey.export({ format: 'jwk' }) };
}

/** Signs with a private JWK: Ed25519, or P-256 where another tool made the key; null when it is neither. */
export function keyFileSigner(value: unknown): Signer | null {
  try {
    const privateKey = createPrivateKey({ key: value as Readonly<Record<string, string>>, format: 'jwk' });
    const key = publicPart(value);
    return key === null || key.kty === 'RSA'
      ? null
      : { key, succession: [], sign: async (input) => signWith(privateKey, key, input) };
  } catch {
    // Whatever a broken key is told to be wrong with, it is no key; the reason may hold parts of it.
    return null;
  }
}

function publicPart(value: unknown): PublicJwk | null {
  if (typeof value !== 'object' || value === null) return null;
  const wanted = ['kty', 'crv', 'x', 'y'];
  return parsePublicJwk(Object.fromEntries(Object.entries(value).filter(([name]) => wanted.includes(name))));
}

function signWith(privateKey: KeyObject, { kty }: PublicJwk, input: Uint8Array): Uint8Array {
  return kty === 'OKP'
    ? sign(null, input, privateKey)
    : sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' });
}
