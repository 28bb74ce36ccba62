import { AppError } from '#kernel/errors';
import { type RequestContext, type StaffSession } from '#kernel/http';
import { type Tenant, tenantShell } from '#modules/identity';
import { type Crumb, shell, type ShellContext } from '#ui';
import { privacyPaths } from '../paths.ts';
import { type Privacy, type PrivacyDeps } from '../service.ts';
import { privacyTexts } from '../texts/index.ts';
import { type AssessedVersion } from '../types.ts';

/** What the pages are given. */
export interface PageDeps extends PrivacyDeps {
  service: Privacy;
}

/** Of every route: the data-protection officer of the authority. */
export const officerAccess = { surface: 'page', access: { kind: 'staff', action: 'privacy.manage' } } as const;

/** Routes with rule `staff` always have one; the type does not know it. */
export function staffOf(ctx: RequestContext): StaffSession {
  if (!ctx.staff) throw new AppError('unauthenticated', 'privacy/not-found');
  return ctx.staff;
}

export async function officerShell(
  ctx: RequestContext,
  { identity }: Pick<PageDeps, 'identity'>,
): Promise<{ tenant: Tenant; shell: ShellContext }> {
  const tenant = await identity.tenant(staffOf(ctx).tenant);
  if (tenant === null) throw new AppError('not-found', 'privacy/not-found');
  return { tenant, shell: shell(ctx, { tenant: tenantShell(tenant) }) };
}

/** The published version of the address; public facts, so every authority may read it. */
export async function versionOf(ctx: RequestContext, { service }: Pick<PageDeps, 'service'>): Promise<AssessedVersion> {
  const hash = ctx.params['digest'] ?? '';
  const version = /^[0-9a-f]{64}$/.test(hash) ? await service.version(`sha256:${hash}`) : null;
  if (version === null) throw new AppError('not-found', 'privacy/not-found');
  return version;
}

export function crumbs(ctx: RequestContext, version?: AssessedVersion): readonly Crumb[] {
  const top = { href: privacyPaths.list, label: privacyTexts(ctx.lang).title };
  if (version === undefined) return [top];
  return [top, { href: privacyPaths.service(version.digest), label: nameOf(ctx, version) }];
}

/** In the language of the reader where it is there. */
export function pick(ctx: RequestContext, { de, en }: { de: string; en: string }): string {
  return ctx.lang === 'en' && en !== '' ? en : de;
}

export const nameOf = (ctx: RequestContext, { manifest }: Pick<AssessedVersion, 'manifest'>): string =>
  pick(ctx, manifest.service.name);

/** A message after a redirect, taken from the texts only. */
export function noticeOf(ctx: RequestContext): string | undefined {
  const notices: Readonly<Record<string, string>> = privacyTexts(ctx.lang).notices;
  const name = ctx.query.get('meldung');
  return name !== null && Object.hasOwn(notices, name) ? notices[name] : undefined;
}
