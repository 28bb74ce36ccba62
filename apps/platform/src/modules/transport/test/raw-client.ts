import { constants, createCipheriv, createHash, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { deflateRawSync } from 'node:zlib';
import { type PublicJwk } from '@verbund/fit-connect';

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  json: Record<string, unknown>;
}

export type RawClient = (
  method: string,
  path: string,
  headers?: Record<string, string>,
  body?: string | Uint8Array,
) => Promise<RawAnswer>;

/** One request over a socket, with exactly these headers and no manners of any client. */
export function rawClient(port: number): RawClient {
  return (method, path, headers = {}, body) =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const sent = request({ host: '127.0.0.1', port, method, path, headers: { ...length, ...headers } }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, json });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
}

export function thumbprint({ e, kty, n }: PublicJwk): string {
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
}

/** A JWE as other libraries make it: any header, compressed when it says so. */
export function seal(plaintext: Uint8Array, { kty, n, e }: PublicJwk, header: Record<string, string>): string {
  const [contentKey, iv] = [randomBytes(32), randomBytes(12)];
  const head = Buffer.from(JSON.stringify({ alg: 'RSA-OAEP-256', enc: 'A256GCM', ...header })).toString('base64url');
  const gcm = createCipheriv('aes-256-gcm', contentKey, iv).setAAD(Buffer.from(head));
  const packed = header['zip'] === 'DEF' ? deflateRawSync(plaintext) : plaintext;
  const ciphertext = Buffer.concat([gcm.update(packed), gcm.final()]);
  const key = createPublicKey({ key: { kty, n, e }, format: 'jwk' });
  const wrapped = publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, contentKey);
  return [head, ...[wrapped, iv, ciphertext, gcm.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
}
