import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import * as oidc from 'openid-client';
import { runProgram, type Started, startProgram } from './support.ts';

const REDIRECT = 'http://localhost:9/anmelden/zurueck';
const AFTER = 'http://localhost:9/abgemeldet';
const client = {
  client_id: 'platform',
  client_secret: 'a-secret-for-this-test',
  redirect_uris: [REDIRECT],
  post_logout_redirect_uris: [AFTER],
};
const args = (people: string): string[] => ['--port', '0', '--people', people, '--clients', JSON.stringify([client])];

/** A browser without script: keeps cookies, follows redirects until they leave the provider. */
class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  async go(url: string, form?: Record<string, string>): Promise<{ url: URL; status: number; body: string }> {
    let next = new URL(url, this.#origin);
    let body = form && new URLSearchParams(form);
    for (let hops = 0; hops < 10; hops += 1) {
      if (next.origin !== this.#origin) return { url: next, status: 0, body: '' };
      const cookie = [...this.#cookies].map(([k, v]) => `${k}=${v}`).join('; ');
      const init = body === undefined ? {} : { method: 'POST', body };
      const response = await fetch(next, { ...init, redirect: 'manual', headers: { cookie } });
      for (const set of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        this.#cookies.set(name, value);
      }
      const location = response.headers.get('location');
      if (location === null) return { url: next, status: response.status, body: await response.text() };
      next = new URL(location, next);
      body = undefined;
    }
    throw new Error('too many redirects');
  }
}

interface SignedIn {
  claims: Record<string, unknown>;
  idToken: string;
  browser: Browser;
  config: oidc.Configuration;
}

async function beginSignIn(issuer: string, browser: Browser) {
  const execute = [oidc.allowInsecureRequests];
  const config = await oidc.discovery(new URL(issuer), client.client_id, client.client_secret, undefined, { execute });
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const checks = { pkceCodeVerifier, expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() };
  const start = oidc.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT,
    scope: 'openid profile email address',
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
  });
  return { config, checks, signInPage: await browser.go(start.href) };
}

async function signIn(issuer: string, form: Record<string, string>): Promise<SignedIn> {
  const browser = new Browser(issuer);
  const { config, checks, signInPage } = await beginSignIn(issuer, browser);
  assert.equal(signInPage.status, 200);
  const back = await browser.go(signInPage.url.href, form);
  assert.equal(back.url.origin + back.url.pathname, REDIRECT);
  const tokens = await oidc.authorizationCodeGrant(config, back.url, checks);
  const idClaims = tokens.claims();
  assert.ok(idClaims);
  const claims = await oidc.fetchUserInfo(config, tokens.access_token, idClaims.sub);
  assert.equal(idClaims['trust_level'], claims['trust_level']);
  return { claims: { ...claims }, idToken: tokens.id_token ?? '', browser, config };
}

