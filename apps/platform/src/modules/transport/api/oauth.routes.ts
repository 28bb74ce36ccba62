import { type AppError } from '#kernel/errors';
import { type ErrorReply, type Route } from '#kernel/http';
import { oauthNameOf } from '../errors.ts';
import { type OAuth, tokenLife } from '../oauth.ts';
import { transportPaths } from '../paths.ts';

/** RFC 6749 section 5.2. */
function toOAuthError(error: AppError): ErrorReply {
  const name = oauthNameOf(error.code);
  const headers = { 'cache-control': 'no-store' };
  const contentType = 'application/json';
  if (name === 'invalid_client') {
    const body = { error: name, error_description: error.detail };
    return { status: 401, contentType, body, headers: { ...headers, 'www-authenticate': 'Basic realm="oauth"' } };
  }
  const status = { limited: 429, unavailable: 503, internal: 500 }[error.kind as string] ?? 400;
  const fallback = status === 400 ? 'invalid_request' : status === 500 ? 'server_error' : 'temporarily_unavailable';
  const detail = status === 400 ? (error.detail ?? 'The request is malformed.') : 'Please try again later.';
  return { status, contentType, headers, body: { error: name ?? fallback, error_description: detail } };
}

export function oauthRoutes(oauth: OAuth): Route[] {
  return [
    {
      method: 'POST',
      path: transportPaths.token,
      name: 'transport.token',
      surface: 'api',
      access: { kind: 'protocol', why: 'OAuth 2.0 client credentials in the body' },
      rate: 'api',
      body: 'form',
      maxBodyBytes: 8 * 1024,
      mapError: toOAuthError,
      async handle(ctx) {
        const { accessToken, scopes } = await oauth.issue(ctx.form);
        return {
          kind: 'json',
          contentType: 'application/json',
          // RFC 6749 section 5.1
          headers: { 'cache-control': 'no-store', pragma: 'no-cache' },
          body: { access_token: accessToken, token_type: 'Bearer', expires_in: tokenLife, scope: scopes.join(' ') },
        };
      },
    },
  ];
}
