import { randomBytes, randomUUID } from 'node:crypto';
import { installBase64Shim } from '../crypto/base64.ts';
import { type PrivateJwk, type PublicJwk } from '../crypto/jwk.ts';
import { createKeyPair } from '../crypto/key-pairs.ts';
import { localSigner } from '../crypto/local-keys.ts';
import { type EventPayload } from '../events/event-payload.ts';
import { type EventAction } from '../events/event-names.ts';
import { type ConnectionOptions } from '../client/api.ts';
import { type Callback, type OfferedService } from '../client/wire.ts';
import { type Clock, type HttpRequest, type HttpResponse, type HttpTransport } from '../ports.ts';
import { createCallbacks, type CallbackReceiver } from './callbacks.ts';
import { bodyText, collected, HttpProblem, json, toProblem } from './http.ts';
import { createItemKeeper } from './items.ts';
import { createRoutes } from './routes.ts';
import { createStore, type Store, type StoredDestination, type StoredItem } from './store.ts';

export type DeliveryServiceOptions = {
  /** Default `https://delivery.example`. Nothing is ever sent there. */
  baseUrl?: string;
  clock?: Clock;
  /** Signature key of the service; default: a new one (takes about a second). */
  signatureKey?: { publicJwk: PublicJwk; privateJwk: PrivateJwk };
  /** Seconds; default 1800. */
  tokenLife?: number;
  /** Takes the callbacks that destinations and announcements ask for, e.g. by `createCallbackHandler`. */
  callbacks?: CallbackReceiver;
};

/**
 * `lost-answer`: the service does its work, the client never hears of it. `no-connection`: nothing arrives.
 * An object: the service answers so without doing anything.
 */
export type Fault =
  'lost-answer' | 'no-connection' | { status: number; headers?: Record<string, string>; body?: string };

export type NewTestDestination = {
  owner: { clientId: string };
  encryptionKey: PublicJwk;
  signingKey: PublicJwk;
  publicServices: OfferedService[];
  name?: string;
  status?: string;
  /** Default `['2.1.0']`. */
  metadataVersions?: string[];
  callback?: Callback;
};

/** A delivery service in memory for the tests of integrators. It holds ciphertext only and follows the real state machine. */
export type DeliveryService = {
  transport: HttpTransport;
  submissionBaseUrl: string;
  destinationBaseUrl: string;
  tokenUrl: string;
  addClient(): { clientId: string; clientSecret: string };
  /** A new client with all that `createSender`, `createSubscriber` and `createDestinationManagement` need. */
  connect(): ConnectionOptions & { destinationBaseUrl: string };
  addDestination(destination: NewTestDestination): string;
  destination(destinationId: string): StoredDestination;
  /** Adds a key beside the old ones; an encryption key becomes the current one. */
  rotateKey(destinationId: string, key: PublicJwk): void;
  /** Waits for the callbacks, trying refused ones once more; resolves with how many are still refused. */
  callbacksDelivered(): Promise<number>;
  /** A submission or reply, to look at or to tamper with. */
  item(itemId: string): StoredItem;
  /** Tokens of a case, to tamper with. */
  log(caseId: string): { token: string; subject: string }[];
  items(): StoredItem[];
  /** Writes an event of the service, e.g. `reject` after time-out or `delete`. */
  serviceEvent(itemId: string, action: EventAction, payload?: EventPayload): Promise<void>;
  /** Makes the next request that matches fail; more faults queue up. */
  failNext(matches: (request: HttpRequest) => boolean, fault: Fault): void;
  /** Forgets planned failures. */
  heal(): void;
  expireTokens(): void;
  /** All requests so far as `METHOD /path`. */
  requests: string[];
};

