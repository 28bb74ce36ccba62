import { Type, type Static } from 'typebox';

/** Every setting as it stands in the environment: text, with its meaning in both languages. */
const setting = (de: string, en: string, options: { default?: string; pattern?: string; secret?: boolean } = {}) =>
  Type.Optional(Type.String({ description: en, 'x-de': de, ...options }));

const port = '^(0|[1-9][0-9]{0,4})$';
const httpUrl = '^https?://[^ ]+$';
const postgresUrl = '^postgres(ql)?://[^ ]+$';

export const environmentSchema = Type.Object({
  VERBUND_MODE: setting('Betriebsart: demo, test oder production', 'demo, test or production', {
    default: 'demo',
    pattern: '^(demo|test|production)$',
  }),
  VERBUND_ROLES: setting(
    'Aufgaben dieses Prozesses, durch Komma getrennt: web, transport, worker, keys',
    'Duties of this process, separated by commas: web, transport, worker, keys',
    { default: 'web,transport,worker,keys', pattern: '^(web|transport|worker|keys)(,(web|transport|worker|keys))*$' },
  ),
  PORT: setting('Port, auf dem der Dienst antwortet; 0 wählt einen freien', 'Port to listen on; 0 picks a free one', {
    default: '8080',
    pattern: port,
  }),
  HOST: setting('Adresse, auf der der Dienst antwortet', 'Address to listen on', { default: '127.0.0.1' }),
  VERBUND_PUBLIC_URL: setting(
    'Adresse, unter der Menschen den Dienst erreichen; in production mit https',
    'Address under which people reach the service; https in production',
    { default: 'http://localhost:PORT', pattern: httpUrl },
  ),
  VERBUND_DATA_DIR: setting(
    'Ordner für Dateien und, in Demo und Test, für Datenbank und Geheimnisse',
    'Folder for files and, in demo and test, for database and secrets',
    { default: './data' },
  ),
  DATABASE_URL: setting(
    'PostgreSQL (15 oder neuer) mit dem Login verbund_app; leer: eingebaute Datenbank (nicht in production)',
    'PostgreSQL (15 or newer) with the login verbund_app; empty: embedded database (not in production)',
    { pattern: postgresUrl, secret: true },
  ),
  VERBUND_MIGRATION_DATABASE_URL: setting(
    'Dieselbe Datenbank mit dem Login verbund_owner, dem die Tabellen gehören',
    'The same database with the login verbund_owner, which owns the tables',
    { pattern: postgresUrl, secret: true },
  ),
  VERBUND_KEYS_DATABASE_URL: setting(
    'Dieselbe Datenbank mit dem Login verbund_keys',
    'The same database with the login verbund_keys',
    { pattern: postgresUrl, secret: true },
  ),
  VERBUND_QUEUE_DATABASE_URL: setting(
    'Dieselbe Datenbank mit dem Login verbund_queue',
    'The same database with the login verbund_queue',
    { pattern: postgresUrl, secret: true },
  ),
  VERBUND_TRANSPORT_DATABASE_URL: setting(
    'Dieselbe Datenbank mit dem Login verbund_transport',
    'The same database with the login verbund_transport',
    { pattern: postgresUrl, secret: true },
  ),
  VERBUND_MASTER_KEY: setting(
    'Hauptschlüssel: 32 Byte in Base64 (openssl rand -base64 32); in Demo und Test wird er erzeugt',
    'Master key: 32 bytes in base64 (openssl rand -base64 32); made by itself in demo and test',
    { secret: true },
  ),
  VERBUND_CITIZEN_OIDC_ISSUER: setting(
    'Anmeldung von Bürgerinnen und Bürgern: Aussteller (OpenID Connect)',
    'Sign-in of citizens: issuer (OpenID Connect)',
    { pattern: httpUrl },
  ),
  VERBUND_CITIZEN_OIDC_CLIENT_ID: setting('… Client-Kennung', '… client id'),
  VERBUND_CITIZEN_OIDC_CLIENT_SECRET: setting('… Client-Geheimnis', '… client secret', { secret: true }),
  VERBUND_CITIZEN_OIDC_NAME: setting('… Name auf dem Anmeldeknopf', '… name on the sign-in button', {
    default: 'Anmeldung',
  }),
  VERBUND_STAFF_OIDC_ISSUER: setting(
    'Anmeldung von Beschäftigten: Aussteller (OpenID Connect)',
    'Sign-in of staff: issuer (OpenID Connect)',
    { pattern: httpUrl },
  ),
  VERBUND_STAFF_OIDC_CLIENT_ID: setting('… Client-Kennung', '… client id'),
  VERBUND_STAFF_OIDC_CLIENT_SECRET: setting('… Client-Geheimnis', '… client secret', { secret: true }),
  VERBUND_STAFF_OIDC_NAME: setting('… Name auf dem Anmeldeknopf', '… name on the sign-in button', {
    default: 'Anmeldung',
  }),
  VERBUND_SMTP_URL: setting(
    'Mailserver, z. B. smtps://nutzer:geheim@mail.example',
    'Mail server, e.g. smtps://user:secret@mail.example',
    { pattern: '^smtps?://[^ ]+$', secret: true },
  ),
  VERBUND_MAIL_FROM: setting('Absender der Mails', 'Sender of mails', { pattern: '^[^\\r\\n]*@[^\\r\\n]+$' }),
  VERBUND_FITCONNECT_SUBMISSION_URL: setting(
    'Submission API eines anderen Zustelldienstes (Eingang der Behörden; das Portal kann dorthin noch nicht senden); leer: der eigene',
    'Submission API of another delivery service (inboxes of authorities; the portal cannot send there yet); empty: our own',
    { pattern: httpUrl },
  ),
  VERBUND_FITCONNECT_DESTINATION_URL: setting('… dessen Destination API', '… its Destination API', {
    pattern: httpUrl,
  }),
  VERBUND_FITCONNECT_TOKEN_URL: setting('… dessen Token-Adresse', '… its token address', { pattern: httpUrl }),
  VERBUND_TRUST_ANCHORS: setting(
    'PEM-Dateien der Wurzelzertifikate, zu denen die Zertifikate von Zustellpunkten führen müssen, durch Komma getrennt; ohne sie nimmt der eigene Zustelldienst in production keine Schlüssel an, und das Portal sendet an keinen fremden',
    'PEM files of the root certificates that certificates of destinations must lead to, separated by commas; without them our own delivery service takes no keys in production, and the portal sends to no other one',
  ),
  VERBUND_REVOCATION_LISTS: setting(
    '… PEM-Dateien der Sperrlisten (CRL) aller Aussteller, durch Komma getrennt; sie werden bei jeder Prüfung neu gelesen; leer: Sperrungen werden nicht geprüft',
    '… PEM files of the revocation lists (CRL) of all issuers, separated by commas; read anew at every check; empty: revocation is not checked',
  ),
  VERBUND_CLAMD: setting(
    'Virenscanner (clamd) für hochgeladene Dateien, z. B. unix:/run/clamav/clamd.ctl oder tcp://127.0.0.1:3310; leer (nicht in production): Dateien werden nicht geprüft, und das steht bei ihnen',
    'Virus scanner (clamd) for uploaded files, e.g. unix:/run/clamav/clamd.ctl or tcp://127.0.0.1:3310; empty (not in production): files are not scanned, which is said beside them',
    { pattern: '^(unix:/[^ ]+|tcp://[^ ]+:[0-9]+)$' },
  ),
  VERBUND_ALLOWED_HOSTS: setting(
    'Private Hosts oder Netze (CIDR), die ausgehende Anfragen erreichen dürfen, durch Komma getrennt',
    'Private hosts or networks (CIDR) that outgoing requests may reach, separated by commas',
    { default: '' },
  ),
  VERBUND_LOG_LEVEL: setting(
    'Umfang des Protokolls: debug, info, warn, error, silent',
    'Amount of logging: debug, info, warn, error, silent',
    { default: 'info', pattern: '^(debug|info|warn|error|silent)$' },
  ),
});

