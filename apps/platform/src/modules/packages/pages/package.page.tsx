import { type Reply, type RequestContext, type Route } from '#kernel/http';
import {
  Actions,
  Alert,
  Button,
  type FieldError,
  Form,
  formatBytes,
  formatDateTime,
  Heading,
  LinkButton,
  Page,
  SummaryList,
  TextArea,
} from '#ui';
import { packageNotFound } from '../errors.ts';
import { packagesPaths, packagesRoutePaths } from '../paths.ts';
import { packagesTexts } from '../texts/index.ts';
import { type BuiltPackage } from '../types.ts';
import { StateBadge } from './list.page.tsx';
import {
  inLanguageOf,
  listCrumbs,
  noticeOf,
  packageOf,
  type PageDeps,
  providerAccess,
  providerShell,
  staffOf,
} from './staff.ts';

const reasonField = 'begruendung';

function Facts({ ctx, one }: { ctx: RequestContext; one: BuiltPackage }) {
  const texts = packagesTexts(ctx.lang);
  const t = texts.page.facts;
  const dates = [
    { key: t.built, at: one.builtAt },
    { key: t.published, at: one.publishedAt },
    { key: t.withdrawn, at: one.withdrawnAt },
  ].flatMap(({ key, at }) => (at === null ? [] : [{ key, value: formatDateTime(at, ctx.lang) }]));
  return (
    <SummaryList
      lang={ctx.lang}
      rows={[
        { key: t.id, value: one.packageId },
        { key: t.state, value: <StateBadge t={texts} one={one} /> },
        { key: t.change, value: texts.diff.kinds[one.change] },
        { key: t.platform, value: one.minimumPlatform },
        { key: t.size, value: formatBytes(one.bytes, ctx.lang) },
        ...dates,
        { key: t.digest, value: one.digest },
        { key: t.manifest, value: one.versionDigest },
        { key: t.signer, value: one.signerKid },
      ]}
    />
  );
}

function Withdrawal(p: { ctx: RequestContext; one: BuiltPackage; errors: readonly FieldError[] }) {
  const { ctx, one, errors } = p;
  const t = packagesTexts(ctx.lang).page;
  return (
    <>
      <Heading level={2}>{t.withdraw}</Heading>
      <p class="kern-body">{t.withdrawText}</p>
      <Form action={packagesPaths.withdraw(one.digest)} csrfToken={ctx.csrfToken}>
        <TextArea
          lang={ctx.lang}
          id={reasonField}
          label={t.reason}
          rows={3}
          value={ctx.form.get(reasonField) ?? ''}
          {...(errors[0] === undefined ? {} : { error: errors[0].message })}
        />
        <Button label={t.withdrawButton} variant="secondary" />
      </Form>
    </>
  );
}

async function packagePage(ctx: RequestContext, deps: PageDeps, errors: readonly FieldError[] = []): Promise<Reply> {
  const { shell } = await providerShell(ctx, deps);
  const t = packagesTexts(ctx.lang).page;
  const one = await packageOf(ctx, deps);
  const notice = noticeOf(ctx);
  const isPublished = one.publishedAt !== null;
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={t.title(inLanguageOf(ctx, one.name), one.version)}
        lead={t.lead}
        breadcrumbs={listCrumbs(ctx)}
        errors={errors}
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        {one.withdrawnReason === null ? null : (
          <Alert lang={ctx.lang} kind="warning" title={packagesTexts(ctx.lang).list.states.withdrawn}>
            <p>{one.withdrawnReason}</p>
          </Alert>
        )}
        <Facts ctx={ctx} one={one} />
        {isPublished ? null : (
          <Form action={packagesPaths.release(one.digest)} csrfToken={ctx.csrfToken}>
            <p class="kern-body">{t.releaseText}</p>
            <Button label={t.release} />
          </Form>
        )}
        <Actions>
          <LinkButton href={packagesPaths.file(one.digest)} label={t.download} variant="secondary" />
          {isPublished ? (
            <>
              <LinkButton href={packagesPaths.statement(one.digest)} label={t.statement} variant="secondary" />
              <LinkButton href={packagesPaths.promises(one.digest)} label={t.promises} variant="secondary" />
            </>
          ) : null}
        </Actions>
        {isPublished && one.withdrawnAt === null ? <Withdrawal ctx={ctx} one={one} errors={errors} /> : null}
      </Page>
    ),
  };
}

async function download(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const one = await packageOf(ctx, deps);
  const body = await deps.service.file(one.digest);
  if (body === null) throw packageNotFound();
  const filename = `${one.packageId.replace('/', '-')}-${one.version}.zip`;
  return { kind: 'bytes', body, contentType: 'application/zip', filename };
}

async function act(
  ctx: RequestContext,
  deps: PageDeps,
  what: { action: string; notice: string; run: (one: BuiltPackage) => Promise<unknown> },
): Promise<Reply> {
  const { tenant, staff } = staffOf(ctx);
  const one = await packageOf(ctx, deps);
  await what.run(one);
  await deps.kernel.db.tx({ tenant }, (tx) =>
    deps.kernel.audit.record(tx, {
      ...{ tenant, action: what.action, actor: staff },
      actorKind: 'staff',
      subject: one.digest,
    }),
  );
  return { kind: 'redirect', to: `${packagesPaths.package(one.digest)}?meldung=${what.notice}` };
}

async function withdraw(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const reason = (ctx.form.get(reasonField) ?? '').trim();
  if (reason === '') {
    return packagePage(ctx, deps, [{ id: reasonField, message: packagesTexts(ctx.lang).page.reasonMissing }]);
  }
  return act(ctx, deps, {
    action: 'packages.withdraw',
    notice: 'zurueckgezogen',
    run: ({ digest }) => deps.service.withdraw({ provider: staffOf(ctx).tenant, digest, reason }),
  });
}

export function packageRoutes(deps: PageDeps): readonly Route[] {
  const get = { ...providerAccess, method: 'GET', rate: 'page' } as const;
  const post = { ...providerAccess, method: 'POST', rate: 'write' } as const;
  return [
    { ...get, path: packagesRoutePaths.package, name: 'packages.package', handle: (ctx) => packagePage(ctx, deps) },
    { ...get, path: packagesRoutePaths.file, name: 'packages.file', handle: (ctx) => download(ctx, deps) },
    {
      ...post,
      path: packagesRoutePaths.release,
      name: 'packages.release',
      handle: (ctx) =>
        act(ctx, deps, {
          action: 'packages.release',
          notice: 'veroeffentlicht',
          run: ({ digest }) => deps.service.release({ provider: staffOf(ctx).tenant, digest }),
        }),
    },
    { ...post, path: packagesRoutePaths.withdraw, name: 'packages.withdraw', handle: (ctx) => withdraw(ctx, deps) },
  ];
}