/** A delivery service in memory for tests and first tries: the same answers as a real one, without a network. */
export async function createDeliveryService(options: DeliveryServiceOptions = {}): Promise<DeliveryService> {
  installBase64Shim();
  const base = options.baseUrl ?? 'https://delivery.example';
  const clock = options.clock ?? Date.now;
  const key =
    options.signatureKey ?? (await createKeyPair({ use: 'sig', subject: 'Delivery service', certificate: false }));
  const store = createStore();
  const issuer = `${base}/submission-api`;
  const callbacks = createCallbacks(store, clock, options.callbacks);
  const keeper = createItemKeeper(store, issuer, localSigner(key.privateJwk), clock, callbacks);
  const route = createRoutes(store, keeper, key.publicJwk);
  const life = options.tokenLife ?? 1800;

  function issueToken(request: HttpRequest): HttpResponse {
    const form = new URLSearchParams(bodyText(request));
    const client = store.clients.get(form.get('client_id') ?? '');
    const good = form.get('grant_type') === 'client_credentials' && client?.clientSecret === form.get('client_secret');
    if (!client || !good)
      return json(401, { error: 'invalid_client', error_description: 'unknown client or wrong secret' });
    const token = randomBytes(24).toString('base64url');
    store.tokens.set(token, { clientId: client.clientId, until: clock() + life * 1000 });
    return json(200, { access_token: token, token_type: 'Bearer', expires_in: life, scope: '' });
  }

  async function answer(arriving: HttpRequest): Promise<HttpResponse> {
    const request = await collected(arriving);
    const url = new URL(request.url);
    if (request.method === 'POST' && url.pathname === '/oauth/token') return issueToken(request);
    const token = store.tokens.get((request.headers['authorization'] ?? '').replace(/^Bearer /, ''));
    const clientId = token && token.until > clock() ? token.clientId : undefined;
    try {
      return await route(request, url, clientId);
    } catch (error) {
      if (error instanceof HttpProblem) return toProblem(error);
      throw error;
    }
  }

  const { faults, requests, transport } = createFaultyTransport(answer);
  const place = {
    transport,
    submissionBaseUrl: issuer,
    destinationBaseUrl: `${base}/destination-api`,
    tokenUrl: `${base}/oauth/token`,
  };

  function addClient() {
    const client = { clientId: randomUUID(), clientSecret: randomBytes(16).toString('base64url') };
    store.clients.set(client.clientId, client);
    return client;
  }

  return {
    ...place,
    requests,
    addClient,
    connect: () => ({ ...place, ...addClient(), clock }),
    addDestination: (destination) => addDestination(store, destination),
    rotateKey(destinationId, key) {
      const destination = known(store.destinations.get(destinationId), 'destination');
      destination.keys.set(key.kid, key);
      if (key.alg === 'RSA-OAEP-256') destination.encryptionKid = key.kid;
    },
    callbacksDelivered: () => callbacks.delivered(),
    destination: (destinationId) => known(store.destinations.get(destinationId), 'destination'),
    item: (itemId) => known(store.items.get(itemId), 'item'),
    items: () => [...store.items.values()],
    log: (caseId) => known(store.cases.get(caseId), 'case').events,
    serviceEvent: (itemId, action, payload = {}) =>
      keeper.serviceEvent(known(store.items.get(itemId), 'item'), action, payload),
    failNext: (matches, fault) => void faults.push({ matches, fault }),
    heal: () => void faults.splice(0),
    expireTokens: () => store.tokens.clear(),
  };
}

function addDestination(store: Store, destination: NewTestDestination): string {
  const { owner, encryptionKey, signingKey, name = 'Test', status = 'active', ...rest } = destination;
  const destinationId = randomUUID();
  const keys = new Map([encryptionKey, signingKey].map((jwk) => [jwk.kid, jwk]));
  const fixed = { encryptionKid: encryptionKey.kid, metadataVersions: ['2.1.0'], owner: owner.clientId };
  store.destinations.set(destinationId, { destinationId, name, status, keys, ...fixed, ...rest });
  return destinationId;
}

/** Answers requests, and lets the planned faults happen before or after. */
function createFaultyTransport(answer: HttpTransport) {
  const faults: { matches: (request: HttpRequest) => boolean; fault: Fault }[] = [];
  const requests: string[] = [];
  const transport: HttpTransport = async (request) => {
    requests.push(`${request.method} ${new URL(request.url).pathname}`);
    const index = faults.findIndex(({ matches }) => matches(request));
    const [planned] = index < 0 ? [] : faults.splice(index, 1);
    if (!planned) return answer(request);
    if (planned.fault === 'no-connection') throw new Error('connection refused');
    if (planned.fault === 'lost-answer') {
      await answer(request);
      throw new Error('connection reset');
    }
    const { status, headers = {}, body = '' } = planned.fault;
    return { status, headers, body: Buffer.from(body) };
  };
  return { faults, requests, transport };
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`unknown ${what}`);
  return value;
}
