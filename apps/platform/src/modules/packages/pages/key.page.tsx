import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Alert, Button, Checkbox, type FieldError, Form, formatDateTime, Heading, Page, SummaryList } from '#ui';
import { packagesPaths, packagesRoutePaths } from '../paths.ts';
import { packagesTexts, type Texts } from '../texts/index.ts';
import { type SigningKey } from '../types.ts';
import { listCrumbs, noticeOf, type PageDeps, providerAccess, providerShell, staffOf } from './staff.ts';

function Key({ ctx, t, one }: { ctx: RequestContext; t: Texts['key']; one: SigningKey }) {
  return (
    <SummaryList
      lang={ctx.lang}
      rows={[
        { key: t.thumbprint, value: one.thumbprint },
        { key: t.origin, value: t.origins[one.origin] },
        { key: t.since, value: formatDateTime(one.trustedAt, ctx.lang) },
        { key: t.by, value: one.trustedBy },
        { key: t.public, value: <code>{JSON.stringify(one.publicJwk)}</code> },
      ]}
    />
  );
}

async function keyPage(ctx: RequestContext, deps: PageDeps, errors: readonly FieldError[] = []): Promise<Reply> {
  const { shell, tenant } = await providerShell(ctx, deps);
  const t = packagesTexts(ctx.lang).key;
  const [newest, ...older] = await deps.service.keys(tenant.id);
  const notice = noticeOf(ctx);
  const isElsewhere = newest?.isHere === false;
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page ctx={shell} title={t.title} lead={t.lead} breadcrumbs={listCrumbs(ctx)} errors={errors}>
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        {newest === undefined ? (
          <Alert lang={ctx.lang} kind="info" title={t.none}>
            <p>{t.noneText}</p>
          </Alert>
        ) : (
          <>
            <Heading level={2}>{t.newest}</Heading>
            <p class="kern-body">{t.thumbprintText}</p>
            <Key ctx={ctx} t={t} one={newest} />
          </>
        )}
        {isElsewhere ? (
          <p class="kern-body">{t.elsewhere}</p>
        ) : (
          <Form action={packagesPaths.key} csrfToken={ctx.csrfToken}>
            {newest === undefined ? null : (
              <>
                <p class="kern-body">{t.renewText}</p>
                <Checkbox
                  lang={ctx.lang}
                  id="bestaetigt"
                  label={t.confirm}
                  {...(errors[0] === undefined ? {} : { error: errors[0].message })}
                />
              </>
            )}
            <Button
              label={newest === undefined ? t.create : t.renew}
              variant={newest === undefined ? 'primary' : 'secondary'}
            />
          </Form>
        )}
        {older.length === 0 ? null : <Heading level={2}>{t.older}</Heading>}
        {older.map((one) => (
          <Key key={one.thumbprint} ctx={ctx} t={t} one={one} />
        ))}
      </Page>
    ),
  };
}

async function createKey(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { tenant, displayName, staff } = staffOf(ctx);
  const keys = await deps.service.keys(tenant);
  if (keys[0]?.isHere === false) return keyPage(ctx, deps);
  if (keys.length > 0 && ctx.form.get('bestaetigt') !== 'true') {
    return keyPage(ctx, deps, [{ id: 'bestaetigt', message: packagesTexts(ctx.lang).key.confirmMissing }]);
  }
  const { thumbprint } = await deps.service.createKey({ provider: tenant, by: displayName });
  await deps.kernel.db.tx({ tenant }, (tx) =>
    deps.kernel.audit.record(tx, {
      tenant,
      action: 'packages.key',
      actor: staff,
      actorKind: 'staff',
      subject: thumbprint,
    }),
  );
  return { kind: 'redirect', to: `${packagesPaths.key}?meldung=schluessel` };
}

export function keyRoutes(deps: PageDeps): readonly Route[] {
  const base = { ...providerAccess, path: packagesRoutePaths.key } as const;
  return [
    { ...base, method: 'GET', name: 'packages.key', rate: 'page', handle: (ctx) => keyPage(ctx, deps) },
    { ...base, method: 'POST', name: 'packages.create-key', rate: 'write', handle: (ctx) => createKey(ctx, deps) },
  ];
}
