import { createHash } from 'node:crypto';
import { canonicalJson, manifestDigest, type SchemaSource, type ServiceManifest } from '#modules/catalogue';
import { type PackageIndex } from './package-format.ts';

export interface PackageProblem {
  reason: string;
  path: string;
}

export const packageIdOf = ({ provider, service }: Pick<ServiceManifest, 'provider' | 'service'>): string =>
  `${provider.slug}/${service.slug}`;

const canonicalBytes = (value: unknown): Uint8Array => new TextEncoder().encode(canonicalJson(value));

/** Files of a package without its signature, and the digest that is signed. */
export function packageContent(
  manifest: ServiceManifest,
  { xml, codeLists, replacements }: SchemaSource,
): { files: Map<string, Uint8Array>; index: PackageIndex; digest: string } {
  const files = new Map<string, Uint8Array>([
    ['manifest.json', canonicalBytes(manifest)],
    ['schema.xml', xml],
    ...codeLists.map((list, at) => [`code-lists/${String(at + 1).padStart(3, '0')}.xml`, list] as const),
  ]);
  const index: PackageIndex = {
    format: 'verbund-service-package',
    formatVersion: 1,
    packageId: packageIdOf(manifest),
    version: manifest.version,
    minimumPlatform: manifest.reuse?.minimumPlatform ?? '',
    manifestDigest: manifestDigest(manifest),
    replacements: replacements.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    files: [...files]
      .map(([path, content]) => ({
        path,
        bytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
      }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
  const bytes = canonicalBytes(index);
  files.set('index.json', bytes);
  return { files, index, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}

const keyOf = ({ canonicalUri, version }: { canonicalUri: string; version: string }): string =>
  JSON.stringify([canonicalUri, version]);

/** Where index and manifest contradict each other, or the manifest is no package. */
export function packageProblems(index: PackageIndex, manifest: ServiceManifest, digest: string): PackageProblem[] {
  const problems: PackageProblem[] = [];
  const expect = (isRight: boolean, reason: string, path: string): void => {
    if (!isRight) problems.push({ reason, path });
  };
  expect(index.manifestDigest === digest, 'manifest-digest', 'index.json/manifestDigest');
  expect(index.packageId === packageIdOf(manifest), 'package-id', 'index.json/packageId');
  expect(index.version === manifest.version, 'version', 'index.json/version');
  expect(manifest.reuse !== undefined, 'no-reuse-facts', 'manifest.json/reuse');
  expect(index.minimumPlatform === manifest.reuse?.minimumPlatform, 'version', 'index.json/minimumPlatform');
  expect(manifest.reuse?.changes[0]?.version === manifest.version, 'changes', 'manifest.json/reuse/changes/0');
  const { overlay, process, priceModel, serviceLevel } = manifest;
  const markup = findMarkup({ overlay, process, priceModel, serviceLevel }, 'manifest.json');
  expect(markup === null, 'markup', markup ?? '');
  return problems;
}

/**
 * Free JSON of the manifest has no schema that keeps markup out, unlike its texts. Pages escape everything; this is the
 * second lock.
 */
export function findMarkup(value: unknown, path: string): string | null {
  if (typeof value === 'string') return /<[a-z!/?]|\bjavascript:/iu.test(value) ? path : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, member] of Object.entries(value)) {
    const found = findMarkup(name, `${path}/?`) ?? findMarkup(member, `${path}/${name}`);
    if (found !== null) return found;
  }
  return null;
}
