import { randomUUID } from 'node:crypto';
import { parseJwk, type PublicJwk } from '../crypto/jwk.ts';
import { toDestination } from '../client/wire.ts';
import { isObject } from '../json.ts';
import { type HttpRequest, type HttpResponse } from '../ports.ts';
import { bodyObject, empty, HttpProblem, joseBody, jose, json, paged, text, texts } from './http.ts';
import { type ItemKeeper } from './items.ts';
import { type Store, type StoredCase, type StoredDestination, type StoredItem } from './store.ts';

type Context = { request: HttpRequest; url: URL; clientId: string; params: readonly string[] };
type Handler = (context: Context) => Promise<HttpResponse> | HttpResponse;
type Route = { method: string; pattern: RegExp; open?: true; handle: Handler };
export type Router = (request: HttpRequest, url: URL, clientId: string | undefined) => Promise<HttpResponse>;

const part = '([^/]+)';

function on(method: string, path: string, handle: Handler, open?: true): Route {
  return { method, pattern: new RegExp(`^${path.replaceAll(':', part)}$`), handle, ...(open ? { open } : {}) };
}

/** The calls of Submission API v2 and the few of Destination API v1 that a test needs. */
export function createRoutes(store: Store, keeper: ItemKeeper, serviceKey: PublicJwk): Router {
  const access = createAccess(store);
  const routes = [
    on('GET', '/submission-api/.well-known/jwks.json', () => json(200, { keys: [serviceKey] }), true),
    ...destinationRoutes(store, access),
    ...itemRoutes(store, keeper, access, 'submission', 'submissions'),
    ...itemRoutes(store, keeper, access, 'reply', 'replies'),
    ...announceRoutes(store, keeper, access),
    ...caseRoutes(keeper, access),
  ];
  return async (request, url, clientId) => {
    for (const { method, pattern, open, handle } of routes) {
      const match = method === request.method ? pattern.exec(url.pathname) : null;
      if (!match) continue;
      if (clientId === undefined && !open) throw new HttpProblem('unauthenticated', 'the token is missing or expired');
      return handle({ request, url, clientId: clientId ?? '', params: match.slice(1) });
    }
    throw new HttpProblem('request-invalid', `no such call: ${request.method} ${url.pathname}`);
  };
}

type Access = ReturnType<typeof createAccess>;

function createAccess(store: Store) {
  function destination(id: string | undefined): StoredDestination {
    const found = store.destinations.get(id ?? '');
    if (!found) throw new HttpProblem('destination-not-found', `no destination ${id}`);
    return found;
  }
  function ofCase(id: string | undefined): StoredCase {
    const found = store.cases.get(id ?? '');
    if (!found) throw new HttpProblem('case-not-found', `no case ${id}`);
    return found;
  }
  function owns(clientId: string, found: StoredCase, side: 'sender' | 'subscriber'): boolean {
    return side === 'sender' ? found.sender === clientId : destination(found.destinationId).owner === clientId;
  }
  return {
    destination,
    ofCase,
    owns,
    readableCase(id: string | undefined, clientId: string): StoredCase {
      const found = ofCase(id);
      if (!owns(clientId, found, 'sender') && !owns(clientId, found, 'subscriber'))
        throw new HttpProblem('forbidden', 'not your case');
      return found;
    },
    /** `writes`: the side that sends the item; otherwise the side that receives it. */
    item(
      id: string | undefined,
      kind: StoredItem['kind'],
      clientId: string,
      role: 'writes' | 'receives' | 'either',
    ): StoredItem {
      const item = store.items.get(id ?? '');
      if (!item || item.kind !== kind)
        throw new HttpProblem(kind === 'reply' ? 'reply-not-found' : 'submission-not-found', `no ${kind} ${id}`);
      const found = ofCase(item.caseId);
      const [writer, receiver] =
        kind === 'submission' ? (['sender', 'subscriber'] as const) : (['subscriber', 'sender'] as const);
      const allowed =
        (role !== 'receives' && owns(clientId, found, writer)) ||
        (role !== 'writes' && owns(clientId, found, receiver));
      if (!allowed) throw new HttpProblem('forbidden', `the client may not do this with ${kind} ${id}`);
      return item;
    },
  };
}

