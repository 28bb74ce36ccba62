import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type Lang } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { Button, Form, Page, shell, TextArea } from '#ui';
import { identityPaths } from '../paths.ts';
import { type IdentityParts } from '../service.ts';
import { legalPageKinds } from '../tenants.ts';
import { identityTexts } from '../texts/index.ts';
import { type LegalPageKind } from '../types.ts';
import { tenantOf, tenantShell } from './require-staff.ts';

interface Deps {
  kernel: Kernel;
  parts: IdentityParts;
}

const maxBodyLength = 50_000;

function target(ctx: RequestContext): { kind: LegalPageKind; lang: Lang } {
  const kind = legalPageKinds.find((candidate) => candidate === ctx.params['kind']);
  const lang = ctx.params['language'];
  if (kind === undefined || (lang !== 'de' && lang !== 'en')) throw new AppError('not-found', 'identity/not-found');
  return { kind, lang };
}

async function editPage(ctx: RequestContext, deps: Deps, typed?: string): Promise<Reply> {
  const t = identityTexts(ctx.lang).admin;
  const { kind, lang } = target(ctx);
  const tenant = await tenantOf(ctx, deps.parts.service);
  const body = typed ?? (await deps.parts.service.legalPage(tenant.id, kind, lang))?.body ?? '';
  const error = typed === undefined ? undefined : t.bodyTooLong;
  const errors = error === undefined ? [] : [{ id: 'text', message: error }];
  return {
    kind: 'page',
    status: error === undefined ? 200 : 422,
    page: (
      <Page
        ctx={shell(ctx, { tenant: tenantShell(tenant) })}
        title={`${t.kinds[kind]} (${t.language[lang]})`}
        errors={errors}
        breadcrumbs={[{ href: identityPaths.admin, label: t.title }]}
      >
        <Form action={ctx.url.pathname} csrfToken={ctx.csrfToken}>
          <TextArea lang={ctx.lang} id="text" label={t.body} hint={t.bodyHint} value={body} rows={20} error={error} />
          <Button label={t.save} />
        </Form>
      </Page>
    ),
  };
}

async function save(ctx: RequestContext, deps: Deps): Promise<Reply> {
  const { kind, lang } = target(ctx);
  const body = (ctx.form.get('text') ?? '').replaceAll('\r\n', '\n').trim();
  if (body.length > maxBodyLength) return editPage(ctx, deps, body);
  const tenant = await tenantOf(ctx, deps.parts.service);
  await deps.kernel.db.tx({ tenant: tenant.id }, (tx) =>
    deps.parts.service.saveLegalPage(tx, tenant.id, { kind, lang, body }),
  );
  return { kind: 'redirect', to: `${identityPaths.admin}?meldung=gespeichert` };
}

export function legalPageRoutes(deps: Deps): readonly Route[] {
  const base = {
    surface: 'page',
    access: { kind: 'staff', action: 'tenant.manage' },
    path: identityPaths.legalPage,
    example: { kind: 'impressum', language: 'de' },
  } as const;
  return [
    { ...base, method: 'GET', name: 'identity.legal-page', rate: 'page', handle: (ctx) => editPage(ctx, deps) },
    { ...base, method: 'POST', name: 'identity.legal-page-save', rate: 'write', handle: (ctx) => save(ctx, deps) },
  ];
}
