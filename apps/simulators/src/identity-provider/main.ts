import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { announce, endWithParent, fail, parsePort, refuseProduction } from '../program.ts';
import { type ClientRegistration, startIdentityProvider } from './provider.ts';

const NAME = 'identity-provider-simulator';
const HELP = `${NAME} --clients FILE|JSON [--people citizens|staff] [--port N] [--issuer URL] [--parent-pid PID]

Lets everybody sign in as an invented person, by OpenID Connect (code flow with PKCE). For demo and tests only.
  --clients     clients as JSON: [{"client_id","client_secret","redirect_uris":[…],"post_logout_redirect_uris":[…]}]
  --people      which realm; citizens unless told otherwise
  --port        0 (default) lets the system choose
  --issuer      address that clients see, if it is not http://127.0.0.1:<port>
  --parent-pid  ends when that process has gone; without it, when stdin ends
Prints {"ready":true,"url":…,"issuer":…} in one line when it can be used.`;

refuseProduction(NAME);
const { values } = readOptions();
if (values.help) {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}
const realm = values.people;
if (realm !== 'citizens' && realm !== 'staff') fail(NAME, `--people must be citizens or staff, not "${realm}".`);

const provider = await startIdentityProvider({
  port: parsePort(NAME, 'port', values.port),
  issuer: values.issuer ?? null,
  clients: parseClients(values.clients),
  realm,
});
endWithParent(values['parent-pid'] === undefined ? null : Number(values['parent-pid']), () => provider.close());
announce({ url: provider.url, issuer: provider.issuer, people: realm });

function readOptions() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: '0' },
        issuer: { type: 'string' },
        clients: { type: 'string' },
        people: { type: 'string', default: 'citizens' },
        'parent-pid': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return fail(NAME, error instanceof Error ? error.message : String(error));
  }
}

function parseClients(given: string | undefined): ClientRegistration[] {
  if (given === undefined) return fail(NAME, '--clients is missing; see --help.');
  try {
    const clients: unknown = JSON.parse(existsSync(given) ? readFileSync(given, 'utf8') : given);
    if (Array.isArray(clients) && clients.length > 0 && clients.every(isClient)) return clients;
  } catch {
    // Falls through to the one message for everything that is not a list of clients.
  }
  return fail(NAME, '--clients is no list of clients with client_id, client_secret and redirect_uris.');
}

function isClient(value: unknown): value is ClientRegistration {
  const client = (value ?? {}) as Record<string, unknown>;
  return (
    typeof client['client_id'] === 'string' &&
    typeof client['client_secret'] === 'string' &&
    Array.isArray(client['redirect_uris'])
  );
}
