import { AppError } from '#kernel/errors';
import { canonicalJson, readPinnedSchema, type SchemaSource, type ServiceManifest } from '#modules/catalogue';
import { writeArchive } from './domain/archive.ts';
import { packageContent, packageProblems } from './domain/package-content.ts';
import { type PackageSignature, type PublicJwk } from './domain/package-format.ts';
import { packageStatement, signingInput } from './domain/signatures.ts';

/** Someone who holds the private key; signs with the algorithm of its kind. */
export interface Signer {
  key: PublicJwk;
  /** Statements of the keys before it. */
  succession: readonly string[];
  sign(input: Uint8Array): Promise<Uint8Array>;
}

/** Signs with a header that names kind and thumbprint of the key. */
export async function signStatement(
  { key, sign }: Pick<Signer, 'key' | 'sign'>,
  type: Parameters<typeof signingInput>[1],
  payload: unknown,
): Promise<string> {
  const input = signingInput(key, type, payload);
  return `${input}.${Buffer.from(await sign(Buffer.from(input, 'ascii'))).toString('base64url')}`;
}

/** Throws 'packages/no-reuse-facts' and 'packages/list-not-stored', which a reader would refuse later. */
export async function buildPackage(
  manifest: ServiceManifest,
  source: SchemaSource,
  signer: Signer,
): Promise<{ bytes: Uint8Array; digest: string; manifestDigest: string }> {
  if (manifest.reuse === undefined) throw new AppError('conflict', 'packages/no-reuse-facts');
  const { files, index, digest } = packageContent(manifest, source);
  const problem = packageProblems(index, manifest, index.manifestDigest)[0];
  if (problem !== undefined) {
    throw new AppError('conflict', 'packages/refused', {
      params: { ...problem },
      detail: `${problem.reason}: ${problem.path}`,
    });
  }
  if ((await readPinnedSchema(source)).digest !== manifest.schema.digest) {
    throw new AppError('conflict', 'packages/list-not-stored');
  }
  const signature: PackageSignature = {
    formatVersion: 1,
    signature: await signStatement(signer, 'verbund-package+jws', packageStatement(digest)),
    key: signer.key,
    succession: [...signer.succession],
  };
  files.set('signature.json', new TextEncoder().encode(canonicalJson(signature)));
  return { bytes: writeArchive(files), digest, manifestDigest: index.manifestDigest };
}
