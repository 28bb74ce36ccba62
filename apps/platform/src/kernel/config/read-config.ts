import { resolve } from 'node:path';
import { readOrCreateLocalSecrets } from './local-secrets.ts';
import { checkProduction } from './production-rules.ts';
import { Problems } from './problems.ts';
import { settings, type Environment, type SettingName } from './settings.ts';
import { parseScannerAddress } from '../scanner/address.ts';
import { type Config, type Mode, type OidcSettings, type ProcessRole } from './types.ts';

export interface ReadConfigOptions {
  /** From the command line; wins over VERBUND_ROLES. */
  roles?: readonly ProcessRole[];
}

const allRoles: readonly ProcessRole[] = ['web', 'transport', 'worker', 'keys'];
const modes: readonly Mode[] = ['demo', 'test', 'production'];
const logLevels: readonly Config['logLevel'][] = ['debug', 'info', 'warn', 'error', 'silent'];

/** The whole configuration, or a ConfigError that lists every problem at once. */
export function readConfig(env: NodeJS.ProcessEnv, options: ReadConfigOptions = {}): Config {
  const problems = new Problems();
  const values = readEnvironment(env, problems);
  const mode = modes.find((known) => known === values.VERBUND_MODE) ?? 'demo';
  const named = (values.VERBUND_ROLES ?? '').split(',');
  const roles = new Set(options.roles ?? allRoles.filter((role) => named.includes(role)));
  const port = readPort(values.PORT, problems);
  const dataDir = resolve(values.VERBUND_DATA_DIR ?? './data');
  const publicUrl = readUrl('VERBUND_PUBLIC_URL', values.VERBUND_PUBLIC_URL ?? `http://localhost:${port}`, problems);
  const config: Config = {
    mode,
    roles,
    host: values.HOST ?? '127.0.0.1',
    port,
    publicUrl: publicUrl ?? new URL('http://localhost'),
    dataDir,
    database: {
      url: values.DATABASE_URL ?? null,
      migrationUrl: values.VERBUND_MIGRATION_DATABASE_URL ?? null,
      keysUrl: values.VERBUND_KEYS_DATABASE_URL ?? null,
      queueUrl: values.VERBUND_QUEUE_DATABASE_URL ?? null,
      transportUrl: values.VERBUND_TRANSPORT_DATABASE_URL ?? null,
    },
    masterKey: null,
    citizenSignIn: roles.has('web') ? readOidc('CITIZEN', values, problems) : null,
    staffSignIn: roles.has('web') ? readOidc('STAFF', values, problems) : null,
    mail: readMail(values, problems),
    fitConnect: readFitConnect(values, problems),
    certificates: {
      anchorFiles: readList(values.VERBUND_TRUST_ANCHORS).map((file) => resolve(file)),
      revocationListFiles: readList(values.VERBUND_REVOCATION_LISTS).map((file) => resolve(file)),
    },
    scanner: readScanner(values.VERBUND_CLAMD, problems),
    allowedHosts: readList(values.VERBUND_ALLOWED_HOSTS),
    logLevel: logLevels.find((level) => level === values.VERBUND_LOG_LEVEL) ?? 'info',
  };
  const given = readMasterKey(values.VERBUND_MASTER_KEY, problems);
  if (mode === 'production') checkProduction(config, values, problems);
  problems.throwIfAny();
  const needsMasterKey = [...roles].some((role) => role !== 'transport');
  if (!needsMasterKey) return config;
  const masterKey =
    given ?? (mode === 'production' ? null : Buffer.from(readOrCreateLocalSecrets(dataDir).masterKey, 'base64'));
  return { ...config, masterKey };
}

