import { staysOnThisMachine } from '../scanner/address.ts';
import { type Problems } from './problems.ts';
import { type Environment, type SettingName } from './settings.ts';
import { type Config } from './types.ts';

/** Printed in documents and examples, hence known to everybody: refused in production. */
export const demoMasterKey = Buffer.from('verbund demo key - never use it!').toString('base64');

const simulatorMarks = ['simulator', 'localhost', '127.0.0.1', '[::1]'];

/** Design section 5: production refuses demo keys, simulators, the embedded database, plain http, missing settings. */
export function checkProduction(config: Config, values: Environment, problems: Problems): void {
  const demand = (name: SettingName, de: string, en: string): void => {
    if (values[name] === undefined) problems.add(name, `Fehlt. ${de}`, `Missing. ${en}`);
  };
  const has = (...roles: readonly string[]): boolean => [...config.roles].some((role) => roles.includes(role));
  checkPublicUrl(config, values, problems);
  demand(
    'DATABASE_URL',
    'In production ist die eingebaute Datenbank nicht erlaubt; nennen Sie Ihr PostgreSQL (Login verbund_app).',
    'Production does not allow the embedded database; name your PostgreSQL (login verbund_app).',
  );
  if (has('web', 'worker', 'keys')) {
    // The delivery service alone must not hold the login that owns every table; another process migrates for it.
    demand(
      'VERBUND_MIGRATION_DATABASE_URL',
      'Login verbund_owner derselben Datenbank.',
      'Login verbund_owner of the same database.',
    );
    // The key service works inside every process that opens and signs.
    demand(
      'VERBUND_KEYS_DATABASE_URL',
      'Login verbund_keys derselben Datenbank.',
      'Login verbund_keys of the same database.',
    );
  }
  if (has('worker'))
    demand(
      'VERBUND_QUEUE_DATABASE_URL',
      'Login verbund_queue derselben Datenbank.',
      'Login verbund_queue of the same database.',
    );
  if (has('transport'))
    demand(
      'VERBUND_TRANSPORT_DATABASE_URL',
      'Login verbund_transport derselben Datenbank.',
      'Login verbund_transport of the same database.',
    );
  if (has('web', 'worker', 'keys')) {
    demand(
      'VERBUND_MASTER_KEY',
      'Erzeugen: openssl rand -base64 32. Sicher aufbewahren: ohne ihn sind die Daten verloren.',
      'Make one: openssl rand -base64 32. Keep it safe: without it the data is lost.',
    );
  }
  if (values.VERBUND_MASTER_KEY === demoMasterKey) {
    problems.add(
      'VERBUND_MASTER_KEY',
      'Das ist der öffentlich bekannte Demo-Schlüssel. Erzeugen Sie einen eigenen: openssl rand -base64 32',
      'This is the publicly known demo key. Make your own: openssl rand -base64 32',
    );
  }
  if (has('web')) checkSignIn(values, problems, demand);
  checkFitConnect(values, problems);
  if (has('web', 'worker')) {
    demand(
      'VERBUND_SMTP_URL',
      'Ohne Mailserver erfährt niemand von neuen Nachrichten.',
      'Without a mail server nobody learns of new messages.',
    );
    demand('VERBUND_MAIL_FROM', 'Absender der Mails.', 'Sender of mails.');
    demand(
      'VERBUND_CLAMD',
      'Ohne Virenscanner könnten Bürgerinnen und Bürger den Behörden Schadsoftware zustellen.',
      'Without a virus scanner citizens could deliver malware to authorities.',
    );
  }
  checkScanner(config, values, problems);
}

/** clamd's protocol has no encryption: what is scanned would cross a foreign network readably. */
function checkScanner({ scanner, allowedHosts }: Config, values: Environment, problems: Problems): void {
  if (values.VERBUND_CLAMD?.includes('simulator') === true) {
    problems.add(
      'VERBUND_CLAMD',
      'In production ist der Simulator nicht erlaubt.',
      'Production does not allow the simulator.',
    );
  }
  if (scanner === null || staysOnThisMachine(scanner)) return;
  if (scanner.kind === 'tcp' && !allowedHosts.includes(scanner.host)) {
    problems.add(
      'VERBUND_CLAMD',
      'Die Dateien gehen unverschlüsselt an clamd. Nennen Sie den Socket oder diesen Rechner; liegt der Host in Ihrem geschützten Netz, führen Sie ihn auch in VERBUND_ALLOWED_HOSTS auf.',
      'Files go to clamd unencrypted. Name its socket or this machine; a host of your protected network must be listed in VERBUND_ALLOWED_HOSTS too.',
    );
  }
}

function checkPublicUrl(config: Config, values: Environment, problems: Problems): void {
  if (values.VERBUND_PUBLIC_URL === undefined) {
    problems.add(
      'VERBUND_PUBLIC_URL',
      'Fehlt. Nennen Sie die öffentliche Adresse mit https.',
      'Missing. Name the public address, with https.',
    );
  } else if (config.publicUrl.protocol !== 'https:') {
    problems.add(
      'VERBUND_PUBLIC_URL',
      'In production muss die Adresse mit https:// beginnen.',
      'In production the address must start with https://.',
    );
  }
}

function checkSignIn(
  values: Environment,
  problems: Problems,
  demand: (name: SettingName, de: string, en: string) => void,
): void {
  for (const who of ['CITIZEN', 'STAFF'] as const) {
    const name = `VERBUND_${who}_OIDC_ISSUER` as const;
    const others = [`VERBUND_${who}_OIDC_CLIENT_ID`, `VERBUND_${who}_OIDC_CLIENT_SECRET`] as const;
    // When one of the three is there, those that are missing are named already.
    if ([name, ...others].every((one) => values[one] === undefined)) {
      for (const other of others) demand(other, 'Zugang zum Anmeldedienst.', 'Access to the identity provider.');
    }
    demand(name, 'Ohne Anmeldedienst kann sich niemand anmelden.', 'Without an identity provider nobody can sign in.');
    const issuer = values[name] ?? '';
    if (isUnfit(issuer)) {
      problems.add(
        name,
        'In production sind Simulatoren und Adressen ohne https nicht erlaubt.',
        'Production allows neither simulators nor addresses without https.',
      );
    }
  }
}

function checkFitConnect(values: Environment, problems: Problems): void {
  const names = ['SUBMISSION', 'DESTINATION', 'TOKEN'] as const;
  for (const name of names.map((part) => `VERBUND_FITCONNECT_${part}_URL` as const)) {
    if (!isUnfit(values[name] ?? '')) continue;
    problems.add(
      name,
      'In production sind Simulatoren und Adressen ohne https nicht erlaubt.',
      'Production allows neither simulators nor addresses without https.',
    );
  }
}

function isUnfit(url: string): boolean {
  return url.startsWith('http:') || simulatorMarks.some((mark) => url.includes(mark));
}
