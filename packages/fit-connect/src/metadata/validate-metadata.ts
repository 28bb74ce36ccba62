import { hasErrors, type Finding } from '../findings.ts';
import { compileSchema } from '../json-schema.ts';
import { type Metadata } from './metadata.ts';
import { metadataSchema } from './metadata-schema.ts';

const check = compileSchema(metadataSchema);

export type MetadataVerdict =
  { ok: true; metadata: Metadata; findings: Finding[] } | { ok: false; findings: Finding[] };

/** Deviations of real senders (official SDK 4.0.0-rc.1 and others) that lose nothing. */
const tolerable: readonly { code: string; path: RegExp }[] = [
  { code: 'required', path: /^\/author\/product$/ },
  { code: 'minItems', path: /^\/contentStructure\/attachments\/\d+\/fragments$/ },
];

/**
 * Validates metadata 2.x against our own schema of 2.1.0.
 * @param options.tolerant `author` without `product` and `fragments: []` become warnings
 */
export function validateMetadata(json: unknown, options: { tolerant?: boolean } = {}): MetadataVerdict {
  const findings = check(json).map((finding): Finding => {
    const tolerated =
      options.tolerant && tolerable.some(({ code, path }) => code === finding.code && path.test(finding.path));
    return tolerated ? { ...finding, level: 'warning' } : finding;
  });
  return hasErrors(findings) ? { ok: false, findings } : { ok: true, metadata: json as Metadata, findings };
}