function readEnvironment(env: NodeJS.ProcessEnv, problems: Problems): Environment {
  const values: Environment = {};
  for (const { name, pattern, default: preset, de, en } of settings) {
    const raw = env[name]?.trim();
    if (raw === undefined || raw === '') {
      // The default of the public address follows from the port and is not a value itself.
      if (preset !== undefined && preset !== '' && name !== 'VERBUND_PUBLIC_URL') values[name] = preset;
    } else if (pattern !== undefined && !pattern.test(raw)) {
      problems.add(name, `Der Wert ist ungültig. Erwartet: ${de}.`, `The value is not valid. Expected: ${en}.`);
    } else {
      values[name] = raw;
    }
  }
  return values;
}

function readList(text: string | undefined): string[] {
  const parts = (text ?? '').split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '');
}

function readPort(text: string | undefined, problems: Problems): number {
  const port = Number(text ?? '8080');
  if (port > 65_535) problems.add('PORT', 'Ein Port ist höchstens 65535.', 'A port is 65535 at most.');
  return port;
}

function readUrl(name: SettingName, text: string, problems: Problems): URL | null {
  const url = URL.parse(text);
  if (url === null) problems.add(name, 'Keine gültige Adresse (URL).', 'Not a valid address (URL).');
  return url;
}

function readMasterKey(text: string | undefined, problems: Problems): Uint8Array | null {
  if (text === undefined) return null;
  const bytes = Buffer.from(text, 'base64');
  // Buffer skips what is not base64; only text that comes out the same again was clean.
  if (bytes.length !== 32 || bytes.toString('base64') !== text) {
    problems.add(
      'VERBUND_MASTER_KEY',
      'Erwartet werden 32 Byte in Base64. Erzeugen: openssl rand -base64 32',
      'Expected 32 bytes in base64. Make one: openssl rand -base64 32',
    );
    return null;
  }
  return bytes;
}

function readOidc(who: 'CITIZEN' | 'STAFF', values: Environment, problems: Problems): OidcSettings | null {
  const names = [
    `VERBUND_${who}_OIDC_ISSUER`,
    `VERBUND_${who}_OIDC_CLIENT_ID`,
    `VERBUND_${who}_OIDC_CLIENT_SECRET`,
  ] as const;
  const [issuer, clientId, clientSecret] = names.map((name) => values[name]);
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return null;
  problems.addMissingTogether(names, values);
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null;
  return { issuer, clientId, clientSecret, name: values[`VERBUND_${who}_OIDC_NAME`] ?? 'Anmeldung' };
}

function readMail(values: Environment, problems: Problems): Config['mail'] {
  const smtpUrl = values.VERBUND_SMTP_URL;
  const from = values.VERBUND_MAIL_FROM;
  if (smtpUrl === undefined && from === undefined) return null;
  problems.addMissingTogether(['VERBUND_SMTP_URL', 'VERBUND_MAIL_FROM'], values);
  return smtpUrl === undefined || from === undefined ? null : { smtpUrl, from };
}

function readScanner(text: string | undefined, problems: Problems): Config['scanner'] {
  const address = text === undefined ? null : parseScannerAddress(text);
  if (text !== undefined && address === null) {
    problems.add(
      'VERBUND_CLAMD',
      'Erwartet wird unix:/pfad/zum/socket oder tcp://host:port.',
      'Expected unix:/path/to/socket or tcp://host:port.',
    );
  }
  return address;
}

function readFitConnect(values: Environment, problems: Problems): Config['fitConnect'] {
  const names = [
    'VERBUND_FITCONNECT_SUBMISSION_URL',
    'VERBUND_FITCONNECT_DESTINATION_URL',
    'VERBUND_FITCONNECT_TOKEN_URL',
  ] as const;
  const [submissionBaseUrl, destinationBaseUrl, tokenUrl] = names.map((name) => values[name]);
  if (submissionBaseUrl === undefined && destinationBaseUrl === undefined && tokenUrl === undefined)
    return { kind: 'own' };
  problems.addMissingTogether(names, values);
  if (submissionBaseUrl === undefined || destinationBaseUrl === undefined || tokenUrl === undefined)
    return { kind: 'own' };
  return { kind: 'remote', submissionBaseUrl, destinationBaseUrl, tokenUrl };
}
