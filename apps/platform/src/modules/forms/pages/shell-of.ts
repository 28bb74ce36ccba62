import { AppError } from '#kernel/errors';
import { type RequestContext } from '#kernel/http';
import { type PersonId, type TenantId } from '#kernel/ids';
import { tenantShell } from '#modules/identity';
import { shell, type ShellContext } from '#ui';
import { type FormsDeps } from '../deps.ts';
import { type LocalName } from '../types.ts';

/** Routes with rule `person` always have one; the type does not know it. */
export function personOf(ctx: RequestContext): PersonId {
  if (ctx.person === null) throw new AppError('unauthenticated', 'http/signed-out');
  return ctx.person.person;
}

export async function shellOf(ctx: RequestContext, deps: FormsDeps, tenantId: TenantId): Promise<ShellContext> {
  const tenant = await deps.identity.tenant(tenantId);
  return shell(ctx, { tenant: tenant === null ? null : tenantShell(tenant) });
}

export function nameIn(name: LocalName, lang: 'de' | 'en'): string {
  return name[lang] === '' ? name.de : name[lang];
}
