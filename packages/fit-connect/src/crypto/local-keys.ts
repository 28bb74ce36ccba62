import {
  constants,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  publicEncrypt,
  sign,
  verify,
  webcrypto,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import { DecryptionError } from '../errors.ts';
import { type KeyUnwrapper, type Signer } from '../ports.ts';
import { jwkThumbprint, type PrivateJwk, type PublicJwk } from './jwk.ts';

const signOnPool = promisify(sign);
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 };
const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };

/** Only the numbers: `key_ops`, `use` and `ext` make WebCrypto refuse a legitimate use of the same key. */
function numbersOf(jwk: PublicJwk | PrivateJwk): JsonWebKey {
  const { kty, n, e } = jwk;
  if (!('d' in jwk)) return { kty, n, e };
  const { d, p, q, dp, dq, qi } = jwk;
  return { kty, n, e, d, p, q, dp, dq, qi };
}

/**
 * Options stand on the key itself. In `{ key, padding }` Node finds out that this is no key by an error that it throws
 * and catches, stack trace and all, at every call.
 */
type KeyWith<Options> = KeyObject & Options;
type PublicUses = { verify: KeyWith<typeof pss>; wrap: KeyWith<typeof oaep> };

const byJwk = new WeakMap<PublicJwk, PublicUses>();
const byNumbers = new Map<string, PublicUses>();
const keptKeys = 1000;

/** Parsed once per key, also when the same one is read from somewhere again and again. */
function usesOf(jwk: PublicJwk): PublicUses {
  const known = byJwk.get(jwk);
  if (known) return known;
  const { kty, n, e } = jwk;
  const numbers = `${n}.${e}`;
  const parse = () => createPublicKey({ key: { kty, n, e }, format: 'jwk' });
  const uses = byNumbers.get(numbers) ?? { verify: Object.assign(parse(), pss), wrap: Object.assign(parse(), oaep) };
  if (byNumbers.size >= keptKeys) byNumbers.clear();
  byNumbers.set(numbers, uses);
  byJwk.set(jwk, uses);
  return uses;
}

/** Encrypts the key of one content, RSA-OAEP-256. */
export function wrapContentKey(contentKey: Uint8Array, jwk: PublicJwk): Uint8Array {
  return publicEncrypt(usesOf(jwk).wrap, contentKey);
}

/** For a cipher: as bare bytes the key would be taken for something else first, by an error as above. */
export function cipherKey(contentKey: Uint8Array): KeyObject {
  return createSecretKey(contentKey);
}

/**
 * Opens content keys with private keys held in this process, found by their kid or by their RFC 7638 thumbprint, which
 * one v1 client writes instead. The private operation runs on the thread pool.
 */
export function localUnwrapper(privateJwks: readonly PrivateJwk[]): KeyUnwrapper {
  const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256' };
  const keys = new Map<string, () => Promise<webcrypto.CryptoKey>>();
  for (const jwk of privateJwks) {
    let imported: Promise<webcrypto.CryptoKey> | undefined;
    const load = () => (imported ??= webcrypto.subtle.importKey('jwk', numbersOf(jwk), algorithm, false, ['decrypt']));
    keys.set(jwkThumbprint(jwk), load).set(jwk.kid, load);
  }
  return {
    async unwrapKey(kid, encryptedKey) {
      const load = keys.get(kid);
      if (!load) throw new DecryptionError(`no private key with kid ${kid}`);
      const key = await load();
      try {
        return new Uint8Array(await webcrypto.subtle.decrypt(algorithm, key, encryptedKey));
      } catch (cause) {
        throw new DecryptionError('the content key cannot be opened with this key', { cause });
      }
    },
  };
}

/** Signs with a private key held in this process, on the thread pool. */
export function localSigner(privateJwk: PrivateJwk): Signer {
  const key = Object.assign(createPrivateKey({ key: numbersOf(privateJwk), format: 'jwk' }), pss);
  return {
    kid: privateJwk.kid,
    async sign(signingInput) {
      return signOnPool('sha512', signingInput, key);
    },
  };
}

/**
 * Verifies a PS512 signature. With the public exponent 65537 that takes a tenth of a millisecond, less than the way to
 * the thread pool and back, where it would stand behind signatures that take fifty times as long.
 */
export function verifyPs512(signingInput: Uint8Array, signature: Uint8Array, jwk: PublicJwk): boolean {
  return verify('sha512', signingInput, usesOf(jwk).verify, signature);
}
