import { type ClientRole } from '#kernel/fit-connect';
import { type ClientId, type TenantId } from '#kernel/ids';

/** Used by app.ts, the CLI and operations only; applications and answers never pass here (design decision 1). */
export interface TransportService {
  /** The secret is shown once and stored as a hash. Destinations that the client creates are its own. */
  createClient(input: { name: string; roles: readonly ClientRole[]; tenant: TenantId | null }): Promise<{
    clientId: ClientId;
    clientSecret: string;
  }>;
  revokeClient(clientId: ClientId): Promise<void>;
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
