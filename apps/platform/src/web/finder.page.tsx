import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type Area, parseArs, slugify } from '#modules/catalogue';
import { marketplacePaths } from '#modules/marketplace';
import { Band, CardGrid, Page, SearchHero } from '#ui';
import { type WebDeps, frameOf } from './deps.ts';
import { type HitView, Results } from './finder-results.tsx';
import { searchPath, webPaths } from './paths.ts';
import { webTexts } from './texts/index.ts';

const maxQueryLength = 200;

async function finderPage(ctx: RequestContext, deps: WebDeps): Promise<Reply> {
  const t = webTexts(ctx.lang).finder;
  const query = (ctx.query.get('q') ?? '').trim().slice(0, maxQueryLength);
  const typedPlace = (ctx.query.get('ort') ?? '').trim().slice(0, maxQueryLength);
  const chosen = await placeOf(deps, typedPlace);
  const results = query === '' && typedPlace === '' ? null : await find(ctx, deps, query, chosen);
  const placeText = chosen.place?.name ?? typedPlace;
  return {
    kind: 'page',
    page: (
      <Page
        ctx={await frameOf(ctx, deps)}
        title={results === null ? t.title : t.results(query || placeText)}
        width="full"
      >
        <SearchHero
          lang={ctx.lang}
          heading={t.title}
          {...(query === '' && placeText === '' ? { lead: t.lead } : { compact: true })}
          action={webPaths.finder}
          label={t.query}
          value={query}
          second={{ name: 'ort', label: t.place, value: placeText, autocomplete: 'postal-code' }}
        />
        {results ?? <Landing ctx={ctx} towns={await townsOnline(deps)} />}
      </Page>
    ),
  };
}

interface Chosen {
  place: Area | undefined;
  ambiguous: readonly Area[];
}

/** A regional key (from our own links), an address part, a name with or without mistakes, or a postcode. */
async function placeOf(deps: WebDeps, text: string): Promise<Chosen> {
  if (text === '') return { place: undefined, ambiguous: [] };
  const exact = (await deps.catalogue.area(text)) ?? (await deps.catalogue.areaBySlug(slugify(text)));
  if (exact !== null) return { place: exact, ambiguous: [] };
  const found = await deps.catalogue.search(text, { limit: 1 });
  return { place: found.place, ambiguous: found.ambiguousPlaces };
}

async function find(ctx: RequestContext, deps: WebDeps, query: string, chosen: Chosen) {
  const ars = chosen.place === undefined ? undefined : parseArs(chosen.place.ars);
  const text = query === '' ? (chosen.place?.name ?? '') : query;
  const result = await deps.catalogue.search(text, ars === undefined ? {} : { place: ars });
  const hits: HitView[] = await Promise.all(
    result.services.map(async (hit) => ({
      hit,
      offering: hit.offering === undefined ? null : await deps.catalogue.offering(hit.offering.id),
      tenant: hit.responsibleArea === undefined ? null : await deps.identity.tenantByArs(hit.responsibleArea.ars),
    })),
  );
  const ambiguous = chosen.ambiguous.length > 0 ? chosen.ambiguous : result.ambiguousPlaces;
  return <Results lang={ctx.lang} query={text} place={result.place} ambiguous={ambiguous} hits={hits} />;
}

interface TownOnline {
  name: string;
  slug: string;
  services: number;
}

async function townsOnline(deps: WebDeps): Promise<readonly TownOnline[]> {
  const towns = await deps.catalogue.publicTowns();
  return towns.slice(0, 60).map(({ tenant, services }) => ({ name: tenant.name, slug: tenant.slug, services }));
}

function Landing({ ctx, towns }: { ctx: RequestContext; towns: readonly TownOnline[] }) {
  const t = webTexts(ctx.lang).finder;
  return (
    <>
      <Band heading={t.popular}>
        <CardGrid cards={t.popularQueries.map((query) => ({ title: query, href: searchPath(query) }))} />
      </Band>
      {towns.length === 0 ? null : (
        <Band heading={t.townsOnline} tint>
          <CardGrid
            cards={towns.map((town) => ({ title: town.name, href: `/${town.slug}`, text: t.services(town.services) }))}
          />
        </Band>
      )}
      <Band heading={t.how}>
        <CardGrid cards={t.steps} />
        <p>
          <a href={webPaths.places}>{t.allPlaces}</a>
        </p>
        <p>
          <a href={marketplacePaths.list}>{t.reuse}</a>
        </p>
      </Band>
    </>
  );
}

async function placesPage(ctx: RequestContext, deps: WebDeps): Promise<Reply> {
  const t = webTexts(ctx.lang).places;
  const areas = await deps.catalogue.areas();
  const byName = (a: Area, b: Area): number => a.name.localeCompare(b.name, 'de');
  const cities = areas.filter((area) => area.kind === 'city').toSorted(byName);
  const districts = areas.filter((area) => area.kind === 'district').toSorted(byName);
  const townsOf = (district: Area): readonly Area[] =>
    areas.filter((area) => area.kind === 'town' && area.ars.startsWith(district.ars.slice(0, 5))).toSorted(byName);
  return {
    kind: 'page',
    page: (
      <Page ctx={await frameOf(ctx, deps)} title={t.title} lead={t.lead} width="wide">
        <section>
          <h2 class="kern-heading-medium">{t.cities}</h2>
          <AreaLinks areas={cities} />
        </section>
        {districts.map((district) => (
          <section key={district.ars}>
            <h2 class="kern-heading-small">
              <a href={`/${district.slug}`}>{district.name}</a>
            </h2>
            <AreaLinks areas={townsOf(district)} />
          </section>
        ))}
      </Page>
    ),
  };
}

export function AreaLinks({ areas }: { areas: readonly Area[] }) {
  return (
    <ul>
      {areas.map((area) => (
        <li key={area.ars}>
          <a href={`/${area.slug}`}>{area.name}</a>
        </li>
      ))}
    </ul>
  );
}

export function finderRoutes(deps: WebDeps): readonly Route[] {
  const base = { method: 'GET', surface: 'page', access: { kind: 'public' }, rate: 'page' } as const;
  return [
    { ...base, path: webPaths.finder, name: 'web.finder', handle: (ctx) => finderPage(ctx, deps) },
    { ...base, path: webPaths.places, name: 'web.places', handle: (ctx) => placesPage(ctx, deps) },
  ];
}
