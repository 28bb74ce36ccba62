/** JSON Schema (2020-12) of metadata 2.1.0, written from the field list; a test compares its verdicts with FITKO's file. */
const text = { type: 'string' } as const;
const uri = { type: 'string', format: 'uri' } as const;
const uuid = { type: 'string', format: 'uuid', minLength: 32, maxLength: 36 } as const;
const word = { type: 'string', minLength: 1, maxLength: 36, pattern: '^[\\w\\d-]+$' } as const;

const hash = {
  type: 'object',
  required: ['type', 'content'],
  properties: { type: { const: 'sha512' }, content: { type: 'string', pattern: '^[a-f0-9]{128}$' } },
} as const;

const signature = {
  type: 'object',
  required: ['signatureFormat', 'detachedSignature'],
  properties: {
    signatureFormat: { enum: ['cms', 'xml', 'pdf', 'asic', 'json'] },
    detachedSignature: { type: 'boolean' },
    eidasAdesProfile: {
      enum: ['B-B', 'B-T', 'B-LT', 'B-LTA'].map((level) => `http://uri.etsi.org/ades/191x2/level/baseline/${level}#`),
    },
    // The alternatives are not bracketed in the official file, so only one end of each is anchored; kept for equal verdicts.
    content: { type: 'string', pattern: '^[a-zA-Z0-9+/=]+|[a-zA-Z0-9_-]+$' },
  },
} as const;

const attachment = {
  type: 'object',
  required: ['attachmentId', 'hash', 'purpose', 'mimeType'],
  properties: {
    attachmentId: uuid,
    hash,
    signature,
    purpose: { enum: ['form', 'attachment', 'report', 'data'] },
    mimeType: { type: 'string', pattern: '^[-\\w.]+/[-\\w.+]+$' },
    filename: text,
    description: text,
    fragments: { type: 'array', minItems: 1, uniqueItems: true, items: uuid },
  },
} as const;

const contentStructure = {
  type: 'object',
  required: ['data', 'attachments'],
  properties: {
    data: {
      type: 'object',
      required: ['hash', 'submissionSchema'],
      properties: {
        hash,
        signature,
        submissionSchema: {
          type: 'object',
          required: ['schemaUri', 'mimeType'],
          properties: { schemaUri: uri, mimeType: { enum: ['application/json', 'application/xml'] } },
        },
      },
    },
    attachments: { type: 'array', items: attachment },
  },
} as const;

const paymentInformation = {
  type: 'object',
  required: ['transactionReference', 'transactionId', 'paymentMethod', 'status'],
  properties: {
    transactionReference: text,
    transactionId: word,
    transactionUrl: { ...uri, minLength: 1 },
    transactionTimestamp: { type: 'string', format: 'date-time' },
    paymentMethod: { enum: ['GIROPAY', 'PAYDIRECT', 'CREDITCARD', 'PAYPAL', 'INVOICE', 'OTHER'] },
    paymentMethodDetail: word,
    status: { enum: ['INITIAL', 'BOOKED', 'FAILED', 'CANCELED'] },
    grossAmount: { type: 'number', minimum: 0.01, multipleOf: 0.01 },
  },
} as const;

const replyKey = {
  type: 'object',
  required: ['kty', 'key_ops', 'alg', 'kid', 'n', 'e'],
  properties: {
    kty: { const: 'RSA' },
    key_ops: { type: 'array', items: { const: 'wrapKey' } },
    alg: { const: 'RSA-OAEP-256' },
    kid: { type: 'string', minLength: 8, maxLength: 64 },
    n: { type: 'string', minLength: 683 },
    e: { const: 'AQAB' },
  },
} as const;

const address = { type: 'string', format: 'email' } as const;

const replyChannel = {
  type: 'object',
  minProperties: 1,
  maxProperties: 1,
  properties: {
    eMail: {
      type: 'object',
      required: ['address'],
      properties: { address, pgpPublicKey: { type: 'string', pattern: '^-----BEGIN PGP PUBLIC KEY BLOCK-----\\n\\n' } },
    },
    deMail: { type: 'object', required: ['address'], properties: { address } },
    fink: {
      type: 'object',
      required: ['finkPostfachRef'],
      properties: { finkPostfachRef: { type: 'string', maxLength: 150, pattern: '^[-._a-z0-9~/]+$' }, host: uri },
    },
    elster: {
      type: 'object',
      required: ['accountId'],
      properties: { accountId: text, lieferTicket: text, geschaeftszeichen: { type: 'string', maxLength: 60 } },
    },
    fitConnect: {
      type: 'object',
      required: ['processStandards', 'encryptionPublicKey'],
      properties: { processStandards: { type: 'array', minItems: 1, items: uri }, encryptionPublicKey: replyKey },
    },
    idBundDeMailbox: { type: 'object', required: ['mailboxUuid'], properties: { mailboxUuid: uuid } },
  },
} as const;

const additionalReferenceInfo = {
  type: 'object',
  properties: {
    senderReference: text,
    applicationDate: { type: 'string', format: 'date' },
    idBundDeApplicationId: uuid,
    zustimmungZumDigitalenBescheid: { type: 'boolean' },
  },
  additionalProperties: false,
} as const;

const author = {
  type: 'object',
  required: ['name', 'product'],
  properties: {
    name: text,
    description: text,
    url: text,
    product: {
      type: 'object',
      required: ['name', 'version', 'manufacturer'],
      properties: { name: text, version: text, manufacturer: text, description: text },
    },
  },
} as const;

const dataSet = {
  type: 'object',
  required: ['dataSetId', 'schema', 'hash', 'content'],
  properties: {
    dataSetId: { type: 'string', format: 'uuid' },
    schema: {
      type: 'object',
      required: ['schemaUri', 'mimeType'],
      properties: { schemaUri: uri, mimeType: { enum: ['application/json', 'application/xml', 'application/jose'] } },
    },
    hash,
    description: text,
    content: {},
  },
} as const;

/** Unknown members are allowed everywhere but in `additionalReferenceInfo`, as in the official schema. */
export const metadataSchema = {
  type: 'object',
  required: ['$schema', 'contentStructure'],
  properties: {
    $schema: {
      type: 'string',
      pattern: '^https://schema\\.fitko\\.de/fit-connect/metadata/2\\.\\d+\\.\\d+/metadata\\.schema\\.json$',
    },
    contentStructure,
    paymentInformation,
    replyChannel,
    additionalReferenceInfo,
    author,
    dataSets: { type: 'array', items: dataSet },
  },
} as const;