describe('identity provider simulator', () => {
  let citizens: Started;
  let staff: Started;
  before(async () => {
    citizens = await startProgram('identity-provider-simulator', args('citizens'));
    staff = await startProgram('identity-provider-simulator', args('staff'));
  });
  after(async () => {
    await citizens.stop();
    await staff.stop();
  });

  const issuerOf = (started: Started): string => String(started.facts['issuer']);

  it('signs in a listed person by code flow with PKCE', async () => {
    const { claims } = await signIn(issuerOf(citizens), { do: 'person', person: 'erika' });
    assert.equal(claims['given_name'], 'Erika');
    assert.equal(claims['family_name'], 'Mustermann');
    assert.equal(claims['birthdate'], '1964-08-12');
    assert.equal(claims['email'], 'erika@example.org');
    assert.equal(claims['trust_level'], 'high');
    assert.deepEqual(claims['address'], {
      street_address: 'Musterstraße 1',
      postal_code: '46509',
      locality: 'Xanten',
      country: 'DE',
    });
    const again = await signIn(issuerOf(citizens), { do: 'person', person: 'erika' });
    assert.equal(again.claims['sub'], claims['sub']);
    const other = await signIn(issuerOf(citizens), { do: 'person', person: 'max' });
    assert.notEqual(other.claims['sub'], claims['sub']);
  });

  it('signs in a person typed into the form, and says what is missing', async () => {
    const form = {
      do: 'other',
      given_name: 'Zoë',
      family_name: 'Erdacht',
      birthdate: '1990-12-31',
      trust_level: 'basic',
    };
    const { claims } = await signIn(issuerOf(citizens), form);
    assert.equal(claims['given_name'], 'Zoë');
    assert.equal(claims['trust_level'], 'basic');

    const browser = new Browser(issuerOf(citizens));
    const { signInPage } = await beginSignIn(issuerOf(citizens), browser);
    const bad = await browser.go(signInPage.url.href, { ...form, family_name: '"><script>', birthdate: '31.12.1990' });
    assert.equal(bad.status, 422);
    assert.match(bad.body, /Fehler: /);
    assert.match(bad.body, /id="birthdate"[^>]*aria-invalid="true"/);
    assert.ok(!bad.body.includes('<script'));
  });

  it('gives staff a name and an address, nothing else', async () => {
    const { claims } = await signIn(issuerOf(staff), { do: 'person', person: 'anna-xanten' });
    assert.deepEqual(Object.keys(claims).toSorted(), ['email', 'email_verified', 'name', 'sub']);
    assert.equal(claims['email'], 'anna@xanten.example');
  });

  it('tells the client when the person cancels', async () => {
    const browser = new Browser(issuerOf(citizens));
    const { signInPage } = await beginSignIn(issuerOf(citizens), browser);
    const back = await browser.go(signInPage.url.href, { do: 'cancel' });
    assert.equal(back.url.searchParams.get('error'), 'access_denied');
  });

  it('refuses an authorization request without PKCE', async () => {
    const browser = new Browser(issuerOf(citizens));
    const query = new URLSearchParams({
      client_id: 'platform',
      response_type: 'code',
      scope: 'openid',
      redirect_uri: REDIRECT,
    });
    const back = await browser.go(`/auth?${query}`);
    assert.equal(back.url.searchParams.get('error'), 'invalid_request');
  });

  it('ends the session and returns to the platform', async () => {
    const { browser, idToken, config } = await signIn(issuerOf(citizens), { do: 'person', person: 'erika' });
    const url = oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: AFTER, id_token_hint: idToken });
    const ask = await browser.go(url.href);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(ask.body)?.[1] ?? '';
    const action = /action="([^"]+)"/.exec(ask.body)?.[1] ?? '';
    const back = await browser.go(action, { xsrf, logout: 'yes' });
    assert.equal(back.url.href, AFTER);
    const { signInPage } = await beginSignIn(issuerOf(citizens), browser);
    assert.match(signInPage.url.pathname, /^\/sign-in\//);
  });

  it('refuses production and wrong use', async () => {
    for (const env of [{ VERBUND_MODE: 'production' }, { NODE_ENV: 'production' }]) {
      const { code, stderr } = await runProgram('identity-provider-simulator', args('citizens'), env);
      assert.equal(code, 2);
      assert.match(stderr, /production/);
    }
    assert.equal((await runProgram('identity-provider-simulator', [], {})).code, 2);
    assert.equal((await runProgram('identity-provider-simulator', args('robots'), {})).code, 2);
  });

  it('ends when its parent has gone', { timeout: 10_000 }, async () => {
    const parent = await startProgram('mail-catcher-simulator', []);
    const child = await startProgram('identity-provider-simulator', [
      ...args('staff'),
      '--parent-pid',
      String(parent.child.pid),
    ]);
    const gone = once(child.child, 'exit');
    parent.child.kill('SIGKILL');
    const [code] = (await gone) as [number | null];
    assert.equal(code, 0);
  });
});
