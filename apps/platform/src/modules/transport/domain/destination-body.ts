import {
  checkCertifiedKey,
  checkJwk,
  parseJwk,
  type Finding,
  type OfferedService,
  type PublicJwk,
} from '@verbund/fit-connect';
import { readCallback, type CallbackSetting } from './callback-setting.ts';
import { BodyReader, isObject, isRegion, isUri, isUrn, type JsonObject, type Parsed } from './read-json.ts';

const destinationStatuses = ['created', 'active', 'inactive', 'decommissioned'] as const;
export type DestinationStatus = (typeof destinationStatuses)[number];

/** Life cycle (reference 3.3). Staying is always allowed, so that a PUT of the same object succeeds. */
const nextStatuses: Readonly<Record<DestinationStatus, readonly DestinationStatus[]>> = {
  created: ['created', 'active', 'inactive', 'decommissioned'],
  active: ['active', 'inactive', 'decommissioned'],
  inactive: ['inactive', 'active', 'decommissioned'],
  decommissioned: ['decommissioned'],
};

export function mayBecome(from: DestinationStatus, to: DestinationStatus): boolean {
  return nextStatuses[from].includes(to);
}

/** What the owner of a destination may write, without its keys. */
export interface DestinationSettings {
  name: string;
  contactInformation: JsonObject;
  services: OfferedService[];
  encryptionKid: string;
  metadataVersions: string[];
  replyChannels: JsonObject | null;
  status: DestinationStatus;
  /** Null removes it; absent leaves it as it is. */
  callback?: CallbackSetting | null;
}

export interface NewDestination {
  settings: DestinationSettings;
  encryptionKey: PublicJwk;
  signingKey: PublicJwk;
}

export interface KeyCheck {
  /** Milliseconds. */
  now: number;
  trust: KeyTrust;
}

/** What the certificate of a key must lead to (reference 3.4). */
export type KeyTrust =
  /** Modes demo and test, and keys of this installation: any certificate with the right key. Clocks there may differ. */
  | { kind: 'any' }
  | { kind: 'anchored'; anchors: readonly string[]; revocationLists: readonly string[]; allowSelfSigned: boolean };

const semver = /^\d{1,4}\.\d{1,4}\.\d{1,4}$/;
const mail = /^[^@\s]+@[^@\s]+$/;

/** Body of POST /v1/destinations (reference 3.3). */
export function parseNewDestination(body: unknown, check: KeyCheck): Parsed<NewDestination> {
  const read = new BodyReader(body);
  const encryptionKey = readKey(read, 'encryptionPublicKey', 'enc', check);
  const signingKey = readKey(read, 'signingPublicKey', 'sig', check);
  const settings = readSettings(read, 'created');
  if (encryptionKey && settings.encryptionKid !== encryptionKey.kid) read.report('encryptionKid', 'unknown-key');
  if (encryptionKey && signingKey) {
    // One key for both purposes would let a decryption oracle forge signatures (reference 3.4).
    if (encryptionKey.n === signingKey.n) read.report('signingPublicKey/n', 'same-key');
    if (encryptionKey.kid === signingKey.kid) read.report('signingPublicKey/kid', 'same-kid');
  }
  if (!encryptionKey || !signingKey) return { ok: false, problems: read.problems };
  return read.done({ settings, encryptionKey, signingKey });
}

/** Body of PUT, and of the object that a merge patch leads to. */
export function parseSettings(body: unknown, present: DestinationStatus): Parsed<DestinationSettings> {
  const read = new BodyReader(body);
  return read.done(readSettings(read, present));
}

/** One public key for POST …/keys; its `alg` says what for. */
export function parseDestinationKey(body: unknown, check: KeyCheck): Parsed<{ use: 'enc' | 'sig'; key: PublicJwk }> {
  const use = isObject(body) && body['alg'] === 'PS512' ? 'sig' : 'enc';
  const read = new BodyReader({ key: body });
  const key = readKey(read, 'key', use, check);
  return key ? read.done({ use, key }) : { ok: false, problems: read.problems };
}

function readKey(read: BodyReader, member: string, use: 'enc' | 'sig', check: KeyCheck): PublicJwk | undefined {
  const value = read.raw(member);
  const findings = findingsOf(value, use, check);
  for (const finding of findings) read.report(`${member}${finding.path}`, finding.code);
  const key = findings.length === 0 ? parseJwk(value, use) : undefined;
  if (!key) return undefined;
  // Only what belongs to a public key is stored and published again.
  const { kty, kid, alg, key_ops, n, e, x5c } = key;
  return { kty, kid, alg, key_ops, n, e, ...(x5c ? { x5c } : {}), ...(key.use ? { use: key.use } : {}) };
}

function findingsOf(value: unknown, use: 'enc' | 'sig', { now, trust }: KeyCheck): Finding[] {
  if (trust.kind === 'any') return checkJwk(value, use, now).filter(({ level }) => level === 'error');
  const { anchors, revocationLists, allowSelfSigned } = trust;
  const findings = checkCertifiedKey(value, { use, now, anchors, revocationLists, allowSelfSigned });
  // Whoever gives revocation lists wants every certificate to be on record as not revoked.
  const isRefused = ({ level, code }: Finding): boolean =>
    level === 'error' || (code === 'revocation-unknown' && revocationLists.length > 0);
  return findings.filter(isRefused);
}

function readSettings(read: BodyReader, present: DestinationStatus): DestinationSettings {
  const contact = read.object('contactInformation');
  contact.text('legalName', 255, (text) => text !== '');
  contact.text('email', 320, (text) => mail.test(text));
  const replyChannels = read.raw('replyChannels');
  if (read.has('replyChannels') && !isObject(replyChannels)) read.report('replyChannels', 'invalid');
  const status = read.optionalText('status', 20) ?? present;
  const known = destinationStatuses.find((one) => one === status);
  if (!known) read.report('status', 'invalid');
  return {
    name: read.text('name', 255, (text) => text !== ''),
    contactInformation: contactOf(read.raw('contactInformation')),
    services: readServices(read),
    encryptionKid: read.text('encryptionKid', 64, (kid) => kid.length >= 8),
    metadataVersions: read.texts('metadataVersions', 50, (version) => semver.test(version)),
    replyChannels: isObject(replyChannels) ? replyChannels : null,
    status: known ?? present,
    callback: readCallback(read),
  };
}

function contactOf(value: unknown): JsonObject {
  if (!isObject(value)) return {};
  const names = ['legalName', 'email', 'address', 'phone', 'unit'];
  return Object.fromEntries(Object.entries(value).filter(([name, text]) => names.includes(name) && text !== null));
}

/** Written as `services`, read back as `publicServices` (reference 3.3); a client that writes back what it read may use either. */
function readServices(read: BodyReader): OfferedService[] {
  const member = read.has('services') || !read.has('publicServices') ? 'services' : 'publicServices';
  return read.objects(member, 5000).map((service) => ({
    identifier: service.text('identifier', 255, isUrn),
    submissionSchemas: service.objects('submissionSchemas', 100).map((schema) => ({
      schemaUri: schema.text('schemaUri', 2000, isUri),
      mimeType: schema.text('mimeType', 100, (text) => text === 'application/json' || text === 'application/xml'),
    })),
    regions: service.texts('regions', 20_000, isRegion),
  }));
}

/** JSON merge patch (RFC 7396 section 2). */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(result[name], value);
  }
  return result;
}
