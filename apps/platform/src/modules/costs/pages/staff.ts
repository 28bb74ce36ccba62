import { AppError } from '#kernel/errors';
import { type RequestContext, type StaffSession } from '#kernel/http';
import { type Kernel } from '#kernel/module';
import { type IdentityService, type Tenant, tenantShell } from '#modules/identity';
import { shell, type ShellContext } from '#ui';
import { packageNotFound } from '../errors.ts';
import { type CostsService } from '../types.ts';

/** What the pages of the treasurer are given. */
export interface BudgetDeps {
  kernel: Pick<Kernel, 'db' | 'audit'>;
  service: CostsService;
  identity: Pick<IdentityService, 'tenant'>;
}

/** Routes with rule `staff` always have one; the type does not know it. */
export function staffOf(ctx: RequestContext): StaffSession {
  if (!ctx.staff) throw new AppError('unauthenticated', 'costs/package-not-found');
  return ctx.staff;
}

export async function staffShell(
  ctx: RequestContext,
  { identity }: Pick<BudgetDeps, 'identity'>,
): Promise<{ tenant: Tenant; shell: ShellContext }> {
  const tenant = await identity.tenant(staffOf(ctx).tenant);
  if (tenant === null) throw packageNotFound();
  return { tenant, shell: shell(ctx, { tenant: tenantShell(tenant) }) };
}

export const readAccess = { surface: 'page', access: { kind: 'staff', action: 'costs.read' } } as const;
export const manageAccess = { surface: 'page', access: { kind: 'staff', action: 'costs.manage' } } as const;
