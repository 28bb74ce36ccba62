import { AppError } from '#kernel/errors';
import { type RequestContext, type StaffSession } from '#kernel/http';
import { type TenantShell } from '#ui';
import { type IdentityService, type Tenant } from '../types.ts';

/** Routes with rule `staff` always have one; the type does not know it. */
export function staffOf(ctx: RequestContext): StaffSession {
  if (!ctx.staff) throw new AppError('unauthenticated', 'identity/not-found');
  return ctx.staff;
}

export async function tenantOf(ctx: RequestContext, service: IdentityService): Promise<Tenant> {
  const tenant = await service.tenant(staffOf(ctx).tenant);
  if (!tenant) throw new AppError('not-found', 'identity/not-found');
  return tenant;
}

export function tenantShell(tenant: Tenant): TenantShell {
  const { street, postcode, city, phone, email, openingHours } = tenant.contact;
  const { coatOfArms, colours } = tenant.look;
  const address = [street, `${postcode} ${city}`.trim()].filter((line) => line !== '');
  return {
    slug: tenant.slug,
    name: tenant.name,
    isReal: !tenant.isDemo && tenant.isSandbox !== true,
    ...(tenant.isSandbox === true ? { isSandbox: true } : {}),
    ...(coatOfArms === null ? {} : { coatOfArms: `/wappen/${tenant.slug}/${coatOfArms}` }),
    ...(colours === null ? {} : { colours: `/farben/${colours.main}-${colours.accent}.css` }),
    contact: {
      ...(address.length > 0 ? { address } : {}),
      ...(phone === '' ? {} : { phone }),
      ...(email === '' ? {} : { email }),
      ...(openingHours === '' ? {} : { openingHours }),
    },
  };
}
