import { type TenantId } from '#kernel/ids';
import { type Batches, createBatches } from './batches.ts';
import { createChecklists } from './checklist.ts';
import { createTownMaker } from './create-town.ts';
import { type OnboardingDeps } from './deps.ts';
import { createLegalDrafts, type LegalDrafts } from './legal-drafts.ts';
import { createLooks, type Looks } from './look.ts';
import { createStaffImport, type StaffImport } from './staff-import.ts';
import { countMadeTowns, selectMadeTowns } from './store/towns.ts';
import { type MadeTown, type OnboardingService } from './types.ts';

export interface OnboardingParts extends OnboardingService {
  legal: LegalDrafts;
  looks: Looks;
  staff: StaffImport;
  batches: Batches;
}

export function createOnboardingService(deps: OnboardingDeps): OnboardingParts {
  const { kernel, identity } = deps;
  const legal = createLegalDrafts(deps);
  const maker = createTownMaker(deps);
  return {
    ...maker,
    ...createChecklists(deps),
    legal,
    looks: createLooks(deps),
    staff: createStaffImport(deps),
    batches: createBatches(deps, maker),
    drafts: legal.drafts,
    async towns(maker, { after, limit }) {
      const cursor = after === undefined ? null : (after as TenantId);
      const { rows, total } = await kernel.db.tx({ tenant: maker }, async (tx) => ({
        rows: await selectMadeTowns(tx, maker, { after: cursor, limit: limit + 1 }),
        total: await countMadeTowns(tx, maker),
      }));
      const items: MadeTown[] = [];
      for (const row of rows.slice(0, limit)) {
        const tenant = await identity.tenant(row.tenant_id);
        if (tenant === null) continue;
        const { admin_email: adminEmail, made_at: madeAt, steps, looked_at: lookedAt } = row;
        items.push({ tenant, adminEmail, madeAt, steps, lookedAt });
      }
      return { items, total, next: rows.length > limit ? (items.at(-1)?.tenant.id ?? null) : null };
    },
  };
}
