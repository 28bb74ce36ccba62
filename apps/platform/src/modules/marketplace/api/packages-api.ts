import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type Area } from '#modules/catalogue';
import { listingStates } from '#modules/packages';
import { coverageOf } from '../coverage.ts';
import { conformityFilters, type EntryQuery, sortings } from '../domain/entry-filter.ts';
import { type Entry } from '../domain/entry.ts';
import { packageNotFound, wishNotFound } from '../errors.ts';
import { gatherFacts } from '../fact-sheet.ts';
import { type PageDeps } from '../pages/frame.tsx';
import { badParameter, listReply, numberOrNull, oneOf, windowOf } from './lists.ts';
import { toCoverage, toDetail, toPackage, toPromise, toReview, toTown, toVersion, toWish } from './views.ts';

type Handle = (ctx: RequestContext, deps: PageDeps) => Promise<unknown>;
type PartHandle = (ctx: RequestContext, deps: PageDeps, entry: Entry) => Promise<unknown>;

async function areaParameter(ctx: RequestContext, { catalogue }: PageDeps, name: string): Promise<Area | null> {
  const ars = ctx.query.get(name);
  if (ars === null) return null;
  const area = await catalogue.area(ars);
  if (area === null) throw badParameter(name, `${name} must be a known regional key of 12 digits`);
  return area;
}

export async function entryQueryOf(ctx: RequestContext, deps: PageDeps): Promise<EntryQuery> {
  const place = await areaParameter(ctx, deps, 'ars');
  const maxYearlyCents = numberOrNull(ctx, 'maxYearlyCents', 0, 99_999_999);
  if (maxYearlyCents !== null && place === null) throw badParameter('ars', 'maxYearlyCents needs ars');
  return {
    q: (ctx.query.get('q') ?? '').trim().slice(0, 200),
    key: (ctx.query.get('leistungsschluessel') ?? '').slice(0, 14),
    provider: (ctx.query.get('provider') ?? '').slice(0, 80),
    state: oneOf(ctx, 'state', listingStates),
    maturity: numberOrNull(ctx, 'maturity', 0, 4),
    conformity: oneOf(ctx, 'conformity', conformityFilters),
    place: place?.ars ?? null,
    maxYearlyCents,
    sort: oneOf(ctx, 'sort', sortings) ?? 'relevance',
  };
}

const list: Handle = async (ctx, deps) => {
  const window = windowOf(ctx);
  const found = await deps.service.find(await entryQueryOf(ctx, deps), window);
  return listReply(ctx, window, { items: found.items.map(toPackage), total: found.total });
};

const detail: PartHandle = async (_ctx, deps, entry) => {
  const facts = await gatherFacts(entry, deps);
  if (facts === null) throw packageNotFound();
  return toDetail(facts);
};

/** Of what is short: all of it is there, a page is shown. */
function wholeList<T>(ctx: RequestContext, all: readonly T[]) {
  const window = windowOf(ctx);
  return listReply(ctx, window, {
    items: all.slice(window.offset, window.offset + window.limit),
    total: all.length,
  });
}

export const packageParts = {
  versions: async (ctx, deps, { pkg }) => wholeList(ctx, (await deps.packages.versions(pkg.packageId)).map(toVersion)),
  promises: async (ctx, deps, { pkg }) =>
    wholeList(ctx, (await deps.packages.listing(pkg.packageId)).promises.map(toPromise)),
  async towns(ctx, deps, { pkg }) {
    const window = windowOf(ctx);
    const q = (ctx.query.get('q') ?? '').slice(0, 100);
    const [{ items, total }, runners] = await Promise.all([
      deps.service.towns(pkg.packageId, { ...window, q }),
      deps.adoption.frontRunners(pkg.packageId),
    ]);
    const slugs = new Set(runners.map(({ slug }) => slug));
    return listReply(ctx, window, { items: items.map((town) => toTown(town, slugs)), total });
  },
  async reviews(ctx, deps, { pkg }) {
    const window = windowOf(ctx);
    const { items, total } = await deps.service.reviews(pkg.packageId, window);
    return listReply(ctx, window, { items: items.map(toReview), total });
  },
  async prices(ctx, deps, { pkg }) {
    const window = windowOf(ctx);
    const one = await areaParameter(ctx, deps, 'ars');
    const towns =
      one === null ? (await deps.catalogue.areas()).filter(({ kind }) => kind === 'town' || kind === 'city') : [one];
    const shown = towns.slice(window.offset, window.offset + window.limit);
    const items = await Promise.all(
      shown.map(async ({ ars, name, population }) => ({
        id: ars,
        name,
        inhabitants: population,
        price: await deps.service.priceFor(pkg.versionDigest, ars),
      })),
    );
    return listReply(ctx, window, { items, total: towns.length });
  },
} satisfies Record<string, PartHandle>;

const wishes: Handle = async (ctx, { service }) => {
  const window = windowOf(ctx);
  const { items, total } = await service.wishes({ ...window, q: (ctx.query.get('q') ?? '').slice(0, 200) });
  return listReply(ctx, window, { items: items.map(toWish), total });
};

const wish: Handle = async (ctx, { service }) => {
  const found = await service.wish(ctx.params['id'] ?? '');
  if (found === null) throw wishNotFound();
  return toWish(found);
};

const coverage: Handle = async (ctx, deps) => {
  const area = await areaParameter(ctx, deps, 'area');
  if (area === null) throw badParameter('area', 'area must be a known regional key of 12 digits');
  return wholeList(ctx, (await coverageOf(area, deps)).rows.map(toCoverage));
};

/** `:id` is the id with its slash written %2F; the second form has two parts. */
async function entryBy(ctx: RequestContext, { service }: PageDeps): Promise<Entry> {
  const { id, provider, service: slug } = ctx.params;
  const entry = await service.entry(id ?? `${provider ?? ''}/${slug ?? ''}`);
  if (entry === null) throw new AppError('not-found', 'marketplace/package-not-found');
  return entry;
}

export function packagesApiRoutes(deps: PageDeps): readonly Route[] {
  const base = { method: 'GET', surface: 'api', access: { kind: 'public' }, rate: 'api' } as const;
  const route = (path: string, name: string, handle: Handle): Route => ({
    ...base,
    path: `/api/v1/${path}`,
    name: `marketplace.api-${name}`,
    handle: async (ctx): Promise<Reply> => ({ kind: 'json', body: await handle(ctx, deps) }),
  });
  const ofPackage = (part: string, name: string, handle: PartHandle): readonly Route[] => [
    route(`packages/:id${part}`, name, async (ctx) => handle(ctx, deps, await entryBy(ctx, deps))),
    route(`packages/:provider/:service${part}`, `${name}-by-name`, async (ctx) =>
      handle(ctx, deps, await entryBy(ctx, deps)),
    ),
  ];
  return [
    route('packages', 'packages', list),
    ...ofPackage('', 'package', detail),
    ...Object.entries(packageParts).flatMap(([part, handle]) => ofPackage(`/${part}`, `package-${part}`, handle)),
    route('wanted-services', 'wanted', wishes),
    route('wanted-services/:id', 'wanted-one', wish),
    route('coverage', 'coverage', coverage),
  ];
}
