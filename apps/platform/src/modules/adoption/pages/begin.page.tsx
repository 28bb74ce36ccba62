import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type PublishedPackage } from '#modules/packages';
import {
  Actions,
  Alert,
  Button,
  EmptyState,
  type FieldError,
  FilterForm,
  Form,
  formatCents,
  LinkButton,
  Page,
  RadioGroup,
  SummaryList,
  Table,
  TextField,
} from '#ui';
import { germanDate } from '#kernel/clock';
import { isClosed } from '../domain/blueprint.ts';
import { adoptionErrorTexts } from '../errors.ts';
import { adoptionPaths, adoptionRoutePaths } from '../paths.ts';
import { adoptionTexts, type Texts } from '../texts/index.ts';
import { textOf } from './posted.ts';
import { actorOf, crumbs, dayText, type PageDeps, townShell, serviceName } from './staff.ts';

const mostPackages = 50;

const refusals = new Set(['adoption/address-taken', 'adoption/towns-only']);

/** Price of the first year for this town, before any commitment. */
export async function priceText(
  ctx: Pick<RequestContext, 'lang'>,
  { costs }: Pick<PageDeps, 'costs'>,
  versionDigest: string,
  ars: string | null,
): Promise<string | null> {
  const t = adoptionTexts(ctx.lang).begin;
  const price = ars === null ? null : await costs.priceOf(versionDigest, ars);
  const first = price?.years[0];
  if (first !== undefined) {
    return t.forTown(formatCents(first.total.low, ctx.lang), formatCents(first.total.high, ctx.lang));
  }
  return (await costs.fromTo(versionDigest))?.[ctx.lang] ?? null;
}

export function conformityText(t: Texts, light: { conforms: boolean; openMust: number } | null): string {
  if (light === null) return t.begin.notChecked;
  return light.conforms ? t.begin.conforms : t.begin.openMust(light.openMust);
}

async function choosePage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const t = adoptionTexts(ctx.lang);
  const { shell } = await townShell(ctx, deps);
  const search = (ctx.query.get('suche') ?? '').trim().slice(0, 100);
  const words = search
    .toLocaleLowerCase('de')
    .split(/\s+/u)
    .filter((word) => word !== '');
  const found = (await deps.packages.packages()).filter(({ name, summary, providerName }) => {
    const text = `${name.de} ${name.en} ${summary.de} ${providerName}`.toLocaleLowerCase('de');
    return words.every((word) => text.includes(word));
  });
  return {
    kind: 'page',
    page: (
      <Page ctx={shell} title={t.begin.heading} lead={t.begin.choose} width="wide" breadcrumbs={crumbs(ctx)}>
        <FilterForm lang={ctx.lang} action={adoptionPaths.begin()} label={t.begin.search}>
          <TextField lang={ctx.lang} id="suche" label={t.begin.search} value={search} />
        </FilterForm>
        {found.length === 0 ? (
          <EmptyState title={t.begin.none} />
        ) : (
          <Table
            caption={t.begin.heading}
            captionHidden
            columns={[
              { key: 'service', header: t.begin.service },
              { key: 'provider', header: t.begin.provider },
              { key: 'version', header: t.begin.version },
            ]}
            rows={found.slice(0, mostPackages).map((one) => ({
              key: one.packageId,
              cells: {
                service: (
                  <a class="kern-link" href={adoptionPaths.begin(one.packageId)}>
                    {serviceName(one.name, ctx.lang)}
                  </a>
                ),
                provider: one.providerName,
                version: one.version,
              },
            }))}
          />
        )}
      </Page>
    ),
  };
}

