import { AppError } from '#kernel/errors';
import { type RequestContext, type StaffSession } from '#kernel/http';
import { type Kernel } from '#kernel/module';
import { type CatalogueService } from '#modules/catalogue';
import { type IdentityService, type Tenant, tenantShell } from '#modules/identity';
import { type Crumb, type DateParts, shell, type ShellContext } from '#ui';
import { packageNotFound } from '../errors.ts';
import { packagesPaths } from '../paths.ts';
import { packagesTexts } from '../texts/index.ts';
import { type BothTexts, type BuiltPackage, type PackagesService } from '../types.ts';

/** What the pages of packages are given. */
export interface PageDeps {
  kernel: Pick<Kernel, 'db' | 'audit'>;
  service: PackagesService;
  identity: Pick<IdentityService, 'tenant'>;
  catalogue: Pick<CatalogueService, 'versionsOf' | 'manifest'>;
}

export const providerAccess = {
  surface: 'page',
  access: { kind: 'staff', action: 'provider.manage' },
} as const;

/** Routes with rule `staff` always have one; the type does not know it. */
export function staffOf(ctx: RequestContext): StaffSession {
  if (!ctx.staff) throw new AppError('unauthenticated', 'packages/package-not-found');
  return ctx.staff;
}

export async function providerShell(
  ctx: RequestContext,
  { identity }: Pick<PageDeps, 'identity'>,
): Promise<{ tenant: Tenant; shell: ShellContext }> {
  const tenant = await identity.tenant(staffOf(ctx).tenant);
  if (tenant === null) throw packageNotFound();
  return { tenant, shell: shell(ctx, { tenant: tenantShell(tenant) }) };
}

/** The package of the address, of the signed-in provider only. */
export async function packageOf(ctx: RequestContext, { service }: Pick<PageDeps, 'service'>): Promise<BuiltPackage> {
  const digest = `sha256:${ctx.params['package'] ?? ''}`;
  const found = (await service.builtBy(staffOf(ctx).tenant)).find((one) => one.digest === digest);
  if (found === undefined) throw packageNotFound();
  return found;
}

export function inLanguageOf(ctx: Pick<RequestContext, 'lang'>, { de, en }: BothTexts): string {
  return ctx.lang === 'en' && en !== '' ? en : de;
}

export const nameOf = (ctx: Pick<RequestContext, 'lang'>, one: BuiltPackage): string =>
  `${inLanguageOf(ctx, one.name)} ${one.version}`;

export function listCrumbs(ctx: RequestContext): readonly Crumb[] {
  const t = packagesTexts(ctx.lang);
  return [
    { href: packagesPaths.workspace, label: t.workspace },
    { href: packagesPaths.list, label: t.title },
  ];
}

export function packageCrumbs(ctx: RequestContext, one: BuiltPackage): readonly Crumb[] {
  return [...listCrumbs(ctx), { href: packagesPaths.package(one.digest), label: nameOf(ctx, one) }];
}

/** A message after a redirect, taken from the texts only. */
export function noticeOf(ctx: RequestContext): string | undefined {
  const notices: Readonly<Record<string, string>> = packagesTexts(ctx.lang).notices;
  const name = ctx.query.get('meldung');
  return name !== null && Object.hasOwn(notices, name) ? notices[name] : undefined;
}

/** A day as three inputs have it; '' when all are empty, null when it is none of the calendar. */
export function dayOf({ day, month, year }: DateParts): string | null {
  if (day === '' && month === '' && year === '') return '';
  const text = [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-');
  const at = /^\d{4}-\d{2}-\d{2}$/u.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(NaN);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) && text >= '1990-01-01' ? text : null;
}

export function partsOf(date: string): DateParts {
  const [year = '', month = '', day = ''] = date.split('-');
  return { year, month: month.replace(/^0(?=\d)/u, ''), day: day.replace(/^0(?=\d)/u, '') };
}
