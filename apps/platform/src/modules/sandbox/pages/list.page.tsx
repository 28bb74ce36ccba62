import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type TenantId } from '#kernel/ids';
import { Alert, Button, EmptyState, Form, formatDate, LinkButton, Page, Table } from '#ui';
import { limits } from '../create-sandbox.ts';
import { sandboxNotFound } from '../errors.ts';
import { sandboxPaths, sandboxRoutePaths } from '../paths.ts';
import { sandboxTexts } from '../texts/index.ts';
import { type Sandbox } from '../types.ts';
import { noticeOf, type PageDeps, sandboxAccess, sandboxOf, staffOf, staffShell } from './staff.ts';

const marketplace = '/nachnutzung';

async function listPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { tenant, shell } = await staffShell(ctx, deps);
  const t = sandboxTexts(ctx.lang).list;
  const sandboxes = await deps.service.of(tenant.id);
  const notice = noticeOf(ctx);
  return {
    kind: 'page',
    page: (
      <Page ctx={shell} title={t.title} lead={t.lead} width="wide">
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        {sandboxes.length === 0 ? (
          <EmptyState title={t.none} text={t.noneText}>
            <LinkButton href={marketplace} label={t.market} variant="secondary" />
          </EmptyState>
        ) : (
          <Table
            caption={t.caption}
            columns={[
              { key: 'service', header: t.service },
              { key: 'version', header: t.version },
              { key: 'created', header: t.created },
              { key: 'removed', header: t.removed },
              { key: 'act', header: t.act },
            ]}
            rows={sandboxes.map((sandbox) => ({ key: sandbox.tenant, cells: cellsOf(ctx, sandbox) }))}
          />
        )}
        <p class="kern-hint">{t.limit(limits.perTenant)}</p>
      </Page>
    ),
  };
}

function cellsOf(ctx: RequestContext, sandbox: Sandbox) {
  const t = sandboxTexts(ctx.lang).list;
  const button = (action: string, label: string, variant: 'secondary' | 'tertiary') => (
    <Form action={action} csrfToken={ctx.csrfToken}>
      <Button label={label} ariaLabel={`${label}: ${sandbox.name} ${sandbox.version}`} variant={variant} small />
    </Form>
  );
  return {
    service: sandbox.name,
    version: sandbox.version,
    created: t.by(formatDate(sandbox.createdAt, ctx.lang), sandbox.createdBy),
    removed: formatDate(sandbox.expiresAt, ctx.lang),
    act: (
      <>
        {sandbox.state === 'ready' ? button(sandboxPaths.enter(sandbox.tenant), t.enter, 'secondary') : t.preparing}
        {sandbox.state === 'ready' ? button(sandboxPaths.reset(sandbox.tenant), t.reset, 'tertiary') : null}
        {button(sandboxPaths.remove(sandbox.tenant), t.remove, 'tertiary')}
      </>
    ),
  };
}

async function tryPackage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { staff, tenant, displayName } = staffOf(ctx);
  const { provider = '', service = '' } = ctx.params;
  const found = await deps.packages.package(`${provider}/${service}`);
  if (found === null) throw sandboxNotFound();
  await deps.service.create({
    versionDigest: found.versionDigest,
    for: tenant,
    by: { staff, name: displayName },
  });
  return { kind: 'redirect', to: `${sandboxPaths.list}?meldung=angelegt` };
}

/** Into the sandbox with the same session: whoever may see this list works there as case worker. */
async function enter(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const sandbox = await sandboxOf(ctx, deps);
  const staff = staffOf(ctx);
  await deps.identity.sandboxes.letIn({ staff, sandbox: sandbox.tenant });
  const cookie = ctx.cookies['amt-sitzung'] ?? '';
  const moved = await deps.identity.sandboxes.move({ from: staff.tenant, cookie, to: sandbox.tenant });
  if (moved === null) throw sandboxNotFound();
  return { kind: 'redirect', to: sandboxPaths.home, cookies: [moved] };
}

async function act(ctx: RequestContext, deps: PageDeps, what: 'reset' | 'remove'): Promise<Reply> {
  const sandbox = await sandboxOf(ctx, deps);
  const { staff, tenant } = staffOf(ctx);
  await deps.service[what](sandbox.tenant);
  await record(deps, { tenant, staff, action: `sandbox.${what}`, subject: sandbox.tenant });
  const notice = what === 'reset' ? 'zurueckgesetzt' : 'entfernt';
  return { kind: 'redirect', to: `${sandboxPaths.list}?meldung=${notice}` };
}

async function record(
  { kernel }: PageDeps,
  entry: { tenant: TenantId; staff: string; action: string; subject: string },
): Promise<void> {
  const { tenant, staff, action, subject } = entry;
  await kernel.db.tx({ tenant }, (tx) =>
    kernel.audit.record(tx, { tenant, action, actor: staff, actorKind: 'staff', subject }),
  );
}

export function listRoutes(deps: PageDeps): readonly Route[] {
  const post = (path: string, name: string, handle: Route['handle'], rate: Route['rate'] = 'write'): Route => ({
    ...sandboxAccess,
    method: 'POST',
    path,
    name,
    rate,
    handle,
  });
  return [
    {
      ...sandboxAccess,
      method: 'GET',
      path: sandboxRoutePaths.list,
      name: 'sandbox.list',
      rate: 'page',
      handle: (ctx) => listPage(ctx, deps),
    },
    // Makes keys and a destination: the strictest class there is for pages.
    post(sandboxRoutePaths.try, 'sandbox.try', (ctx) => tryPackage(ctx, deps), 'sign-in'),
    post(sandboxRoutePaths.enter, 'sandbox.enter', (ctx) => enter(ctx, deps)),
    post(sandboxRoutePaths.reset, 'sandbox.reset', (ctx) => act(ctx, deps, 'reset')),
    post(sandboxRoutePaths.remove, 'sandbox.remove', (ctx) => act(ctx, deps, 'remove')),
  ];
}
