import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Actions, Alert, Button, type FieldError, Form, Heading, Page, Select, Table, TextField } from '#ui';
import { caseNotFound } from '../errors.ts';
import { adoptionPaths, adoptionRoutePaths } from '../paths.ts';
import { adoptionTexts } from '../texts/index.ts';
import { type CaseView } from '../types.ts';
import { textOf } from './posted.ts';
import { actorOf, caseIdOf, crumbs, noticeOf, type PageDeps, roleName, staffOf, townShell } from './staff.ts';

/** Only the town itself says who takes part. */
async function ownView(ctx: RequestContext, deps: PageDeps): Promise<CaseView> {
  const { tenant } = staffOf(ctx);
  const view = await deps.service.case(tenant, caseIdOf(ctx));
  if (view.case.tenant !== tenant) throw caseNotFound();
  return view;
}

function AddForm(p: {
  ctx: RequestContext;
  deps: PageDeps;
  caseId: string;
  form: URLSearchParams;
  errors: readonly FieldError[];
}) {
  const { ctx, form, errors } = p;
  const t = adoptionTexts(ctx.lang).participants;
  const line = (id: string, label: string, hint?: string) => {
    const error = errors.find((one) => one.id === id)?.message;
    return (
      <TextField
        lang={ctx.lang}
        id={id}
        label={label}
        value={form.get(id) ?? ''}
        optional={id !== 'stelle'}
        {...(hint === undefined ? {} : { hint })}
        {...(error === undefined ? {} : { error })}
      />
    );
  };
  const roleError = errors.find(({ id }) => id === 'rolle')?.message;
  return (
    <section>
      <Heading level={2}>{t.add}</Heading>
      <Form action={adoptionPaths.participants(p.caseId)} csrfToken={ctx.csrfToken} defaultAction="neu">
        <Select
          lang={ctx.lang}
          id="rolle"
          label={t.role}
          value={form.get('rolle') ?? ''}
          options={p.deps.blueprint.roles.map((role) => ({ value: role.id, label: role.name[ctx.lang] }))}
          {...(roleError === undefined ? {} : { error: roleError })}
        />
        {line('stelle', t.name)}
        {line('kontakt', t.contact)}
        {line('kurzname', t.slug, t.slugHint)}
        <Actions>
          <Button label={t.addButton} value="neu" />
        </Actions>
      </Form>
    </section>
  );
}

async function page(
  ctx: RequestContext,
  deps: PageDeps,
  posted: { form: URLSearchParams; errors: readonly FieldError[] } | null,
): Promise<Reply> {
  const t = adoptionTexts(ctx.lang);
  const { shell } = await townShell(ctx, deps);
  const { case: found, participants } = await ownView(ctx, deps);
  const notice = noticeOf(ctx);
  return {
    kind: 'page',
    status: posted === null ? 200 : 422,
    page: (
      <Page
        ctx={shell}
        title={t.participants.heading}
        lead={t.participants.lead}
        width="wide"
        errors={posted?.errors ?? []}
        breadcrumbs={crumbs(ctx, found)}
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <Table
          caption={t.participants.heading}
          captionHidden
          columns={[
            { key: 'name', header: t.participants.name },
            { key: 'role', header: t.participants.role },
            { key: 'contact', header: t.participants.contact },
            { key: 'access', header: t.participants.access },
            { key: 'act', header: t.participants.remove },
          ]}
          rows={participants.map((entry) => ({
            key: entry.id,
            cells: {
              name: entry.name,
              role: roleName(deps.blueprint, entry.role, ctx.lang),
              contact: entry.contact,
              access: entry.participant === null ? t.participants.no : t.participants.yes,
              act: (
                <Form action={adoptionPaths.participants(found.id)} csrfToken={ctx.csrfToken}>
                  <input type="hidden" name="eintrag" value={entry.id} />
                  <Button
                    label={t.participants.remove}
                    ariaLabel={`${t.participants.remove}: ${entry.name}`}
                    value="entfernen"
                    variant="secondary"
                    small
                  />
                </Form>
              ),
            },
          }))}
        />
        <AddForm
          {...{ ctx, deps }}
          caseId={found.id}
          form={posted?.form ?? new URLSearchParams()}
          errors={posted?.errors ?? []}
        />
      </Page>
    ),
  };
}

async function change(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { form } = ctx;
  const t = adoptionTexts(ctx.lang);
  const { case: found } = await ownView(ctx, deps);
  const at = { tenant: found.tenant, id: found.id, by: actorOf(ctx) };
  const done: Reply = { kind: 'redirect', to: `${adoptionPaths.participants(found.id)}?meldung=gespeichert` };
  if (form.get('_action') === 'entfernen') {
    await deps.service.removeParticipant({ ...at, participant: form.get('eintrag') ?? '' });
    return done;
  }
  const role = deps.blueprint.roles.find(({ id }) => id === form.get('rolle'))?.id;
  const slug = textOf(form, 'kurzname', 100);
  const tenant = slug === '' ? null : ((await deps.identity.tenants()).find((one) => one.slug === slug) ?? null);
  const name = textOf(form, 'stelle', 200) || (tenant?.name ?? '');
  const errors: FieldError[] = [
    ...(role === undefined ? [{ id: 'rolle', message: t.problems.missing }] : []),
    ...(name === '' ? [{ id: 'stelle', message: t.problems.missing }] : []),
    ...(slug !== '' && tenant === null ? [{ id: 'kurzname', message: t.participants.slugUnknown }] : []),
  ];
  if (role === undefined || errors.length > 0) return page(ctx, deps, { form, errors });
  const participant = { role, participant: tenant?.id ?? null, name, contact: textOf(form, 'kontakt', 300) };
  await deps.service.addParticipant({ ...at, participant });
  return done;
}

export function participantRoutes(deps: PageDeps): readonly Route[] {
  const base = {
    surface: 'page',
    access: { kind: 'staff', action: 'adoption.manage' },
    path: adoptionRoutePaths.participants,
  } as const;
  return [
    { ...base, method: 'GET', name: 'adoption.participants', rate: 'page', handle: (ctx) => page(ctx, deps, null) },
    {
      ...base,
      method: 'POST',
      name: 'adoption.participants-change',
      rate: 'write',
      handle: (ctx) => change(ctx, deps),
    },
  ];
}
