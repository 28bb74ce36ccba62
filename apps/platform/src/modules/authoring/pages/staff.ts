import { AppError } from '#kernel/errors';
import { type RequestContext, type StaffSession } from '#kernel/http';
import { type Kernel } from '#kernel/module';
import { type CatalogueService } from '#modules/catalogue';
import { type IdentityService, type Tenant, tenantShell } from '#modules/identity';
import { type Crumb, shell, type ShellContext } from '#ui';
import { workNotFound } from '../errors.ts';
import { authoringPaths } from '../paths.ts';
import { authoringTexts } from '../texts/index.ts';
import { type AuthoringService, type Work } from '../types.ts';

/** What the pages of the workspace are given. */
export interface AuthoringDeps {
  kernel: Kernel;
  service: AuthoringService;
  identity: Pick<IdentityService, 'tenant' | 'tenants'>;
  catalogue: CatalogueService;
}

/** Of every route of the workspace. */
export const providerAccess = {
  surface: 'page',
  access: { kind: 'staff', action: 'provider.manage' },
} as const;

/** Routes with rule `staff` always have one; the type does not know it. */
export function staffOf(ctx: RequestContext): StaffSession {
  if (!ctx.staff) throw new AppError('unauthenticated', 'authoring/work-not-found');
  return ctx.staff;
}

export async function providerShell(
  ctx: RequestContext,
  { identity }: Pick<AuthoringDeps, 'identity'>,
): Promise<{ tenant: Tenant; shell: ShellContext }> {
  const tenant = await identity.tenant(staffOf(ctx).tenant);
  if (tenant === null) throw workNotFound();
  return { tenant, shell: shell(ctx, { tenant: tenantShell(tenant) }) };
}

/** The work of the address, of the signed-in provider only. */
export async function workOf(ctx: RequestContext, { service }: Pick<AuthoringDeps, 'service'>): Promise<Work> {
  return service.work(staffOf(ctx).tenant, ctx.params['work'] ?? '');
}

/** The way to a page below a work. */
export function workCrumbs(ctx: RequestContext, work: Work): readonly Crumb[] {
  return [
    { href: authoringPaths.list, label: authoringTexts(ctx.lang).list.title },
    { href: authoringPaths.work(work.id), label: workName(ctx, work) },
  ];
}

/** In the language of the reader where it is there. */
export function workName(ctx: RequestContext, { content }: Work): string {
  const { de, en } = content.service.name;
  const name = ctx.lang === 'en' && en !== '' ? en : de;
  return name || content.schema.name || authoringTexts(ctx.lang).list.unnamed;
}

/** Hidden field of every form of a work: which state it was made from. */
export const revisionField = 'stand';

export function revisionOf(ctx: RequestContext): number {
  const value = ctx.form.get(revisionField) ?? '';
  return /^\d{1,9}$/.test(value) ? Number(value) : 0;
}

/** A message after a redirect, taken from the texts only. */
export function noticeOf(ctx: RequestContext, notices: Readonly<Record<string, string>>): string | undefined {
  const name = ctx.query.get('meldung');
  return name !== null && Object.hasOwn(notices, name) ? notices[name] : undefined;
}
