import { AppError } from '#kernel/errors';
import { type RequestContext, type StaffSession } from '#kernel/http';
import { isUuid } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type IdentityService, type Tenant, tenantShell } from '#modules/identity';
import { type CatalogueService } from '#modules/catalogue';
import { type PackagesService } from '#modules/packages';
import { shell, type ShellContext } from '#ui';
import { subjectNotFound } from '../errors.ts';
import { type Actor, type ConformityService, type Report, type Subject } from '../types.ts';

/** What the pages are given. */
export interface PageDeps {
  kernel: Pick<Kernel, 'clock'>;
  service: ConformityService;
  identity: Pick<IdentityService, 'tenant' | 'tenantBySlug' | 'operatorTenant'>;
  catalogue: Pick<CatalogueService, 'versionsOf' | 'manifest'>;
  packages: Pick<PackagesService, 'packages' | 'package'>;
}

export const assessorAccess = { surface: 'page', access: { kind: 'staff', action: 'conformity.assess' } } as const;
export const providerAccess = { surface: 'page', access: { kind: 'staff', action: 'provider.manage' } } as const;

/** Routes with rule `staff` always have one; the type does not know it. */
export function staffOf(ctx: RequestContext): StaffSession {
  if (!ctx.staff) throw new AppError('unauthenticated', 'conformity/subject-not-found');
  return ctx.staff;
}

export function actorOf(ctx: RequestContext): Actor {
  const { tenant, staff, displayName, isOperator } = staffOf(ctx);
  return { tenant, id: staff, name: displayName, kind: isOperator ? 'operator' : 'staff' };
}

export async function staffShell(
  ctx: RequestContext,
  { identity }: Pick<PageDeps, 'identity'>,
): Promise<{ tenant: Tenant; shell: ShellContext }> {
  const tenant = await identity.tenant(staffOf(ctx).tenant);
  if (tenant === null) throw subjectNotFound();
  return { tenant, shell: shell(ctx, { tenant: tenantShell(tenant) }) };
}

/** What a page is about: the version of the address, and in the query the offering and the catalogue. */
export interface View {
  subject: Subject;
  criteria: string | undefined;
  /** To carry both along in links; empty for a version and the catalogue in force. */
  query: string;
}

export function viewOf(ctx: RequestContext): View {
  const digest = ctx.params['version'] ?? '';
  if (!/^[0-9a-f]{64}$/u.test(digest)) throw subjectNotFound();
  const offering = ctx.query.get('angebot');
  const criteria = ctx.query.get('katalog');
  const kept = new URLSearchParams();
  if (offering !== null && isUuid(offering)) kept.set('angebot', offering);
  if (criteria !== null) kept.set('katalog', criteria.slice(0, 120));
  return {
    subject: { versionDigest: `sha256:${digest}`, offeringId: kept.get('angebot') },
    criteria: kept.get('katalog') ?? undefined,
    query: kept.size === 0 ? '' : `?${kept.toString()}`,
  };
}

export async function reportOf(view: View, { service }: Pick<PageDeps, 'service'>): Promise<Report> {
  const report = await service.report(view.subject, view.criteria);
  if (report === null) throw subjectNotFound();
  return report;
}

/** The same address with a message. */
export function withNotice(href: string, notice: string): string {
  return `${href}${href.includes('?') ? '&' : '?'}meldung=${notice}`;
}

/** A message after a redirect, taken from the texts only. */
export function noticeOf(ctx: RequestContext, notices: Readonly<Record<string, string>>): string | undefined {
  const name = ctx.query.get('meldung');
  return name !== null && Object.hasOwn(notices, name) ? notices[name] : undefined;
}

/** A text as a person sent it: lines end alike, nothing but the text. */
export function sentText(ctx: RequestContext, name: string): string {
  return (ctx.form.get(name) ?? '').replaceAll('\r\n', '\n').trim();
}
