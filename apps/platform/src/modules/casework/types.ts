import { type TenantId } from '#kernel/ids';

/** A public service as the destination offers it. The follow-up schema is added by itself. */
export interface InboxServiceOffer {
  /** URN, e.g. `urn:de:fim:leika:leistung:99…`. */
  identifier: string;
  submissionSchemas: readonly { schemaUri: string; mimeType: 'application/json' | 'application/xml' }[];
  /** `DE` and 0 to 12 digits. */
  regions: readonly string[];
}

export interface InboxInfo {
  name: string;
  state: 'planned' | 'ready';
  destinationId: string | null;
  services: readonly InboxServiceOffer[];
  lastFetchAt: Date | null;
  lastFailure: { at: Date; reason: string } | null;
}

export interface CaseworkService {
  /**
   * Makes the tenant's client, keys and destination, and activates it. Repeatable: continues where an earlier attempt
   * ended; a tenant has one inbox, services named again are merged. `client` is needed where the delivery service is
   * remote and its own portal issues clients.
   */
  provisionInbox(input: {
    tenant: TenantId;
    name: string;
    services: readonly InboxServiceOffer[];
    client?: { clientId: string; clientSecret: string };
  }): Promise<{ destinationId: string }>;
  /** Throws 'casework/no-inbox' when there is none. A service named again gets the union of schemas and regions. */
  addService(tenant: TenantId, service: InboxServiceOffer): Promise<void>;
  inbox(tenant: TenantId): Promise<InboxInfo | null>;
  /** Fetches what waits, once; the recurring task does this every two seconds. */
  fetchNow(tenant: TenantId): Promise<FetchCounts>;
  /** A case that arrives with this reference is a test: marked everywhere, and staff may remove it. */
  expectTest(tenant: TenantId, reference: string): Promise<void>;
  /** Numbers for operations, no content. */
  openCases(tenant: TenantId): Promise<Record<string, number>>;
}

export interface FetchCounts {
  accepted: number;
  rejected: number;
  /** Try again later: network, key service. */
  postponed: number;
}
