import { type SigningKeys } from '#kernel/fit-connect';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type AreaIndex } from '../domain/area-index.ts';
import { areaType } from '../domain/area-type.ts';
import { readAreaQuery, readRouteQuery, type PageRequest, type Read } from '../domain/route-query.ts';
import { type DestinationSignatures } from '../destination-signatures.ts';
import { invalidRequest } from '../errors.ts';
import { routingPaths } from '../paths.ts';
import { findRoutes } from '../routes-of-area.ts';
import { type DestinationDirectory } from '../types.ts';
import { toRoutingProblem } from './problem.ts';

export interface RoutingParts {
  index(): Promise<AreaIndex>;
  directory: DestinationDirectory;
  signatures: DestinationSignatures;
  keys(): Promise<SigningKeys>;
}

function accept<T>(read: Read<T>): T {
  if (!read.ok) throw invalidRequest(read.wrong);
  return read.value;
}

function json(body: unknown, contentType = 'application/json'): Reply {
  return { kind: 'json', body, contentType };
}

function paged(page: PageRequest, total: number, member: string, entries: readonly unknown[]) {
  return { count: entries.length, offset: page.offset, totalCount: total, [member]: entries };
}

/** The published description labels the good answer of this one resource as a problem; clients are written against it. */
const labelOfAreas = 'application/problem+json';

export function routingRoutes(parts: RoutingParts): Route[] {
  const base = {
    method: 'GET',
    surface: 'api',
    access: { kind: 'protocol', why: 'FIT-Connect: routing is public' },
    rate: 'api',
    mapError: toRoutingProblem,
  } as const;

  async function routes(ctx: RequestContext): Promise<Reply> {
    const wanted = accept(readRouteQuery(ctx.query));
    const { total, routes: found } = await findRoutes(wanted, { ...parts, index: await parts.index() });
    return json(paged(wanted.page, total, 'routes', found));
  }

  async function areas(ctx: RequestContext): Promise<Reply> {
    const { terms, page } = accept(readAreaQuery(ctx.query));
    const found = (await parts.index()).search(terms);
    const shown = found.slice(page.offset, page.offset + page.limit);
    const entries = shown.map((area) => ({ id: area.ars, name: area.name, type: areaType(area) }));
    return json(paged(page, found.length, 'areas', entries), labelOfAreas);
  }

  const version = { major: 2, minor: 0, patch: 0 };
  return [
    {
      ...base,
      path: routingPaths.keySet,
      name: 'routing.key-set',
      handle: async () => json({ keys: (await parts.keys()).publicKeys }),
    },
    ...routingPaths.versions.flatMap((name): Route[] => [
      { ...base, path: routingPaths.of(name, 'routes'), name: `routing.routes-${name}`, handle: routes },
      { ...base, path: routingPaths.of(name, 'areas'), name: `routing.areas-${name}`, handle: areas },
      {
        ...base,
        path: routingPaths.of(name, 'info'),
        name: `routing.info-${name}`,
        handle: async () => json({ version }),
      },
    ]),
  ];
}