function destinationRoutes(store: Store, access: Access): Route[] {
  const view = ({ keys: _keys, owner: _owner, ...rest }: StoredDestination) => rest;
  return [
    on(
      'GET',
      '/submission-api/v2/destinations/:',
      ({ params }) => json(200, view(access.destination(params[0]))),
      true,
    ),
    on(
      'GET',
      '/submission-api/v2/destinations/:/keys/:',
      ({ params }) => {
        const key = access.destination(params[0]).keys.get(params[1] ?? '');
        if (!key) throw new HttpProblem('key-not-found', `no key ${params[1]}`);
        return json(200, key);
      },
      true,
    ),
    on('POST', '/destination-api/v1/destinations', ({ request, clientId }) => {
      const body = bodyObject(request);
      const encryption = parseJwk(body['encryptionPublicKey'], 'enc');
      const signing = parseJwk(body['signingPublicKey'], 'sig');
      if (!encryption || !signing) throw new HttpProblem('request-invalid', 'a key is not acceptable');
      const services = body['services'];
      const destination: StoredDestination = {
        destinationId: randomUUID(),
        name: text(body, 'name'),
        status: 'created',
        owner: clientId,
        encryptionKid: text(body, 'encryptionKid'),
        publicServices: toDestination({ ...body, publicServices: services, destinationId: '', status: '' })
          .publicServices,
        metadataVersions: texts(body, 'metadataVersions'),
        keys: new Map([encryption, signing].map((jwk) => [jwk.kid, jwk])),
      };
      store.destinations.set(destination.destinationId, destination);
      return json(201, { destinationId: destination.destinationId, status: destination.status });
    }),
    on('PATCH', '/destination-api/v1/destinations/:', ({ request, clientId, params }) => {
      const destination = access.destination(params[0]);
      if (destination.owner !== clientId) throw new HttpProblem('forbidden', 'not your destination');
      const { status, encryptionKid } = bodyObject(request);
      if (typeof status === 'string') destination.status = status;
      if (typeof encryptionKid === 'string') destination.encryptionKid = encryptionKid;
      return json(200, view(destination));
    }),
    on('POST', '/destination-api/v1/destinations/:/keys', ({ request, clientId, params }) => {
      const destination = access.destination(params[0]);
      if (destination.owner !== clientId) throw new HttpProblem('forbidden', 'not your destination');
      const body = bodyObject(request);
      const key = parseJwk(body, body['alg'] === 'PS512' ? 'sig' : 'enc');
      if (!key) throw new HttpProblem('request-invalid', 'the key is not acceptable');
      destination.keys.set(key.kid, key);
      return empty();
    }),
  ];
}

function announceRoutes(store: Store, keeper: ItemKeeper, access: Access): Route[] {
  return [
    on('POST', '/submission-api/v2/submissions', async ({ request, clientId }) => {
      const body = bodyObject(request);
      const destination = access.destination(text(body, 'destinationId'));
      if (destination.status !== 'active')
        throw new HttpProblem('destination-state-invalid', `destination is ${destination.status}`);
      const service = body['publicService'];
      if (!isObject(service)) throw new HttpProblem('request-invalid', 'publicService is missing');
      const publicService = { identifier: text(service, 'identifier'), name: text(service, 'name') };
      if (!destination.publicServices.some((offered) => offered.identifier === publicService.identifier)) {
        throw new HttpProblem('unsupported-service', publicService.identifier);
      }
      const announced = texts(body, 'announcedAttachments');
      const region = body['region'];
      let ofCase: StoredCase;
      if (typeof body['caseId'] === 'string') {
        ofCase = access.readableCase(body['caseId'], clientId);
        if (ofCase.sender !== clientId) throw new HttpProblem('forbidden', 'not your case');
      } else {
        ofCase = {
          caseId: randomUUID(),
          destinationId: destination.destinationId,
          sender: clientId,
          events: [],
          jtis: new Set(),
        };
        store.cases.set(ofCase.caseId, ofCase);
      }
      const optional = typeof region === 'string' ? { region } : {};
      const item = await keeper.announce({ kind: 'submission', announced, publicService, ...optional }, ofCase);
      return json(201, { submissionId: item.id, caseId: item.caseId, destinationId: ofCase.destinationId });
    }),
    on('POST', '/submission-api/v2/replies', async ({ request, clientId }) => {
      const body = bodyObject(request);
      const ofCase = access.ofCase(text(body, 'caseId'));
      if (!access.owns(clientId, ofCase, 'subscriber'))
        throw new HttpProblem('forbidden', 'only the receiver of the case replies');
      const item = await keeper.announce({ kind: 'reply', announced: texts(body, 'announcedAttachments') }, ofCase);
      return json(201, { replyId: item.id, caseId: item.caseId });
    }),
  ];
}

