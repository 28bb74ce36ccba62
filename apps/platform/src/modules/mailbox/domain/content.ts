import { type ReplyKind } from '@verbund/fit-connect';

/** What is sealed of a thread. */
export interface ThreadContent {
  publicService: { identifier: string; name: string };
  title: string;
  reference: string;
}

/** What is sealed of a message; members depend on its kind. */
export interface MessageContent {
  subject?: string;
  text: string;
  kind?: ReplyKind;
  /** File number (Aktenzeichen). */
  reference?: string;
}

export interface AttachmentContent {
  filename: string;
  description?: string;
}

/** Authenticated by the seal, so these are what was written. */
export function parseThread(bytes: Uint8Array): ThreadContent {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as ThreadContent;
}

export function parseMessage(bytes: Uint8Array): MessageContent {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as MessageContent;
}

export function parseAttachment(bytes: Uint8Array): AttachmentContent {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as AttachmentContent;
}

export const sealContext = {
  thread: (id: string): string => `mailbox.thread:${id}`,
  message: (id: string): string => `mailbox.message:${id}`,
  attachment: (id: string): string => `mailbox.message_attachment:${id}`,
};
