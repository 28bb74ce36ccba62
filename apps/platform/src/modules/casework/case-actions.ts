import { AppError } from '#kernel/errors';
import { type Tx } from '#kernel/db';
import { type StaffSession } from '#kernel/http';
import { isUuid } from '#kernel/ids';
import { latestReplyKey, openEntries, recordAccess, storeReply } from './case-content.ts';
import { type Cases } from './case-types.ts';
import { type CaseAction, nextCaseState } from './domain/case-states.ts';
import { notFound } from './errors.ts';
import { type CaseworkDeps } from './inboxes.ts';
import { sendReplyJob } from './replies.ts';
import { type CaseRow, insertHistory, lockCase, updateCase } from './store/cases.ts';
import { selectAttachmentsOfCase, selectEntry } from './store/entries.ts';
import { insertReply } from './store/replies.ts';
import { deleteTestCase } from './store/test-cases.ts';

/** What staff do with a case: under its lock, and only from the state that was on the screen. */
export function createCaseActions({
  kernel,
}: Pick<CaseworkDeps, 'kernel'>): Pick<Cases, 'act' | 'answer' | 'removeTest'> {
  const { db, clock, jobs, blobs } = kernel;

  async function change(tx: Tx, staff: StaffSession, row: CaseRow, action: CaseAction, what: string): Promise<boolean> {
    const state = nextCaseState(row.state, action);
    if (state === null) return false;
    const now = clock.now();
    const assigned = row.assigned_staff === null || action === 'assign' ? staff.staff : row.assigned_staff;
    await updateCase(tx, row.case_id, { state, unread: false, assigned, now });
    const history = { tenant: staff.tenant, caseId: row.case_id, at: now, what, staff: staff.staff };
    await insertHistory(tx, history);
    await recordAccess(kernel, tx, staff, `casework.${what}`, row.case_id);
    return true;
  }

  return {
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

    async removeTest(staff, id) {
      if (!isUuid(id)) throw notFound();
      await db.tx({ tenant: staff.tenant }, async (tx) => {
        const row = await lockCase(tx, id);
        if (row?.is_test !== true) throw notFound();
        for (const { blob_id: blob } of await selectAttachmentsOfCase(tx, id)) await blobs.discard(tx, blob);
        if (!(await deleteTestCase(tx, id))) throw notFound();
        await recordAccess(kernel, tx, staff, 'casework.test-removed', id);
      });
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
        const replyKey = latestReplyKey(await openEntries(kernel, tx, tenant, id));
        if (replyKey === null) throw new AppError('conflict', 'casework/no-reply-channel');
        const isDecision = input.kind === 'decision';
        if (!(await change(tx, staff, row, isDecision ? 'decide' : 'answer', isDecision ? 'decided' : 'answered'))) {
          return { kind: 'not-offered' };
        }
        await storeReply(kernel, tx, staff, id, { reply, input, files, replyKey });
        await insertReply(tx, tenant, reply);
        await jobs.enqueue(tx, sendReplyJob, { tenant, entry: reply }, { key: reply });
        return { kind: 'done' };
      });
    },
  };
}
