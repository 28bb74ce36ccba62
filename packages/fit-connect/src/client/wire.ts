import { checkJwk, parseJwk, type KeyUse, type PublicJwk } from '../crypto/jwk.ts';
import { localError } from '../errors.ts';
import { isObject, reader, type JsonObject } from '../json.ts';

/** What travels over the API, and the readers of answers: unknown members are ignored, needed ones are demanded. */
export type PublicService = { identifier: string; name: string };
export type SubmissionSchema = { schemaUri: string; mimeType: string };
export type OfferedService = { identifier: string; submissionSchemas: SubmissionSchema[]; regions: string[] };

export type Destination = {
  destinationId: string;
  name: string | undefined;
  /** Sending needs `active`. */
  status: string;
  encryptionKid: string;
  publicServices: OfferedService[];
  metadataVersions: string[];
  replyChannels: JsonObject | undefined;
  contactInformation: JsonObject | undefined;
};

export type Callback = { url: string; secret: string };

export type Announcement = {
  destinationId: string;
  publicService: PublicService;
  /** `DE` and 0 to 12 digits. */
  region?: string;
  /** Continues a case. */
  caseId?: string;
  announcedAttachments: readonly string[];
  callback?: Callback;
};
export type Announced = { submissionId: string; caseId: string; destinationId: string };
export type ReplyAnnouncement = { caseId: string; announcedAttachments: readonly string[] };
export type AnnouncedReply = { replyId: string; caseId: string };

export type EncryptedContent = { encryptedMetadata: string; encryptedData: string };
/** The log of its case where the service gives it along. */
type WithLog = { caseEventLog?: string[] };
export type SubmissionHead = { submissionId: string; caseId: string; destinationId: string };
export type ReplyHead = { replyId: string; caseId: string };
export type Submission = SubmissionHead &
  EncryptedContent &
  WithLog & { attachments: string[]; publicService?: PublicService; region?: string };
export type Reply = ReplyHead & EncryptedContent & WithLog & { attachments: string[] };
export type Page<T> = { offset: number; count: number; totalCount: number; items: T[] };
export type PageRequest = { offset?: number; limit?: number };

export function toDestination(value: unknown): Destination {
  const read = reader(value, 'destination');
  const services = isObject(value) && Array.isArray(value['publicServices']) ? 'publicServices' : 'services';
  return {
    destinationId: read.string('destinationId'),
    name: read.optionalString('name'),
    status: read.string('status'),
    encryptionKid: read.string('encryptionKid'),
    publicServices: read.list(services).map(toOfferedService),
    metadataVersions: read.strings('metadataVersions'),
    replyChannels: read.object('replyChannels'),
    contactInformation: read.object('contactInformation'),
  };
}

function toOfferedService(value: unknown): OfferedService {
  const read = reader(value, 'service');
  const submissionSchemas = read.list('submissionSchemas').map((entry) => {
    const schema = reader(entry, 'submission schema');
    return { schemaUri: schema.string('schemaUri'), mimeType: schema.string('mimeType') };
  });
  return { identifier: read.string('identifier'), submissionSchemas, regions: read.strings('regions') };
}

/** Demands a key that `checkJwk` accepts. */
export function toJwk(value: unknown, use: KeyUse): PublicJwk {
  const key = parseJwk(value, use);
  if (key) return key;
  const findings = checkJwk(value, use).filter((finding) => finding.level === 'error');
  throw localError('unusable-key', findings.map((finding) => finding.message).join('; '));
}

/** The parts needed to verify a signature; service keys in a JWKS may lack what destination keys must have. */
export function toVerificationKey(value: unknown): PublicJwk | undefined {
  if (!isObject(value) || value['kty'] !== 'RSA') return undefined;
  const { kid, n, e } = value;
  if (typeof kid !== 'string' || typeof n !== 'string' || typeof e !== 'string') return undefined;
  return { kty: 'RSA', kid, alg: 'PS512', key_ops: ['verify'], n, e };
}

export function toAnnounced(value: unknown): Announced {
  return toSubmissionHead(value);
}

export function toSubmissionHead(value: unknown): SubmissionHead {
  const read = reader(value, 'submission');
  return {
    submissionId: read.string('submissionId'),
    caseId: read.string('caseId'),
    destinationId: read.string('destinationId'),
  };
}

export function toReplyHead(value: unknown): ReplyHead {
  const read = reader(value, 'reply');
  return { replyId: read.string('replyId'), caseId: read.string('caseId') };
}

export function toSubmission(value: unknown): Submission {
  const read = reader(value, 'submission');
  const service = read.object('publicService');
  const identifier = service?.['identifier'];
  const name = service?.['name'];
  const region = read.optionalString('region');
  return {
    ...toSubmissionHead(value),
    attachments: read.strings('attachments'),
    encryptedMetadata: read.string('encryptedMetadata'),
    // A v1 sender may leave the data out; the receiver rejects that by name instead of failing to read it for ever.
    encryptedData: read.optionalString('encryptedData') ?? '',
    ...(typeof identifier === 'string'
      ? { publicService: { identifier, name: typeof name === 'string' ? name : '' } }
      : {}),
    ...(region === undefined ? {} : { region }),
    ...withLog(value),
  };
}

export function toReply(value: unknown): Reply {
  const read = reader(value, 'reply');
  return {
    ...toReplyHead(value),
    attachments: read.strings('attachments'),
    encryptedMetadata: read.string('encryptedMetadata'),
    encryptedData: read.string('encryptedData'),
    ...withLog(value),
  };
}

/** The log of an item in the answer to its submit; undefined where a service does not give it. */
export function toEventLog(answer: unknown): string[] | undefined {
  return toTokens(answer, 'eventLog');
}

function withLog(answer: unknown): WithLog {
  const caseEventLog = toTokens(answer, 'caseEventLog');
  return caseEventLog === undefined ? {} : { caseEventLog };
}

function toTokens(answer: unknown, member: string): string[] | undefined {
  const log = isObject(answer) ? answer[member] : undefined;
  return Array.isArray(log) && log.every((token) => typeof token === 'string') ? log : undefined;
}

/** Reads a paged list whose items stand under `member`. */
export function toPage<T>(value: unknown, member: string, toItem: (item: unknown) => T): Page<T> {
  const read = reader(value, 'list');
  const items = read.list(member).map(toItem);
  const offset = read.number('offset', 0);
  return {
    offset,
    count: read.number('count', items.length),
    totalCount: read.number('totalCount', offset + items.length),
    items,
  };
}
