import { randomUUID } from 'node:crypto';
import { type PublicJwk } from '../crypto/jwk.ts';
import { isObject } from '../json.ts';
import { type HttpRequest, type HttpResponse } from '../ports.ts';
import { createAccess, type Access } from './access.ts';
import { destinationRoutes } from './destination-routes.ts';
import { bodyObject, callbackOf, empty, HttpProblem, joseBody, jose, json, paged, text, texts } from './http.ts';
import { type ItemKeeper } from './items.ts';
import { on, type Route } from './route.ts';
import { type Store, type StoredCase, type StoredItem } from './store.ts';

export type Router = (request: HttpRequest, url: URL, clientId: string | undefined) => Promise<HttpResponse>;

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
      Object.assign(ofCase, callbackOf(body));
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
      for (const item of items) await keeper.notify(item, 'polling');
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
