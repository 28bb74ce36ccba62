import { Difference, textOf } from './expect.ts';
import { type Answer, type Call, type Http } from './http.ts';

export interface Credentials {
  clientId: string;
  clientSecret: string;
}

/** One OAuth client of the service under test. */
export interface Party {
  name: string;
  credentials: Credentials;
  /** A call with a token of this client. */
  call(method: string, url: string, call?: Call): Promise<Answer>;
  token(): Promise<string>;
  scopes(): Promise<readonly string[]>;
}

export const scopePrefix = 'https://schema.fitko.de/fit-connect/oauth/scopes/';

export function requestToken(http: Http, url: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
  return http.send('POST', url, {
    body: new URLSearchParams(fields).toString(),
    type: 'application/x-www-form-urlencoded',
  });
}

export function credentialFields({ clientId, clientSecret }: Credentials): Record<string, string> {
  return { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
}

export function createParty(http: Http, tokenUrl: string, name: string, credentials: Credentials): Party {
  let held: Promise<{ token: string; scopes: readonly string[] }> | undefined;

  async function fetchToken() {
    const answer = await requestToken(http, tokenUrl, credentialFields(credentials));
    if (answer.status !== 200) {
      throw new Difference(
        'confirmed',
        `no token for the ${name}: ${String(answer.status)} ${answer.text.slice(0, 200)}`,
      );
    }
    const scope = answer.json['scope'];
    return { token: textOf(answer.json, 'access_token'), scopes: typeof scope === 'string' ? scope.split(' ') : [] };
  }
  function hold() {
    held ??= fetchToken();
    held.catch(() => (held = undefined));
    return held;
  }

  return {
    name,
    credentials,
    token: async () => (await hold()).token,
    scopes: async () => (await hold()).scopes,
    async call(method, url, call = {}) {
      const authorization = `Bearer ${(await hold()).token}`;
      return http.send(method, url, { ...call, headers: { authorization, ...call.headers } });
    },
  };
}
