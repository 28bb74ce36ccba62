import { type StoredBlob } from '#kernel/blobs';
import { type StaffSession } from '#kernel/http';
import { type AnswerInput } from './domain/answer-form.ts';
import { type EntryContent, type FileDescription } from './domain/content.ts';
import { type CaseFilter, type CaseRow, type HistoryRow } from './store/cases.ts';
import { type EntryRow } from './store/entries.ts';
import { type ReplyRow } from './store/replies.ts';

export interface OpenFile {
  id: string;
  bytes: number;
  description: FileDescription;
}

export interface OpenEntry {
  row: EntryRow;
  content: EntryContent;
  files: readonly OpenFile[];
  reply: ReplyRow | null;
}

export interface OpenCase {
  row: CaseRow;
  entries: readonly OpenEntry[];
  history: readonly HistoryRow[];
  /** Names of the staff that occur, by id. */
  names: ReadonlyMap<string, string>;
  /** False when no submission came with a key for answers. */
  canAnswer: boolean;
}

export type ActionOutcome =
  | { kind: 'done' }
  /** Somebody else acted, or a message came, since the page was shown. */
  | { kind: 'changed' }
  /** The state table does not offer it. */
  | { kind: 'not-offered' };

export interface Cases {
  list(staff: StaffSession, filter: Omit<CaseFilter, 'tenant'>): Promise<CaseList>;
  /** Records the access in the same transaction. */
  read(staff: StaffSession, id: string): Promise<OpenCase>;
  file(
    staff: StaffSession,
    caseId: string,
    id: string,
  ): Promise<{ file: OpenFile; content: AsyncIterable<Uint8Array> }>;
  act(staff: StaffSession, id: string, action: 'assign' | 'close' | 'reopen', revision: number): Promise<ActionOutcome>;
  /** Only a case that is a test; not-found for every other one. Records who did it. */
  removeTest(staff: StaffSession, id: string): Promise<void>;
  storeFile(staff: StaffSession, source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StoredBlob>;
  /** `reply` is the id that the form carried: a second post of it changes nothing. */
  answer(staff: StaffSession, id: string, answer: NewAnswer): Promise<ActionOutcome>;
}

export interface CaseList {
  rows: readonly CaseRow[];
  total: number;
  services: readonly { identifier: string; name: string }[];
  names: ReadonlyMap<string, string>;
}

export interface NewAnswer {
  reply: string;
  revision: number;
  input: AnswerInput;
  files: readonly { blob: StoredBlob; filename: string; mimeType: string }[];
}
