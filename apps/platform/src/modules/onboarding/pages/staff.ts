import { AppError } from '#kernel/errors';
import { type RequestContext, type StaffSession } from '#kernel/http';
import { type Tenant, tenantShell } from '#modules/identity';
import { type Crumb, shell, type ShellContext } from '#ui';
import { type OnboardingDeps } from '../deps.ts';
import { onboardingPaths } from '../paths.ts';
import { type OnboardingParts } from '../service.ts';
import { onboardingTexts } from '../texts/index.ts';

/** What the pages are given. */
export interface PageDeps extends OnboardingDeps {
  service: OnboardingParts;
}

/** Of the pages of co-ordinators. */
export const coordinatorAccess = { surface: 'page', access: { kind: 'staff', action: 'town.create' } } as const;
/** Of the town's own pages. */
export const townAccess = { surface: 'page', access: { kind: 'staff', action: 'tenant.manage' } } as const;
/** Invitations are the duty of whoever manages staff. */
export const staffAccess = { surface: 'page', access: { kind: 'staff', action: 'staff.manage' } } as const;

/** Routes with rule `staff` always have one; the type does not know it. */
export function staffOf(ctx: RequestContext): StaffSession {
  if (!ctx.staff) throw new AppError('unauthenticated', 'onboarding/not-found');
  return ctx.staff;
}

export async function staffShell(
  ctx: RequestContext,
  { identity }: Pick<PageDeps, 'identity'>,
): Promise<{ tenant: Tenant; shell: ShellContext }> {
  const tenant = await identity.tenant(staffOf(ctx).tenant);
  if (tenant === null) throw new AppError('not-found', 'onboarding/not-found');
  return { tenant, shell: shell(ctx, { tenant: tenantShell(tenant) }) };
}

/** A message after a redirect, taken from the texts only. */
export function noticeOf(ctx: RequestContext, notices: Readonly<Record<string, string>>): string | undefined {
  const name = ctx.query.get('meldung');
  return name !== null && Object.hasOwn(notices, name) ? notices[name] : undefined;
}

export function coordinationCrumbs(ctx: RequestContext): readonly Crumb[] {
  return [{ href: onboardingPaths.towns, label: onboardingTexts(ctx.lang).towns.title }];
}

export function setUpCrumbs(ctx: RequestContext): readonly Crumb[] {
  return [{ href: onboardingPaths.setUp, label: onboardingTexts(ctx.lang).setUp.title }];
}

/** What was posted, as one trimmed line. */
export function posted(ctx: RequestContext, name: string, most = 500): string {
  return (ctx.form.get(name) ?? '').replace(/\s+/g, ' ').trim().slice(0, most);
}
