import { AppError } from '#kernel/errors';
import { isUuid, newUuid, type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { workNotFound } from './errors.ts';
import { deleteWork, insertWork, selectWork, selectWorks, updateWork } from './store/works.ts';
import { type AuthoringService, type Work } from './types.ts';

export function createAuthoringService({ db, clock }: Pick<Kernel, 'db' | 'clock'>): AuthoringService {
  return {
    works: (tenant) => db.tx({ tenant }, (tx) => selectWorks(tx, tenant)),
    work: async (tenant, id) => {
      const found = isUuid(id) ? await db.tx({ tenant }, (tx) => selectWork(tx, id, { lock: false })) : null;
      return ofTenant(found, tenant);
    },
    async create({ tenant, content, baseVersionDigest, by }) {
      const now = clock.now();
      const work: Work = {
        id: newUuid(),
        tenant,
        content,
        revision: 1,
        baseVersionDigest,
        createdAt: now,
        changedAt: now,
        changedBy: by,
      };
      await db.tx({ tenant }, (tx) => insertWork(tx, work));
      return work;
    },
    async save({ tenant, id, revision, by, change }) {
      if (!isUuid(id)) throw workNotFound();
      return db.tx({ tenant }, async (tx) => {
        const current = ofTenant(await selectWork(tx, id, { lock: true }), tenant);
        if (revision !== null && revision !== current.revision) return { ok: false as const, current };
        const content = change(current.content);
        const work = { ...current, content, revision: current.revision + 1, changedAt: clock.now(), changedBy: by };
        await updateWork(tx, work);
        return { ok: true as const, work };
      });
    },
    async remove(tenant, id) {
      const removed = isUuid(id) && (await db.tx({ tenant }, (tx) => deleteWork(tx, id)));
      if (!removed) throw workNotFound();
    },
    async removeIn(tx, { id, revision }) {
      const current = await selectWork(tx, id, { lock: true });
      if (current === null) throw workNotFound();
      if (current.revision !== revision) throw new AppError('conflict', 'authoring/work-changed');
      await deleteWork(tx, id);
    },
  };
}

/** Row-level security has hidden the works of others already; this is the second lock. */
function ofTenant(work: Work | null, tenant: TenantId): Work {
  if (work?.tenant !== tenant) throw workNotFound();
  return work;
}
