import { type ClientRole } from '#kernel/fit-connect';
import { type FailedJob } from '#kernel/jobs';
import { type ClientId, type TenantId } from '#kernel/ids';
import { type SelfService } from './self-service.ts';

/** Used by app.ts, the CLI and operations only; applications and answers never pass here (design decision 1). */
export interface TransportService {
  /** The secret is shown once and stored as a hash. Destinations that the client creates are its own. */
  createClient(input: {
    name: string;
    roles: readonly ClientRole[];
    tenant: TenantId | null;
    /** `DE` and 0 to 12 digits: where its destinations may offer services, for good. Null: everywhere. */
    region: string | null;
    /** Default: a new one. One that is taken already is refused, so that a repeated form makes no second client. */
    clientId?: ClientId;
    /** True for the installation's own portal and inboxes: their keys may have self-signed certificates. */
    keysHere?: boolean;
  }): Promise<{ clientId: ClientId; clientSecret: string }>;
  /** The old secret and its tokens end at once. `from` is the number of the secret that the caller saw. */
  rotateSecret(clientId: ClientId, from: number): Promise<string>;
  revokeClient(clientId: ClientId): Promise<void>;
  /** What staff of a tenant may do with its clients and destinations. */
  selfService: SelfService;
  /** Calls the callback of a destination with an empty list; asks for no right, the caller has checked it. */
  testCallback(destinationId: string): Promise<CallbackTest>;
  /** Callbacks that were given up, one entry for each host and kind. */
  deadCallbacks(): Promise<readonly FailedJob[]>;
  retryCallback(id: string): Promise<void>;
  dismissCallback(id: string): Promise<void>;
  /** Counts by state, for operations. */
  statistics(): Promise<Record<string, number>>;
  /** Active destinations that take the service in an area, by name; for the routing API. */
  offersAt(
    offer: {
      identifier: string;
      /** Significant digits of the regional key, without the zeros that pad it. */
      area: string;
    },
    page: { offset: number; limit: number },
  ): Promise<{ total: number; offers: readonly Offer[] }>;
}

export interface Offer {
  destinationId: string;
  name: string;
  /** Where it takes the service: `DE` and 0 to 12 digits. */
  regions: readonly string[];
}

export interface CallbackTest {
  ok: boolean;
  /** Of the answer; null when there was none. */
  status: number | null;
  milliseconds: number;
  reason: { de: string; en: string };
}
