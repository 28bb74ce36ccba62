import { sha512Hex } from '../crypto/hashes.ts';
import { authenticationTag, decrypt } from '../crypto/jwe.ts';
import { type PublicJwk } from '../crypto/jwk.ts';
import { sameTags, type AuthenticationTags } from '../events/event-payload.ts';
import { statusOf, type VerifiedEventLog } from '../events/event-log.ts';
import { type ItemKind } from '../events/event-names.ts';
import { problem, type Problem, type ProblemInstance } from '../events/problems.ts';
import { DecryptionError } from '../errors.ts';
import { parseJson } from '../json.ts';
import { replyKeyOf, type Metadata } from '../metadata/metadata.ts';
import { readMetadata, type MetadataRules } from '../metadata/read-metadata.ts';
import { id, type Connection } from './connection.ts';
import {
  checkAttachmentList,
  openAttachments,
  type AttachmentOptions,
  type ReceivedAttachment,
} from './receive-attachments.ts';
import { Refusal } from './refusal.ts';
import { toReply, toSubmission, type Destination, type PublicService, type Reply } from './wire.ts';

type ReceivedContent = {
  caseId: string;
  metadata: Metadata;
  data: Uint8Array;
  schemaUri: string;
  mimeType: string;
  /** Parsed data when the mime type is application/json. */
  json?: unknown;
  /** Empty when a callback took them. */
  attachments: ReceivedAttachment[];
  authenticationTags: AuthenticationTags;
  /** Milliseconds, from the submit event: the time of receipt at the service. */
  submittedAt: number;
  log: VerifiedEventLog;
};

export type ReceivedSubmission = ReceivedContent & {
  submissionId: string;
  destinationId: string;
  publicService?: PublicService;
  region?: string;
  /** Encrypt replies to this key; absent when the sender chose another channel. */
  replyKey?: PublicJwk;
};

export type ReceivedReply = ReceivedContent & { replyId: string };

/** What is known of an item, also of one that is refused. */
export type ItemHead = {
  kind: ItemKind;
  itemId: string;
  caseId: string;
  about: { destinationId: string; replyReceiverId?: string };
  authenticationTags?: AuthenticationTags;
  schema?: string;
};

export type ReceiveResult<T> =
  { ok: true; head: ItemHead; submission: T } | { ok: false; head: ItemHead; problems: Problem[] };

export type DataToValidate = {
  bytes: Uint8Array;
  json?: unknown;
  schemaUri: string;
  mimeType: string;
  metadata: Metadata;
};

export type ReceiveOptions<T> = AttachmentOptions & {
  /** Services and schemas the destination offers; a 1.x among its metadata versions opens 1.x. */
  destination: Pick<Destination, 'destinationId' | 'publicServices'> & Partial<Pick<Destination, 'metadataVersions'>>;
  /** Violations of the data schema in plain words; an empty list means valid. */
  validateData?: (data: DataToValidate) => Promise<readonly string[]> | readonly string[];
  /** Schemas to take where the destination does not list them, e.g. the follow-up schema. */
  furtherSchemas?: readonly string[];
  /** Major versions and deviations to take. */
  metadata?: MetadataRules;
  /** Refuse other reply channels than these (names as in the metadata). Default: every channel is taken. */
  replyChannels?: readonly string[];
  /** Last look at a good item; problems turn it into a refusal. */
  finalCheck?: (item: T) => Promise<Problem[]>;
};

type Item = Omit<Reply, 'replyId'> & {
  publicService?: PublicService;
  region?: string;
};
type Target = { kind: ItemKind; itemId: string; about: ItemHead['about'] };
type Options = Omit<ReceiveOptions<never>, 'destination' | 'finalCheck'> & {
  destination?: ReceiveOptions<never>['destination'];
};

/**
 * Examines one submission: event log, tags, metadata, syntax, schema, service, attachments, hashes, data (reference 7.4).
 * Rejects only when the examination cannot be done now; whatever is wrong with the item itself comes back as problems.
 */