async function beginPage(
  ctx: RequestContext,
  deps: PageDeps,
  offered: PublishedPackage,
  view: { route: string; errors: readonly FieldError[]; refused?: string },
): Promise<Reply> {
  const t = adoptionTexts(ctx.lang);
  const { shell, tenant } = await townShell(ctx, deps);
  const digest = offered.versionDigest;
  const [cases, manifest, price, light] = await Promise.all([
    deps.service.cases(tenant.id),
    deps.catalogue.manifest(digest),
    priceText(ctx, deps, digest, tenant.ars),
    deps.conformity?.light(digest) ?? null,
  ]);
  const running = cases.find((one) => one.packageId === offered.packageId && !isClosed(one.state));
  const named = manifest?.reuse?.factSheet.contractRoutes ?? [];
  const routes = deps.blueprint.variants.map(({ id, name, lead, contractRoutes, until }) => {
    const notes = [
      lead[ctx.lang],
      ...(named.some((one) => contractRoutes.includes(one)) ? [] : [t.begin.notNamed]),
      ...(until === null || until > germanDate(ctx.now) ? [] : [t.begin.ended(dayText(until, ctx.lang))]),
    ];
    return { value: id, label: name[ctx.lang], hint: notes.join(' ') };
  });
  return {
    kind: 'page',
    status: view.errors.length > 0 || view.refused !== undefined ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={`${t.begin.heading}: ${serviceName(offered.name, ctx.lang)}`}
        lead={t.begin.lead}
        errors={view.errors}
        hasError={view.refused !== undefined}
        breadcrumbs={crumbs(ctx)}
      >
        {view.refused === undefined ? null : <Alert lang={ctx.lang} kind="danger" title={view.refused} live />}
        <SummaryList
          lang={ctx.lang}
          rows={[
            { key: t.begin.service, value: serviceName(offered.name, ctx.lang) },
            { key: t.begin.provider, value: offered.providerName },
            { key: t.begin.version, value: offered.version },
            { key: t.begin.price, value: price ?? t.begin.noPrice },
            { key: t.begin.conformity, value: conformityText(t, light) },
          ]}
        />
        {running === undefined ? (
          <Form action={adoptionPaths.begin(offered.packageId)} csrfToken={ctx.csrfToken}>
            <input type="hidden" name="paket" value={offered.packageId} />
            <RadioGroup
              lang={ctx.lang}
              id="weg"
              label={t.begin.route}
              options={routes}
              value={view.route}
              error={view.errors[0]?.message}
            />
            <Actions>
              <Button label={t.begin.button} />
            </Actions>
          </Form>
        ) : (
          <Alert lang={ctx.lang} kind="info" title={t.begin.running}>
            <LinkButton href={adoptionPaths.case(running.id)} label={t.begin.toCase} variant="secondary" />
          </Alert>
        )}
      </Page>
    ),
  };
}

/** The first way that the provider names; the town may choose another one. */
async function suggestedRoute(deps: PageDeps, digest: string): Promise<string> {
  const named = (await deps.catalogue.manifest(digest))?.reuse?.factSheet.contractRoutes ?? [];
  const fits = deps.blueprint.variants.find(({ contractRoutes }) => contractRoutes.includes(named[0] ?? ''));
  return fits?.id ?? '';
}

async function packageOf(deps: PageDeps, id: string): Promise<PublishedPackage> {
  const offered = await deps.packages.package(id);
  if (offered === null || offered.withdrawnAt !== null) throw new AppError('not-found', 'adoption/package-not-found');
  return offered;
}

async function begin(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const t = adoptionTexts(ctx.lang).begin;
  const { tenant } = await townShell(ctx, deps);
  const offered = await packageOf(deps, textOf(ctx.form, 'paket', 200));
  const route = textOf(ctx.form, 'weg', 40);
  if (!deps.blueprint.variants.some(({ id }) => id === route)) {
    return beginPage(ctx, deps, offered, { route: '', errors: [{ id: 'weg', message: t.routeMissing }] });
  }
  try {
    const found = await deps.service.start({
      ...{ tenant: tenant.id, packageId: offered.packageId, route, by: actorOf(ctx) },
    });
    return { kind: 'redirect', to: `${adoptionPaths.confirm(found.id)}?meldung=begonnen` };
  } catch (error) {
    if (!(error instanceof AppError) || !refusals.has(error.code)) throw error;
    const texts: Readonly<Record<string, { de: { title: string }; en: { title: string } }>> = adoptionErrorTexts;
    return beginPage(ctx, deps, offered, { route, errors: [], refused: texts[error.code]?.[ctx.lang].title ?? '' });
  }
}

export function beginRoutes(deps: PageDeps): readonly Route[] {
  const base = { surface: 'page', access: { kind: 'staff', action: 'adoption.manage' } } as const;
  const path = adoptionRoutePaths.begin;
  return [
    {
      ...base,
      method: 'GET',
      path,
      name: 'adoption.begin',
      rate: 'page',
      async handle(ctx) {
        const id = ctx.query.get('paket');
        if (id === null || id === '') return choosePage(ctx, deps);
        const offered = await packageOf(deps, id);
        return beginPage(ctx, deps, offered, { route: await suggestedRoute(deps, offered.versionDigest), errors: [] });
      },
    },
    { ...base, method: 'POST', path, name: 'adoption.start', rate: 'write', handle: (ctx) => begin(ctx, deps) },
  ];
}
