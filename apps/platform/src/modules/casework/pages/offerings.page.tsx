import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type Kernel } from '#kernel/module';
import { type AdoptableVersion, type CatalogueService, type Offering } from '#modules/catalogue';
import { type IdentityService, type Tenant } from '#modules/identity';
import {
  Actions,
  Alert,
  Button,
  EmptyState,
  type FieldError,
  Form,
  formatDate,
  Heading,
  Page,
  SearchableSelect,
  searchFieldName,
  StatusBadge,
  Table,
} from '#ui';
import { offersOf } from '../domain/offers-of-offerings.ts';
import { caseworkPaths, caseworkRoutes } from '../paths.ts';
import { caseworkTexts, type Texts } from '../texts/index.ts';
import { type CaseworkService } from '../types.ts';
import { noticeOf, staffOf, staffShell } from './staff.ts';

interface Deps {
  kernel: Kernel;
  service: Pick<CaseworkService, 'inbox' | 'addService'>;
  identity: Pick<IdentityService, 'tenant' | 'missingLegalPages' | 'tenants'>;
  catalogue: Pick<
    CatalogueService,
    'offeringsOf' | 'allVersions' | 'manifest' | 'saveOffering' | 'goLive' | 'withdraw'
  >;
}

interface View {
  version?: string;
  search?: string;
  errors: readonly FieldError[];
}

/** Form fields carry the hexadecimal part of a digest only. */
const hashOf = (digest: string): string => digest.replace('sha256:', '');

function Row(p: {
  ctx: RequestContext;
  t: Texts['offerings'];
  offering: Offering;
  versions: readonly AdoptableVersion[];
}) {
  const { ctx, t, offering } = p;
  const { name } = offering.manifest.service;
  const newest = p.versions.find(
    (one) =>
      one.serviceSlug === offering.manifest.service.slug &&
      one.name.de !== '' &&
      isOfSameProvider(p.versions, one, offering),
  );
  const action = (value: string, label: string, digest?: string) => (
    <Form action={caseworkPaths.offering(offering.id)} csrfToken={ctx.csrfToken}>
      {digest === undefined ? null : <input type="hidden" name="version" value={hashOf(digest)} />}
      <Button label={label} ariaLabel={`${label}: ${name.de}`} value={value} variant="secondary" small />
    </Form>
  );
  return (
    <>
      {offering.live ? action('offline', t.withdraw) : action('online', t.goLive)}
      {newest === undefined || newest.digest === offering.versionDigest
        ? null
        : action('version', t.switchTo(newest.version), newest.digest)}
    </>
  );
}

/** Two providers may use the same address. */
function isOfSameProvider(versions: readonly AdoptableVersion[], one: AdoptableVersion, offering: Offering): boolean {
  return versions.find(({ digest }) => digest === offering.versionDigest)?.provider === one.provider;
}

function OfferForm(p: {
  ctx: RequestContext;
  t: Texts['offerings'];
  versions: readonly AdoptableVersion[];
  providers: ReadonlyMap<string, string>;
  view: View;
}) {
  const { ctx, t, view } = p;
  const options = p.versions.map(({ digest, name, version, provider, publishedAt }) => ({
    value: hashOf(digest),
    label: t.option(name.de, version, p.providers.get(provider) ?? '', formatDate(publishedAt, ctx.lang)),
  }));
  return (
    <section>
      <Heading level={2}>{t.add}</Heading>
      {options.length === 0 ? (
        <p class="kern-body">{t.noVersions}</p>
      ) : (
        <Form action={caseworkPaths.offerings} csrfToken={ctx.csrfToken}>
          <SearchableSelect
            lang={ctx.lang}
            id="version"
            label={t.version}
            options={options}
            value={view.version ?? ''}
            query={view.search ?? ''}
            error={view.errors.find(({ id }) => id === 'version')?.message}
          />
          <Actions>
            <Button label={t.offer} />
          </Actions>
        </Form>
      )}
    </section>
  );
}

async function offeringsPage(ctx: RequestContext, deps: Deps, view: View): Promise<Reply> {
  const t = caseworkTexts(ctx.lang).offerings;
  const { shell, tenant } = await staffShell(ctx, deps.identity);
  const [offerings, versions, inbox, missing, tenants] = await Promise.all([
    deps.catalogue.offeringsOf(tenant.id),
    deps.catalogue.allVersions(),
    deps.service.inbox(tenant.id),
    deps.identity.missingLegalPages(tenant.id),
    deps.identity.tenants(),
  ]);
  const providers = new Map(tenants.map(({ id, name }) => [String(id), name]));
  const notice = noticeOf(ctx, t.done);
  return {
    kind: 'page',
    status: view.errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={t.title}
        lead={t.lead}
        width="wide"
        errors={view.errors}
        breadcrumbs={[{ href: '/amt/verwaltung', label: t.administration }]}
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        {inbox?.destinationId == null ? (
          <Alert lang={ctx.lang} kind="warning" title={t.noInbox}>
            <a class="kern-link" href={caseworkPaths.inbox}>
              {t.setUpInbox}
            </a>
          </Alert>
        ) : null}
        {missing.length === 0 ? null : <Alert lang={ctx.lang} kind="warning" title={t.legalPages} />}
        {offerings.length === 0 ? (
          <EmptyState title={t.none} />
        ) : (
          <Table
            caption={t.caption}
            columns={[
              { key: 'service', header: t.service },
              { key: 'version', header: t.versionNumber },
              { key: 'state', header: t.state },
              { key: 'act', header: t.act },
            ]}
            rows={offerings.map((offering) => ({
              key: offering.id,
              cells: {
                service: offering.live ? (
                  <a class="kern-link" href={`/${tenant.slug}/${offering.serviceSlug}`}>
                    {offering.manifest.service.name.de}
                  </a>
                ) : (
                  offering.manifest.service.name.de
                ),
                version: offering.manifest.version,
                state: offering.live ? (
                  <StatusBadge label={t.online} tone="success" />
                ) : (
                  <StatusBadge label={t.offline} />
                ),
                act: <Row ctx={ctx} t={t} offering={offering} versions={versions} />,
              },
            }))}
          />
        )}
        <OfferForm ctx={ctx} t={t} versions={versions} providers={providers} view={view} />
      </Page>
    ),
  };
}

