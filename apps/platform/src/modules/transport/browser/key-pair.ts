import {
  bitString,
  empty,
  integer,
  objectId,
  octetString,
  sequence,
  setOf,
  tagged,
  time,
  utf8String,
  yes,
} from './der.ts';

type KeyUse = 'enc' | 'sig';

interface KeyPairInput {
  use: KeyUse;
  /** Common name of the certificate; longer ones than RFC 5280 allows are cut. */
  subject: string;
  kid: string;
  /** Milliseconds. */
  now: number;
}

/** RSA-PSS for both purposes, because both certificates are signed with their own key; in a JWK the algorithm is a word. */
const algorithm = { name: 'RSA-PSS', hash: 'SHA-512' } as const;
const saltLength = 64;
const day = 86_400_000;
const validDays = 730;
const longestName = 64;

const purposes = {
  enc: { alg: 'RSA-OAEP-256', published: 'wrapKey', held: 'unwrapKey' },
  sig: { alg: 'PS512', published: 'verify', held: 'sign' },
} as const;

/** With 4096 bit; the browser does it beside the page. */
export function generatePair(): Promise<CryptoKeyPair> {
  const size = { modulusLength: 4096, publicExponent: Uint8Array.from([1, 0, 1]) };
  return crypto.subtle.generateKey({ ...algorithm, ...size }, true, ['sign', 'verify']);
}

/** Both halves as `createKeyPair` of packages/fit-connect makes them, so that the connector reads the private one. */
export async function describePair({ publicKey, privateKey }: CryptoKeyPair, input: KeyPairInput) {
  const { alg, published, held } = purposes[input.use];
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', publicKey));
  const x5c = [base64(await selfSigned(spki, privateKey, input))];
  const { n, e, d, p, q, dp, dq, qi } = await crypto.subtle.exportKey('jwk', privateKey);
  const common = { kty: 'RSA', kid: input.kid, alg } as const;
  return {
    publicJwk: { ...common, key_ops: [published], n, e, x5c },
    privateJwk: { ...common, key_ops: [held], n, e, x5c, d, p, q, dp, dq, qi },
  };
}

/** RFC 5280 certificate, signed with RSASSA-PSS and SHA-512 (RFC 4055), with the key usage of FIT-Connect. */
async function selfSigned(
  spki: Uint8Array,
  privateKey: CryptoKey,
  { use, subject, now }: KeyPairInput,
): Promise<Uint8Array> {
  const name = sequence(setOf(sequence(objectId('2.5.4.3'), utf8String([...subject].slice(0, longestName).join('')))));
  const signedBy = pssWithSha512();
  const certificate = sequence(
    tagged(0xa0, integer(2)),
    serialNumber(),
    signedBy,
    name,
    sequence(time(now - day), time(now + validDays * day)),
    name,
    spki,
    tagged(0xa3, sequence(keyUsage(use))),
  );
  const signature = await crypto.subtle.sign({ name: algorithm.name, saltLength }, privateKey, certificate);
  return sequence(certificate, signedBy, bitString(0, new Uint8Array(signature)));
}

function pssWithSha512(): Uint8Array {
  const sha512 = sequence(objectId('2.16.840.1.101.3.4.2.3'), empty());
  const maskBySha512 = sequence(objectId('1.2.840.113549.1.1.8'), sha512);
  return sequence(
    objectId('1.2.840.113549.1.1.10'),
    sequence(tagged(0xa0, sha512), tagged(0xa1, maskBySha512), tagged(0xa2, integer(saltLength))),
  );
}

/** Positive, 16 bytes, in shortest form: the first byte is neither zero nor does it hold the sign. */
function serialNumber(): Uint8Array {
  const [first = 0, ...rest] = crypto.getRandomValues(new Uint8Array(16));
  return integer((first & 0x3f) | 0x40, ...rest);
}

/** keyEncipherment, or digitalSignature and nonRepudiation; critical. */
function keyUsage(use: KeyUse): Uint8Array {
  const bits = use === 'enc' ? bitString(5, Uint8Array.from([0x20])) : bitString(6, Uint8Array.from([0xc0]));
  return sequence(objectId('2.5.29.15'), yes(), octetString(bits));
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
