import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type Tenant } from '#modules/identity';
import { Button, type FieldError, Form, Page, TextArea, TextField } from '#ui';
import { isMail } from '../domain/staff-list.ts';
import { onboardingPaths } from '../paths.ts';
import { onboardingTexts, type Texts } from '../texts/index.ts';
import { type LegalFacts } from '../types.ts';
import { type PageDeps, posted, setUpCrumbs, staffOf, staffShell, townAccess } from './staff.ts';

const fields = [
  'officialName',
  'street',
  'postcode',
  'city',
  'email',
  'phone',
  'openingHours',
  'representative',
  'privacyContact',
] as const;
type Field = (typeof fields)[number];
type Values = Record<Field, string>;

/** What can be known before anybody types: the domain of the administrator's mail is that of the town. */
function proposals(tenant: Tenant, facts: LegalFacts, adminEmail: string): Values {
  const { contact, officialName } = tenant;
  const domain = adminEmail.split('@')[1] ?? '';
  const at = (name: string): string => (domain === '' ? '' : `${name}@${domain}`);
  return {
    officialName,
    street: contact.street,
    postcode: contact.postcode,
    city: contact.city,
    email: contact.email || at('info'),
    phone: contact.phone,
    // Kept in German: it stands on the pages of the town.
    openingHours: contact.openingHours || onboardingTexts('de').facts.openingHoursProposal,
    representative: facts.representative,
    privacyContact: facts.privacyContact || at('datenschutz'),
  };
}

function Fields(p: { ctx: RequestContext; t: Texts['facts']; values: Values; errors: readonly FieldError[] }) {
  const { ctx, t, values } = p;
  const field = (id: Field, more: Partial<Parameters<typeof TextField>[0]> = {}) => (
    <TextField
      lang={ctx.lang}
      id={id}
      label={t[id]}
      value={values[id]}
      error={p.errors.find((error) => error.id === id)?.message}
      {...more}
    />
  );
  return (
    <>
      {field('officialName')}
      {field('street')}
      {field('postcode', { width: 10, inputMode: 'numeric' })}
      {field('city')}
      {field('email', { inputMode: 'email', spellcheck: false })}
      {field('phone', { type: 'tel', optional: true })}
      <TextArea
        lang={ctx.lang}
        id="openingHours"
        label={t.openingHours}
        hint={t.openingHoursHint}
        value={values.openingHours}
        rows={3}
        error={p.errors.find((error) => error.id === 'openingHours')?.message}
      />
      {field('representative', { hint: t.representativeHint })}
      {field('privacyContact', { inputMode: 'email', spellcheck: false })}
    </>
  );
}

async function factsPage(
  ctx: RequestContext,
  deps: PageDeps,
  typed?: { values: Values; errors: readonly FieldError[] },
): Promise<Reply> {
  const t = onboardingTexts(ctx.lang).facts;
  const { shell, tenant } = await staffShell(ctx, deps);
  const known = typed === undefined ? await deps.service.legal.facts(tenant.id) : null;
  const values =
    typed?.values ?? proposals(tenant, known ?? { representative: '', privacyContact: '' }, known?.adminEmail ?? '');
  const errors = typed?.errors ?? [];
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page ctx={shell} title={t.title} lead={t.lead} errors={errors} breadcrumbs={setUpCrumbs(ctx)}>
        <Form action={onboardingPaths.facts} csrfToken={ctx.csrfToken}>
          <Fields ctx={ctx} t={t} values={values} errors={errors} />
          <Button label={t.save} />
        </Form>
      </Page>
    ),
  };
}

function check(values: Values, t: Texts['facts']): FieldError[] {
  const errors: FieldError[] = [];
  const add = (id: Field, message: string): void => void errors.push({ id, message });
  for (const id of fields) if (values[id] === '' && id !== 'phone') add(id, `${t[id]}: ${t.missing}`);
  if (values.postcode !== '' && !/^\d{5}$/.test(values.postcode)) add('postcode', t.postcodeInvalid);
  for (const id of ['email', 'privacyContact'] as const) {
    if (values[id] !== '' && !isMail(values[id])) add(id, `${t[id]}: ${t.mailInvalid}`);
  }
  return errors;
}

async function save(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const values = Object.fromEntries(fields.map((id) => [id, posted(ctx, id, 500)])) as Values;
  // The one field with lines.
  values.openingHours = (ctx.form.get('openingHours') ?? '').replaceAll('\r\n', '\n').trim().slice(0, 1000);
  const errors = check(values, onboardingTexts(ctx.lang).facts);
  if (errors.length > 0) return factsPage(ctx, deps, { values, errors });
  const { tenant, staff } = staffOf(ctx);
  const { officialName, representative, privacyContact, ...contact } = values;
  await deps.service.legal.saveFacts({ tenant, staff }, { officialName, contact }, { representative, privacyContact });
  return { kind: 'redirect', to: `${onboardingPaths.legal}?meldung=angaben` };
}

export function factsRoutes(deps: PageDeps): readonly Route[] {
  const base = { ...townAccess, path: onboardingPaths.facts } as const;
  return [
    { ...base, method: 'GET', name: 'onboarding.facts', rate: 'page', handle: (ctx) => factsPage(ctx, deps) },
    { ...base, method: 'POST', name: 'onboarding.facts-save', rate: 'write', handle: (ctx) => save(ctx, deps) },
  ];
}
