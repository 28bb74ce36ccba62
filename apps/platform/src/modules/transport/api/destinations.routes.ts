import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type ClientId } from '#kernel/ids';
import { type ApiVersion, v2 } from '../api-versions.ts';
import { type Caller } from '../caller.ts';
import { type Destinations } from '../destinations.ts';
import { type ManagedDestinations, type OwnDestination } from '../managed-destinations.ts';
import { refusal } from '../errors.ts';
import { type OAuth } from '../oauth.ts';
import { transportPaths, versionPaths } from '../paths.ts';
import { type ServiceEvents } from '../service-events.ts';
import { type DestinationRow } from '../store/destinations.ts';
import { idParam, json, noContent, openRoute, pageOf, paged, param, tokenRoute } from './protocol-route.ts';

/** What everybody may read (reference 3.1). The contact is for operational notices of the service only. */
function publicView(version: ApiVersion, row: DestinationRow) {
  return {
    destinationId: row.destination_id,
    name: row.name,
    status: row.status,
    encryptionKid: row.encryption_kid,
    ...version.views.services(row.services),
    metadataVersions: row.metadata_versions,
    ...(row.reply_channels ? { replyChannels: row.reply_channels } : {}),
  };
}

/** The secret is never shown again (reference 3.1). */
function callbackView({ callback_url: url }: OwnDestination) {
  return url === null ? {} : { callback: { url } };
}

function ownView(row: OwnDestination) {
  return { ...publicView(v2, row), services: row.services, contactInformation: row.contact, ...callbackView(row) };
}

/** Key set of the service and Destination API v2, without a token (reference 3.2). */
export function publicDestinationRoutes(destinations: Destinations, events: ServiceEvents): Route[] {
  return [
    openRoute({
      method: 'GET',
      path: transportPaths.keySet,
      name: 'transport.key-set',
      handle: async () => json({ keys: (await events.keys()).publicKeys }),
    }),
    openRoute({
      method: 'GET',
      path: transportPaths.publicDestination,
      name: 'transport.destination-v2',
      handle: async (ctx) => json(publicView(v2, await destinations.find(idParam(ctx, 'destination')))),
    }),
    openRoute({
      method: 'GET',
      path: transportPaths.publicKeys,
      name: 'transport.destination-keys-v2',
      handle: async (ctx) => json({ keys: await destinations.keys(idParam(ctx, 'destination')) }),
    }),
  ];
}

/** Destinations as senders read them on the Submission API, without a token (reference 3.1, 3.2). */
export function destinationRoutes(version: ApiVersion, destinations: Destinations): Route[] {
  const paths = versionPaths(version.name);
  return [
    openRoute({
      method: 'GET',
      path: paths.destination,
      name: version.routeName('destination'),
      handle: async (ctx) => json(publicView(version, await destinations.find(idParam(ctx, 'destination')))),
    }),
    openRoute({
      method: 'GET',
      path: paths.destinationKey,
      name: version.routeName('destination-key'),
      handle: async (ctx) => json(await destinations.key(idParam(ctx, 'destination'), param(ctx, 'kid'))),
    }),
  ];
}

const bodyBytes = 4 * 1024 * 1024;

type ManageBasics = Omit<Parameters<typeof tokenRoute>[2], 'handle'>;

/** A v1 token may name the destinations that it is good for. */
function requireNamed({ rights }: Caller, destinationId: string | undefined): void {
  const named = rights.get('manage') ?? null;
  if (named === null || (destinationId !== undefined && named.includes(destinationId.toLowerCase()))) return;
  throw refusal('forbidden', 'The access token is for other destinations.');
}

function manageRoute(
  oauth: OAuth,
  { handle, ...basics }: ManageBasics & { handle: (ctx: RequestContext, client: ClientId) => Promise<Reply> },
): Route {
  return tokenRoute(oauth, ['manage'], {
    ...basics,
    async handle(ctx, caller) {
      requireNamed(caller, ctx.params['destination']);
      return handle(ctx, caller.client);
    },
  });
}

function patchRoute(path: string, name: string, managed: ManagedDestinations, oauth: OAuth): Route {
  return manageRoute(oauth, {
    method: 'PATCH',
    path,
    name,
    maxBodyBytes: bodyBytes,
    handle: async (ctx, client) => json(ownView(await managed.patch(client, idParam(ctx, 'destination'), ctx.body))),
  });
}

/** Destination API v1: a client manages the destinations that it created (reference 3.3). */
export function managementRoutes(managed: ManagedDestinations, destinations: Destinations, oauth: OAuth): Route[] {
  const one = transportPaths.managedDestination;
  return [
    manageRoute(oauth, {
      method: 'GET',
      path: transportPaths.managedDestinations,
      name: 'transport.list-destinations',
      async handle(ctx, client) {
        const page = pageOf(ctx);
        const { total, rows } = await managed.list(client, page);
        return paged(page, total, 'destinations', rows.map(ownView));
      },
    }),
    manageRoute(oauth, {
      method: 'POST',
      path: transportPaths.managedDestinations,
      name: 'transport.create-destination',
      maxBodyBytes: bodyBytes,
      handle: async (ctx, client) => json(ownView(await managed.create(client, ctx.body)), 201),
    }),
    manageRoute(oauth, {
      method: 'GET',
      path: one,
      name: 'transport.get-destination',
      handle: async (ctx, client) => json(ownView(await managed.get(client, idParam(ctx, 'destination')))),
    }),
    manageRoute(oauth, {
      method: 'PUT',
      path: one,
      name: 'transport.replace-destination',
      maxBodyBytes: bodyBytes,
      handle: async (ctx, client) =>
        json(ownView(await managed.replace(client, idParam(ctx, 'destination'), ctx.body))),
    }),
    patchRoute(one, 'transport.patch-destination', managed, oauth),
    // v1 managed on the Submission API, with plain JSON (reference 14).
    patchRoute(versionPaths('v1').destination, 'transport.v1-patch-destination', managed, oauth),
    manageRoute(oauth, {
      method: 'DELETE',
      path: one,
      name: 'transport.delete-destination',
      body: 'none',
      async handle(ctx, client) {
        await managed.remove(client, idParam(ctx, 'destination'));
        return noContent;
      },
    }),
    manageRoute(oauth, {
      method: 'GET',
      path: transportPaths.managedKeys,
      name: 'transport.list-keys',
      async handle(ctx, client) {
        const { destination_id: id } = await managed.get(client, idParam(ctx, 'destination'));
        return json({ keys: await destinations.keys(id) });
      },
    }),
    manageRoute(oauth, {
      method: 'POST',
      path: transportPaths.managedKeys,
      name: 'transport.add-key',
      async handle(ctx, client) {
        await managed.addKey(client, idParam(ctx, 'destination'), ctx.body);
        return noContent;
      },
    }),
  ];
}
