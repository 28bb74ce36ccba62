import { type Metadata, type PublicJwk, type ReplyKind } from '@verbund/fit-connect';

/** What is sealed of a submission. */
export interface SubmissionContent {
  kind: 'submission';
  metadata: Metadata;
  schemaUri: string;
  mimeType: string;
  /** The data as text (JSON and XML are UTF-8). */
  data: string;
  /** Answers go to this key; null when the sender chose another channel. */
  replyKey: PublicJwk | null;
  /** Observations that did not justify a refusal, in both languages. */
  remarks: readonly { de: string; en: string }[];
}

/** What is sealed of a reply. The key is pinned: the content of a delivery must not change over repeats. */
export interface ReplyContent {
  kind: 'reply';
  subject: string;
  text: string;
  replyKind: ReplyKind;
  replyKey: PublicJwk;
}

export type EntryContent = SubmissionContent | ReplyContent;

/** What is sealed of an attachment. */
export interface FileDescription {
  /** Id at the sender, '' for files of ours. */
  attachmentId: string;
  filename: string;
  mimeType: string;
  purpose: string;
  description: string;
}

/** Only ever reads what was sealed by this module: the seal authenticates it. */
export function parseEntryContent(bytes: Uint8Array): EntryContent {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as EntryContent;
}

export function parseFileDescription(bytes: Uint8Array): FileDescription {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as FileDescription;
}

export const sealContext = {
  credentials: (inbox: string): string => `casework.inbox:${inbox}`,
  entry: (entry: string): string => `casework.entry:${entry}`,
  attachment: (attachment: string): string => `casework.attachment:${attachment}`,
} as const;
