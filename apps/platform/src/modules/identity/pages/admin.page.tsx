import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type Kernel } from '#kernel/module';
import { Alert, Button, type FieldError, Form, Page, shell, Table, TextArea, TextField } from '#ui';
import { isPlausibleEmail } from '../domain/staff-form.ts';
import { identityPaths } from '../paths.ts';
import { type IdentityParts } from '../service.ts';
import { selectStaff, type StaffRow } from '../store/staff.ts';
import { updateTenant } from '../store/tenants.ts';
import { legalPageKinds } from '../tenants.ts';
import { identityTexts } from '../texts/index.ts';
import { type LegalPageKind, type Tenant } from '../types.ts';
import { StaffSection } from './staff-section.tsx';
import { staffOf, tenantOf, tenantShell } from './require-staff.ts';

interface Deps {
  kernel: Kernel;
  parts: IdentityParts;
}

type Texts = ReturnType<typeof identityTexts>['admin'];
const contactFields = ['street', 'postcode', 'city', 'email', 'phone', 'openingHours'] as const;

function EditLinks({ kind, t }: { kind: LegalPageKind; t: Texts }) {
  return (
    <>
      {(['de', 'en'] as const).map((language) => (
        <>
          <a class="kern-link" href={`/amt/verwaltung/pflichtseite/${kind}/${language}`}>
            {t.language[language]}
            <span class="kern-sr-only">: {t.kinds[kind]}</span>
          </a>{' '}
        </>
      ))}
    </>
  );
}

function LegalPages({ t, missing }: { t: Texts; missing: readonly LegalPageKind[] }) {
  return (
    <section>
      <h2 class="kern-heading-medium">{t.legalPages}</h2>
      <p class="kern-body">{t.legalPagesLead}</p>
      <Table
        caption={t.legalPages}
        captionHidden
        columns={[
          { key: 'kind', header: t.page },
          { key: 'state', header: t.staffState },
          { key: 'edit', header: t.edit },
        ]}
        rows={legalPageKinds.map((kind) => ({
          key: kind,
          cells: {
            kind: t.kinds[kind],
            state: missing.includes(kind) ? t.pageState.empty : t.pageState.filled,
            edit: <EditLinks kind={kind} t={t} />,
          },
        }))}
      />
    </section>
  );
}

function ContactForm(props: {
  ctx: RequestContext;
  t: Texts;
  values: Record<string, string>;
  errors: readonly FieldError[];
}) {
  const { ctx, t, values } = props;
  const errorOf = (id: string): string | undefined => props.errors.find((error) => error.id === id)?.message;
  return (
    <section>
      <h2 class="kern-heading-medium">{t.contact}</h2>
      <Form action={identityPaths.contact} csrfToken={ctx.csrfToken}>
        <TextField
          lang={ctx.lang}
          id="officialName"
          label={t.officialName}
          value={values['officialName'] ?? ''}
          error={errorOf('officialName')}
        />
        {contactFields.map((field) =>
          field === 'openingHours' ? (
            <TextArea key={field} lang={ctx.lang} id={field} label={t[field]} value={values[field] ?? ''} rows={4} />
          ) : (
            <TextField
              key={field}
              lang={ctx.lang}
              id={field}
              label={t[field]}
              value={values[field] ?? ''}
              error={errorOf(field)}
              type={field === 'email' ? 'email' : field === 'phone' ? 'tel' : 'text'}
            />
          ),
        )}
        <Button label={t.save} />
      </Form>
    </section>
  );
}

interface View {
  values?: Record<string, string>;
  errors?: readonly FieldError[];
}

