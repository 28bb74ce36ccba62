import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type Area, type CatalogueEntry, type Offering, parseArs, publicServiceOf } from '#modules/catalogue';
import { type WebDeps } from '../deps.ts';
import { offeringPath } from '../paths.ts';
import { pageOf } from './lists.ts';
import { openApiDocument } from './openapi.ts';

const toArea = (area: Area) => ({
  id: area.ars,
  ars: area.ars,
  ags: area.ags ?? null,
  kind: area.kind,
  name: area.name,
  designation: area.designation,
  parent: area.parent ?? null,
  postcode: area.postcode ?? null,
  population: area.population,
  path: `/${area.slug}`,
});

const toService = (service: CatalogueEntry) => ({
  id: service.id,
  leistungsschluessel: service.leistungsschluessel,
  name: service.name,
  type: service.type,
  ozgId: service.ozgId,
  ozgService: service.ozgService,
  catalogue: service.catalogue,
});

function toOffering(offering: Offering) {
  const { manifest, tenant } = offering;
  return {
    id: offering.id,
    name: manifest.service.name,
    summary: manifest.service.summary,
    publicService: publicServiceOf(manifest),
    leistungsschluessel: manifest.service.leistungsschluessel,
    authority: { slug: tenant.slug, name: tenant.name, ars: tenant.ars, isDemo: tenant.isDemo },
    area: offering.area,
    version: { digest: offering.versionDigest, number: manifest.version, provider: manifest.provider },
    schema: manifest.schema,
    fee: manifest.fee,
    receiptInstant: offering.receiptInstant,
    validFrom: offering.validFrom.toISOString(),
    validUntil: offering.validUntil?.toISOString() ?? null,
    path: offeringPath(tenant.slug, offering.serviceSlug),
  };
}

/** Case and accents do not matter to a filter by name. */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

function byName<T extends { name: string }>(ctx: RequestContext, all: readonly T[]): readonly T[] {
  const wanted = fold(ctx.query.get('q')?.trim() ?? '');
  return wanted === '' ? all : all.filter(({ name }) => fold(name).includes(wanted));
}

interface Resource {
  page: (ctx: RequestContext, deps: WebDeps) => Promise<unknown>;
  one: (ctx: RequestContext, deps: WebDeps) => Promise<unknown>;
}

/** `view` is made of what is shown only: the lists are long. */
function resource<T>(parts: {
  read: (ctx: RequestContext, deps: WebDeps) => Promise<readonly T[]>;
  idOf: (entry: T) => string;
  view: (entry: T) => object;
}): Resource {
  return {
    async page(ctx, deps) {
      const { items, ...rest } = pageOf(ctx, await parts.read(ctx, deps));
      return { items: items.map(parts.view), ...rest };
    },
    async one(ctx, deps) {
      const id = ctx.params['id'];
      const found = (await parts.read(ctx, deps)).find((entry) => parts.idOf(entry) === id);
      if (found === undefined) throw new AppError('not-found', 'web/entry-not-found');
      return parts.view(found);
    },
  };
}

async function areas(ctx: RequestContext, deps: WebDeps) {
  const kind = ctx.query.get('kind');
  const all = (await deps.catalogue.areas()).filter((area) => kind === null || area.kind === kind);
  return byName(ctx, all);
}

async function services(ctx: RequestContext, deps: WebDeps) {
  return byName(ctx, await deps.catalogue.services());
}

async function offerings(ctx: RequestContext, deps: WebDeps) {
  const [ars, service, authority] = ['area', 'service', 'authority'].map((name) => ctx.query.get(name));
  const place = ars == null ? undefined : parseArs(ars);
  if (ars != null && place === undefined) {
    throw new AppError('invalid', 'web/bad-parameter', {
      detail: 'area must be a regional key of 12 digits',
      problems: [{ field: '/area', code: 'not-a-regional-key' }],
    });
  }
  const { catalogue } = deps;
  const all = place === undefined ? await catalogue.publicOfferings() : await catalogue.publicOfferingsAt(place);
  return all.filter((offering) => {
    const isWanted = service == null || offering.manifest.service.leistungsschluessel === service;
    return isWanted && (authority == null || offering.tenant.slug === authority);
  });
}

const lists = {
  areas: resource({ read: areas, idOf: ({ ars }) => ars, view: toArea }),
  services: resource({ read: services, idOf: ({ id }) => id, view: toService }),
  offerings: resource({ read: offerings, idOf: ({ id }) => id, view: toOffering }),
} as const;

export function catalogueApiRoutes(deps: WebDeps): readonly Route[] {
  const base = { method: 'GET', surface: 'api', access: { kind: 'public' }, rate: 'api' } as const;
  const names = ['areas', 'services', 'offerings'] as const;
  return [
    ...names.flatMap((name): Route[] => [
      {
        ...base,
        path: `/api/v1/${name}`,
        name: `web.api-${name}`,
        handle: async (ctx): Promise<Reply> => ({ kind: 'json', body: await lists[name].page(ctx, deps) }),
      },
      {
        ...base,
        path: `/api/v1/${name}/:id`,
        name: `web.api-${name}-one`,
        handle: async (ctx): Promise<Reply> => ({ kind: 'json', body: await lists[name].one(ctx, deps) }),
      },
    ]),
    {
      ...base,
      path: '/api/v1/openapi.json',
      name: 'web.api-description',
      handle: async () => ({ kind: 'json', body: openApiDocument(deps.kernel.config.publicUrl) }),
    },
  ];
}
