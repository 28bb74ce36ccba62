import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type StaffId, isUuid } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { Button, Checkbox, CheckboxGroup, type FieldError, Form, Page, shell } from '#ui';
import { isPlausibleEmail, parseRoles } from '../domain/staff-form.ts';
import { identityPaths } from '../paths.ts';
import { type IdentityParts } from '../service.ts';
import { countActiveAdmins, selectStaff, type StaffRow, updateStaff } from '../store/staff.ts';
import { deleteSessionsOfStaff } from '../store/sessions.ts';
import { identityTexts } from '../texts/index.ts';
import { InviteForm, roleOptions } from './staff-section.tsx';
import { staffOf, tenantOf, tenantShell } from './require-staff.ts';

interface Deps {
  kernel: Kernel;
  parts: IdentityParts;
}

async function invite(ctx: RequestContext, deps: Deps): Promise<Reply> {
  const t = identityTexts(ctx.lang).admin;
  const tenant = await tenantOf(ctx, deps.parts.service);
  const email = (ctx.form.get('email') ?? '').trim();
  const roles = parseRoles(ctx.form.getAll('rollen'));
  const errors: FieldError[] = [];
  if (!isPlausibleEmail(email)) errors.push({ id: 'einladung-email', message: t.emailInvalid });
  if (roles.length === 0) errors.push({ id: 'einladung-rollen', message: t.rolesMissing });
  if (errors.length > 0) {
    const messageOf = (id: string): { [key: string]: string } | undefined => {
      const found = errors.find((error) => error.id === id);
      return found && { message: found.message };
    };
    const emailError = messageOf('einladung-email')?.['message'];
    const rolesError = messageOf('einladung-rollen')?.['message'];
    const values = {
      email,
      roles: ctx.form.getAll('rollen'),
      ...(emailError === undefined ? {} : { emailError }),
      ...(rolesError === undefined ? {} : { rolesError }),
    };
    const page = (
      <Page ctx={shell(ctx, { tenant: tenantShell(tenant) })} title={t.invite} errors={errors}>
        <InviteForm ctx={ctx} t={t} values={values} />
      </Page>
    );
    return { kind: 'page', status: 422, page };
  }
  await deps.kernel.db.tx({ tenant: tenant.id }, (tx) =>
    deps.parts.service.inviteStaff(tx, { tenant: tenant.id, email, roles, lang: ctx.lang }),
  );
  return { kind: 'redirect', to: `${identityPaths.admin}?meldung=eingeladen` };
}

async function findStaff(ctx: RequestContext, deps: Deps): Promise<StaffRow> {
  const id = ctx.params['staff'] ?? '';
  const { tenant } = staffOf(ctx);
  const rows = isUuid(id) ? await deps.kernel.db.tx({ tenant }, (tx) => selectStaff(tx, tenant)) : [];
  const row = rows.find((candidate) => candidate.staff_id === id);
  if (!row) throw new AppError('not-found', 'identity/not-found');
  return row;
}

async function staffPage(ctx: RequestContext, deps: Deps, error?: string): Promise<Reply> {
  const t = identityTexts(ctx.lang).admin;
  const row = await findStaff(ctx, deps);
  const tenant = await tenantOf(ctx, deps.parts.service);
  const errors = error === undefined ? [] : [{ id: 'rollen', message: error }];
  return {
    kind: 'page',
    status: error === undefined ? 200 : 422,
    page: (
      <Page
        ctx={shell(ctx, { tenant: tenantShell(tenant) })}
        title={t.changeStaff(row.display_name)}
        errors={errors}
        breadcrumbs={[{ href: identityPaths.admin, label: t.title }]}
      >
        <Form action={ctx.url.pathname} csrfToken={ctx.csrfToken}>
          <CheckboxGroup
            lang={ctx.lang}
            id="rollen"
            label={t.staffRoles}
            options={roleOptions(t)}
            values={row.roles}
            error={error}
          />
          <Checkbox lang={ctx.lang} id="aktiv" label={t.active} checked={row.active} />
          <Button label={t.save} />
        </Form>
      </Page>
    ),
  };
}

async function saveStaff(ctx: RequestContext, deps: Deps): Promise<Reply> {
  const t = identityTexts(ctx.lang).admin;
  const row = await findStaff(ctx, deps);
  const { tenant } = staffOf(ctx);
  const roles = parseRoles(ctx.form.getAll('rollen'));
  const active = ctx.form.get('aktiv') === 'true';
  if (roles.length === 0) return staffPage(ctx, deps, t.rolesMissing);
  // The operator role is not in the form; whoever has it keeps it.
  const kept = row.roles.filter((role) => role === 'operator');
  await deps.kernel.db.tx({ tenant }, async (tx) => {
    await updateStaff(tx, row.staff_id, { roles: [...roles, ...kept], active });
    const staysAdmin = active && row.joined && roles.includes('admin');
    const staffId: StaffId = row.staff_id;
    if (
      !staysAdmin &&
      row.joined &&
      row.roles.includes('admin') &&
      (await countActiveAdmins(tx, tenant, staffId)) === 0
    ) {
      throw new AppError('conflict', 'identity/last-admin');
    }
    if (!active) await deleteSessionsOfStaff(tx, staffId);
  });
  return { kind: 'redirect', to: `${identityPaths.admin}?meldung=gespeichert` };
}

export function staffRoutes(deps: Deps): readonly Route[] {
  const base = { surface: 'page', access: { kind: 'staff', action: 'staff.manage' } } as const;
  const example = { staff: '00000000-0000-4000-8000-000000000000' };
  const path = identityPaths.staff;
  return [
    {
      ...base,
      method: 'POST',
      path: identityPaths.invite,
      name: 'identity.invite',
      rate: 'write',
      handle: (ctx) => invite(ctx, deps),
    },
    {
      ...base,
      method: 'GET',
      path,
      name: 'identity.staff',
      rate: 'page',
      example,
      handle: (ctx) => staffPage(ctx, deps),
    },
    {
      ...base,
      method: 'POST',
      path,
      name: 'identity.staff-save',
      rate: 'write',
      handle: (ctx) => saveStaff(ctx, deps),
    },
  ];
}
