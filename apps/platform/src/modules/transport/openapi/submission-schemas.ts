import { type Json, objectOf, ref } from '#kernel/openapi';
import { callbackTypes } from '@verbund/fit-connect';
import { type ApiVersion } from '../api-versions.ts';
import { type Limits } from '../domain/limits.ts';
import { basicSchemas, destinationStatus, exampleIds as id, pageOf, publicDestination, text } from './basic-schemas.ts';

const submissionHead = { submissionId: ref('Uuid'), caseId: ref('Uuid'), destinationId: ref('Uuid') };
const replyHead = { replyId: ref('Uuid'), caseId: ref('Uuid') };
const headExample = { submissionId: id.submission, caseId: id.case, destinationId: id.destination };
const bytes = (description: string): Json => ({ type: 'integer', minimum: 1, description });

/** Clients write null where they mean nothing. */
function orNull(schema: Json, description?: string): Json {
  return { anyOf: [schema, { type: 'null' }], ...(description === undefined ? {} : { description }) };
}

function attachmentIds(limits: Limits, unique: boolean): Json {
  const rule = unique ? { maxItems: limits.attachments, uniqueItems: true } : {};
  const words = unique
    ? ''
    : ` An id that comes twice counts once; ${String(limits.attachments)} different ones at most.`;
  return { type: 'array', ...rule, items: ref('Uuid'), description: `Made by the writer, new for each call.${words}` };
}

const attachments = { type: 'array', items: ref('Uuid'), description: 'The announced ids' };
const eventLog = {
  type: 'array',
  items: ref('SecurityEvent'),
  description: 'Event log of the item, oldest first: with the submit event the signed receipt',
};
const caseLog = {
  caseEventLog: {
    type: 'array',
    items: ref('SecurityEvent'),
    description: 'Event log of the case, oldest first; left out when it is long. Each event is signed by itself.',
  },
};
const content = {
  encryptedMetadata: ref('CompactJwe'),
  encryptedData: { anyOf: [ref('CompactJwe'), { type: 'null' }], description: 'null when a v1 sender had no data' },
};

/** Schemas of one version of the Submission API; the versions differ where `ApiVersion` says so. */
export function submissionSchemas({ name }: ApiVersion, limits: Limits): Record<string, Json> {
  const isV1 = name === 'v1';
  const [required, optional] = publicDestination(isV1 ? 'services' : 'publicServices');
  return {
    ...basicSchemas,
    DestinationStatus: destinationStatus,
    Destination: objectOf(required, optional),
    ...tokenSchemas(isV1),
    ...announcementSchemas(isV1, limits),
    ...itemSchemas(isV1),
    ...caseSchemas,
    ...callbackSchemas,
  };
}

/** What is encrypted or signed elsewhere. */
function tokenSchemas(isV1: boolean): Record<string, Json> {
  return {
    CompactJwe: {
      type: 'string',
      pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{683}\\.[A-Za-z0-9_-]{16}\\.[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]{22}$',
      description: `RFC 7516 in compact form: alg RSA-OAEP-256, enc A256GCM, kid and cty. ${
        isV1 ? 'zip DEF is accepted.' : 'zip is refused.'
      } cty of metadata and data is application/json or application/xml.`,
    },
    SecurityEvent: {
      type: 'string',
      pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
      description: `Security event token, RFC 8417, as a compact JWS: typ secevent+jwt, alg PS512. Claims jti, iss, iat, sub, txn, $schema and events with exactly one event. ${
        isV1 ? '`$schema` may be missing or 1.0.x.' : '`$schema` is set-payload 1.2.2.'
      }`,
    },
  };
}

function announcementSchemas(isV1: boolean, limits: Limits): Record<string, Json> {
  const service = isV1 ? 'serviceType' : 'publicService';
  return {
    PublicService: objectOf(
      { identifier: ref('ServiceIdentifier') },
      { name: { type: ['string', 'null'], maxLength: 1000, description: 'For people only' } },
    ),
    Callback: {
      ...objectOf({
        url: { type: 'string', format: 'uri', maxLength: 2048, description: 'https, without user and fragment' },
        secret: { type: 'string', minLength: 16, maxLength: 512, description: 'Key of the HMAC. Never shown again.' },
      }),
      description: 'Where the writer wants to hear of changes; see the webhooks',
    },
    Announcement: {
      ...objectOf(
        { destinationId: ref('Uuid'), [service]: ref('PublicService') },
        {
          announcedAttachments: orNull(attachmentIds(limits, !isV1)),
          region: orNull(ref('Region')),
          caseId: orNull(ref('Uuid'), 'Continues a case of the same sender and destination'),
          callback: orNull(ref('Callback')),
        },
      ),
      examples: [
        {
          destinationId: id.destination,
          [service]: { identifier: 'urn:de:fim:leika:leistung:99050012104000', name: 'Gewerbeanmeldung' },
          region: 'DE05170052',
          announcedAttachments: [id.attachment],
        },
      ],
    },
    ReplyAnnouncement: {
      ...objectOf({ caseId: ref('Uuid') }, { announcedAttachments: orNull(attachmentIds(limits, !isV1)) }),
      examples: [{ caseId: id.case, announcedAttachments: [] }],
    },
  };
}

