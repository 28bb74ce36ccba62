/**
 * The mailbox of the DeutschlandID (ZBP) behind FIT-Connect (reference 13): what goes where, and the length limits. FITKO
 * forwards such submissions; identifiers and names are its own.
 */
export const zbpServices = {
  message: {
    identifier: 'urn:schema-fitko-de:fit-connect:id.bund.de:message_v6',
    name: 'ZBP Message Forwarding',
  },
  state: { identifier: 'urn:schema-fitko-de:fit-connect:id.bund.de:status_v6', name: 'ZBP State Forwarding' },
} as const;

/** Used for messages and states alike, as the PHP client does. */
export const zbpSchema = {
  schemaUri: 'https://schema.fitko.de/fit-connect/id.bund.de/message_v6/1.0.0/zbp-message.schema.json',
  mimeType: 'application/json',
} as const;

export const zbpStatuses = [
  'INITIATED',
  'SUBMITTED',
  'RECEIVED',
  'PROCESSING',
  'ACTION_REQUIRED',
  'COMPLETED',
] as const;
export type ZbpStatus = (typeof zbpStatuses)[number];

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength }) as const;
const uuid = { type: 'string', format: 'uuid' } as const;
const german = (maxLength: number) =>
  ({ type: 'object', required: ['de'], properties: { de: text(maxLength) }, additionalProperties: false }) as const;

export const zbpMessageSchema = {
  type: 'object',
  required: ['stork_qaa_level', 'mailboxUuid', 'sender', 'title', 'content', 'service'],
  properties: {
    stork_qaa_level: { type: 'integer', minimum: 1, maximum: 4 },
    mailboxUuid: uuid,
    sender: text(255),
    title: text(1024),
    content: { type: 'string', minLength: 1 },
    service: text(255),
    applicationId: uuid,
    retrievalConfirmationAddress: text(320),
    replyAddress: text(320),
    reference: text(255),
    senderUrl: text(255),
    attachments: {
      type: 'array',
      items: {
        type: 'object',
        required: ['filename', 'sha512sum', 'contentLength'],
        properties: {
          filename: { type: 'string', minLength: 1 },
          sha512sum: { type: 'string', pattern: '^[a-f0-9]{128}$' },
          contentLength: { type: 'integer', minimum: 0 },
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
} as const;

export const zbpStateSchema = {
  type: 'object',
  required: ['applicationId', 'status', 'publicServiceName', 'senderName', 'createdDate'],
  properties: {
    applicationId: uuid,
    status: { enum: zbpStatuses },
    publicServiceName: german(100),
    senderName: text(100),
    // UTC with milliseconds.
    createdDate: {
      type: 'string',
      format: 'date-time',
      pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
    },
    statusDetails: german(50),
    additionalInformation: german(100),
    reference: text(50),
  },
  additionalProperties: false,
} as const;
