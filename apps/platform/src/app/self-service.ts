import { type FitConnectAccess } from '#kernel/fit-connect';
import { type Kernel, type ModuleInstance } from '#kernel/module';
import { type IdentityService, tenantShell } from '#modules/identity';
import { regionOfKey, selfServiceRoutes, type TransportService } from '#modules/transport';
import { shell } from '#ui';

interface SelfServiceParts {
  identity: Pick<IdentityService, 'tenant'>;
  /** Null: the delivery service runs in another process or is somebody else's. */
  transport: TransportService | null;
  access: FitConnectAccess;
}

/** Pages on the delivery service for staff. The service knows neither tenants nor the audit; both are handed to it here. */
export function createSelfServicePages(
  { db, audit, config }: Pick<Kernel, 'db' | 'audit' | 'config'>,
  { identity, transport, access }: SelfServiceParts,
): ModuleInstance<null> {
  const routes = selfServiceRoutes({
    service: transport?.selfService ?? null,
    addresses: access,
    takesSelfSigned: config.mode !== 'production',
    async areaOf(id) {
      const tenant = await identity.tenant(id);
      const region = regionOfKey(tenant?.ars ?? null);
      if (region !== null) return { region };
      return tenant?.kind === 'operator' ? 'everywhere' : 'nowhere';
    },
    async shellOf(ctx) {
      const tenant = ctx.staff ? await identity.tenant(ctx.staff.tenant) : null;
      return shell(ctx, { tenant: tenant === null ? null : tenantShell(tenant) });
    },
    record: (tenant, { staff, action, subject }) =>
      db.tx({ tenant }, (tx) => audit.record(tx, { tenant, action, actor: staff, actorKind: 'staff', subject })),
  });
  return { name: 'self-service', service: null, routes, jobs: [], recurring: [], retention: [], errorTexts: {} };
}
