import { randomUUID } from 'node:crypto';
import { parseJwk } from '../crypto/jwk.ts';
import { toDestination } from '../client/wire.ts';
import { type Access } from './access.ts';
import { bodyObject, callbackOf, empty, HttpProblem, json, paged, text, texts } from './http.ts';
import { on, type Route } from './route.ts';
import { type Store, type StoredDestination } from './store.ts';

/** Reading destinations on the Submission API, managing them on the Destination API v1. */
export function destinationRoutes(store: Store, access: Access): Route[] {
  const view = ({ keys: _keys, owner: _owner, callback: _callback, ...rest }: StoredDestination) => rest;
  const path = '/destination-api/v1/destinations';
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
    on('POST', path, ({ request, clientId }) => {
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
        ...callbackOf(body),
      };
      store.destinations.set(destination.destinationId, destination);
      return json(201, { destinationId: destination.destinationId, status: destination.status });
    }),
    on('GET', path, ({ url, clientId }) =>
      paged(url, [...store.destinations.values()].filter(({ owner }) => owner === clientId).map(view), 'destinations'),
    ),
    on('GET', `${path}/:`, ({ clientId, params }) => json(200, view(access.ownDestination(params[0], clientId)))),
    on('PATCH', `${path}/:`, ({ request, clientId, params }) => {
      const destination = access.ownDestination(params[0], clientId);
      const body = bodyObject(request);
      const { status, encryptionKid } = body;
      if (typeof encryptionKid === 'string') {
        if (!destination.keys.has(encryptionKid)) throw new HttpProblem('key-not-found', `no key ${encryptionKid}`);
        destination.encryptionKid = encryptionKid;
      }
      if (typeof status === 'string') destination.status = status;
      if (body['metadataVersions'] !== undefined) destination.metadataVersions = texts(body, 'metadataVersions');
      if (body['callback'] === null) delete destination.callback;
      Object.assign(destination, callbackOf(body));
      return json(200, view(destination));
    }),
    on('DELETE', `${path}/:`, ({ clientId, params }) => {
      store.destinations.delete(access.ownDestination(params[0], clientId).destinationId);
      return empty();
    }),
    on('POST', `${path}/:/keys`, ({ request, clientId, params }) => {
      const destination = access.ownDestination(params[0], clientId);
      const body = bodyObject(request);
      const key = parseJwk(body, body['alg'] === 'PS512' ? 'sig' : 'enc');
      if (!key) throw new HttpProblem('request-invalid', 'the key is not acceptable');
      destination.keys.set(key.kid, key);
      return empty();
    }),
  ];
}
