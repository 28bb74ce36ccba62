import { hasErrors, type Finding } from '../findings.ts';
import { isObject, type JsonObject } from '../json.ts';
import { compileSchema } from '../json-schema.ts';
import { type Metadata } from './metadata.ts';
import { metadata10Schema, metadata1xSchema } from './metadata-1-schema.ts';
import { metadataSchema } from './metadata-schema.ts';
import { applyTolerance, type MetadataStrictness } from './tolerance.ts';

export type MetadataMajor = 1 | 2;

export type MetadataRules = {
  /** Major versions to take. Default: 2 only. */
  majors?: readonly MetadataMajor[];
  /** Default `tolerant`. */
  strictness?: MetadataStrictness;
};

/** Why metadata is refused; each is the slug of a problem. */
export type MetadataRefusal = 'missing-schema' | 'unsupported-schema' | 'schema-violation' | 'missing-data';

export type MetadataVerdict =
  | { ok: true; version: string; metadata: Metadata; findings: Finding[] }
  | { ok: false; reason: MetadataRefusal; findings: Finding[] };

const $schemaPattern =
  /^https:\/\/schema\.fitko\.de\/fit-connect\/metadata\/((\d+)\.(\d+)\.\d+)\/metadata\.schema\.json$/;
const newest10 = '1.0.0';

const checks = {
  '1.0': compileSchema(metadata10Schema),
  '1.x': compileSchema(metadata1xSchema),
  '2.x': compileSchema(metadataSchema),
} as const;

type Line = keyof typeof checks;

/**
 * Reads metadata 1.x and 2.x into one model. What a version does not know is left out of the model, so that nothing
 * reaches the receiver unchecked: `fragments` or a reply key in metadata 1.0, an unknown reply channel.
 * @param json parsed, not yet trusted
 */
export function readMetadata(json: unknown, rules: MetadataRules = {}): MetadataVerdict {
  const majors = rules.majors ?? [2];
  const strictness = rules.strictness ?? 'tolerant';
  const given = isObject(json) ? json['$schema'] : undefined;
  const missing = given === undefined ? applyTolerance([error('required', '/$schema', 'is missing')], strictness) : [];
  if (hasErrors(missing) || (given === undefined && !majors.includes(1)))
    return { ok: false, reason: 'missing-schema', findings: [error('required', '/$schema', 'is missing')] };
  const version = given === undefined ? { text: newest10, major: 1, line: '1.0' as const } : versionOf(given);
  const major = majors.find((taken) => taken === version?.major);
  if (!version || major === undefined) {
    const taken = majors.map((number) => `${number}.x`).join(' and ');
    const message = version ? `metadata ${version.text} is not taken here, only ${taken}` : 'names no metadata schema';
    return { ok: false, reason: 'unsupported-schema', findings: [error('version', '/$schema', message)] };
  }
  const findings = [...missing, ...applyTolerance(checks[version.line](json), strictness)];
  if (hasErrors(findings) || !isObject(json)) return { ok: false, reason: 'schema-violation', findings };
  // Data may be missing in 1.x; a receiver of v2 has no use for a submission without it.
  if (isObject(json['contentStructure']) && json['contentStructure']['data'] === undefined) {
    findings.push(error('required', '/contentStructure/data', 'is missing'));
    return { ok: false, reason: 'missing-data', findings };
  }
  return { ok: true, version: version.text, metadata: toModel(json, version, findings), findings };
}

function error(code: string, path: string, message: string): Finding {
  return { level: 'error', code, path, message };
}

type Version = { text: string; major: number; line: Line };

function versionOf($schema: unknown): Version | undefined {
  const [, text = '', major, minor] = (typeof $schema === 'string' && $schemaPattern.exec($schema)) || [];
  if (major === '1') return { text, major: 1, line: minor === '0' ? '1.0' : '1.x' };
  return major === '2' ? { text, major: 2, line: '2.x' } : undefined;
}

const channels: Record<Line, readonly string[]> = {
  '1.0': Object.keys(metadata10Schema.properties.replyChannel.properties),
  '1.x': Object.keys(metadata1xSchema.properties.replyChannel.properties),
  '2.x': Object.keys(metadataSchema.properties.replyChannel.properties),
};
/** Members whose shape the 2.x schema does not check, and the 1.0 schema does not check. */
const foreign: Record<Line, readonly string[]> = {
  '1.0': ['author', 'dataSets'],
  '1.x': [],
  '2.x': ['publicServiceType', 'authenticationInformation'],
};

function toModel(json: JsonObject, { text, line }: Version, findings: Finding[]): Metadata {
  const model = structuredClone(json);
  model['$schema'] = `https://schema.fitko.de/fit-connect/metadata/${text}/metadata.schema.json`;
  for (const name of foreign[line]) Reflect.deleteProperty(model, name);
  if (findings.some(({ path }) => path.startsWith('/publicServiceType'))) delete model['publicServiceType'];
  const chosen = isObject(model['replyChannel']) ? Object.keys(model['replyChannel']) : [];
  if (chosen.some((name) => !channels[line].includes(name))) {
    delete model['replyChannel'];
    const message = `${chosen.join(', ')} is not known in metadata ${text}`;
    findings.push({ level: 'warning', code: 'unknown-reply-channel', path: '/replyChannel', message });
  }
  if (line === '1.0' && isObject(model['additionalReferenceInfo'])) {
    const { senderReference, applicationDate } = model['additionalReferenceInfo'];
    const known = Object.entries({ senderReference, applicationDate }).filter(([, value]) => value !== undefined);
    model['additionalReferenceInfo'] = Object.fromEntries(known);
  }
  const metadata = model as Metadata;
  for (const attachment of metadata.contentStructure.attachments) {
    if (line === '1.0' || attachment.fragments?.length === 0) delete attachment.fragments;
  }
  return metadata;
}
