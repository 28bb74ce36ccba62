import { type Json, objectOf, ref } from '#kernel/openapi';
import { httpProblemType } from '@verbund/fit-connect';

export const text: Json = { type: 'string' };
const count: Json = { type: 'integer', minimum: 0 };

export const exampleIds = {
  destination: 'ac715f34-333e-41f4-9bb5-186b309ea233',
  case: '5a1f8c9e-5a0b-4d5e-9f7e-3a3a1a8d2b11',
  submission: 'f39ab143-d91a-474a-b69f-b00f1a1873c2',
  reply: '0d1d3a4f-6b1c-4a3e-8a0e-2f9d6c1b7e55',
  attachment: 'c2ac2a95-0ca5-4b70-9a6f-3d2f3c8ea9be',
} as const;

export function pageOf(member: string, items: Json): Json {
  return objectOf({
    offset: { ...count, description: 'Entries before this page' },
    count: { ...count, maximum: 500, description: 'Entries of this page' },
    totalCount: { ...count, description: 'Entries of all pages; a very long list is not counted to its end' },
    [member]: { type: 'array', maxItems: 500, items },
  });
}

/** Shared by all documents of the delivery service. */
export const basicSchemas: Readonly<Record<string, Json>> = {
  Uuid: {
    type: 'string',
    pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
    description: 'Capitals are accepted; answers have small letters.',
  },
  Problem: {
    ...objectOf(
      {
        type: { type: 'string', format: 'uri', description: 'Names the kind of problem' },
        title: text,
        status: { type: 'integer', minimum: 400, maximum: 599 },
        detail: { ...text, description: 'What exactly was wrong. Holds no personal data.' },
        instance: { ...text, description: 'Number of this request, for questions to the operator' },
      },
      { errors: { type: 'array', items: ref('FieldProblem'), description: 'Every wrong member of the body' } },
    ),
    description: 'Problem details, RFC 7807. `detail` is always there.',
    examples: [
      {
        type: httpProblemType('request-invalid'),
        title: 'Request is malformed',
        status: 400,
        detail: '/destinationId: required',
        instance: 'urn:verbund:request:01J',
        errors: [{ field: '/destinationId', code: 'required' }],
      },
    ],
  },
  FieldProblem: objectOf({ field: { ...text, description: 'JSON pointer into the body' }, code: text }),
  ServiceIdentifier: {
    type: 'string',
    minLength: 7,
    maxLength: 255,
    pattern: "^[uU][rR][nN]:[a-zA-Z0-9][a-zA-Z0-9-]{0,31}:[a-zA-Z0-9()+,.:=@;$_!*'%/?#-]+$",
    description: 'URN of a public service, in most cases `urn:de:fim:leika:leistung:` and 14 digits',
    examples: ['urn:de:fim:leika:leistung:99050012104000'],
  },
  Region: {
    type: 'string',
    pattern: '^DE\\d{0,12}$',
    description: '`DE` and the leading digits of the Amtlicher Regionalschlüssel; 12 digits may be padded with zeros',
    examples: ['DE05170', 'DE000000000000'],
  },
  SubmissionSchema: objectOf({
    schemaUri: { type: 'string', minLength: 1, maxLength: 2000 },
    mimeType: { enum: ['application/json', 'application/xml'] },
  }),
  OfferedService: objectOf({
    identifier: ref('ServiceIdentifier'),
    submissionSchemas: { type: 'array', maxItems: 100, items: ref('SubmissionSchema') },
    regions: {
      type: 'array',
      maxItems: 20_000,
      items: ref('Region'),
      description: 'Where the service is taken; an empty list is everywhere',
    },
  }),
  ReplyChannels: {
    type: 'object',
    description:
      'Ways back to the applicant that the destination uses: `eMail`, `deMail`, `elster`, `fink`, `idBundDeMailbox`, `fitConnect` with `processStandards`',
    examples: [{ fitConnect: { processStandards: ['urn:verbund:conversation:1'] } }],
  },
  Kid: { type: 'string', minLength: 8, maxLength: 64, description: 'A UUID is recommended' },
  Jwk: {
    ...objectOf(
      {
        kty: { const: 'RSA' },
        alg: { enum: ['RSA-OAEP-256', 'PS512'], description: 'For encryption or for signatures' },
        key_ops: {
          type: 'array',
          minItems: 1,
          maxItems: 1,
          items: { enum: ['wrapKey', 'verify'] },
          description: '`wrapKey` for encryption, `verify` for signatures',
        },
        kid: ref('Kid'),
        n: { type: 'string', minLength: 683, pattern: '^[A-Za-z0-9_-]+$', description: 'At least 4096 bits' },
        e: { const: 'AQAB' },
      },
      {
        x5c: {
          type: 'array',
          minItems: 1,
          items: { type: 'string', pattern: '^[A-Za-z0-9+/]+=*$' },
          description: 'Certificates (DER, Base64), leaf first. The leaf has the same key.',
        },
        use: { enum: ['enc', 'sig'] },
      },
    ),
    description: 'Public RSA key, RFC 7517',
  },
  JwkSet: objectOf({ keys: { type: 'array', minItems: 1, items: ref('Jwk') } }),
};

/** The members of a destination that everybody may read; the list of services has another name in v1. */
export function publicDestination(services: 'services' | 'publicServices'): [required: Json, optional: Json] {
  return [
    {
      destinationId: ref('Uuid'),
      name: { type: 'string', minLength: 1, maxLength: 255 },
      status: ref('DestinationStatus'),
      encryptionKid: { ...ref('Kid'), description: 'The key that senders encrypt to at present' },
      [services]: { type: 'array', maxItems: 5000, items: ref('OfferedService') },
      metadataVersions: {
        type: 'array',
        maxItems: 50,
        items: { type: 'string', pattern: '^\\d{1,4}\\.\\d{1,4}\\.\\d{1,4}$' },
        description: 'Versions of the metadata schema that the receiver reads',
      },
    },
    { replyChannels: ref('ReplyChannels') },
  ];
}

export const destinationStatus: Json = {
  enum: ['created', 'active', 'inactive', 'decommissioned'],
  description: 'Sending needs `active`. `created` → `active` ↔ `inactive` → `decommissioned`, which is the end.',
};
