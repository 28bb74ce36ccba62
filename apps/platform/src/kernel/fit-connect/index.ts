import { type HttpTransport } from '@verbund/fit-connect';
import { type ClientId, type TenantId } from '../ids/index.ts';

export { attachmentSpool } from './attachment-spool.ts';
export { readCertificateFiles } from './certificate-files.ts';
export { overNetwork } from './over-network.ts';
export { readOrMakeKeys } from './key-file.ts';
export { loadSigningKeys, signingKeysOf, type SigningKeys } from './signing-key-file.ts';

export type ClientRole = 'sender' | 'subscriber' | 'manager';

/**
 * How this installation reaches its Zustelldienst: our own in process, or any FIT-Connect service by URL.
 * Modules that send or receive are given this in app.ts and never know which of the two it is (design decision 1).
 */
export interface FitConnectAccess {
  /** Without version, e.g. `https://host/submission-api`. */
  submissionBaseUrl: string;
  destinationBaseUrl: string;
  tokenUrl: string;
  transport: HttpTransport;
  /** Makes a client at our own service, bound to the area of its tenant; null when the service is remote (its portal issues clients). */
  issueClient:
    | ((input: { name: string; roles: readonly ClientRole[]; tenant: TenantId | null }) => Promise<{
        clientId: ClientId;
        clientSecret: string;
      }>)
    | null;
}
