import { createHash, timingSafeEqual } from 'node:crypto';
import { type SchemaModel } from '@verbund/xdatenfelder';
import { AppError } from '#kernel/errors';
import {
  canonicalJson,
  checkManifestFit,
  compareVersions,
  parseManifest,
  platformVersion,
  readPinnedSchema,
  type SchemaSource,
  type ServiceManifest,
} from '#modules/catalogue';
import { readArchive } from './domain/archive.ts';
import { packageProblems } from './domain/package-content.ts';
import {
  packageLimits,
  type PackageIndex,
  type PackageSignature,
  parseIndex,
  parseSignature,
} from './domain/package-format.ts';
import { isDeeperThan } from './domain/json-depth.ts';
import { packageStatement, verifiedPayload } from './domain/signatures.ts';

/** Everything that an archive says, checked against itself; whether its signer is trusted is another question. */
export interface ReadPackage {
  index: PackageIndex;
  /** SHA-256 over the canonical index. */
  digest: string;
  manifest: ServiceManifest;
  source: SchemaSource;
  /** The schema with its lists. */
  schema: SchemaModel;
  signature: PackageSignature;
}

type Files = ReadonlyMap<string, Uint8Array>;

/**
 * The steps of the check in the order in which they cost more; the first that fails ends it with 'packages/refused',
 * 'packages/signature-invalid' or 'packages/platform-too-old'. Nothing is written and nothing is fetched.
 */
export async function readPackage(bytes: Uint8Array): Promise<ReadPackage> {
  const archive = readArchive(bytes);
  if (!archive.ok) throw refused(archive.reason, archive.path);
  const { files } = archive;
  const index = parseIndex(readJson(files, 'index.json'));
  if (index === null) throw refused('index', 'index.json');
  checkSums(index, files);
  const digest = `sha256:${createHash('sha256').update(contentOf(files, 'index.json')).digest('hex')}`;
  const signature = readSignature(files, digest);
  if (compareVersions(index.minimumPlatform, platformVersion) > 0) {
    throw new AppError('conflict', 'packages/platform-too-old', {
      params: { needed: index.minimumPlatform, here: platformVersion },
      detail: `the package needs platform ${index.minimumPlatform}, this is ${platformVersion}`,
    });
  }
  const manifest = readManifest(index, files);
  const source = {
    xml: contentOf(files, 'schema.xml'),
    codeLists: index.files
      .filter(({ path }) => path.startsWith('code-lists/'))
      .map(({ path }) => contentOf(files, path)),
    replacements: index.replacements,
  };
  const schema = await checkSchema(index, manifest, source);
  return { index, digest, manifest, source, schema, signature };
}

/** Exactly the files of the index, each as it was when it was made. */
function checkSums(index: PackageIndex, files: Files): void {
  const named = new Set(['index.json', 'signature.json', ...index.files.map(({ path }) => path)]);
  const extra = [...files.keys()].find((path) => !named.has(path));
  if (extra !== undefined) throw refused('extra-file', extra);
  if (named.size !== index.files.length + 2) throw refused('index', 'index.json');
  for (const { path, bytes, sha256 } of index.files) {
    const content = files.get(path);
    if (content === undefined) throw refused('missing-file', path);
    const sum = createHash('sha256').update(content).digest();
    if (content.length !== bytes || !timingSafeEqual(sum, Buffer.from(sha256, 'hex'))) throw refused('sum', path);
  }
}

function readSignature(files: Files, digest: string): PackageSignature {
  const signature = parseSignature(readJson(files, 'signature.json'));
  if (signature === null) throw refused('signature-file', 'signature.json');
  const payload = verifiedPayload(signature.signature, signature.key, 'verbund-package+jws');
  if (payload === null || canonicalJson(payload) !== canonicalJson(packageStatement(digest))) {
    throw new AppError('invalid', 'packages/signature-invalid', {
      detail: 'the signature is not one over this package',
    });
  }
  return signature;
}

function readManifest(index: PackageIndex, files: Files): ServiceManifest {
  const result = parseManifest(readJson(files, 'manifest.json'));
  if (!result.ok) {
    const { path = '', message = '' } = result.findings[0] ?? {};
    throw refused('manifest', `manifest.json${path}`, message);
  }
  const { manifest, digest } = result;
  const problem = packageProblems(index, manifest, digest)[0];
  if (problem !== undefined) throw refused(problem.reason, problem.path);
  return manifest;
}

async function checkSchema(index: PackageIndex, manifest: ServiceManifest, source: SchemaSource): Promise<SchemaModel> {
  try {
    const { digest, schema, missingCodeLists } = await readPinnedSchema(source);
    if (missingCodeLists.length > 0) throw refused('code-list', missingCodeLists.join(', '));
    if (digest !== manifest.schema.digest) throw refused('schema-digest', 'schema.xml');
    checkManifestFit(manifest, index.manifestDigest, schema);
    return schema;
  } catch (error) {
    if (!(error instanceof AppError) || error.code.startsWith('packages/')) throw error;
    throw refused('content', String(error.params['path'] ?? error.params['names'] ?? 'schema.xml'), error.message);
  }
}

/** Canonical JSON only (RFC 8785): then no member stands there twice and no two texts mean the same. */
function readJson(files: Files, path: string): unknown {
  const text = Buffer.from(contentOf(files, path)).toString('utf8');
  if (isDeeperThan(text, packageLimits.depth)) throw refused('depth', path);
  try {
    const value: unknown = JSON.parse(text);
    if (canonicalJson(value) === text) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error;
  }
  throw refused('json', path);
}

function contentOf(files: Files, path: string): Uint8Array {
  const content = files.get(path);
  if (content === undefined) throw refused('missing-file', path);
  return content;
}

function refused(reason: string, path: string, message = ''): AppError {
  return new AppError('invalid', 'packages/refused', {
    params: { reason, path },
    problems: [{ field: path, code: reason }],
    detail: [reason, path, message].filter((part) => part !== '').join(': '),
  });
}