function itemSchemas(isV1: boolean): Record<string, Json> {
  const log = isV1 ? {} : caseLog;
  const described = { [isV1 ? 'serviceType' : 'publicService']: ref('PublicService'), region: ref('Region') };
  return {
    SubmissionHead: { ...objectOf(submissionHead), examples: [headExample] },
    SubmissionPage: pageOf('submissions', ref('SubmissionHead')),
    SubmissionView: objectOf({ ...submissionHead, attachments, eventLog }, described),
    Submission: objectOf({ ...submissionHead, attachments, ...content }, { ...described, ...log }),
    ReplyHead: { ...objectOf(replyHead), examples: [{ replyId: id.reply, caseId: id.case }] },
    ReplyPage: pageOf('replies', ref('ReplyHead')),
    ReplyView: objectOf({ ...replyHead, attachments, eventLog }),
    Reply: objectOf({ ...replyHead, attachments, ...content }, log),
    EncryptedContent: isV1
      ? objectOf(
          { encryptedMetadata: ref('CompactJwe') },
          { encryptedData: { anyOf: [ref('CompactJwe'), { type: 'null' }] } },
        )
      : objectOf({ encryptedMetadata: ref('CompactJwe'), encryptedData: ref('CompactJwe') }),
  };
}

const caseSchemas: Record<string, Json> = {
  EventLogPage: pageOf('eventLog', ref('SecurityEvent')),
  CaseHead: objectOf({ caseId: ref('Uuid'), destinationId: ref('Uuid') }),
  CasePage: pageOf('cases', ref('CaseHead')),
  ItemState: { enum: ['incomplete', 'submitted', 'forwarded', 'accepted', 'rejected', 'deleted'] },
  Case: objectOf({
    caseId: ref('Uuid'),
    destinationId: ref('Uuid'),
    submissions: { type: 'array', items: objectOf({ submissionId: ref('Uuid'), state: ref('ItemState') }) },
    replies: { type: 'array', items: objectOf({ replyId: ref('Uuid'), state: ref('ItemState') }) },
  }),
  Info: objectOf({
    version: objectOf({ major: { type: 'integer' }, minor: { type: 'integer' }, patch: { type: 'integer' } }),
    limits: {
      ...objectOf({
        attachmentBytes: bytes('Of one attachment'),
        attachments: bytes('Of one submission or reply'),
        totalBytes: bytes('All attachments of one submission or reply'),
        metadataBytes: bytes('Of encryptedMetadata'),
        dataBytes: bytes('Of encryptedData'),
      }),
      description: 'Sizes count what travels, that is the JWE. They may be lower here than FIT-Connect allows.',
    },
  }),
};

const submissionEntry = objectOf(submissionHead);
const replyEntry = objectOf(replyHead);
const listOf = (items: Json): Json => ({ type: 'array', items });

const callbackSchemas: Record<string, Json> = {
  NewSubmissions: objectOf({
    type: { const: callbackTypes.newSubmissions },
    submissionIds: { ...listOf(ref('Uuid')), description: 'Older form of the same list' },
    submissions: listOf(submissionEntry),
  }),
  NewReplies: objectOf({
    type: { const: callbackTypes.newReplies },
    replyIds: listOf(ref('Uuid')),
    replies: listOf(replyEntry),
  }),
  NewEvents: objectOf({
    type: { const: callbackTypes.newEvents },
    submissions: listOf(submissionEntry),
    replies: listOf(replyEntry),
  }),
};

/** Of the token endpoint, which belongs to no version. */
export const oauthSchemas: Record<string, Json> = {
  TokenRequest: objectOf(
    { grant_type: { const: 'client_credentials' }, client_id: ref('Uuid'), client_secret: text },
    { scope: { ...text, description: 'Separated by spaces. Without it the client gets all that it owns.' } },
  ),
  Token: {
    ...objectOf({
      access_token: text,
      token_type: { const: 'Bearer' },
      expires_in: { const: 1800, description: 'Seconds' },
      scope: { ...text, description: 'What was granted, separated by spaces' },
    }),
  },
  OAuthError: objectOf({
    error: {
      enum: [
        'invalid_request',
        'invalid_client',
        'unsupported_grant_type',
        'invalid_scope',
        'server_error',
        'temporarily_unavailable',
      ],
    },
    error_description: text,
  }),
};
