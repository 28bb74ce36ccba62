import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { subjectNotFound } from '../errors.ts';
import { type PageDeps } from '../pages/staff.ts';
import { conformityRoutePaths } from '../paths.ts';
import { criteriaJson, reportJson } from '../report-json.ts';

async function ofPackage(ctx: RequestContext, deps: PageDeps, packageId: string): Promise<Reply> {
  const traded = await deps.packages.package(packageId, ctx.query.get('version') ?? undefined);
  if (traded === null) throw subjectNotFound();
  const subject = { versionDigest: traded.versionDigest, offeringId: null };
  const report = await deps.service.report(subject, ctx.query.get('criteria') ?? undefined);
  if (report === null) throw subjectNotFound();
  return { kind: 'json', body: reportJson(report) };
}

async function criteriaList(ctx: RequestContext, { service }: PageDeps): Promise<Reply> {
  const all = (await service.catalogues()).map(criteriaJson);
  const limit = numberOf(ctx, 'limit', 100, 1, 500);
  const offset = numberOf(ctx, 'offset', 0, 0, 1_000_000);
  const end = offset + limit;
  const next = end < all.length ? `${ctx.url.pathname}?limit=${String(limit)}&offset=${String(end)}` : null;
  return { kind: 'json', body: { items: all.slice(offset, end), total: all.length, next } };
}

function numberOf(ctx: RequestContext, name: string, preset: number, least: number, most: number): number {
  const text = ctx.query.get(name);
  const value = text === null ? preset : /^\d{1,8}$/u.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new AppError('invalid', 'web/bad-parameter', {
    detail: `${name} must be a whole number from ${String(least)} to ${String(most)}`,
    problems: [{ field: `/${name}`, code: 'out-of-range' }],
  });
}

export function conformityApiRoutes(deps: PageDeps): readonly Route[] {
  const base = { method: 'GET', surface: 'api', access: { kind: 'public' }, rate: 'api' } as const;
  return [
    {
      ...base,
      path: conformityRoutePaths.api,
      name: 'conformity.api-package',
      handle: (ctx) => ofPackage(ctx, deps, ctx.params['id'] ?? ''),
    },
    {
      ...base,
      path: conformityRoutePaths.apiByName,
      name: 'conformity.api-package-by-name',
      handle: (ctx) => ofPackage(ctx, deps, `${ctx.params['provider'] ?? ''}/${ctx.params['service'] ?? ''}`),
    },
    {
      ...base,
      path: conformityRoutePaths.apiCriteria,
      name: 'conformity.api-criteria',
      handle: (ctx) => criteriaList(ctx, deps),
    },
    {
      ...base,
      path: conformityRoutePaths.apiCriteriaOne,
      name: 'conformity.api-criteria-one',
      handle: async (ctx) => ({
        kind: 'json',
        body: criteriaJson(await deps.service.criteria(ctx.params['id'])),
      }),
    },
  ];
}
