import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { isUuid, newSecret, newUuid, type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { Button, Form, Page, shell, StatusBadge, Table } from '#ui';
import { homeOf } from '../domain/home.ts';
import { hashToken } from '../domain/token.ts';
import { staffSessionSeconds } from '../open-session.ts';
import { identityPaths } from '../paths.ts';
import { type IdentityParts } from '../service.ts';
import { staffTokenPrefix } from '../sessions.ts';
import { switchWorkplace } from '../store/sessions.ts';
import { identityTexts } from '../texts/index.ts';
import { type Role, type Tenant, type Workplace } from '../types.ts';
import { staffOf, tenantOf, tenantShell } from './require-staff.ts';

interface Deps {
  kernel: Kernel;
  parts: IdentityParts;
}

const staffCookie = 'amt-sitzung';

async function workplacesOf(ctx: RequestContext, deps: Deps): Promise<readonly { place: Workplace; tenant: Tenant }[]> {
  const { tenant, staff } = staffOf(ctx);
  const { service } = deps.parts;
  const places = await deps.kernel.db.tx({ tenant }, (tx) => service.workplaces(tx, staff));
  const named = await Promise.all(places.map(async (place) => ({ place, tenant: await service.tenant(place.tenant) })));
  return named
    .flatMap(({ place, tenant: at }) => (at === null ? [] : [{ place, tenant: at }]))
    .sort((a, b) => a.tenant.name.localeCompare(b.tenant.name, 'de'));
}

async function workplacePage(ctx: RequestContext, deps: Deps): Promise<Reply> {
  const texts = identityTexts(ctx.lang);
  const t = texts.workplace;
  const here = await tenantOf(ctx, deps.parts.service);
  const places = await workplacesOf(ctx, deps);
  const roles = (names: readonly string[]): string =>
    names.map((name) => texts.admin.roleNames[name as Role] ?? name).join(', ');
  return {
    kind: 'page',
    page: (
      <Page ctx={shell(ctx, { tenant: tenantShell(here) })} title={t.title} lead={t.lead(here.name)} width="wide">
        <Table
          caption={t.caption}
          captionHidden
          columns={[
            { key: 'name', header: t.authority },
            { key: 'roles', header: texts.admin.staffRoles },
            { key: 'go', header: t.choose },
          ]}
          rows={places.map(({ place, tenant }) => ({
            key: tenant.id,
            cells: {
              name: tenant.name,
              roles: place.isGranted ? `${roles(place.roles)} (${t.granted})` : roles(place.roles),
              go:
                tenant.id === here.id ? (
                  <StatusBadge label={t.here} tone="info" />
                ) : (
                  <Form action={identityPaths.workplace} csrfToken={ctx.csrfToken}>
                    <input type="hidden" name="behoerde" value={tenant.id} />
                    <Button label={t.go} ariaLabel={`${t.go}: ${tenant.name}`} variant="secondary" small />
                  </Form>
                ),
            },
          }))}
        />
      </Page>
    ),
  };
}

/** A new token for a new session: what was signed in for one authority opens nothing of another. */
async function switchTo(ctx: RequestContext, deps: Deps): Promise<Reply> {
  const { db, audit } = deps.kernel;
  const from = staffOf(ctx);
  const target = ctx.form.get('behoerde') ?? '';
  const cookie = ctx.cookies[staffCookie] ?? '';
  if (!isUuid(target)) throw new AppError('not-found', 'identity/not-found');
  const to = target as TenantId;
  const token = newSecret();
  const staff = await db.tx({ tenant: from.tenant }, async (tx) => {
    const found = await switchWorkplace(tx, {
      oldHash: hashToken(cookie.slice(staffTokenPrefix.length)),
      tenant: to,
      session: newUuid(),
      newHash: hashToken(token),
      now: ctx.now,
    });
    if (found === null) throw new AppError('not-found', 'identity/not-found');
    const entry = { action: 'identity.workplace-left', actorKind: 'staff', subject: found } as const;
    await audit.record(tx, { ...entry, tenant: from.tenant, actor: from.staff });
    return found;
  });
  await db.tx({ tenant: to }, (tx) =>
    audit.record(tx, {
      tenant: to,
      action: 'identity.workplace-entered',
      actor: staff,
      actorKind: 'staff',
      subject: staff,
    }),
  );
  deps.parts.sessions.forget(cookie);
  const session = await deps.parts.sessions.resolve(staffTokenPrefix + token);
  return {
    kind: 'redirect',
    to: homeOf(session?.kind === 'staff' ? session.actions : new Set()),
    cookies: [{ name: staffCookie, value: staffTokenPrefix + token, maxAgeSeconds: staffSessionSeconds }],
  };
}

export function workplaceRoutes(deps: Deps): readonly Route[] {
  const base = {
    surface: 'page',
    access: { kind: 'staff', action: 'workplace.switch' },
    path: identityPaths.workplace,
  } as const;
  return [
    { ...base, method: 'GET', name: 'identity.workplace', rate: 'page', handle: (ctx) => workplacePage(ctx, deps) },
    {
      ...base,
      method: 'POST',
      name: 'identity.workplace-switch',
      rate: 'write',
      handle: (ctx) => switchTo(ctx, deps),
    },
  ];
}
