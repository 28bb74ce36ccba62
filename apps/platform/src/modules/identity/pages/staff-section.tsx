import { type RequestContext } from '#kernel/http';
import { Button, CheckboxGroup, Form, Table, TextField } from '#ui';
import { tenantRoles } from '../domain/roles.ts';
import { identityPaths } from '../paths.ts';
import { type StaffRow } from '../store/staff.ts';
import { type identityTexts } from '../texts/index.ts';
import { type Role } from '../types.ts';

type Texts = ReturnType<typeof identityTexts>['admin'];

function stateOf(row: StaffRow, t: Texts): string {
  if (!row.active) return t.states.blocked;
  return row.joined ? t.states.joined : t.states.invited;
}

function roleNames(roles: readonly string[], t: Texts): string {
  const names: Record<string, string> = t.roleNames;
  return roles.map((role) => names[role] ?? role).join(', ');
}

export function roleOptions(t: Texts): { value: Role; label: string }[] {
  return tenantRoles.map((role) => ({ value: role, label: t.roleNames[role] }));
}

export function StaffSection({ ctx, t, staff }: { ctx: RequestContext; t: Texts; staff: readonly StaffRow[] }) {
  return (
    <section>
      <h2 class="kern-heading-medium">{t.staff}</h2>
      {staff.length === 0 ? (
        <p class="kern-body">{t.none}</p>
      ) : (
        <Table
          caption={t.staff}
          captionHidden
          columns={[
            { key: 'name', header: t.staffName },
            { key: 'roles', header: t.staffRoles },
            { key: 'state', header: t.staffState },
            { key: 'change', header: t.change },
          ]}
          rows={staff.map((row) => ({
            key: row.staff_id,
            cells: {
              name: row.display_name,
              roles: roleNames(row.roles, t),
              state: stateOf(row, t),
              change: (
                <a class="kern-link" href={`/amt/verwaltung/beschaeftigte/${row.staff_id}`}>
                  {t.change}
                  <span class="kern-sr-only">: {row.display_name}</span>
                </a>
              ),
            },
          }))}
        />
      )}
      <h3 class="kern-heading-small">{t.invite}</h3>
      <InviteForm ctx={ctx} t={t} />
    </section>
  );
}

export interface InviteValues {
  email: string;
  roles: readonly string[];
  emailError?: string;
  rolesError?: string;
}

export function InviteForm({ ctx, t, values }: { ctx: RequestContext; t: Texts; values?: InviteValues }) {
  return (
    <Form action={identityPaths.invite} csrfToken={ctx.csrfToken}>
      <TextField
        lang={ctx.lang}
        id="einladung-email"
        name="email"
        type="email"
        label={t.email}
        value={values?.email ?? ''}
        error={values?.emailError}
      />
      <CheckboxGroup
        lang={ctx.lang}
        id="einladung-rollen"
        name="rollen"
        label={t.staffRoles}
        options={roleOptions(t)}
        values={values?.roles ?? ['case-worker']}
        error={values?.rolesError}
      />
      <Button variant="secondary" label={t.inviteButton} />
    </Form>
  );
}