/** The destination learns of the schema first: an offering that it would refuse must not go out. */
async function offer(deps: Deps, tenant: Tenant, digest: string, at: Offering | null): Promise<string> {
  const manifest = await deps.catalogue.manifest(digest);
  if (manifest === null) throw new AppError('not-found', 'catalogue/version-not-found');
  const inbox = await deps.service.inbox(tenant.id);
  const destinationId = at?.destinationId ?? inbox?.destinationId ?? null;
  if (destinationId === null) throw new AppError('conflict', 'casework/no-inbox');
  const area = at?.area ?? tenant.ars ?? '';
  if (destinationId === inbox?.destinationId) {
    for (const service of offersOf([{ manifest, area }])) await deps.service.addService(tenant.id, service);
  }
  const { id } = await deps.kernel.db.tx({ tenant: tenant.id }, (tx) =>
    deps.catalogue.saveOffering(tx, {
      tenant: tenant.id,
      versionDigest: digest,
      serviceSlug: at?.serviceSlug ?? manifest.service.slug,
      destinationId,
      area,
      ...(at === null ? {} : { receiptInstant: at.receiptInstant, townTexts: at.townTexts }),
    }),
  );
  return id;
}

async function record(ctx: RequestContext, { kernel }: Deps, action: string, subject: string): Promise<void> {
  const { staff, tenant } = staffOf(ctx);
  await kernel.db.tx({ tenant }, (tx) =>
    kernel.audit.record(tx, { tenant, action, actor: staff, actorKind: 'staff', subject }),
  );
}

const digestOf = (ctx: RequestContext): string | null => {
  const hash = ctx.form.get('version') ?? '';
  return /^[0-9a-f]{64}$/.test(hash) ? `sha256:${hash}` : null;
};

async function adopt(ctx: RequestContext, deps: Deps): Promise<Reply> {
  const t = caseworkTexts(ctx.lang).offerings;
  const { tenant } = await staffShell(ctx, deps.identity);
  const digest = digestOf(ctx);
  const search = (ctx.form.get(searchFieldName('version')) ?? '').slice(0, 200);
  if ((ctx.form.get('_action') ?? '').startsWith('search:')) {
    return offeringsPage(ctx, deps, { version: ctx.form.get('version') ?? '', search, errors: [] });
  }
  const known = digest === null ? null : await deps.catalogue.manifest(digest);
  if (digest === null || known === null) {
    return offeringsPage(ctx, deps, { search, errors: [{ id: 'version', message: t.versionMissing }] });
  }
  const own = await deps.catalogue.offeringsOf(tenant.id);
  const sameAddress = own.find(({ serviceSlug }) => serviceSlug === known.service.slug) ?? null;
  // Two providers may use the same address; then this page must not replace one service by the other.
  if (sameAddress !== null && sameAddress.manifest.provider.slug !== known.provider.slug) {
    return offeringsPage(ctx, deps, { search, errors: [{ id: 'version', message: t.addressTaken }] });
  }
  const id = await offer(deps, tenant, digest, sameAddress);
  await record(ctx, deps, 'catalogue.offering-saved', id);
  return { kind: 'redirect', to: `${caseworkPaths.offerings}?meldung=angeboten` };
}

async function change(ctx: RequestContext, deps: Deps): Promise<Reply> {
  const { tenant } = await staffShell(ctx, deps.identity);
  const own = await deps.catalogue.offeringsOf(tenant.id);
  const offering = own.find(({ id }) => id === ctx.params['offering']);
  if (offering === undefined) throw new AppError('not-found', 'catalogue/offering-not-found');
  const action = ctx.form.get('_action');
  const { db } = deps.kernel;
  if (action === 'version') {
    const digest = digestOf(ctx);
    if (digest === null) throw new AppError('not-found', 'catalogue/version-not-found');
    await offer(deps, tenant, digest, offering);
  } else if (action === 'online') {
    await db.tx({ tenant: tenant.id }, (tx) => deps.catalogue.goLive(tx, tenant.id, offering.id));
  } else if (action === 'offline') {
    await db.tx({ tenant: tenant.id }, (tx) => deps.catalogue.withdraw(tx, tenant.id, offering.id));
  } else return { kind: 'redirect', to: caseworkPaths.offerings };
  await record(ctx, deps, `catalogue.offering-${action}`, offering.id);
  return { kind: 'redirect', to: `${caseworkPaths.offerings}?meldung=${action}` };
}

export function offeringsRoutes(deps: Deps): readonly Route[] {
  const base = { surface: 'page', access: { kind: 'staff', action: 'offering.manage' } } as const;
  const path = caseworkRoutes.offerings;
  return [
    {
      ...base,
      method: 'GET',
      path,
      name: 'casework.offerings',
      rate: 'page',
      handle: (ctx) => offeringsPage(ctx, deps, { version: ctx.query.get('version') ?? '', errors: [] }),
    },
    { ...base, method: 'POST', path, name: 'casework.offerings-add', rate: 'write', handle: (ctx) => adopt(ctx, deps) },
    {
      ...base,
      method: 'POST',
      path: caseworkRoutes.offering,
      name: 'casework.offering-change',
      rate: 'write',
      handle: (ctx) => change(ctx, deps),
    },
  ];
}
