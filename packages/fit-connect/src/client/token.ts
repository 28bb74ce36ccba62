import { localError } from '../errors.ts';
import { parseJson, reader } from '../json.ts';
import { toError, type ConnectionOptions } from './api.ts';

export type TokenSource = { get(): Promise<string>; drop(token: string): void };

/** Renewed this long before the end, so that a token does not expire on the way. */
const marginMs = 60_000;
const defaultLifeSeconds = 1800;

/**
 * Access tokens by client credentials. The credentials go into the body: FITKO answers `invalid_client` to HTTP Basic.
 * Callers that come while a request is under way share its result.
 */
export function createTokenSource(options: ConnectionOptions): TokenSource {
  const clock = options.clock ?? Date.now;
  let current: { token: string; until: number } | undefined;
  let pending: Promise<string> | undefined;

  async function request(): Promise<string> {
    const { clientId, clientSecret } = options;
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    });
    const response = await options.transport({
      method: 'POST',
      url: options.tokenUrl,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        'user-agent': options.userAgent ?? 'verbund-fit-connect/0.1',
      },
      body: body.toString(),
    });
    if (response.status !== 200) throw toError(response);
    const json = parseJson(response.body);
    if (!json) throw localError('invalid-answer', 'the token endpoint answered without JSON');
    const read = reader(json.value, 'token answer');
    const token = read.string('access_token');
    const life = read.number('expires_in', defaultLifeSeconds) * 1000;
    // A token that lives shorter than the margin is used for half its life instead of never.
    current = { token, until: clock() + Math.max(life - marginMs, life / 2) };
    return token;
  }

  return {
    async get() {
      if (current && clock() < current.until) return current.token;
      pending ??= request().finally(() => {
        pending = undefined;
      });
      return pending;
    },
    drop(token) {
      if (current?.token === token) current = undefined;
    },
  };
}
