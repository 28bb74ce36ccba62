import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type CostSheet, type CostsService } from '../types.ts';
import { areaNotFound, noPriceSheet, packageNotFound } from '../errors.ts';
import { populationKeyDate } from '../domain/population.ts';
import { missingKeyYears } from '../domain/koenigsteiner.ts';
import { costsRoutes } from '../paths.ts';

/** For programs; amounts are integer cents. */
export function toCosts(sheet: CostSheet) {
  const { price } = sheet;
  const missing = price.key === null ? null : missingKeyYears(price.year);
  return {
    id: `${sheet.packageId}@${sheet.version}`,
    package: sheet.packageId,
    version: { number: sheet.version, digest: sheet.versionDigest },
    provider: sheet.provider,
    name: sheet.name,
    place: { ...sheet.place, land: price.land, inhabitants: price.inhabitants, populationDate: populationKeyDate },
    currency: price.currency,
    asOf: price.asOf,
    isComplete: price.isComplete,
    cases: price.cases,
    usersToday: sheet.usersToday,
    items: price.items,
    years: price.years,
    usersCurve: sheet.curve,
    guarantee: sheet.model.guarantee === null ? null : { ...sheet.model.guarantee, holdsForPlace: price.frontRunner },
    funding: sheet.model.funding,
    fundingGap: sheet.gaps,
    breakEven: sheet.breakEven,
    ownDevelopment: sheet.comparison,
    warnings: sheet.warnings.map(({ kind, promise }) => ({ kind, by: promise.by, until: promise.until })),
    koenigsteinerKey: price.key === null ? null : { ...price.key, missingYears: missing },
  };
}

async function costs(ctx: RequestContext, service: CostsService): Promise<Reply> {
  const { id, provider = '', service: slug = '' } = ctx.params;
  const digest = await service.versionOf(id ?? `${provider}/${slug}`);
  if (digest === null) throw packageNotFound();
  const ars = ctx.query.get('ars') ?? '';
  if (!/^\d{12}$/.test(ars)) {
    throw new AppError('invalid', 'costs/area-not-found', {
      problems: [{ field: '/ars', code: 'costs/area-not-found' }],
    });
  }
  if ((await service.priceModel(digest)) === null) throw noPriceSheet();
  const sheet = await service.sheet(digest, ars);
  if (sheet === null) throw areaNotFound();
  return { kind: 'json', body: toCosts(sheet) };
}

export function costsApiRoutes(service: CostsService): readonly Route[] {
  const base = { surface: 'api', method: 'GET', access: { kind: 'public' }, rate: 'api', body: 'none' } as const;
  const handle = (ctx: RequestContext): Promise<Reply> => costs(ctx, service);
  return [
    { ...base, path: costsRoutes.api, name: 'costs.api', handle },
    { ...base, path: costsRoutes.apiByName, name: 'costs.api-by-name', handle },
  ];
}
