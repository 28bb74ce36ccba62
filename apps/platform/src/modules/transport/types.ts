import { type ClientId, type TenantId } from '#kernel/ids';

export type ClientRole = 'sender' | 'subscriber' | 'manager';

/** Used by app.ts, the CLI and operations only; applications and answers never pass here (design decision 1). */
export interface TransportService {
  /** The secret is shown once and stored as a hash. Destinations that the client creates are its own. */
  createClient(input: { name: string; roles: readonly ClientRole[]; tenant: TenantId | null }): Promise<{ clientId: ClientId; clientSecret: string }>;
  revokeClient(clientId: ClientId): Promise<void>;
  statistics(): Promise<Record<string, number>>;
}

/** Given to modules that need an own client at the Zustelldienst; wired in app.ts to ours or to settings of a remote one. */
export interface FitConnectAccess {
  submissionBaseUrl: string;
  destinationBaseUrl: string;
  tokenUrl: string;
  transport: (request: { method: string; url: string; headers: Record<string, string>; body?: string | Uint8Array }) => Promise<{
    status: number;
    headers: Record<string, string>;
    body: Uint8Array;
  }>;
  /** Makes a client at our own service; null when the service is remote (credentials are then settings). */
  issueClient: TransportService['createClient'] | null;
}
