import { type PublicJwk } from '../crypto/jwk.ts';

/**
 * The one model of submission metadata: 2.1.0 (reference 6.1) and what only 1.x has (6.2). Replies use the same shape.
 */
export const metadataSchemaUri = 'https://schema.fitko.de/fit-connect/metadata/2.1.0/metadata.schema.json';
export const metadataVersion = '2.1.0';

export type Hash = { type: 'sha512'; content: string };
export type StructuredMimeType = 'application/json' | 'application/xml';
export type SchemaReference = { schemaUri: string; mimeType: StructuredMimeType };
export type AttachmentPurpose = 'form' | 'attachment' | 'report' | 'data';

export type SignatureDescription = {
  signatureFormat: 'cms' | 'xml' | 'pdf' | 'asic' | 'json';
  detachedSignature: boolean;
  eidasAdesProfile?: string;
  content?: string;
};

export type AttachmentDescription = {
  attachmentId: string;
  hash: Hash;
  purpose: AttachmentPurpose;
  mimeType: string;
  filename?: string;
  description?: string;
  signature?: SignatureDescription;
  /** Parts of an attachment above 200 MB; hash, type and name describe the joined file. */
  fragments?: string[];
};

export type PaymentInformation = {
  transactionReference: string;
  transactionId: string;
  paymentMethod: 'GIROPAY' | 'PAYDIRECT' | 'CREDITCARD' | 'PAYPAL' | 'INVOICE' | 'OTHER';
  status: 'INITIAL' | 'BOOKED' | 'FAILED' | 'CANCELED';
  transactionUrl?: string;
  transactionTimestamp?: string;
  paymentMethodDetail?: string;
  /** Euro with two decimals. */
  grossAmount?: number;
};

/** Exactly one channel; none at all means paper mail. */
export type ReplyChannel =
  | { eMail: { address: string; pgpPublicKey?: string } }
  | { deMail: { address: string } }
  | { fink: { finkPostfachRef: string; host?: string } }
  | { elster: { accountId: string; lieferTicket?: string; geschaeftszeichen?: string } }
  | { fitConnect: { processStandards: string[]; encryptionPublicKey: PublicJwk } }
  | { idBundDeMailbox: { mailboxUuid: string } };

export type AdditionalReferenceInfo = {
  senderReference?: string;
  /** ISO date. */
  applicationDate?: string;
  idBundDeApplicationId?: string;
  /** A refusal is sent as `false`; leaving it out means "not asked". */
  zustimmungZumDigitalenBescheid?: boolean;
};

export type Author = {
  name: string;
  description?: string;
  url?: string;
  product: { name: string; version: string; manufacturer: string; description?: string };
};

/** 1.x only; since 2.0 the announcement names the service. */
export type PublicServiceType = { identifier: string; name?: string; description?: string };

/** 1.x only; since 2.0 such reports are data sets. `content` is base64url. */
export type AuthenticationInformation = { type: 'identificationReport'; version: string; content: string };

export type DataSet = {
  dataSetId: string;
  schema: { schemaUri: string; mimeType: StructuredMimeType | 'application/jose' };
  hash: Hash;
  content: unknown;
  description?: string;
};

export type Metadata = {
  $schema: string;
  contentStructure: {
    data: { hash: Hash; submissionSchema: SchemaReference; signature?: SignatureDescription };
    attachments: AttachmentDescription[];
  };
  paymentInformation?: PaymentInformation;
  replyChannel?: ReplyChannel;
  additionalReferenceInfo?: AdditionalReferenceInfo;
  /** What a sender says of itself; some leave the product out. */
  author?: Omit<Author, 'product'> & Partial<Pick<Author, 'product'>>;
  dataSets?: DataSet[];
  publicServiceType?: PublicServiceType;
  authenticationInformation?: AuthenticationInformation[];
};

/** What a sender may add besides the description of its contents. */
export type MetadataExtras = Pick<
  Metadata,
  'paymentInformation' | 'replyChannel' | 'additionalReferenceInfo' | 'dataSets'
> & { author?: Author };

export type MetadataInput = MetadataExtras & {
  data: { hash: string; schema: SchemaReference; signature?: SignatureDescription };
  attachments: readonly (Omit<AttachmentDescription, 'hash'> & { hash: string })[];
};

/** Describes contents in metadata 2.1.0. Hashes are `sha512Hex` of the plaintext bytes. */
export function buildMetadata({ data, attachments, ...extras }: MetadataInput): Metadata {
  return {
    $schema: metadataSchemaUri,
    contentStructure: {
      data: {
        hash: { type: 'sha512', content: data.hash },
        submissionSchema: data.schema,
        ...(data.signature ? { signature: data.signature } : {}),
      },
      attachments: attachments.map(({ hash, ...rest }) => ({ ...rest, hash: { type: 'sha512', content: hash } })),
    },
    ...extras,
  };
}

/** The key a reply must be encrypted to. Undefined when the sender chose another channel. */
export function replyKeyOf(metadata: Metadata): PublicJwk | undefined {
  const channel = metadata.replyChannel;
  return channel && 'fitConnect' in channel ? channel.fitConnect.encryptionPublicKey : undefined;
}
