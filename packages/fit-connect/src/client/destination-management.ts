import { type PublicJwk } from '../crypto/jwk.ts';
import { reader, type JsonObject } from '../json.ts';
import { createApi, type ConnectionOptions } from './api.ts';
import { id } from './connection.ts';
import {
  toDestination,
  toPage,
  type Callback,
  type Destination,
  type OfferedService,
  type Page,
  type PageRequest,
} from './wire.ts';

/** Body of a new destination. Written as `services`, read back as `publicServices`. */
export type NewDestination = {
  name: string;
  /** `email` receives operational notices of the service. */
  contactInformation: { legalName: string; email: string; address?: string; phone?: string; unit?: string };
  services: OfferedService[];
  encryptionKid: string;
  encryptionPublicKey: PublicJwk;
  signingPublicKey: PublicJwk;
  metadataVersions: string[];
  replyChannels?: JsonObject;
  callback?: Callback;
};

export type DestinationStatus = 'created' | 'active' | 'inactive' | 'decommissioned';
/** JSON merge patch (RFC 7396); `null` removes a member. */
export type DestinationPatch = { status?: DestinationStatus; encryptionKid?: string } & JsonObject;

/** Client of the Destination API v1; needs the scope manage-destinations. */
export type DestinationManagement = {
  list: (page?: PageRequest) => Promise<Page<Destination>>;
  create: (destination: NewDestination) => Promise<{ destinationId: string; status: string }>;
  get: (destinationId: string) => Promise<Destination>;
  patch: (destinationId: string, patch: DestinationPatch) => Promise<void>;
  /** Afterwards `patch` with `encryptionKid` switches senders over. */
  addKey: (destinationId: string, key: PublicJwk) => Promise<void>;
  remove: (destinationId: string) => Promise<void>;
};

/** @param options.destinationBaseUrl without version, e.g. `https://host/destination-api` */
export function createDestinationManagement(
  options: ConnectionOptions & { destinationBaseUrl: string },
): DestinationManagement {
  const api = createApi(options, options.destinationBaseUrl);
  const path = (destinationId: string) => `/v1/destinations/${id(destinationId)}`;
  return {
    async list(page = {}) {
      return toPage(
        await api.json({ method: 'GET', path: '/v1/destinations', query: page, repeat: 'safe' }),
        'destinations',
        toDestination,
      );
    },
    async create(destination) {
      const answer = await api.json({
        method: 'POST',
        path: '/v1/destinations',
        json: destination,
        repeat: 'refused-only',
      });
      const read = reader(answer, 'destination');
      return {
        destinationId: read.optionalString('destinationId') ?? read.string('id'),
        status: read.string('status'),
      };
    },
    async get(destinationId) {
      return toDestination(await api.json({ method: 'GET', path: path(destinationId), repeat: 'safe' }));
    },
    async patch(destinationId, patch) {
      await api.call({
        method: 'PATCH',
        path: path(destinationId),
        json: patch,
        contentType: 'application/merge-patch+json',
        repeat: 'safe',
      });
    },
    async addKey(destinationId, key) {
      await api.call({ method: 'POST', path: `${path(destinationId)}/keys`, json: key, repeat: 'refused-only' });
    },
    async remove(destinationId) {
      await api.call({ method: 'DELETE', path: path(destinationId), repeat: 'safe' });
    },
  };
}
