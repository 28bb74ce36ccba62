import { type RequestContext, type StaffSession } from '#kernel/http';
import { type Tenant, tenantShell } from '#modules/identity';
import { shell, type ShellContext } from '#ui';
import { sandboxNotFound } from '../errors.ts';
import { type SandboxDeps, type Sandboxes } from '../service.ts';
import { sandboxTexts } from '../texts/index.ts';
import { type Sandbox } from '../types.ts';

export interface PageDeps extends SandboxDeps {
  service: Sandboxes;
}

export const sandboxAccess = { surface: 'page', access: { kind: 'staff', action: 'sandbox.use' } } as const;

/** Routes with rule `staff` always have one; the type does not know it. */
export function staffOf(ctx: RequestContext): StaffSession {
  if (!ctx.staff) throw sandboxNotFound();
  return ctx.staff;
}

export async function staffShell(
  ctx: RequestContext,
  { identity }: Pick<PageDeps, 'identity'>,
): Promise<{ tenant: Tenant; shell: ShellContext }> {
  const tenant = await identity.tenant(staffOf(ctx).tenant);
  if (tenant === null) throw sandboxNotFound();
  return { tenant, shell: shell(ctx, { tenant: tenantShell(tenant) }) };
}

/** The sandbox of the address, of those that the signed-in authority made. */
export async function sandboxOf(ctx: RequestContext, { service }: Pick<PageDeps, 'service'>): Promise<Sandbox> {
  const found = (await service.of(staffOf(ctx).tenant)).find(({ tenant }) => tenant === ctx.params['sandbox']);
  if (found === undefined) throw sandboxNotFound();
  return found;
}

/** The sandbox that the member of staff is in. */
export async function hereOf(ctx: RequestContext, { service }: Pick<PageDeps, 'service'>): Promise<Sandbox> {
  const sandbox = await service.bySandboxTenant(staffOf(ctx).tenant);
  if (sandbox === null) throw sandboxNotFound();
  return sandbox;
}

/** A message after a redirect, taken from the texts only. */
export function noticeOf(ctx: RequestContext): string | undefined {
  const notices: Readonly<Record<string, string>> = sandboxTexts(ctx.lang).notices;
  const name = ctx.query.get('meldung');
  return name !== null && Object.hasOwn(notices, name) ? notices[name] : undefined;
}