export type Environment = Static<typeof environmentSchema>;
export type SettingName = keyof Environment;

interface SettingDescription {
  name: SettingName;
  de: string;
  en: string;
  default: string | undefined;
  pattern: RegExp | undefined;
  secret: boolean;
}

export const settings: readonly SettingDescription[] = Object.entries(environmentSchema.properties).map(
  ([name, schema]) => {
    const text = schema as unknown as {
      description: string;
      'x-de': string;
      default?: string;
      pattern?: string;
      secret?: boolean;
    };
    return {
      name: name as SettingName,
      de: text['x-de'],
      en: text.description,
      default: text.default,
      pattern: text.pattern === undefined ? undefined : new RegExp(text.pattern),
      secret: text.secret === true,
    };
  },
);

/** Content of docs/reference/settings.md. */
export function settingsReference(): string {
  const rows = settings.map(({ name, de, en, default: preset, secret }) => {
    const presetText = preset === undefined || preset === '' ? '–' : `\`${preset}\``;
    return `| \`${name}\` | ${presetText} | ${secret ? 'ja / yes' : ''} | ${en} | ${de} |`;
  });
  return [
    '# Settings',
    '',
    'Read once at the start from the environment. Generated from `kernel/config`; do not edit.',
    '',
    '| Name | Default | Secret | Meaning | Bedeutung |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
