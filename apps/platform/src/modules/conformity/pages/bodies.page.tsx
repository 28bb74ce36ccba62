import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type TenantId } from '#kernel/ids';
import { Actions, Alert, Button, Form, formatDate, Page, Table, TextField } from '#ui';
import { conformityPaths, conformityRoutePaths } from '../paths.ts';
import { conformityTexts } from '../texts/index.ts';
import { actorOf, noticeOf, type PageDeps, sentText, staffShell, withNotice } from './staff.ts';

async function bodiesPage(
  ctx: RequestContext,
  deps: PageDeps,
  entry: { slug: string; isWrong: boolean },
): Promise<Reply> {
  const { shell } = await staffShell(ctx, deps);
  const t = conformityTexts(ctx.lang);
  const bodies = await deps.service.checkingBodies();
  const notice = noticeOf(ctx, t.notices);
  return {
    kind: 'page',
    status: entry.isWrong ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={t.bodies.title}
        lead={t.bodies.lead}
        errors={entry.isWrong ? [{ id: 'haus', message: t.bodies.unknown }] : []}
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        {bodies.length === 0 ? (
          <p class="kern-body">{t.bodies.none}</p>
        ) : (
          <Table
            caption={t.bodies.title}
            captionHidden
            columns={[
              { key: 'name', header: t.bodies.name },
              { key: 'since', header: t.bodies.since },
              { key: 'act', header: t.bodies.dismiss },
            ]}
            rows={bodies.map(({ tenant, name, since }) => ({
              key: tenant,
              cells: {
                name,
                since: formatDate(since, ctx.lang),
                act: (
                  <Form action={conformityPaths.bodies} csrfToken={ctx.csrfToken}>
                    <input type="hidden" name="abberufen" value={tenant} />
                    <Button label={`${t.bodies.dismiss}: ${name}`} variant="secondary" />
                  </Form>
                ),
              },
            }))}
          />
        )}
        <Form action={conformityPaths.bodies} csrfToken={ctx.csrfToken}>
          <TextField
            lang={ctx.lang}
            id="haus"
            label={t.bodies.slug}
            hint={t.bodies.slugHint}
            value={entry.slug}
            {...(entry.isWrong ? { error: t.bodies.unknown } : {})}
          />
          <Actions>
            <Button label={t.bodies.add} />
          </Actions>
        </Form>
      </Page>
    ),
  };
}

async function save(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const dismissed = sentText(ctx, 'abberufen');
  if (dismissed !== '') {
    const body = (await deps.service.checkingBodies()).find(({ tenant }) => tenant === dismissed);
    if (body !== undefined) await deps.service.dismissCheckingBody(body.tenant, actorOf(ctx));
    return { kind: 'redirect', to: withNotice(conformityPaths.bodies, 'entlassen') };
  }
  const slug = sentText(ctx, 'haus').toLowerCase();
  const tenant = await deps.identity.tenantBySlug(slug);
  if (tenant === null) return bodiesPage(ctx, deps, { slug, isWrong: true });
  await deps.service.nameCheckingBody(tenant.id satisfies TenantId, actorOf(ctx));
  return { kind: 'redirect', to: withNotice(conformityPaths.bodies, 'benannt') };
}

export function bodiesRoutes(deps: PageDeps): readonly Route[] {
  const base = {
    surface: 'page',
    access: { kind: 'operator', action: 'operations.act' },
    path: conformityRoutePaths.bodies,
  } as const;
  return [
    {
      ...base,
      method: 'GET',
      name: 'conformity.bodies',
      rate: 'page',
      handle: (ctx) => bodiesPage(ctx, deps, { slug: '', isWrong: false }),
    },
    { ...base, method: 'POST', name: 'conformity.bodies-save', rate: 'write', handle: (ctx) => save(ctx, deps) },
  ];
}
