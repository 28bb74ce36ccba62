import { type PublicJwk } from '../crypto/jwk.ts';
import { type ItemKind } from '../events/event-names.ts';
import { type AuthenticationTags } from '../events/event-payload.ts';
import { type ItemState } from '../events/states.ts';
import { type Callback, type OfferedService, type PublicService } from '../client/wire.ts';

export type StoredDestination = {
  destinationId: string;
  name: string;
  status: string;
  owner: string;
  encryptionKid: string;
  publicServices: OfferedService[];
  metadataVersions: string[];
  keys: Map<string, PublicJwk>;
  /** Of the subscriber. */
  callback?: Callback;
};

/** A submission or reply as the service holds it: ciphertext only. */
export type StoredItem = {
  kind: ItemKind;
  id: string;
  caseId: string;
  state: ItemState;
  announced: readonly string[];
  attachments: Map<string, string>;
  encryptedMetadata: string;
  encryptedData: string;
  tags?: AuthenticationTags;
  publicService?: PublicService;
  region?: string;
  /** Notify events already written. */
  notified: Set<string>;
};

export type StoredCase = {
  caseId: string;
  destinationId: string;
  sender: string;
  /** Of the sender, from its latest announcement that named one. */
  callback?: Callback;
  events: { token: string; subject: string }[];
  jtis: Set<string>;
};
export type StoredClient = { clientId: string; clientSecret: string };

export type Store = {
  destinations: Map<string, StoredDestination>;
  items: Map<string, StoredItem>;
  cases: Map<string, StoredCase>;
  clients: Map<string, StoredClient>;
  /** Access token to client and end of life. */
  tokens: Map<string, { clientId: string; until: number }>;
};

export function createStore(): Store {
  return { destinations: new Map(), items: new Map(), cases: new Map(), clients: new Map(), tokens: new Map() };
}
