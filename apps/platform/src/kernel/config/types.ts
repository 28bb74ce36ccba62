import { type ScannerAddress } from '../scanner/address.ts';

export type Mode = 'demo' | 'test' | 'production';
export type ProcessRole = 'web' | 'transport' | 'worker' | 'keys';

export interface OidcSettings {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Name on the sign-in button. */
  name: string;
}

/** Everything that is read from the environment, once, in main.ts. */
export interface Config {
  mode: Mode;
  roles: ReadonlySet<ProcessRole>;
  host: string;
  port: number;
  publicUrl: URL;
  dataDir: string;
  database: {
    /** Null: embedded PostgreSQL under dataDir. */
    url: string | null;
    /** Login that owns the schemas (VERBUND_MIGRATION_DATABASE_URL). */
    migrationUrl: string | null;
    keysUrl: string | null;
    queueUrl: string | null;
    transportUrl: string | null;
  };
  /** 32 bytes; null only when the process has the role transport alone. */
  masterKey: Uint8Array | null;
  /** Null when the role web is absent. */
  citizenSignIn: OidcSettings | null;
  staffSignIn: OidcSettings | null;
  mail: { smtpUrl: string; from: string } | null;
  /** The Zustelldienst that portal and inboxes talk to: our own in process, or any FIT-Connect service by URL. */
  fitConnect:
    { kind: 'own' } | { kind: 'remote'; submissionBaseUrl: string; destinationBaseUrl: string; tokenUrl: string };
  /** Files that the delivery service checks certificates of destinations with; read when they are needed. */
  certificates: { anchorFiles: readonly string[]; revocationListFiles: readonly string[] };
  /** The virus scanner (clamd); null: uploads are not scanned. Never null in production where files are taken. */
  scanner: ScannerAddress | null;
  /** Hosts or CIDR ranges that outgoing requests may reach although they are private. */
  allowedHosts: readonly string[];
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}
