import { type OutgoingAttachment, type OutgoingSubmission } from '../types.ts';

/** What is sealed of a submission beside its data. */
export interface Facts {
  publicService: OutgoingSubmission['publicService'];
  region?: string;
  schemaUri: string;
  mimeType: OutgoingSubmission['data']['mimeType'];
  senderReference: string;
}

export type AttachmentFacts = Pick<
  OutgoingAttachment,
  'attachmentId' | 'filename' | 'mimeType' | 'purpose' | 'description'
>;

export function encodeFacts(submission: OutgoingSubmission): string {
  const { publicService, region, data, senderReference } = submission;
  const facts: Facts = {
    publicService: { identifier: publicService.identifier, name: publicService.name },
    ...(region === undefined ? {} : { region }),
    schemaUri: data.schemaUri,
    mimeType: data.mimeType,
    senderReference,
  };
  return JSON.stringify(facts);
}

export function encodeAttachmentFacts(attachment: OutgoingAttachment): string {
  const { attachmentId, filename, mimeType, purpose, description } = attachment;
  const known = { attachmentId, filename, mimeType, purpose };
  const facts: AttachmentFacts = description === undefined ? known : { ...known, description };
  return JSON.stringify(facts);
}

/** Authenticated by the seal, so it is what `encodeFacts` wrote. */
export function parseFacts(bytes: Uint8Array): Facts {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as Facts;
}

export function parseAttachmentFacts(bytes: Uint8Array): AttachmentFacts {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as AttachmentFacts;
}

/** Names the part of a row that is sealed, so that ciphertexts cannot change places. */
export const sealContext = {
  facts: (id: string): string => `dispatch.outgoing:${id}:facts`,
  data: (id: string): string => `dispatch.outgoing:${id}:data`,
  attachment: (id: string, position: number): string => `dispatch.attachment:${id}:${position}`,
  secret: (tenant: string): string => `dispatch.portal:${tenant}`,
};
