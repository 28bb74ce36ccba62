import { AppError } from '#kernel/errors';
import { isUuid, newUuid, type StaffId, type TenantId } from '#kernel/ids';
import { type OnboardingDeps } from './deps.ts';
import { workBatch } from './jobs/work-batch.job.ts';
import * as rows from './store/batches.ts';
import { type Batch, type OnboardingService } from './types.ts';
import { createLineWork, type Reach } from './work-batch.ts';

export interface Batches {
  /** One transaction with its job: what is in the list is worked off, whatever happens to this process. */
  create(input: {
    by: { tenant: TenantId; staff: StaffId };
    towns: readonly { line: number; ars: string; email: string; name: string }[];
    access: boolean;
  }): Promise<string>;
  adopt(input: {
    by: { tenant: TenantId; staff: StaffId };
    packageId: string;
    towns: readonly TenantId[];
  }): Promise<string>;
  batch(tenant: TenantId, id: string): Promise<Batch>;
  /** Lines that failed are tried once more. */
  again(tenant: TenantId, id: string): Promise<void>;
  work(tenant: TenantId, id: string): Promise<void>;
  /** Towns in which a person works as a co-ordinator who was let in. */
  reachableTowns(by: { tenant: TenantId; staff: StaffId }): Promise<readonly Reach[]>;
}

export function createBatches(deps: OnboardingDeps, service: Pick<OnboardingService, 'createTown'>): Batches {
  const { kernel, identity } = deps;
  const work = createLineWork(deps, service);
  const { db, clock, jobs } = kernel;

  async function begin(
    by: { tenant: TenantId; staff: StaffId },
    head: Pick<rows.BatchRow, 'kind' | 'package_id' | 'with_access'>,
    lines: readonly Parameters<typeof rows.insertLine>[3][],
  ): Promise<string> {
    const id = newUuid();
    await db.tx({ tenant: by.tenant }, async (tx) => {
      await rows.insertBatch(tx, by.tenant, { batch_id: id, ...head, made_by: by.staff, made_at: clock.now() });
      for (const line of lines) await rows.insertLine(tx, by.tenant, id, line);
      await jobs.enqueue(tx, workBatch, { tenant: by.tenant, batch: id }, { key: id });
    });
    return id;
  }

  async function reachableTowns({ tenant, staff }: { tenant: TenantId; staff: StaffId }) {
    const workplaces = await db.tx({ tenant }, (tx) => identity.workplaces(tx, staff));
    return workplaces
      .filter((place) => place.tenant !== tenant && place.isGranted && place.roles.includes('coordinator'))
      .map((place) => ({ tenant: place.tenant, staff: place.staff }));
  }

  async function read(tenant: TenantId, id: string): Promise<{ head: rows.BatchRow; lines: readonly rows.LineRow[] }> {
    const found = isUuid(id)
      ? await db.tx({ tenant }, async (tx) => {
          const head = await rows.selectBatch(tx, tenant, id);
          return head === null ? null : { head, lines: await rows.selectLines(tx, tenant, id) };
        })
      : null;
    if (found === null) throw new AppError('not-found', 'onboarding/not-found');
    return found;
  }

  return {
    create: ({ by, towns, access }) =>
      begin(
        by,
        { kind: 'create', package_id: null, with_access: access },
        towns.map(({ line, ars, email, name }) => ({ line, ars, admin_email: email, name, town_id: null })),
      ),
    async adopt({ by, packageId, towns }) {
      const lines = [];
      for (const [index, id] of towns.entries()) {
        const town = await identity.tenant(id);
        if (town === null) throw new AppError('not-found', 'onboarding/not-found');
        lines.push({ line: index + 1, ars: town.ars ?? '', admin_email: '', name: town.name, town_id: id });
      }
      return begin(by, { kind: 'adopt', package_id: packageId, with_access: false }, lines);
    },
    async batch(tenant, id) {
      const { head, lines } = await read(tenant, id);
      return {
        id: head.batch_id,
        kind: head.kind,
        packageId: head.package_id,
        madeAt: head.made_at,
        lines: lines.map(({ admin_email: email, town_id: town, ...line }) => ({ ...line, email, town })),
      };
    },
    async again(tenant, id) {
      await read(tenant, id);
      await db.tx({ tenant }, async (tx) => {
        if ((await rows.reopenFailed(tx, tenant, id)) > 0) {
          await jobs.enqueue(tx, workBatch, { tenant, batch: id }, { key: id });
        }
      });
    },
    async work(tenant, id) {
      const { head, lines } = await read(tenant, id);
      const reach = head.kind === 'adopt' ? await reachableTowns({ tenant, staff: head.made_by }) : [];
      for (const line of lines.filter(({ state }) => state === 'waiting')) await work.line(tenant, head, line, reach);
    },
    reachableTowns,
  };
}
