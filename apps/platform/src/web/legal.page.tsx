import { type VNode } from 'preact';
import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type LegalPageKind, type Tenant } from '#modules/identity';
import { Alert, Button, type FieldError, Form, formatDate, Page, StructuredText, TextArea, TextField } from '#ui';
import { frameOf, type WebDeps } from './deps.ts';
import { legalKinds } from './paths.ts';
import { webTexts } from './texts/index.ts';
import { findTown, townNotFound } from './town.page.tsx';

interface Typed {
  page: string;
  text: string;
  replyTo: string;
}

interface View {
  typed?: Typed;
  error?: string;
}

async function legalPage(
  ctx: RequestContext,
  deps: WebDeps,
  kind: LegalPageKind,
  tenant: Tenant,
  view: View = {},
): Promise<Reply> {
  const t = webTexts(ctx.lang).legal;
  const own = await deps.identity.legalPage(tenant.id, kind, ctx.lang);
  const hasOwn = own !== null && own.body.trim() !== '';
  const page = hasOwn ? own : await deps.identity.legalPage(tenant.id, kind, 'de');
  const body = page?.body.trim() ?? '';
  const errors: FieldError[] = view.error === undefined ? [] : [{ id: 'meldung', message: view.error }];
  const isPlatform = tenant.kind === 'operator';
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page ctx={await frameOf(ctx, deps, isPlatform ? null : tenant)} title={t.titles[kind]} errors={errors}>
        {ctx.query.get('meldung') === 'gesendet' ? (
          <Alert lang={ctx.lang} kind="success" title={webTexts(ctx.lang).feedback.thanks} live />
        ) : null}
        {body === '' || page === null ? (
          <Alert lang={ctx.lang} kind="warning" title={t.empty} />
        ) : (
          <>
            {page.lang === ctx.lang ? null : <p>{t.onlyGerman}</p>}
            <StructuredText text={body} {...(page.lang === ctx.lang ? {} : { lang: page.lang })} />
            <p class="vb-muted">{t.updated(formatDate(page.updatedAt, ctx.lang))}</p>
          </>
        )}
        {kind === 'barrierefreiheit' ? <FeedbackForm ctx={ctx} view={view} /> : null}
      </Page>
    ),
  };
}

function FeedbackForm({ ctx, view }: { ctx: RequestContext; view: View }): VNode {
  const t = webTexts(ctx.lang).feedback;
  const typed = view.typed ?? { page: '', text: '', replyTo: '' };
  return (
    <section id="rueckmeldung">
      <h2 class="kern-heading-medium">{t.title}</h2>
      <p>{t.lead}</p>
      <Form action={ctx.url.pathname} csrfToken={ctx.csrfToken}>
        <TextArea lang={ctx.lang} id="meldung" label={t.text} value={typed.text} error={view.error} rows={6} />
        <TextField lang={ctx.lang} id="seite" label={t.page} hint={t.pageHint} value={typed.page} optional />
        <TextField lang={ctx.lang} id="antwort" label={t.replyTo} hint={t.replyToHint} value={typed.replyTo} optional />
        <p class="vb-muted">{t.privacy}</p>
        <Button label={t.send} />
      </Form>
    </section>
  );
}

const maxText = 5000;

async function leaveFeedback(ctx: RequestContext, deps: WebDeps, tenant: Tenant): Promise<Reply> {
  const t = webTexts(ctx.lang).feedback;
  const read = (name: string): string => (ctx.form.get(name) ?? '').trim();
  const typed = { text: read('meldung'), page: read('seite').slice(0, 500), replyTo: read('antwort').slice(0, 200) };
  const error = typed.text === '' ? t.missing : typed.text.length > maxText ? t.tooLong : null;
  if (error !== null) return legalPage(ctx, deps, 'barrierefreiheit', tenant, { typed, error });
  await deps.catalogue.leaveFeedback(tenant, typed);
  return { kind: 'redirect', to: `${ctx.url.pathname}?meldung=gesendet` };
}

/** The tenant whose page it is; a town that does not take part has none, then the platform's page stands in. */
async function ofTown(
  ctx: RequestContext,
  deps: WebDeps,
  kind: LegalPageKind,
  show: (tenant: Tenant) => Promise<Reply>,
): Promise<Reply> {
  const slug = ctx.params['town'] ?? '';
  const town = await findTown(deps, slug);
  if (town === null) {
    // Providers and the operator have mandatory pages, too, but no town page.
    const tenant = await deps.identity.tenantBySlug(slug);
    return tenant === null ? townNotFound(ctx, deps, slug) : show(tenant);
  }
  if (town.tenant !== null) return show(town.tenant);
  if (ctx.method === 'POST') throw new AppError('not-found', 'http/not-found');
  return { kind: 'redirect', to: `/${kind}` };
}

export function legalRoutes(deps: WebDeps): readonly Route[] {
  const page = { method: 'GET', surface: 'page', access: { kind: 'public' }, rate: 'page' } as const;
  // Everybody may write here and each report is a mail to the town: the narrowest class.
  const form = { method: 'POST', surface: 'page', access: { kind: 'public' }, rate: 'sign-in' } as const;
  const operator = (): Promise<Tenant> => deps.identity.operatorTenant();
  return [
    ...legalKinds.flatMap((kind): Route[] => [
      {
        ...page,
        path: `/${kind}`,
        name: `web.legal-${kind}`,
        handle: async (ctx) => legalPage(ctx, deps, kind, await operator()),
      },
      {
        ...page,
        path: `/:town/${kind}`,
        name: `web.town-${kind}`,
        example: { town: 'xanten' },
        handle: (ctx) => ofTown(ctx, deps, kind, (tenant) => legalPage(ctx, deps, kind, tenant)),
      },
    ]),
    {
      ...form,
      path: '/barrierefreiheit',
      name: 'web.feedback',
      handle: async (ctx) => leaveFeedback(ctx, deps, await operator()),
    },
    {
      ...form,
      path: '/:town/barrierefreiheit',
      name: 'web.town-feedback',
      handle: (ctx) => ofTown(ctx, deps, 'barrierefreiheit', (tenant) => leaveFeedback(ctx, deps, tenant)),
    },
  ];
}
