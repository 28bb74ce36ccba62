import { metadataSchema } from './metadata-schema.ts';

/**
 * JSON Schemas of metadata 1.x, as differences from 2.1.0. A test compares 1.0.0 with FITKO's file. The files of 1.1 to
 * 1.5 could not be read: for them every member counts that 1.0.0 or 2.1.0 knows, with the wider rule of the two.
 */
const { paymentInformation, additionalReferenceInfo, contentStructure, replyChannel, author, dataSets } =
  metadataSchema.properties;
const { data, attachments } = contentStructure.properties;
const { eMail, deMail, fink, elster } = replyChannel.properties;

const publicServiceType = {
  type: 'object',
  required: ['identifier'],
  properties: {
    name: { type: 'string' },
    description: { type: 'string' },
    identifier: {
      type: 'string',
      minLength: 7,
      maxLength: 255,
      pattern: "^urn:[a-z0-9][a-z0-9-]{0,31}:[a-z0-9()+,.:=@;$_!*'%/?#-]+$",
    },
  },
} as const;

const authenticationInformation = {
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    required: ['type', 'version', 'content'],
    properties: {
      type: { enum: ['identificationReport'] },
      version: { type: 'string', pattern: '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)$' },
      content: { type: 'string', pattern: '^[a-zA-Z0-9_\\-.]+$' },
    },
  },
} as const;

const openFink = {
  ...fink,
  properties: { ...fink.properties, finkPostfachRef: { type: 'string', maxLength: 150, pattern: '^[-._a-z0-9~/]*$' } },
} as const;

const { senderReference, applicationDate } = additionalReferenceInfo.properties;
const { fragments: _fragments, ...attachmentOf10 } = attachments.items.properties;

/** In 1.x data is optional and `$schema` may be left out. */
export const metadata10Schema = {
  type: 'object',
  required: ['contentStructure'],
  properties: {
    publicServiceType,
    authenticationInformation,
    paymentInformation,
    contentStructure: {
      type: 'object',
      required: ['attachments'],
      properties: {
        data,
        attachments: {
          type: 'array',
          items: {
            ...attachments.items,
            properties: { ...attachmentOf10, purpose: { enum: ['form', 'attachment', 'report'] } },
          },
        },
      },
    },
    replyChannel: {
      ...replyChannel,
      properties: {
        eMail,
        deMail,
        fink: openFink,
        elster: {
          ...elster,
          properties: {
            accountId: { type: 'string', pattern: '^\\d{10}$' },
            lieferTicket: { type: 'string' },
            geschaeftszeichen: { type: 'string', maxLength: 10 },
          },
        },
      },
    },
    additionalReferenceInfo: { type: 'object', properties: { senderReference, applicationDate } },
  },
} as const;

export const metadata1xSchema = {
  ...metadata10Schema,
  properties: {
    ...metadata10Schema.properties,
    contentStructure: { ...contentStructure, required: ['attachments'] },
    replyChannel: { ...replyChannel, properties: { ...replyChannel.properties, fink: openFink } },
    additionalReferenceInfo: { type: 'object', properties: additionalReferenceInfo.properties },
    author,
    dataSets,
  },
} as const;
