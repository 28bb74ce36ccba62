import { type PublicJwk } from '../crypto/jwk.ts';
import { verifyEventLog, type EventLogVerdict } from '../events/event-log.ts';
import { type ResolveKey } from '../events/set.ts';
import { FitConnectError, localError } from '../errors.ts';
import { isObject, parseJson } from '../json.ts';
import { type Clock } from '../ports.ts';
import { createApi, type Api, type ConnectionOptions } from './api.ts';
import {
  toDestination,
  toEventLog,
  toJwk,
  toPage,
  toVerificationKey,
  type Destination,
  type EncryptedContent,
  type Page,
  type PageRequest,
} from './wire.ts';

const pageSize = 500;
/** A case with more events than this is an attack or a broken service. */
const maximalEvents = 10_000;
/** An unknown kid makes us look again, but a service that keeps asking for one must not become a flood. */
const keySetRefreshMs = 60_000;
/** A kid names one key for good; which kid counts is asked of the destination each time. */
const keptKeyMs = 60_000;
const keptKeys = 1000;
const recentMs = 5_000;

/** What sender and subscriber share. Paths are built from ids, so ids are checked before they go into a URL. */
export type Connection = {
  api: Api;
  getDestination: (destinationId: string) => Promise<Destination>;
  /** What was read of it in the last seconds. */
  recentDestination: (destinationId: string) => Destination | undefined;
  /** Encryption and signature keys, retired ones included. Undefined when the service does not know the kid. */
  findKey: (destinationId: string, kid: string) => Promise<unknown>;
  getDestinationKey: (destinationId: string, kid: string) => Promise<PublicJwk>;
  /** Keys for event logs: the JWKS of the service for its base URLs, destination keys for ids. Cached. */
  resolveKey: ResolveKey;
  events: (path: string) => Promise<string[]>;
  /** Submits an item; gives its event log when the answer holds it. */
  submit: (path: string, content: EncryptedContent) => Promise<string[] | undefined>;
  page: <T>(
    path: string,
    member: string,
    toItem: (item: unknown) => T,
    query: PageRequest & { destinationId?: string | undefined },
  ) => Promise<Page<T>>;
  verifyLog: (
    tokens: readonly string[],
    about: { caseId?: string; destinationId: string; replyReceiverId?: string },
  ) => Promise<EventLogVerdict>;
};

/** Refuses what would change the meaning of a path. */
export function id(value: string): string {
  if (!/^[A-Za-z0-9_.-]{1,64}$/.test(value) || value.startsWith('.'))
    throw localError('invalid-id', `"${value}" is no usable id`);
  return value;
}

function createKeyFinder(
  api: Api,
  issuers: readonly string[],
  clock: Clock,
): Pick<Connection, 'findKey' | 'resolveKey'> {
  const destinationKeys = new Map<string, PublicJwk>();
  let serviceKeys = new Map<string, PublicJwk>();
  let serviceKeysAt = Number.NEGATIVE_INFINITY;

  async function findKey(destinationId: string, kid: string): Promise<unknown> {
    try {
      return await api.json({
        method: 'GET',
        path: `/v2/destinations/${id(destinationId)}/keys/${id(kid)}`,
        repeat: 'safe',
      });
    } catch (error) {
      if (error instanceof FitConnectError && error.status === 404) return undefined;
      throw error;
    }
  }

  async function serviceKey(kid: string): Promise<PublicJwk | undefined> {
    const known = serviceKeys.get(kid);
    if (known || clock() - serviceKeysAt < keySetRefreshMs) return known;
    const set = await api.json({ method: 'GET', path: '/.well-known/jwks.json', repeat: 'safe', authenticated: false });
    const keys: unknown[] = isObject(set) && Array.isArray(set['keys']) ? set['keys'] : [];
    serviceKeys = new Map(keys.map(toVerificationKey).flatMap((key) => (key ? [[key.kid, key] as const] : [])));
    serviceKeysAt = clock();
    return serviceKeys.get(kid);
  }

  async function resolveKey(iss: string, kid: string): Promise<PublicJwk | undefined> {
    if (issuers.includes(iss)) return serviceKey(kid);
    if (!/^[0-9a-fA-F-]{36}$/.test(iss) || !/^[A-Za-z0-9_.-]{8,64}$/.test(kid) || kid.startsWith('.')) return undefined;
    const name = `${iss}/${kid}`;
    const known = destinationKeys.get(name);
    if (known) return known;
    const value = await findKey(iss, kid);
    // An encryption key must never verify a signature.
    if (!isObject(value) || value['alg'] !== 'PS512' || value['kid'] !== kid) return undefined;
    const key = toVerificationKey(value);
    if (key) destinationKeys.set(name, key);
    return key;
  }

  return { findKey, resolveKey };
}

export function createConnection(options: ConnectionOptions): Connection {
  const api = createApi(options);
  const clock = options.clock ?? Date.now;
  const issuers = options.serviceIssuers ?? [options.submissionBaseUrl.replace(/\/+$/, '')];
  const { findKey, resolveKey } = createKeyFinder(api, issuers, clock);

  const keys = new Map<string, { key: PublicJwk; at: number }>();
  const recent = new Map<string, { destination: Destination; at: number }>();

  async function events(path: string): Promise<string[]> {
    const tokens: string[] = [];
    for (;;) {
      const answer = await api.json({
        method: 'GET',
        path,
        query: { offset: tokens.length, limit: pageSize },
        repeat: 'safe',
      });
      const page = toPage(answer, 'eventLog', (token) => {
        if (typeof token !== 'string')
          throw localError('invalid-answer', 'the event log holds something that is no token');
        return token;
      });
      tokens.push(...page.items);
      if (tokens.length > maximalEvents) throw localError('invalid-answer', 'the event log has no end');
      if (page.items.length === 0 || tokens.length >= page.totalCount) return tokens;
    }
  }

  return {
    api,
    async getDestination(destinationId) {
      const destination = toDestination(
        await api.json({ method: 'GET', path: `/v2/destinations/${id(destinationId)}`, repeat: 'safe' }),
      );
      if (recent.size >= keptKeys) recent.clear();
      recent.set(destinationId, { destination, at: clock() });
      return destination;
    },
    recentDestination(destinationId) {
      const known = recent.get(destinationId);
      return known !== undefined && clock() - known.at < recentMs ? known.destination : undefined;
    },
    findKey,
    async getDestinationKey(destinationId, kid) {
      const name = `${destinationId}/${kid}`;
      const known = keys.get(name);
      if (known !== undefined && clock() - known.at < keptKeyMs) return known.key;
      const value = await findKey(destinationId, kid);
      if (value === undefined) throw localError('key-not-found', `destination ${destinationId} has no key ${kid}`);
      const key = toJwk(value, isObject(value) && value['alg'] === 'PS512' ? 'sig' : 'enc');
      if (key.kid !== kid) throw localError('unusable-key', `asked for key ${kid}, got ${key.kid}`);
      if (keys.size >= keptKeys) keys.clear();
      keys.set(name, { key, at: clock() });
      return key;
    },
    resolveKey,
    events,
    async submit(path, json) {
      const { body } = await api.call({ method: 'PUT', path, json, repeat: 'refused-only' });
      return toEventLog(parseJson(body)?.value);
    },
    async page(path, member, toItem, query) {
      return toPage(await api.json({ method: 'GET', path, query, repeat: 'safe' }), member, toItem);
    },
    async verifyLog(tokens, about) {
      return verifyEventLog(tokens, { serviceIssuers: issuers, resolveKey, now: clock(), ...about });
    },
  };
}
