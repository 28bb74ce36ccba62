import { X509Certificate } from 'node:crypto';
import { readDer } from '@verbund/fit-connect';
import { isObject, type JsonObject } from './read-json.ts';

export type KeyUse = 'enc' | 'sig';
export type KeyUploadError = 'empty' | 'private-key' | 'public-key-only' | 'unreadable' | 'several-keys';
export type KeyUpload = { ok: true; jwk: JsonObject } | { ok: false; code: KeyUploadError };

const purposes = {
  enc: { alg: 'RSA-OAEP-256', key_ops: ['wrapKey'] },
  sig: { alg: 'PS512', key_ops: ['verify'] },
} as const;

/** Of PEM and JWK, also inside of a key set or a text with an error in it. No public member is called like these. */
const privateMarks = /-----BEGIN [A-Z ]*PRIVATE KEY-----|"(?:d|p|q|dp|dq|qi)"\s*:/;

/**
 * What people paste or upload as a public key: a JWK, a key set with one of that purpose, or the PEM certificates of the
 * key, leaf first. Whether the key is good enough is checked later, as for the API.
 * @param kid for certificates, which name none
 */
export function readKeyUpload(text: string, use: KeyUse, kid: string): KeyUpload {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, code: 'empty' };
  // Whoever sends this by mistake must hear it in plain words; nothing of it is kept.
  if (privateMarks.test(trimmed)) return { ok: false, code: 'private-key' };
  if (trimmed.startsWith('{')) return readJwk(trimmed, use);
  if (/-----BEGIN CERTIFICATE-----/.test(trimmed)) return readCertificates(trimmed, use, kid);
  return { ok: false, code: /-----BEGIN /.test(trimmed) ? 'public-key-only' : 'unreadable' };
}

function readJwk(text: string, use: KeyUse): KeyUpload {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, code: 'unreadable' };
  }
  if (isObject(value) && Array.isArray(value['keys'])) {
    const fitting: unknown[] = value['keys'].filter((key) => isObject(key) && key['alg'] === purposes[use].alg);
    if (fitting.length !== 1) return { ok: false, code: 'several-keys' };
    value = fitting[0];
  }
  return isObject(value) ? { ok: true, jwk: value } : { ok: false, code: 'unreadable' };
}

function readCertificates(text: string, use: KeyUse, kid: string): KeyUpload {
  const x5c = readDer(text, 'certificate');
  try {
    const { publicKey } = new X509Certificate(Buffer.from(x5c[0] ?? '', 'base64'));
    const { n, e } = publicKey.export({ format: 'jwk' });
    return { ok: true, jwk: { kty: 'RSA', kid, ...purposes[use], n, e, x5c } };
  } catch {
    return { ok: false, code: 'unreadable' };
  }
}
