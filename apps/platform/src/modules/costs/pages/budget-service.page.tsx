import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type TenantId } from '#kernel/ids';
import {
  Actions,
  Alert,
  Button,
  EmptyState,
  type FieldError,
  Form,
  formatDate,
  Heading,
  NumberField,
  Page,
  TextArea,
} from '#ui';
import {
  type AssumptionEntries,
  type AssumptionField,
  assumptionFields,
  entriesOf,
  readAssumptions,
} from '../domain/assumption-form.ts';
import { packageNotFound } from '../errors.ts';
import { costsPaths, costsRoutes } from '../paths.ts';
import { costsTexts, type Texts } from '../texts/index.ts';
import { type BudgetLine, type SavedAssumptions } from '../types.ts';
import { inLang } from './money.ts';
import { type BudgetDeps, manageAccess, readAccess, staffOf, staffShell } from './staff.ts';
import { WholeSheet } from './worth-parts.tsx';

/** Of the tenant's own budget only: what it has neither adopted nor planned is not found here. */
async function lineOf(
  ctx: RequestContext,
  deps: BudgetDeps,
  tenant: TenantId,
): Promise<{ line: BudgetLine; ars: string }> {
  const packageId = `${ctx.params['provider'] ?? ''}/${ctx.params['service'] ?? ''}`;
  const { lines, place } = await deps.service.budget(tenant);
  const line = lines.find((one) => one.packageId === packageId);
  if (line === undefined || place === null) throw packageNotFound();
  return { line, ars: place.ars };
}

const labels = (t: Texts['service']): Record<AssumptionField, string> => ({
  faelle: t.cases,
  nutzer: t.users,
  ersparnis: t.saving,
  'eigen-einmalig': t.ownOnce,
  'eigen-jaehrlich': t.ownYearly,
  notiz: t.note,
});

function problemsOf(t: Texts['service'], wrong: readonly AssumptionField[]): readonly FieldError[] {
  const names = labels(t);
  const money: readonly AssumptionField[] = ['ersparnis', 'eigen-einmalig', 'eigen-jaehrlich'];
  return wrong.map((field) => {
    if (field === 'notiz') return { id: field, message: t.problems.note };
    if (field === 'nutzer') return { id: field, message: t.problems.users };
    return {
      id: field,
      message: money.includes(field) ? t.problems.money(names[field]) : t.problems.number(names[field]),
    };
  });
}

function AssumptionsForm(p: {
  ctx: RequestContext;
  packageId: string;
  entries: AssumptionEntries;
  errors: readonly FieldError[];
  saved: SavedAssumptions | null;
}) {
  const { ctx, entries } = p;
  const { lang } = ctx;
  const t = costsTexts(lang).service;
  const names = labels(t);
  const error = (field: AssumptionField): string | undefined => p.errors.find(({ id }) => id === field)?.message;
  const number = (field: AssumptionField, kind: 'integer' | 'decimal', hint?: string) => (
    <NumberField
      lang={lang}
      id={field}
      label={names[field]}
      kind={kind}
      value={entries[field]}
      error={error(field)}
      {...(kind === 'decimal' ? { unit: '€' } : {})}
      {...(hint === undefined ? {} : { hint })}
    />
  );
  return (
    <section id="annahmen">
      <Heading level={2}>{t.assumptions}</Heading>
      <p class="kern-body">{t.assumptionsText}</p>
      <Form action={costsPaths.service(p.packageId)} csrfToken={ctx.csrfToken}>
        {number('faelle', 'integer')}
        {number('nutzer', 'integer')}
        {number('ersparnis', 'decimal', t.savingHint)}
        {number('eigen-einmalig', 'decimal')}
        {number('eigen-jaehrlich', 'decimal')}
        <TextArea lang={lang} id="notiz" label={names.notiz} rows={3} value={entries.notiz} error={error('notiz')} />
        <Actions>
          <Button label={t.save} />
        </Actions>
      </Form>
      {p.saved === null ? null : (
        <p class="vb-muted">{t.changed(formatDate(p.saved.changedAt, lang), p.saved.changedBy)}</p>
      )}
    </section>
  );
}

async function servicePage(
  ctx: RequestContext,
  deps: BudgetDeps,
  view: { entries?: AssumptionEntries; wrong?: readonly AssumptionField[] } = {},
): Promise<Reply> {
  const texts = costsTexts(ctx.lang);
  const { shell, tenant } = await staffShell(ctx, deps);
  const { line, ars } = await lineOf(ctx, deps, tenant.id);
  const own = line.assumptions;
  const sheet = await deps.service.sheet(line.versionDigest, ars, own, line.price?.beginsIn);
  const errors = problemsOf(texts.service, view.wrong ?? []);
  const mayChange = staffOf(ctx).actions.has('costs.manage');
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={inLang(line.name, ctx.lang)}
        lead={texts.state[line.state]}
        width="wide"
        errors={errors}
        breadcrumbs={[{ href: costsPaths.budget, label: texts.service.back }]}
      >
        {ctx.query.get('meldung') === 'gespeichert' ? (
          <Alert lang={ctx.lang} kind="success" title={texts.service.saved} live />
        ) : null}
        {sheet === null ? (
          <EmptyState title={texts.public.noSheet} text={texts.public.noSheetText} />
        ) : (
          <WholeSheet lang={ctx.lang} sheet={sheet} own={own} />
        )}
        {sheet === null || !mayChange ? null : (
          <AssumptionsForm
            ctx={ctx}
            packageId={line.packageId}
            entries={view.entries ?? entriesOf(own)}
            errors={errors}
            saved={own}
          />
        )}
      </Page>
    ),
  };
}

async function save(ctx: RequestContext, deps: BudgetDeps): Promise<Reply> {
  const { tenant } = await staffShell(ctx, deps);
  const { line } = await lineOf(ctx, deps, tenant.id);
  const entries = entriesOf(null);
  for (const field of assumptionFields) entries[field] = (ctx.form.get(field) ?? '').slice(0, 2000);
  const read = readAssumptions(entries);
  if (!read.ok) return servicePage(ctx, deps, { entries, wrong: read.wrong });
  const { staff, displayName } = staffOf(ctx);
  const { db, audit } = deps.kernel;
  const { packageId } = line;
  await db.tx({ tenant: tenant.id }, async (tx) => {
    await deps.service.saveAssumptions(tx, { tenant: tenant.id, packageId, assumptions: read.value, by: displayName });
    await audit.record(tx, {
      tenant: tenant.id,
      action: 'costs.assumptions',
      actor: staff,
      actorKind: 'staff',
      subject: packageId,
    });
  });
  return { kind: 'redirect', to: `${costsPaths.service(packageId)}?meldung=gespeichert` };
}

export function budgetServiceRoutes(deps: BudgetDeps): readonly Route[] {
  const path = costsRoutes.service;
  return [
    {
      ...readAccess,
      method: 'GET',
      path,
      name: 'costs.service',
      rate: 'page',
      handle: (ctx) => servicePage(ctx, deps),
    },
    { ...manageAccess, method: 'POST', path, name: 'costs.assume', rate: 'write', handle: (ctx) => save(ctx, deps) },
  ];
}
