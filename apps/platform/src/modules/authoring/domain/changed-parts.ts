import { canonicalJson, type ServiceManifest } from '#modules/catalogue';

/** Members of a manifest that a reader knows by name; number, provider and digest of the schema are not among them. */
export const manifestParts = [
  'service',
  'schema',
  'overlay',
  'rules',
  'fee',
  'delivery',
  'texts',
  'declaration',
  'dataProtection',
  'priceModel',
  'serviceLevel',
  'reuse',
] as const;
export type ManifestPart = (typeof manifestParts)[number];

export function changedParts(before: ServiceManifest, after: ServiceManifest): ManifestPart[] {
  return manifestParts.filter((part) => textOf(before, part) !== textOf(after, part));
}

function textOf(manifest: ServiceManifest, part: ManifestPart): string {
  // The record of changes is another one in every version.
  if (part === 'reuse') return canonicalJson({ ...manifest.reuse, changes: [] });
  return canonicalJson(manifest[part]);
}
