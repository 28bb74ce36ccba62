import { type AuditEntry } from '#kernel/audit';
import { type StoredBlob } from '#kernel/blobs';
import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { type StaffSession } from '#kernel/http';
import { isUuid, newUuid, type StaffId, type TenantId } from '#kernel/ids';
import { type DataKey } from '#kernel/secrets';
import { type AnswerInput } from './domain/answer-form.ts';
import { type CaseAction, nextCaseState } from './domain/case-states.ts';
import {
  type EntryContent,
  type FileDescription,
  parseEntryContent,
  parseFileDescription,
  sealContext,
} from './domain/content.ts';
import { type CaseworkDeps } from './inboxes.ts';
import { sendReplyJob } from './replies.ts';
import {
  type CaseFilter,
  type CaseRow,
  type HistoryRow,
  insertHistory,
  lockCase,
  markCaseRead,
  selectCase,
  selectCases,
  selectHistory,
  selectServices,
  updateCase,
} from './store/cases.ts';
import {
  type EntryRow,
  insertAttachment,
  insertEntry,
  selectAttachment,
  selectAttachmentsOfCase,
  selectEntries,
  selectEntry,
} from './store/entries.ts';
import { insertReply, type ReplyRow, selectRepliesOfCase } from './store/replies.ts';

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

const notFound = (): AppError => new AppError('not-found', 'casework/not-found');

