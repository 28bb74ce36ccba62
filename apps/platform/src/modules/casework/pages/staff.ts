import { AppError } from '#kernel/errors';
import { type RequestContext, type StaffSession } from '#kernel/http';
import { type IdentityService, tenantShell, type Tenant } from '#modules/identity';
import { shell, type ShellContext } from '#ui';

/** Routes with rule `staff` always have one; the type does not know it. */
export function staffOf(ctx: RequestContext): StaffSession {
  if (!ctx.staff) throw new AppError('unauthenticated', 'casework/not-found');
  return ctx.staff;
}

export async function staffShell(
  ctx: RequestContext,
  identity: Pick<IdentityService, 'tenant'>,
): Promise<{ tenant: Tenant; shell: ShellContext }> {
  const tenant = await identity.tenant(staffOf(ctx).tenant);
  if (tenant === null) throw new AppError('not-found', 'casework/not-found');
  return { tenant, shell: shell(ctx, { tenant: tenantShell(tenant) }) };
}

/** A message after a redirect, taken from the texts only. */
export function noticeOf(ctx: RequestContext, notices: Readonly<Record<string, string>>): string | undefined {
  const name = ctx.query.get('meldung');
  return name !== null && Object.hasOwn(notices, name) ? notices[name] : undefined;
}
