import { decodeBase64Url, isBase64Url } from '../crypto/base64.ts';
import { type PublicJwk } from '../crypto/jwk.ts';
import { verifyPs512 } from '../crypto/local-keys.ts';
import { isObject, parseJson, type JsonObject } from '../json.ts';
import { areaUrnPrefix, coversArea, type AreaKey } from './area-key.ts';

const allowedSkewSeconds = 300;
const servicePrefix = 'urn:de:fim:leika:leistung:';

/** What a destination signature says. */
export type SignedDestination = {
  destinationId: string;
  /** Host (and port, when it is no standard one) of the delivery service that the destination belongs to. */
  submissionHost: string;
  /** Base URL of the portal that signed. */
  issuer: string;
  /** Seconds since 1970. */
  issuedAt: number;
  services: readonly { areas: readonly string[]; services: readonly string[] }[];
};

/** What the caller asked for and will talk to; every member is compared. */
export type RouteExpectation = {
  destinationId: string;
  /** 14 digits. */
  leikaKey: string;
  area: AreaKey;
  /** Host of the delivery service that the caller sends to, e.g. `test.fit-connect.fitko.dev`. */
  submissionHost: string;
};

export type RouteFailureCode =
  | 'malformed'
  | 'wrong-algorithm'
  | 'unknown-issuer'
  | 'unknown-key'
  | 'wrong-signature'
  | 'from-the-future'
  | 'wrong-destination'
  | 'wrong-host'
  | 'service-not-covered'
  | 'area-not-covered';

export type RouteFailure = { ok: false; code: RouteFailureCode; detail: string };
export type RouteVerdict = { ok: true; destination: SignedDestination } | RouteFailure;

function fail(code: RouteFailureCode, detail: string): RouteFailure {
  return { ok: false, code, detail };
}

/** Finds the signature key of a trusted issuer; `untrusted` when nobody may sign under that name. */
export type ResolveIssuerKey = (issuer: string, kid: string) => Promise<PublicJwk | undefined | 'untrusted'>;

/**
 * Checks the signature of a route (compact JWS, PS512) and that it binds what the caller asked for: this destination,
 * this service in this area, and the delivery service that the caller talks to.
 */
export async function verifySignedDestination(
  token: string,
  expected: RouteExpectation,
  options: { resolveKey: ResolveIssuerKey; now: number },
): Promise<RouteVerdict> {
  const read = readToken(token);
  if (!read.ok) return read;
  const { kid, destination } = read;
  const key = await options.resolveKey(destination.issuer, kid);
  if (key === 'untrusted') return fail('unknown-issuer', `${destination.issuer} is no trusted issuer`);
  if (!key) return fail('unknown-key', `${destination.issuer} has no key ${kid}`);
  const end = token.lastIndexOf('.');
  const valid = verifyPs512(Buffer.from(token.slice(0, end), 'ascii'), decodeBase64Url(token.slice(end + 1)), key);
  if (!valid) return fail('wrong-signature', `the signature does not fit key ${kid}`);
  return compare(destination, expected, options.now) ?? { ok: true, destination };
}

function compare(signed: SignedDestination, expected: RouteExpectation, now: number): RouteFailure | undefined {
  if (signed.issuedAt > now / 1000 + allowedSkewSeconds) return fail('from-the-future', 'iat lies in the future');
  if (signed.destinationId.toLowerCase() !== expected.destinationId.toLowerCase()) {
    return fail('wrong-destination', `the signature is for destination ${signed.destinationId}`);
  }
  if (signed.submissionHost.toLowerCase() !== expected.submissionHost.toLowerCase()) {
    return fail('wrong-host', `the signature is for ${signed.submissionHost}`);
  }
  const service = `${servicePrefix}${expected.leikaKey}`;
  const offered = signed.services.filter(({ services }) => services.includes(service));
  if (offered.length === 0) return fail('service-not-covered', `the signature does not name ${service}`);
  const covered = offered.some(({ areas }) => areas.some((area) => coversArea(area, expected.area)));
  return covered ? undefined : fail('area-not-covered', 'the signature does not cover the area');
}

function readToken(token: string): { ok: true; kid: string; destination: SignedDestination } | RouteFailure {
  const segments = token.split('.');
  const [head = '', body = ''] = segments;
  if (segments.length !== 3 || !segments.every((one) => one !== '' && isBase64Url(one))) {
    return fail('malformed', 'not a compact JWS');
  }
  const header = parseJson(decodeBase64Url(head))?.value;
  const claims = parseJson(decodeBase64Url(body))?.value;
  if (!isObject(header) || !isObject(claims)) return fail('malformed', 'header or payload is not a JSON object');
  if (header['alg'] !== 'PS512') return fail('wrong-algorithm', 'alg must be PS512');
  if ('crit' in header || 'b64' in header) return fail('malformed', 'critical header extensions are not supported');
  const { kid } = header;
  const destination = readClaims(claims);
  if (typeof kid !== 'string' || kid === '' || !destination) return fail('malformed', 'kid or a claim is missing');
  return { ok: true, kid, destination };
}

function readClaims(claims: JsonObject): SignedDestination | undefined {
  const { destinationId, submissionHost, iss, iat, services } = claims;
  if (typeof destinationId !== 'string' || typeof submissionHost !== 'string' || typeof iss !== 'string') return;
  if (typeof iat !== 'number' || !Array.isArray(services)) return;
  return {
    destinationId,
    submissionHost,
    issuer: iss,
    issuedAt: iat,
    services: services.filter(isObject).map((entry) => ({
      areas: texts(entry['gebietIDs']).filter((urn) => urn.startsWith(areaUrnPrefix)),
      services: texts(entry['leistungIDs']),
    })),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
