import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { ancestors, type Area, type Offering, reservedSlugs } from '#modules/catalogue';
import { type Tenant } from '#modules/identity';
import { Alert, Band, CardGrid, EmptyState, Page, SearchHero, SideBox, TwoColumns } from '#ui';
import { AuthorityContact } from './authority.tsx';
import { frameOf, type WebDeps } from './deps.ts';
import { AreaLinks } from './finder.page.tsx';
import { offeringPath, webPaths } from './paths.ts';
import { webTexts } from './texts/index.ts';

export interface Town {
  area: Area;
  tenant: Tenant | null;
}

/** A town by the address of its area or of its tenant; words of the platform are never towns. */
export async function findTown(deps: WebDeps, slug: string): Promise<Town | null> {
  if (reservedSlugs.has(slug)) return null;
  const tenant = await deps.identity.tenantBySlug(slug);
  if (tenant?.isSandbox === true) {
    // It has no area of its own; its one offering has.
    const [offering] = await deps.catalogue.liveOfferings(tenant.id);
    const area = offering === undefined ? null : await deps.catalogue.area(offering.area);
    return area === null ? null : { area, tenant };
  }
  if (tenant !== null) {
    const area = tenant.ars === null ? null : await deps.catalogue.area(tenant.ars);
    return area === null ? null : { area, tenant };
  }
  const area = await deps.catalogue.areaBySlug(slug);
  return area === null ? null : { area, tenant: await deps.identity.tenantByArs(area.ars) };
}

/** Refuses words of the platform as the platform does, and helps with everything else. */
export async function townNotFound(ctx: RequestContext, deps: WebDeps, slug: string): Promise<Reply> {
  if (reservedSlugs.has(slug) || !/^[\p{L}\p{N} -]{2,80}$/u.test(slug))
    throw new AppError('not-found', 'http/not-found');
  const t = webTexts(ctx.lang);
  const found = await deps.catalogue.search(slug.replaceAll('-', ' '), { limit: 1 });
  const near = found.place === undefined ? found.ambiguousPlaces : [found.place];
  return {
    kind: 'page',
    status: 404,
    page: (
      <Page ctx={await frameOf(ctx, deps)} title={t.notFound.title} width="full" hasError>
        <SearchHero
          lang={ctx.lang}
          heading={t.notFound.title}
          lead={t.notFound.text}
          action={webPaths.finder}
          label={t.finder.query}
          second={{ name: 'ort', label: t.finder.place, autocomplete: 'postal-code' }}
        />
        {near.length === 0 ? null : (
          <Band heading={t.notFound.maybe}>
            <AreaLinks areas={near} />
          </Band>
        )}
      </Page>
    ),
  };
}

async function townPage(ctx: RequestContext, deps: WebDeps): Promise<Reply> {
  const slug = ctx.params['town'] ?? '';
  const town = await findTown(deps, slug);
  if (town === null) return townNotFound(ctx, deps, slug);
  const { area, tenant } = town;
  if (tenant?.isSandbox === true) {
    const [offering] = await deps.catalogue.liveOfferings(tenant.id);
    return { kind: 'redirect', to: offering === undefined ? '/' : offeringPath(tenant.slug, offering.serviceSlug) };
  }
  // One page, one address: a tenant may stand elsewhere than its area.
  const home = tenant?.slug ?? area.slug;
  if (home !== slug) return { kind: 'redirect', to: `/${home}` };
  const t = webTexts(ctx.lang);
  const offerings = await deps.catalogue.publicOfferingsAt(area.ars);
  const areas = await deps.catalogue.areas();
  return {
    kind: 'page',
    page: (
      <Page ctx={await frameOf(ctx, deps, tenant)} title={area.name} description={t.town.lead(area.name)} width="full">
        <SearchHero
          lang={ctx.lang}
          heading={area.name}
          lead={t.town.lead(area.name)}
          action={webPaths.finder}
          label={t.finder.query}
          second={{ name: 'ort', label: t.finder.place, value: area.name, autocomplete: 'postal-code' }}
        />
        <Band>
          <TwoColumns side={<Side ctx={ctx} town={town} areas={areas} />}>
            {tenant?.isDemo === true ? <Alert lang={ctx.lang} kind="info" title={t.town.demo} /> : null}
            <Offerings ctx={ctx} town={town} offerings={offerings} />
          </TwoColumns>
        </Band>
      </Page>
    ),
  };
}

interface PartProps {
  ctx: RequestContext;
  town: Town;
}

function Offerings({ ctx, town, offerings }: PartProps & { offerings: readonly Offering[] }) {
  const t = webTexts(ctx.lang).town;
  const { area, tenant } = town;
  if (offerings.length === 0) return <EmptyState title={t.noneTitle} text={t.none(area.name)} />;
  const cards = offerings.map((offering) => {
    const { name, summary } = offering.manifest.service;
    return {
      title: ctx.lang === 'en' && name.en !== '' ? name.en : name.de,
      text: ctx.lang === 'en' && summary.en !== '' ? summary.en : summary.de,
      href: offeringPath(offering.tenant.slug, offering.serviceSlug),
      ...(offering.tenant.id === tenant?.id ? {} : { preline: t.fromOthers(offering.tenant.name) }),
    };
  });
  return (
    <>
      <h2 class="kern-heading-medium">{t.online}</h2>
      <CardGrid cards={cards} />
    </>
  );
}

function Side({ ctx, town, areas }: PartProps & { areas: readonly Area[] }) {
  const t = webTexts(ctx.lang).town;
  const { area, tenant } = town;
  const above = ancestors(area.ars).flatMap((ars) => areas.filter((candidate) => candidate.ars === ars));
  const below = areas
    .filter((other) => other.parent === area.ars)
    .toSorted((a, b) => a.name.localeCompare(b.name, 'de'));
  return (
    <>
      <SideBox heading={t.contact}>
        <AuthorityContact lang={ctx.lang} area={area} tenant={tenant} />
      </SideBox>
      {above.length === 0 ? null : (
        <SideBox heading={t.above}>
          <AreaLinks areas={above} />
        </SideBox>
      )}
      {below.length === 0 ? null : (
        <SideBox heading={t.towns}>
          <AreaLinks areas={below} />
        </SideBox>
      )}
    </>
  );
}

export function townRoutes(deps: WebDeps): readonly Route[] {
  return [
    {
      method: 'GET',
      path: webPaths.town,
      name: 'web.town',
      surface: 'page',
      access: { kind: 'public' },
      rate: 'page',
      example: { town: 'xanten' },
      handle: (ctx) => townPage(ctx, deps),
    },
  ];
}
