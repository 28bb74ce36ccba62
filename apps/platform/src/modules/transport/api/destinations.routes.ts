import { type Route } from '#kernel/http';
import { type Destinations } from '../destinations.ts';
import { type ManagedDestinations, type OwnDestination } from '../managed-destinations.ts';
import { scopes } from '../domain/scopes.ts';
import { type OAuth } from '../oauth.ts';
import { transportPaths } from '../paths.ts';
import { type ServiceEvents } from '../service-events.ts';
import { type DestinationRow } from '../store/destinations.ts';
import { json, noContent, openRoute, pageOf, paged, param, tokenRoute } from './protocol-route.ts';

/** What everybody may read (reference 3.1). The contact is for operational notices of the service only. */
function publicView(row: DestinationRow) {
  return {
    destinationId: row.destination_id,
    name: row.name,
    status: row.status,
    encryptionKid: row.encryption_kid,
    publicServices: row.services,
    metadataVersions: row.metadata_versions,
    ...(row.reply_channels ? { replyChannels: row.reply_channels } : {}),
  };
}

/** The secret is never shown again (reference 3.1). */
function callbackView({ callback_url: url }: OwnDestination) {
  return url === null ? {} : { callback: { url } };
}

function ownView(row: OwnDestination) {
  return { ...publicView(row), services: row.services, contactInformation: row.contact, ...callbackView(row) };
}

/** Submission API and Destination API v2, both without a token (reference 3.1, 3.2). */
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
      path: transportPaths.destination,
      name: 'transport.destination',
      handle: async (ctx) => json(publicView(await destinations.find(param(ctx, 'destination')))),
    }),
    openRoute({
      method: 'GET',
      path: transportPaths.destinationKey,
      name: 'transport.destination-key',
      handle: async (ctx) => json(await destinations.key(param(ctx, 'destination'), param(ctx, 'kid'))),
    }),
    openRoute({
      method: 'GET',
      path: transportPaths.publicDestination,
      name: 'transport.destination-v2',
      handle: async (ctx) => json(publicView(await destinations.find(param(ctx, 'destination')))),
    }),
    openRoute({
      method: 'GET',
      path: transportPaths.publicKeys,
      name: 'transport.destination-keys-v2',
      handle: async (ctx) => json({ keys: await destinations.keys(param(ctx, 'destination')) }),
    }),
  ];
}

const bodyBytes = 4 * 1024 * 1024;

/** Destination API v1: a client manages the destinations that it created (reference 3.3). */
export function managementRoutes(managed: ManagedDestinations, destinations: Destinations, oauth: OAuth): Route[] {
  const manage = [scopes.manage];
  const one = transportPaths.managedDestination;
  return [
    tokenRoute(oauth, manage, {
      method: 'GET',
      path: transportPaths.managedDestinations,
      name: 'transport.list-destinations',
      async handle(ctx, { client }) {
        const page = pageOf(ctx);
        const { total, rows } = await managed.list(client, page);
        return paged(page, total, 'destinations', rows.map(ownView));
      },
    }),
    tokenRoute(oauth, manage, {
      method: 'POST',
      path: transportPaths.managedDestinations,
      name: 'transport.create-destination',
      maxBodyBytes: bodyBytes,
      handle: async (ctx, { client }) => json(ownView(await managed.create(client, ctx.body)), 201),
    }),
    tokenRoute(oauth, manage, {
      method: 'GET',
      path: one,
      name: 'transport.get-destination',
      handle: async (ctx, { client }) => json(ownView(await managed.get(client, param(ctx, 'destination')))),
    }),
    tokenRoute(oauth, manage, {
      method: 'PUT',
      path: one,
      name: 'transport.replace-destination',
      maxBodyBytes: bodyBytes,
      handle: async (ctx, { client }) =>
        json(ownView(await managed.replace(client, param(ctx, 'destination'), ctx.body))),
    }),
    tokenRoute(oauth, manage, {
      method: 'PATCH',
      path: one,
      name: 'transport.patch-destination',
      maxBodyBytes: bodyBytes,
      handle: async (ctx, { client }) =>
        json(ownView(await managed.patch(client, param(ctx, 'destination'), ctx.body))),
    }),
    tokenRoute(oauth, manage, {
      method: 'DELETE',
      path: one,
      name: 'transport.delete-destination',
      body: 'none',
      async handle(ctx, { client }) {
        await managed.remove(client, param(ctx, 'destination'));
        return noContent;
      },
    }),
    tokenRoute(oauth, manage, {
      method: 'GET',
      path: transportPaths.managedKeys,
      name: 'transport.list-keys',
      async handle(ctx, { client }) {
        const { destination_id: id } = await managed.get(client, param(ctx, 'destination'));
        return json({ keys: await destinations.keys(id) });
      },
    }),
    tokenRoute(oauth, manage, {
      method: 'POST',
      path: transportPaths.managedKeys,
      name: 'transport.add-key',
      async handle(ctx, { client }) {
        await managed.addKey(client, param(ctx, 'destination'), ctx.body);
        return noContent;
      },
    }),
  ];
}
