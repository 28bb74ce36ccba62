import * as oidc from 'openid-client';
import { type OidcSettings } from '#kernel/config';
import { AppError } from '#kernel/errors';
import { type OutgoingHttp } from '#kernel/outgoing';
import { type SignInProvider, type SignedInSubject } from '../domain/ports.ts';

/** openid-client speaks through the guarded outgoing client, so that a provider cannot redirect us into the network. */
function guardedFetch(outgoing: OutgoingHttp): oidc.CustomFetch {
  return async (url, options) => {
    const body = options.body;
    const response = await outgoing.request({
      method: options.method,
      url,
      headers: options.headers,
      ...(body === undefined || body === null ? {} : { body: bodyText(body) }),
    });
    return new Response(response.status === 204 ? null : Buffer.from(response.body), {
      status: response.status,
      headers: response.headers,
    });
  };
}

function bodyText(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('unexpected body of an OpenID Connect request');
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function toSubject(issuer: string, claims: Record<string, unknown>, idToken: string | null): SignedInSubject {
  const address = claims['address'];
  const facts: Record<string, string> = {};
  const put = (name: string, value: unknown): void => {
    const found = text(value);
    if (found !== null) facts[name] = found;
  };
  put('givenName', claims['given_name']);
  put('familyName', claims['family_name']);
  put('birthDate', claims['birthdate']);
  put('email', claims['email']);
  if (typeof address === 'object' && address !== null) {
    const parts: Record<string, unknown> = { ...address };
    put('street', parts['street_address']);
    const [, streetName, houseNumber] = /^(.*\D)\s+(\d+\s?\p{L}?)$/u.exec(facts['street'] ?? '') ?? [];
    put('streetName', streetName?.trim());
    put('houseNumber', houseNumber);
    put('postcode', parts['postal_code']);
    put('city', parts['locality']);
  }
  const trust = claims['trust_level'];
  return {
    issuer,
    subject: String(claims['sub']),
    displayName: text(claims['name']) ?? [facts['givenName'], facts['familyName']].filter(Boolean).join(' '),
    facts,
    trustLevel: trust === 'high' || trust === 'substantial' ? trust : 'basic',
    idToken,
  };
}

export function createOidcProvider(
  settings: OidcSettings,
  callbackUrl: string,
  options: { outgoing: OutgoingHttp; allowHttp: boolean },
): SignInProvider {
  let discovered: Promise<oidc.Configuration> | null = null;

  function configuration(): Promise<oidc.Configuration> {
    discovered ??= oidc
      .discovery(new URL(settings.issuer), settings.clientId, settings.clientSecret, undefined, {
        [oidc.customFetch]: guardedFetch(options.outgoing),
        execute: options.allowHttp ? [oidc.allowInsecureRequests] : [],
      })
      .catch((cause: unknown) => {
        // A provider that was down at the first sign-in must not stay "down" for the life of the process.
        discovered = null;
        throw new AppError('unavailable', 'identity/provider-unavailable', { cause });
      });
    return discovered;
  }

  return {
    name: settings.name,
    issuer: settings.issuer,
    async start() {
      const config = await configuration();
      const codeVerifier = oidc.randomPKCECodeVerifier();
      const state = oidc.randomState();
      const nonce = oidc.randomNonce();
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: callbackUrl,
        scope: 'openid profile email address',
        code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      return { url: url.href, state, nonce, codeVerifier };
    },
    async finish(currentUrl, expected) {
      const config = await configuration();
      try {
        const tokens = await oidc.authorizationCodeGrant(config, currentUrl, {
          pkceCodeVerifier: expected.codeVerifier,
          expectedState: expected.state,
          expectedNonce: expected.nonce,
          idTokenExpected: true,
        });
        const idClaims = tokens.claims();
        if (!idClaims) throw new Error('no id token');
        const user = await oidc.fetchUserInfo(config, tokens.access_token, idClaims.sub);
        return toSubject(settings.issuer, { ...user }, tokens.id_token ?? null);
      } catch (cause) {
        if (cause instanceof AppError) throw cause;
        throw new AppError('forbidden', 'identity/sign-in-refused', { cause });
      }
    },
    async endSessionUrl(idToken, returnUrl) {
      const config = await configuration();
      if (config.serverMetadata().end_session_endpoint === undefined) return null;
      return oidc.buildEndSessionUrl(config, {
        post_logout_redirect_uri: returnUrl,
        ...(idToken === null ? {} : { id_token_hint: idToken }),
      }).href;
    },
  };
}
