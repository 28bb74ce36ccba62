import { createApi } from '../client/api.ts';
import { toPage, toVerificationKey, type Page, type PageRequest } from '../client/wire.ts';
import { type PublicJwk } from '../crypto/jwk.ts';
import { localError } from '../errors.ts';
import { isObject, reader, type JsonObject } from '../json.ts';
import { type Clock, type HttpTransport, type Sleep } from '../ports.ts';
import { areaParameter, type AreaKey } from './area-key.ts';
import { verifySignedDestination, type RouteExpectation, type RouteVerdict } from './signed-destination.ts';

export type RoutingOptions = {
  /** Without version, e.g. `https://routing-api-testing.fit-connect.fitko.dev`. */
  routingBaseUrl: string;
  transport: HttpTransport;
  /**
   * Base URLs of the portals whose destination signatures count; their keys lie under `/.well-known/jwks.json`. Without
   * one no signature can be verified: who signs is a decision of the caller, never of the answer.
   */
  issuers?: readonly string[];
  /** The routing service refuses some values; a plain product token passes. */
  userAgent?: string;
  /** Attempts per call, the first included. Default 4. */
  attempts?: number;
  sleep?: Sleep;
  clock?: Clock;
};

export type Area = { id: string; name: string; type: string };

/** A destination that is responsible; `details` holds all members of the answer, most of them for people. */
export type FoundRoute = {
  destinationId: string;
  /** Compact JWS; see `verifyRoute`. */
  destinationSignature: string;
  destinationName: string | undefined;
  details: JsonObject;
};

/** The routing service: who takes a service in an area. Needs no credentials. */
export type Routing = {
  /** Responsible destinations; an empty page when there are none. `leikaKey` has 14 digits. */
  findRoutes(query: { leikaKey: string; area: AreaKey | { areaId: string } } & PageRequest): Promise<Page<FoundRoute>>;
  /** Areas by words of their names, all of which must fit; `*` stands for any letters. */
  findAreas(words: string, page?: PageRequest): Promise<Page<Area>>;
  /** Whether a trusted portal signed that this destination takes this service in this area at this delivery service. */
  verifyRoute(
    route: Pick<FoundRoute, 'destinationId' | 'destinationSignature'>,
    asked: AskedRoute,
  ): Promise<RouteVerdict>;
};
export type AskedRoute = Omit<RouteExpectation, 'destinationId'>;

const keySetRefreshMs = 60_000;
const mostTerms = 10;

/** Finds destinations by service and area, and checks the signatures of what the Routing API says. */
export function createRouting(options: RoutingOptions): Routing {
  const clock = options.clock ?? Date.now;
  const issuers = new Map(
    (options.issuers ?? []).map((issuer) => [withoutSlash(issuer), keySetOf(options, issuer, clock)]),
  );
  const get = reading(options, options.routingBaseUrl);

  return {
    async findRoutes({ leikaKey, area, offset, limit }) {
      if (!/^99\d{12}$/.test(leikaKey)) throw localError('invalid-service', `"${leikaKey}" is no key of a service`);
      const [name, digits] = 'areaId' in area ? (['areaId', area.areaId] as const) : areaParameter(area);
      const query = withPage([['leikaKey', leikaKey], [name, digits]], { offset, limit }); // prettier-ignore
      return toPage(await get(`/v2/routes?${query}`), 'routes', toRoute);
    },

    async findAreas(words, page = {}) {
      // The live service fails at a space inside a term, so each word is a term.
      const terms = words.split(/\s+/).filter((word) => word.replaceAll('*', '').length >= 2);
      if (terms.length === 0) throw localError('invalid-search', 'at least one word of two letters is needed');
      const query = withPage(terms.slice(0, mostTerms).map((term) => ['areaSearchexpression', term]), page); // prettier-ignore
      return toPage(await get(`/v2/areas?${query}`), 'areas', toArea);
    },

    async verifyRoute({ destinationId, destinationSignature }, asked) {
      return verifySignedDestination(
        destinationSignature,
        { ...asked, destinationId },
        {
          now: clock(),
          resolveKey: async (issuer, kid) => (await issuers.get(withoutSlash(issuer))?.(kid)) ?? trusted(issuer),
        },
      );
    },
  };

  function trusted(issuer: string): undefined | 'untrusted' {
    return issuers.has(withoutSlash(issuer)) ? undefined : 'untrusted';
  }
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function reading(options: RoutingOptions, base: string): (path: string) => Promise<unknown> {
  const credentials = { submissionBaseUrl: base, tokenUrl: '', clientId: '', clientSecret: '' };
  const api = createApi({ ...options, ...credentials }, base);
  return (path) => api.json({ method: 'GET', path, repeat: 'safe', authenticated: false });
}

/** An unknown kid makes us look again, but an issuer must not be flooded for one that does not exist. */
function keySetOf(
  options: RoutingOptions,
  issuer: string,
  clock: Clock,
): (kid: string) => Promise<PublicJwk | undefined> {
  const get = reading(options, withoutSlash(issuer));
  let keys = new Map<string, PublicJwk>();
  let readAt = Number.NEGATIVE_INFINITY;
  return async (kid) => {
    if (keys.has(kid) || clock() - readAt < keySetRefreshMs) return keys.get(kid);
    const set = await get('/.well-known/jwks.json');
    const entries: unknown[] = isObject(set) && Array.isArray(set['keys']) ? set['keys'] : [];
    keys = new Map(entries.map(toVerificationKey).flatMap((key) => (key ? [[key.kid, key] as const] : [])));
    readAt = clock();
    return keys.get(kid);
  };
}

function withPage(
  parameters: [string, string][],
  { offset, limit }: { offset?: number | undefined; limit?: number | undefined },
): string {
  const query = new URLSearchParams(parameters);
  if (offset !== undefined) query.set('offset', String(offset));
  if (limit !== undefined) query.set('limit', String(limit));
  return query.toString();
}

function toRoute(value: unknown): FoundRoute {
  const read = reader(value, 'route');
  return {
    destinationId: read.string('destinationId'),
    destinationSignature: read.string('destinationSignature'),
    destinationName: read.optionalString('destinationName'),
    details: isObject(value) ? value : {},
  };
}

function toArea(value: unknown): Area {
  const read = reader(value, 'area');
  return { id: read.string('id'), name: read.string('name'), type: read.string('type') };
}