export function createCases(deps: CaseworkDeps): Cases {
  const { kernel, identity } = deps;
  const { db, clock, secrets, blobs, audit, jobs } = kernel;

  async function namesOf(tx: Tx, ids: readonly (StaffId | null)[]): Promise<Map<string, string>> {
    const names = new Map<string, string>();
    for (const id of new Set(ids)) {
      const name = id === null ? null : await identity.staffName(tx, id);
      if (id !== null && name !== null) names.set(id, name);
    }
    return names;
  }

  function record(tx: Tx, staff: StaffSession, action: string, subject: string): Promise<void> {
    const entry: AuditEntry = { tenant: staff.tenant, action, actor: staff.staff, actorKind: 'staff', subject };
    return audit.record(tx, entry);
  }

  async function openEntries(tx: Tx, tenant: TenantId, caseId: string): Promise<OpenEntry[]> {
    const key = await secrets.dataKey(tx, { tenant });
    const files = await selectAttachmentsOfCase(tx, caseId);
    const replies = await selectRepliesOfCase(tx, caseId);
    const rows = await selectEntries(tx, caseId);
    return rows.map((row) => ({
      row,
      content: parseEntryContent(secrets.open(key, row.content, sealContext.entry(row.entry_id))),
      files: files.filter((file) => file.entry_id === row.entry_id).map((file) => toFile(file, key)),
      reply: replies.find((reply) => reply.entry_id === row.entry_id) ?? null,
    }));
  }

  function toFile(file: { attachment_id: string; bytes: number; description: Uint8Array }, key: DataKey): OpenFile {
    const { attachment_id: id, bytes } = file;
    const description = parseFileDescription(secrets.open(key, file.description, sealContext.attachment(id)));
    return { id, bytes, description };
  }

  async function change(tx: Tx, staff: StaffSession, row: CaseRow, action: CaseAction, what: string): Promise<boolean> {
    const state = nextCaseState(row.state, action);
    if (state === null) return false;
    const now = clock.now();
    const assigned = row.assigned_staff === null || action === 'assign' ? staff.staff : row.assigned_staff;
    await updateCase(tx, row.case_id, { state, unread: false, assigned, now });
    const history = { id: newUuid(), tenant: staff.tenant, caseId: row.case_id, at: now, what, staff: staff.staff };
    await insertHistory(tx, history);
    await record(tx, staff, `casework.${what}`, row.case_id);
    return true;
  }

  return {
    list: (staff, filter) =>
      db.tx({ tenant: staff.tenant }, async (tx) => {
        const { tenant } = staff;
        const { rows, total } = await selectCases(tx, { ...filter, tenant });
        const services = await selectServices(tx, tenant);
        return {
          rows,
          total,
          services,
          names: await namesOf(
            tx,
            rows.map((row) => row.assigned_staff),
          ),
        };
      }),

    async read(staff, id) {
      if (!isUuid(id)) throw notFound();
      const { tenant } = staff;
      return db.tx({ tenant }, async (tx) => {
        const row = await selectCase(tx, id);
        if (row === null) throw notFound();
        await record(tx, staff, 'casework.case-read', id);
        await markCaseRead(tx, id);
        const entries = await openEntries(tx, tenant, id);
        const history = await selectHistory(tx, id);
        const ids = [
          row.assigned_staff,
          ...entries.map((entry) => entry.row.staff_id),
          ...history.map((h) => h.staff_id),
        ];
        const canAnswer = latestReplyKey(entries) !== null;
        return { row, entries, history, names: await namesOf(tx, ids), canAnswer };
      });
    },

    async file(staff, caseId, id) {
      if (!isUuid(caseId) || !isUuid(id)) throw notFound();
      const { tenant } = staff;
      return db.tx({ tenant }, async (tx) => {
        const row = await selectAttachment(tx, caseId, id);
        if (row === null) throw notFound();
        await record(tx, staff, 'casework.file-read', id);
        const key = await secrets.dataKey(tx, { tenant });
        return { file: toFile(row, key), content: blobs.read(row.blob_id, key) };
      });
    },

    async act(staff, id, action, revision) {
      if (!isUuid(id)) throw notFound();
      const what = { assign: 'assigned', close: 'closed', reopen: 'reopened' }[action];
      return db.tx({ tenant: staff.tenant }, async (tx) => {
        const row = await lockCase(tx, id);
        if (row === null) throw notFound();
        // Clicking twice on "assign to me" is no conflict with oneself.
        if (action === 'assign' && row.assigned_staff === staff.staff && row.state !== 'new') return { kind: 'done' };
        if (row.revision !== revision) return { kind: 'changed' };
        return (await change(tx, staff, row, action, what)) ? { kind: 'done' } : { kind: 'not-offered' };
      });
    },

    async storeFile({ tenant }, source, maxBytes) {
      const key = await db.tx({ tenant }, (tx) => secrets.dataKey(tx, { tenant }));
      return blobs.store(source, { key, maxBytes });
    },

    async answer(staff, id, { reply, revision, input, files }) {
      if (!isUuid(id) || !isUuid(reply)) throw notFound();
      const { tenant } = staff;
      return db.tx({ tenant }, async (tx) => {
        const row = await lockCase(tx, id);
        if (row === null) throw notFound();
        const before = await selectEntry(tx, reply);
        if (before !== null) {
          if (before.case_id !== id || before.kind !== 'reply') throw notFound();
          return { kind: 'done' };
        }
        if (row.revision !== revision) return { kind: 'changed' };
        const replyKey = latestReplyKey(await openEntries(tx, tenant, id));
        if (replyKey === null) throw new AppError('conflict', 'casework/no-reply-channel');
        const isDecision = input.kind === 'decision';
        if (!(await change(tx, staff, row, isDecision ? 'decide' : 'answer', isDecision ? 'decided' : 'answered'))) {
          return { kind: 'not-offered' };
        }
        const now = clock.now();
        const key = await secrets.dataKey(tx, { tenant });
        const { kind: replyKind, subject, text } = input;
        const content: EntryContent = { kind: 'reply', subject, text, replyKind, replyKey };
        const inserted = await insertEntry(tx, {
          entry_id: reply,
          tenant_id: tenant,
          case_id: id,
          kind: 'reply',
          submission_id: null,
          version_digest: null,
          content: secrets.seal(key, JSON.stringify(content), sealContext.entry(reply)),
          staff_id: staff.staff,
          at: now,
          stored_at: now,
          settlement: null,
        });
        // Somebody else's entry has that id and row-level security hides it.
        if (!inserted) throw notFound();
        for (const [position, { blob, filename, mimeType }] of files.entries()) {
          await blobs.record(tx, { tenant }, blob);
          const fileId = newUuid();
          const description: FileDescription = {
            attachmentId: '',
            filename,
            mimeType,
            purpose: 'attachment',
            description: '',
          };
          await insertAttachment(tx, {
            attachment_id: fileId,
            tenant_id: tenant,
            entry_id: reply,
            position,
            blob_id: blob.id,
            description: secrets.seal(key, JSON.stringify(description), sealContext.attachment(fileId)),
            bytes: blob.bytes,
          });
        }
        await insertReply(tx, tenant, reply);
        await jobs.enqueue(tx, sendReplyJob, { tenant, entry: reply }, { key: reply });
        return { kind: 'done' };
      });
    },
  };
}

/** Keys are rotated by sending a new one: the latest submission counts, entries come oldest first. */
function latestReplyKey(entries: readonly OpenEntry[]) {
  const submissions = entries.flatMap(({ content }) => (content.kind === 'submission' ? [content] : []));
  return submissions.at(-1)?.replyKey ?? null;
}