export async function receiveSubmission(
  connection: Connection,
  submissionId: string,
  options: ReceiveOptions<ReceivedSubmission>,
): Promise<ReceiveResult<ReceivedSubmission>> {
  const item = toSubmission(
    await connection.api.json({ method: 'GET', path: `/v2/submissions/${id(submissionId)}`, repeat: 'safe' }),
  );
  const target: Target = { kind: 'submission', itemId: submissionId, about: { destinationId: item.destinationId } };
  const result = await examine(connection, target, item, options);
  if (!result.ok) return result;
  const replyKey = replyKeyOf(result.submission.metadata);
  const submission: ReceivedSubmission = {
    ...result.submission,
    submissionId,
    destinationId: item.destinationId,
    ...(item.publicService ? { publicService: item.publicService } : {}),
    ...(item.region ? { region: item.region } : {}),
    ...(replyKey ? { replyKey } : {}),
  };
  const problems =
    item.destinationId === options.destination.destinationId
      ? await options.finalCheck?.(submission)
      : wrongDestination();
  return problems && problems.length > 0
    ? { ok: false, head: result.head, problems }
    : { ok: true, head: result.head, submission };
}

function wrongDestination(): Problem[] {
  return [problem('technical-error', 'submission', 'the submission belongs to another destination')];
}

/** The same for a reply. */
export async function receiveItem(
  connection: Connection,
  target: Target,
  options: Omit<ReceiveOptions<ReceivedReply>, 'destination'>,
): Promise<ReceiveResult<ReceivedReply>> {
  const item = toReply(
    await connection.api.json({ method: 'GET', path: `/v2/replies/${id(target.itemId)}`, repeat: 'safe' }),
  );
  const result = await examine(connection, target, item, options);
  if (!result.ok) return result;
  const submission: ReceivedReply = { ...result.submission, replyId: target.itemId };
  const problems = (await options.finalCheck?.(submission)) ?? [];
  return problems.length > 0 ? { ok: false, head: result.head, problems } : { ok: true, head: result.head, submission };
}

async function examine(
  connection: Connection,
  target: Target,
  item: Item,
  options: Options,
): Promise<ReceiveResult<ReceivedContent>> {
  const head: ItemHead = { ...target, caseId: item.caseId };
  try {
    const tokens = item.caseEventLog ?? (await connection.events(`/v2/cases/${id(item.caseId)}/events`));
    const { log, tags, submittedAt } = await checkLog(connection, target, item, tokens, head);
    const metadata = await openMetadata(item, options);
    const { schemaUri, mimeType } = metadata.contentStructure.data.submissionSchema;
    checkService(item, schemaUri, mimeType, options);
    const described = metadata.contentStructure.attachments;
    checkAttachmentList(item.attachments, described);
    const data = await openData(item, metadata, options);
    const { kind, itemId } = target;
    const source = { connection, kind, itemId, tags: tags.attachments };
    const attachments = await openAttachments(source, described, options);
    const json = data.json === undefined ? {} : { json: data.json };
    const submission = {
      caseId: item.caseId,
      metadata,
      data: data.bytes,
      schemaUri,
      mimeType,
      ...json,
      attachments,
      authenticationTags: tags,
      submittedAt,
      log,
    };
    return { ok: true, head, submission };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, head, problems: error.problems };
    throw error;
  }
}

async function checkLog(connection: Connection, target: Target, item: Item, tokens: readonly string[], head: ItemHead) {
  const verdict = await connection.verifyLog(tokens, { caseId: item.caseId, ...target.about });
  if (!verdict.ok) {
    const detail = verdict.failures.map((failure) => `${failure.code}: ${failure.detail}`).join('; ');
    throw new Refusal(problem('invalid-event-log', target.kind, detail));
  }
  const status = statusOf(verdict.log, target.kind, target.itemId);
  const held = status.authenticationTags;
  if (!held) throw new Refusal(problem('invalid-event-log', target.kind, 'the event log holds no submit event'));
  if (status.schema !== undefined) head.schema = status.schema;
  head.authenticationTags = held;
  if (item.encryptedData === '' && held.data === undefined)
    throw new Refusal(problem('missing-data', 'data', 'the submission has no data'));
  const here = {
    metadata: authenticationTag(item.encryptedMetadata),
    data: authenticationTag(item.encryptedData),
    attachments: held.attachments,
  };
  if (!sameTags(here, held)) {
    const wrong: ProblemInstance = here.metadata === held.metadata ? 'data' : 'metadata';
    throw new Refusal(problem('incorrect-authentication-tag', wrong, `the ${wrong} is not the one that was submitted`));
  }
  return { log: verdict.log, tags: held, submittedAt: status.submittedAt ?? 0 };
}

