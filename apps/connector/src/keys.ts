import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  checkJwk,
  DecryptionError,
  localUnwrapper,
  type KeyUnwrapper,
  type KeyUse,
  type PrivateJwk,
  type PublicJwk,
} from '@verbund/fit-connect';
import { isObject, parseObject } from './durable.ts';

export type HeldKeys = { encryption: PrivateJwk[]; signature: PrivateJwk };
export type HeldKeysVerdict = { ok: true; keys: HeldKeys } | { ok: false; problems: string[] };

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const;

/** Reads the private key files and says everything that is wrong with them at once. */
export async function loadKeys(files: { encryption: readonly string[]; signature: string }): Promise<HeldKeysVerdict> {
  const problems: string[] = [];
  const encryption: PrivateJwk[] = [];
  for (const file of files.encryption) {
    const key = await loadKey(file, 'enc', problems);
    if (key) encryption.push(key);
  }
  const signature = await loadKey(files.signature, 'sig', problems);
  if (problems.length > 0 || !signature) return { ok: false, problems };
  if (encryption.some((key) => key.n === signature.n))
    return { ok: false, problems: ['keys: zwei verschiedene Schlüssel nötig / two different keys are needed'] };
  return { ok: true, keys: { encryption, signature } };
}

async function loadKey(
  file: string,
  use: Exclude<KeyUse, 'reply'>,
  problems: string[],
): Promise<PrivateJwk | undefined> {
  let value: Record<string, unknown> | undefined;
  try {
    value = parseObject(await readFile(file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    problems.push(`${file}: nicht lesbar / cannot be read: ${why}`);
    return undefined;
  }
  if (!value || !isPrivate(value)) {
    problems.push(`${file}: kein privater RSA-Schlüssel als JWK / no private RSA key as JWK`);
    return undefined;
  }
  // A key file without certificate still opens and signs; the certificate matters where the public half is published.
  const findings = checkJwk(publicHalf(value, use), use).filter(
    ({ level, code }) => level === 'error' && code !== 'x5c-missing',
  );
  problems.push(...findings.map(({ path, message }) => `${file}: ${path} ${message}`));
  return findings.length > 0 ? undefined : value;
}

function isPrivate(value: Record<string, unknown>): value is PrivateJwk {
  return (
    value['kty'] === 'RSA' && ['kid', 'n', 'e', ...privateMembers].every((name) => typeof value[name] === 'string')
  );
}

/** What may be published of a key. */
export function publicHalf(key: PrivateJwk, use: Exclude<KeyUse, 'reply'>): PublicJwk {
  const { kty, kid, alg, n, e, x5c } = key;
  return { kty, kid, alg, key_ops: [use === 'enc' ? 'wrapKey' : 'verify'], n, e, ...(x5c ? { x5c } : {}) };
}

/**
 * Opens with the held keys. "Never" is a hard word: it rejects a citizen's submission. So a key that the destination
 * publishes, but that is missing in our configuration, means "later": the operator must bring it.
 * @param isPublished asks the service whether the destination has a key of this id
 */
export function createUnwrapper(
  keys: readonly PrivateJwk[],
  isPublished: (kid: string) => Promise<boolean>,
): KeyUnwrapper {
  const local = localUnwrapper(keys);
  // One v1 client names the key by its RFC 7638 thumbprint instead of its id.
  const names = new Map(keys.flatMap((key) => [[thumbprint(key), key.kid] as const, [key.kid, key.kid] as const]));
  return {
    async unwrapKey(kid, encryptedKey) {
      const held = names.get(kid);
      if (held !== undefined) return local.unwrapKey(held, encryptedKey);
      if (await isPublished(kid)) throw new MissingKeyError(kid);
      throw new DecryptionError(`no private key with kid ${kid}`);
    },
  };
}

/** The operator must add a key to the configuration. */
export class MissingKeyError extends Error {
  override readonly name = 'MissingKeyError';
  readonly code = 'key-missing';
  constructor(kid: string) {
    super(
      `Der private Schlüssel ${kid} des Zustellpunkts fehlt in keys.encryption / the private key ${kid} of the destination is missing in keys.encryption`,
    );
  }
}

function thumbprint({ e, kty, n }: PrivateJwk): string {
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
}

/** True when both are the same public key. */
export function sameKey(a: Pick<PublicJwk, 'n' | 'e'>, b: unknown): boolean {
  return isObject(b) && a.n === b['n'] && a.e === b['e'];
}
