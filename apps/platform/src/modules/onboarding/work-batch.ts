import { AppError } from '#kernel/errors';
import { type StaffId, type TenantId } from '#kernel/ids';
import { roleActions } from '#modules/identity';
import { type OnboardingDeps } from './deps.ts';
import { type BatchRow, type LineRow, settleLine } from './store/batches.ts';
import { selectMaker } from './store/towns.ts';
import { type OnboardingService } from './types.ts';

/** A town in which a co-ordinator works, with her staff record there. */
export interface Reach {
  tenant: TenantId;
  staff: StaffId;
}

const batchRoute = 'marketplace';

export interface LineWork {
  line(tenant: TenantId, head: BatchRow, line: LineRow, reach: readonly Reach[]): Promise<void>;
}

/** One line of a list; what it comes to is written down beside it. */
export function createLineWork(deps: OnboardingDeps, service: Pick<OnboardingService, 'createTown'>): LineWork {
  const { kernel, identity, adoption } = deps;
  const { db } = kernel;

  async function createTown(tenant: TenantId, head: BatchRow, line: LineRow): Promise<TenantId> {
    try {
      const by = { tenant, staff: head.made_by };
      const made = await service.createTown({
        ...{ ars: line.ars, adminEmail: line.admin_email, by, access: head.with_access },
      });
      return made.tenant.id;
    } catch (error) {
      const own = await madeBefore(tenant, line.ars, error);
      if (own === null) throw error;
      return own;
    }
  }

  /** A process that died between the town and its line has made the town: that line is done. */
  async function madeBefore(maker: TenantId, ars: string, error: unknown): Promise<TenantId | null> {
    if (!(error instanceof AppError) || error.code !== 'identity/tenant-exists') return null;
    const town = await identity.tenantByArs(ars);
    if (town === null) return null;
    const found = await db.tx({ tenant: town.id }, (tx) => selectMaker(tx, town.id));
    return found === maker ? town.id : null;
  }

  async function beginService(head: BatchRow, line: LineRow, reach: readonly Reach[]): Promise<TenantId> {
    const place = reach.find(({ tenant }) => tenant === line.town_id);
    if (place === undefined || head.package_id === null) throw new AppError('forbidden', 'onboarding/no-access');
    const name = await db.tx({ tenant: place.tenant }, (tx) => identity.staffName(tx, place.staff));
    const by = { staff: place.staff, name: name ?? '', actions: new Set<string>(roleActions.coordinator) };
    await adoption.start({ tenant: place.tenant, packageId: head.package_id, route: batchRoute, by });
    return place.tenant;
  }

  return {
    async line(tenant, head, line, reach) {
      const result = head.kind === 'create' ? createTown(tenant, head, line) : beginService(head, line, reach);
      const settled = await result
        .then((town) => ({ line: line.line, state: 'done' as const, reason: null, town_id: town }))
        .catch((error: unknown) => {
          // What somebody decided or mistyped will not change by trying again; anything else is the job's to repeat.
          if (!(error instanceof AppError) || error.kind === 'unavailable' || error.kind === 'internal') throw error;
          return { line: line.line, state: 'failed' as const, reason: error.code, town_id: line.town_id };
        });
      await db.tx({ tenant }, (tx) => settleLine(tx, tenant, head.batch_id, settled));
    },
  };
}