function itemRoutes(
  store: Store,
  keeper: ItemKeeper,
  access: Access,
  kind: StoredItem['kind'],
  folder: string,
): Route[] {
  const idName = kind === 'reply' ? 'replyId' : 'submissionId';
  const path = `/submission-api/v2/${folder}`;
  const head = (item: StoredItem) => ({
    [idName]: item.id,
    caseId: item.caseId,
    ...(kind === 'submission' ? { destinationId: access.ofCase(item.caseId).destinationId } : {}),
  });
  return [
    on('GET', path, async ({ url, clientId }) => {
      const side = kind === 'submission' ? 'subscriber' : 'sender';
      const wanted = url.searchParams.get('destinationId');
      const items = [...store.items.values()].filter((item) => {
        const ofCase = access.ofCase(item.caseId);
        const open = item.kind === kind && (item.state === 'submitted' || item.state === 'forwarded');
        return open && access.owns(clientId, ofCase, side) && (wanted === null || ofCase.destinationId === wanted);
      });
      for (const item of items) await keeper.notifyPolling(item);
      return paged(url, items.map(head), folder);
    }),
    on('PUT', `${path}/:/attachments/:`, ({ request, clientId, params }) => {
      keeper.upload(access.item(params[0], kind, clientId, 'writes'), params[1] ?? '', joseBody(request));
      return empty();
    }),
    on('PUT', `${path}/:`, async ({ request, clientId, params }) => {
      const item = access.item(params[0], kind, clientId, 'writes');
      const body = bodyObject(request);
      await keeper.submit(item, text(body, 'encryptedMetadata'), text(body, 'encryptedData'));
      return json(200, { ...head(item), attachments: item.announced });
    }),
    on('GET', `${path}/:`, ({ clientId, params }) => {
      const item = access.item(params[0], kind, clientId, 'receives');
      if (item.state === 'none' || item.state === 'incomplete' || item.state === 'deleted') {
        throw new HttpProblem(
          kind === 'reply' ? 'reply-not-found' : 'submission-not-found',
          `${kind} ${item.id} is ${item.state}`,
        );
      }
      const { publicService, region, encryptedMetadata, encryptedData } = item;
      return json(200, {
        ...head(item),
        attachments: item.announced,
        publicService,
        region,
        encryptedMetadata,
        encryptedData,
      });
    }),
    on('GET', `${path}/:/attachments/:`, ({ clientId, params }) => {
      const jwe = access.item(params[0], kind, clientId, 'receives').attachments.get(params[1] ?? '');
      if (jwe === undefined) throw new HttpProblem('attachment-not-found', `no attachment ${params[1]}`);
      return jose(jwe);
    }),
    on('GET', `${path}/:/events`, ({ url, clientId, params }) => {
      const item = access.item(params[0], kind, clientId, 'either');
      const mine = access.ofCase(item.caseId).events.filter((event) => event.subject === `${kind}:${item.id}`);
      return paged(
        url,
        mine.map((event) => event.token),
        'eventLog',
      );
    }),
  ];
}

function caseRoutes(keeper: ItemKeeper, access: Access): Route[] {
  const path = '/submission-api/v2/cases/:/events';
  return [
    on('GET', path, ({ url, clientId, params }) =>
      paged(
        url,
        access.readableCase(params[0], clientId).events.map((event) => event.token),
        'eventLog',
      ),
    ),
    on('POST', path, async ({ request, clientId, params }) => {
      await keeper.receiverEvent(access.readableCase(params[0], clientId), joseBody(request), clientId);
      return empty();
    }),
  ];
}