async function adminPage(ctx: RequestContext, deps: Deps, view: View = {}): Promise<Reply> {
  const { service } = deps.parts;
  const tenant = await tenantOf(ctx, service);
  const t = identityTexts(ctx.lang).admin;
  const missing = await service.missingLegalPages(tenant.id);
  const staff: readonly StaffRow[] = await deps.kernel.db.tx({ tenant: tenant.id }, (tx) => selectStaff(tx, tenant.id));
  const errors = view.errors ?? [];
  const values = view.values ?? { officialName: tenant.officialName, ...tenant.contact };
  const notice = ctx.query.get('meldung');
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell(ctx, { tenant: tenantShell(tenant) })}
        title={t.title}
        lead={t.lead(tenant.name)}
        width="wide"
        errors={errors}
      >
        {notice === 'gespeichert' ? <Alert lang={ctx.lang} kind="success" title={t.saved} live /> : null}
        {notice === 'eingeladen' ? <Alert lang={ctx.lang} kind="success" title={t.invited} live /> : null}
        <LegalPages t={t} missing={missing} />
        <StaffSection ctx={ctx} t={t} staff={staff} />
        <h2 class="kern-heading-medium">{t.more}</h2>
        <ul>
          <li>
            <a class="kern-link" href="/amt/einrichten">
              {t.setUp}
            </a>
          </li>
          {staffOf(ctx).actions.has('offering.manage') ? (
            <li>
              <a class="kern-link" href="/amt/verwaltung/angebote">
                {t.offerings}
              </a>
            </li>
          ) : null}
          {staffOf(ctx).actions.has('provider.manage') ? (
            <li>
              <a class="kern-link" href="/anbieter">
                {t.provider}
              </a>
            </li>
          ) : null}
          <li>
            <a class="kern-link" href="/amt/verwaltung/zustellpunkt">
              {t.destination}
            </a>
          </li>
          <li>
            <a class="kern-link" href="/amt/verwaltung/zustellung">
              {t.delivery}
            </a>
          </li>
          <li>
            <a class="kern-link" href="/amt/verwaltung/rueckmeldungen">
              {t.feedback}
            </a>
          </li>
        </ul>
        <ContactForm ctx={ctx} t={t} values={values} errors={errors} />
      </Page>
    ),
  };
}

function checkContact(form: URLSearchParams, t: Texts): { values: Record<string, string>; errors: FieldError[] } {
  const values: Record<string, string> = {};
  for (const field of ['officialName', ...contactFields]) values[field] = (form.get(field) ?? '').trim().slice(0, 2000);
  const errors: FieldError[] = [];
  if (values['officialName'] === '') errors.push({ id: 'officialName', message: `${t.officialName}: ${t.required}` });
  const email = values['email'] ?? '';
  if (email !== '' && !isPlausibleEmail(email)) errors.push({ id: 'email', message: t.emailInvalid });
  return { values, errors };
}

async function saveContact(ctx: RequestContext, deps: Deps): Promise<Reply> {
  const { values, errors } = checkContact(ctx.form, identityTexts(ctx.lang).admin);
  if (errors.length > 0) return adminPage(ctx, deps, { values, errors });
  const tenant = await tenantOf(ctx, deps.parts.service);
  const contact: Tenant['contact'] = { ...tenant.contact };
  for (const field of contactFields) contact[field] = values[field] ?? '';
  await deps.kernel.db.tx({ tenant: tenant.id }, (tx) =>
    updateTenant(tx, tenant.id, { officialName: values['officialName'] ?? tenant.name, contact }),
  );
  deps.parts.refreshTenants();
  return { kind: 'redirect', to: `${identityPaths.admin}?meldung=gespeichert` };
}

export function adminRoutes(deps: Deps): readonly Route[] {
  const base = { surface: 'page', access: { kind: 'staff', action: 'tenant.manage' } } as const;
  return [
    {
      ...base,
      method: 'GET',
      path: identityPaths.admin,
      name: 'identity.admin',
      rate: 'page',
      handle: (ctx) => adminPage(ctx, deps),
    },
    {
      ...base,
      method: 'POST',
      path: identityPaths.contact,
      name: 'identity.admin-contact',
      rate: 'write',
      handle: (ctx) => saveContact(ctx, deps),
    },
  ];
}
