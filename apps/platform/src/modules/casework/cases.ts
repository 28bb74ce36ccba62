import { type Tx } from '#kernel/db';
import { isUuid, type StaffId } from '#kernel/ids';
import { createCaseActions } from './case-actions.ts';
import { latestReplyKey, openEntries, openFile, recordAccess } from './case-content.ts';
import { type Cases } from './case-types.ts';
import { notFound } from './errors.ts';
import { type CaseworkDeps } from './inboxes.ts';
import { markCaseRead, selectCase, selectCases, selectHistory, selectServices } from './store/cases.ts';
import { selectAttachment } from './store/entries.ts';

export * from './case-types.ts';

export function createCases(deps: CaseworkDeps): Cases {
  const { kernel, identity } = deps;
  const { db, secrets, blobs } = kernel;

  async function namesOf(tx: Tx, ids: readonly (StaffId | null)[]): Promise<Map<string, string>> {
    const names = new Map<string, string>();
    for (const id of new Set(ids)) {
      const name = id === null ? null : await identity.staffName(tx, id);
      if (id !== null && name !== null) names.set(id, name);
    }
    return names;
  }

  return {
    ...createCaseActions(deps),
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
        await recordAccess(kernel, tx, staff, 'casework.case-read', id);
        await markCaseRead(tx, id);
        const entries = await openEntries(kernel, tx, tenant, id);
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
        await recordAccess(kernel, tx, staff, 'casework.file-read', id);
        const key = await secrets.dataKey(tx, { tenant });
        return { file: openFile(secrets, row, key), content: blobs.read(row.blob_id, key) };
      });
    },

    async storeFile({ tenant }, source, maxBytes) {
      const key = await db.tx({ tenant }, (tx) => secrets.dataKey(tx, { tenant }));
      return blobs.store(source, { key, maxBytes });
    },
  };
}
