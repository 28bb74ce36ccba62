import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type KoaContext, Provider } from 'oidc-provider';
import { languageOf, listen, readForm, send, setPageHeaders, STYLE, trustedHtml } from '../http.ts';
import { claimsOf, parsePerson, peopleOf, type Realm, subjectOf, type TestPerson } from './people.ts';
import { failedPage, signedOutPage, signInPage, signOutPage } from './sign-in-page.ts';

/** Registration of a client in the words of OpenID Connect Dynamic Client Registration 1.0, section 2. */
export interface ClientRegistration {
  client_id: string;
  client_secret: string;
  redirect_uris: readonly string[];
  post_logout_redirect_uris?: readonly string[];
}

export interface IdentityProviderOptions {
  /** 0 lets the system choose. */
  port: number;
  /** Address that clients see; null for http://127.0.0.1:<port>. */
  issuer: string | null;
  clients: readonly ClientRegistration[];
  realm: Realm;
}

export interface IdentityProvider {
  url: string;
  issuer: string;
  close(): Promise<void>;
}

const SCOPES = ['openid', 'profile', 'email', 'address'];
const HOUR = 3600;

/** Starts an OpenID Connect provider on loopback that lets everybody in as an invented person. */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<IdentityProvider> {
  // The issuer holds the port, which is known only once we listen.
  let handle = (_req: IncomingMessage, res: ServerResponse): void => send(res, 503, 'text/plain', 'starting');
  const server = createServer((req, res) => handle(req, res));
  const port = await listen(server, options.port);
  const url = `http://127.0.0.1:${port}`;
  const issuer = options.issuer ?? url;

  const accounts = new Map<string, TestPerson>();
  for (const person of peopleOf(options.realm)) accounts.set(subjectOf(options.realm, person.id), person);
  const provider = new Provider(issuer, configuration(options, accounts));
  const callback = provider.callback();
  handle = (req, res) => {
    const path = new URL(req.url ?? '/', url).pathname;
    if (path === '/style.css') return send(res, 200, 'text/css', STYLE);
    if (!path.startsWith('/sign-in/')) return callback(req, res);
    signIn(provider, { realm: options.realm, accounts, req, res, path }).catch((error: unknown) => {
      const code = error instanceof Error && 'error' in error ? String(error.error) : 'invalid_request';
      if (!res.headersSent) send(res, 400, 'text/html', failedPage(languageOf(req.headers['accept-language']), code));
    });
  };
  return {
    url,
    issuer,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface SignInRequest {
  realm: Realm;
  accounts: Map<string, TestPerson>;
  req: IncomingMessage;
  res: ServerResponse;
  path: string;
}

async function signIn(provider: Provider, { realm, accounts, req, res, path }: SignInRequest): Promise<void> {
  const details = await provider.interactionDetails(req, res);
  const lang = languageOf(details.params['ui_locales'] ?? req.headers['accept-language']);
  const view = { realm, lang, action: path };
  if (req.method !== 'POST') return send(res, 200, 'text/html', signInPage(view));

  const form = await readForm(req);
  const cancelled = { error: 'access_denied', error_description: 'The person cancelled the sign-in.' };
  if (form.get('do') === 'cancel') return provider.interactionFinished(req, res, cancelled);
  if (form.get('do') === 'other') {
    const parsed = parsePerson(realm, form);
    if (!parsed.ok) return send(res, 422, 'text/html', signInPage({ ...view, typed: form, problem: parsed.problem }));
    const subject = subjectOf(realm, parsed.person.id);
    accounts.set(subject, parsed.person);
    return provider.interactionFinished(req, res, { login: { accountId: subject } });
  }
  const subject = subjectOf(realm, form.get('person') ?? '');
  if (!accounts.has(subject)) return send(res, 422, 'text/html', signInPage(view));
  return provider.interactionFinished(req, res, { login: { accountId: subject } });
}

function configuration(
  { clients, realm }: IdentityProviderOptions,
  accounts: ReadonlyMap<string, TestPerson>,
): Record<string, unknown> {
  return {
    clients: clients.map((client) => ({
      ...client,
      response_types: ['code'],
      grant_types: ['authorization_code'],
      id_token_signed_response_alg: 'RS256',
    })),
    jwks: { keys: [newSigningKey()] },
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      // Browsers share cookies among all ports of a host, and two realms run side by side.
      names: { session: `_${realm}_session`, interaction: `_${realm}_sign_in`, resume: `_${realm}_resume` },
    },
    scopes: SCOPES,
    claims: {
      openid: ['sub', 'trust_level'],
      profile: ['name', 'given_name', 'family_name', 'birthdate'],
      email: ['email', 'email_verified'],
      address: ['address'],
    },
    // Clients that never ask the userinfo endpoint get the same claims in the id token.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    findAccount: (_ctx: unknown, subject: string) => {
      const person = accounts.get(subject);
      return person && { accountId: subject, claims: () => claimsOf(realm, person) };
    },
    loadExistingGrant: async (ctx: KoaContext & { oidc: { provider: Provider } }) => {
      // Nobody is asked for consent: choosing an invented person was the whole decision.
      const { clientId } = ctx.oidc.client;
      const known = ctx.oidc.session.grantIdFor(clientId);
      const existing = known === undefined ? undefined : await ctx.oidc.provider.Grant.find(known);
      if (existing !== undefined) return existing;
      const grant = new ctx.oidc.provider.Grant({ clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope(SCOPES.join(' '));
      await grant.save();
      return grant;
    },
    interactions: { url: (_ctx: unknown, interaction: { uid: string }) => `/sign-in/${interaction.uid}` },
    ttl: {
      AccessToken: HOUR,
      AuthorizationCode: 60,
      Grant: 8 * HOUR,
      IdToken: HOUR,
      Interaction: HOUR,
      Session: 8 * HOUR,
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx: KoaContext, form: string) => {
          setPageHeaders((name, value) => ctx.set(name, value));
          ctx.body = signOutPage(languageOf(ctx.get('accept-language')), trustedHtml(form));
        },
        postLogoutSuccessSource: (ctx: KoaContext) => {
          setPageHeaders((name, value) => ctx.set(name, value));
          ctx.body = signedOutPage(languageOf(ctx.get('accept-language')));
        },
      },
    },
    renderError: (ctx: KoaContext, out: { error: string }) => {
      setPageHeaders((name, value) => ctx.set(name, value));
      ctx.set('content-type', 'text/html; charset=utf-8');
      ctx.body = failedPage(languageOf(ctx.get('accept-language')), out.error);
    },
  };
}

// Made anew at every start: nothing secret is kept in the repository, and old tokens die with the process.
function newSigningKey(): Record<string, unknown> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
}