async function open(jwe: string, instance: ProblemInstance, options: Options): Promise<Uint8Array> {
  try {
    const { plaintext } = await decrypt(jwe, options.unwrapper, { allowZipDeflate: options.allowZipDeflate ?? false });
    return plaintext;
  } catch (error) {
    if (error instanceof DecryptionError) throw new Refusal(problem('encryption-issue', instance, error.message));
    throw error;
  }
}

async function openMetadata(item: Item, options: Options): Promise<Metadata> {
  const json = parseJson(await open(item.encryptedMetadata, 'metadata', options));
  if (!json) throw new Refusal(problem('syntax-violation', 'metadata', 'the metadata is not JSON'));
  const verdict = readMetadata(json.value, metadataRules(options));
  if (!verdict.ok) {
    const lines = verdict.findings
      .filter((finding) => finding.level === 'error')
      .map((finding) => `${finding.path} ${finding.message}`);
    throw new Refusal(
      problem(verdict.reason, verdict.reason === 'missing-data' ? 'data' : 'metadata', describe(lines)),
    );
  }
  checkChoices(item, verdict.metadata, options);
  return verdict.metadata;
}

function metadataRules({ metadata = {}, destination }: Options): MetadataRules {
  const listed = destination?.metadataVersions?.some((version) => version.startsWith('1.'));
  return { majors: listed ? [1, 2] : [2], ...metadata };
}

function checkChoices(item: Item, { publicServiceType, replyChannel }: Metadata, options: Options): void {
  const announced = item.publicService?.identifier;
  if (publicServiceType && announced !== undefined && publicServiceType.identifier !== announced) {
    const detail = `the metadata names ${publicServiceType.identifier}, the announcement ${announced}`;
    throw new Refusal(problem('service-mismatch', 'metadata', detail));
  }
  const [channel] = Object.keys(replyChannel ?? {});
  if (channel !== undefined && options.replyChannels && !options.replyChannels.includes(channel))
    throw new Refusal(problem('unsupported-reply-channel', 'metadata', `${channel} is not offered`));
}

/** The detail stands in a log kept for two years: places and rules belong there, a flood does not. */
function describe(lines: readonly string[]): string {
  return lines.slice(0, 20).join('; ').slice(0, 2000);
}

function checkService(item: Item, schemaUri: string, mimeType: string, options: Options): void {
  if (!options.destination) return;
  const { publicServices } = options.destination;
  const offered = item.publicService
    ? publicServices.filter((service) => service.identifier === item.publicService?.identifier)
    : publicServices;
  if (offered.length === 0)
    throw new Refusal(
      problem('unsupported-service', 'submission', `service ${item.publicService?.identifier ?? ''} is not offered`),
    );
  const listed = offered.some((service) =>
    service.submissionSchemas.some((schema) => schema.schemaUri === schemaUri && schema.mimeType === mimeType),
  );
  if (!listed && !options.furtherSchemas?.includes(schemaUri)) {
    throw new Refusal(problem('unsupported-schema', 'data', `schema ${schemaUri} as ${mimeType} is not supported`));
  }
}

async function openData(
  item: Item,
  metadata: Metadata,
  options: Options,
): Promise<{ bytes: Uint8Array; json?: unknown }> {
  const { hash, submissionSchema } = metadata.contentStructure.data;
  const bytes = await open(item.encryptedData, 'data', options);
  if (sha512Hex(bytes) !== hash.content)
    throw new Refusal(problem('hash-mismatch', 'data', 'the hash of the data differs'));
  const json = submissionSchema.mimeType === 'application/json' ? parseJson(bytes) : undefined;
  if (submissionSchema.mimeType === 'application/json' && !json)
    throw new Refusal(problem('syntax-violation', 'data', 'the data is not JSON'));
  const data = { bytes, ...(json ? { json: json.value } : {}) };
  const violations = (await options.validateData?.({ ...data, ...submissionSchema, metadata })) ?? [];
  if (violations.length > 0) throw new Refusal(problem('schema-violation', 'data', describe(violations)));
  return data;
}
