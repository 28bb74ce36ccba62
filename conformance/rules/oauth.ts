import { randomUUID } from 'node:crypto';
import { group } from '../rule.ts';
import { destinationBody, sharedDestination } from '../support/destinations.ts';
import { choice, expectRefused, expectStatus, must, NotApplicable, numberOf, textOf } from '../support/expect.ts';
import { type Answer } from '../support/http.ts';
import { credentialFields, requestToken, scopePrefix, type Party } from '../support/party.ts';
import { otherSubscriber, type Suite } from '../support/suite.ts';

const ask = ({ http, urls }: Suite, party: Party, change: Record<string, string> = {}): Promise<Answer> =>
  requestToken(http, urls.token, { ...credentialFields(party.credentials), ...change });

/** RFC 6749 section 5.2. */
function expectOAuthError(answer: Answer, status: number, error: string): void {
  expectRefused(answer, { status, statusConfirmed: status === 401 });
  must(answer.json['error'] === error, `${answer.call}: error is ${String(answer.json['error'])} instead of ${error}`);
}

export const tokenRules = group({ section: '2' }, [
  {
    id: 'oauth.token',
    title: 'Credentials in the body give a bearer token with type, life and scope',
    async run(suite) {
      const answer = await ask(suite, suite.sender);
      expectStatus(answer, 200);
      textOf(answer.json, 'access_token');
      textOf(answer.json, 'scope');
      must(answer.json['token_type'] === 'Bearer', `token_type is ${String(answer.json['token_type'])}`);
    },
  },
  {
    id: 'oauth.life',
    title: 'expires_in is a whole number of seconds, 1800 at most',
    async run(suite) {
      const life = numberOf((await ask(suite, suite.sender)).json, 'expires_in');
      must(life > 0 && life <= 1800, `expires_in is ${String(life)}`);
    },
  },
  {
    id: 'oauth.all-scopes',
    title: 'Without scope a client gets all that it owns',
    async run(suite) {
      const [sender, subscriber] = [await suite.sender.scopes(), await suite.subscriber.scopes()];
      must(sender.includes(`${scopePrefix}send-submissions`), `the sender owns ${sender.join(' ')}`);
      for (const name of ['subscribe-destinations', 'manage-destinations']) {
        must(subscriber.includes(`${scopePrefix}${name}`), `the subscriber owns ${subscriber.join(' ')}`);
      }
    },
  },
  {
    id: 'oauth.chosen-scope',
    title: 'A scope that is asked for is granted alone',
    level: 'our-choice',
    async run(suite) {
      // Without a destination there is nothing to subscribe to.
      await sharedDestination(suite);
      const scope = `${scopePrefix}subscribe-destinations`;
      const answer = await ask(suite, suite.subscriber, { scope });
      expectStatus(answer, 200);
      must(answer.json['scope'] === scope, `granted ${String(answer.json['scope'])}`);
    },
  },
  {
    id: 'oauth.no-destination',
    title: 'A subscriber without a destination that wants to subscribe gets invalid_scope',
    level: 'our-choice',
    needs: ['other-subscriber'],
    async run(suite) {
      const other = otherSubscriber(suite);
      const { json } = await other.call('GET', `${suite.managed}?limit=1`);
      if (json['totalCount'] !== 0) throw new NotApplicable('the second subscriber has destinations');
      const scope = `${scopePrefix}subscribe-destinations`;
      expectOAuthError(await ask(suite, other, { scope }), 400, 'invalid_scope');
    },
  },
  {
    id: 'oauth.foreign-scope',
    title: 'A scope that the client does not own is invalid_scope',
    async run(suite) {
      const scope = `${scopePrefix}subscribe-destinations`;
      expectOAuthError(await ask(suite, suite.sender, { scope }), 400, 'invalid_scope');
    },
  },
  {
    id: 'oauth.unknown-scope',
    title: 'A scope that does not exist is invalid_scope',
    async run(suite) {
      expectOAuthError(await ask(suite, suite.sender, { scope: 'everything' }), 400, 'invalid_scope');
    },
  },
  {
    id: 'oauth.basic-refused',
    title: 'HTTP Basic is answered with invalid_client',
    async run(suite) {
      const { clientId, clientSecret } = suite.sender.credentials;
      const answer = await suite.http.send('POST', suite.urls.token, {
        body: 'grant_type=client_credentials',
        type: 'application/x-www-form-urlencoded',
        headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      });
      expectOAuthError(answer, 401, 'invalid_client');
    },
  },
  {
    id: 'oauth.wrong-secret',
    title: 'A wrong secret is 401 invalid_client',
    async run(suite) {
      expectOAuthError(await ask(suite, suite.sender, { client_secret: 'wrong' }), 401, 'invalid_client');
    },
  },
  {
    id: 'oauth.unknown-client',
    title: 'An unknown client is 401 invalid_client',
    async run(suite) {
      expectOAuthError(await ask(suite, suite.sender, { client_id: randomUUID() }), 401, 'invalid_client');
    },
  },
  {
    id: 'oauth.grant-type',
    title: 'Another grant type is unsupported_grant_type',
    level: 'our-choice',
    async run(suite) {
      expectOAuthError(await ask(suite, suite.sender, { grant_type: 'password' }), 400, 'unsupported_grant_type');
    },
  },
  {
    id: 'oauth.wrong-address',
    title: 'A wrong address is 404',
    async run({ http, urls }) {
      expectStatus(await requestToken(http, `${urls.token}/nothing`, {}), 404);
    },
  },
  {
    id: 'oauth.no-refresh',
    title: 'There is no refresh token, and no cache keeps the answer',
    async run(suite) {
      const answer = await ask(suite, suite.sender);
      must(!('refresh_token' in answer.json), 'a refresh token was given');
      choice(/no-store/.test(answer.headers.get('cache-control') ?? ''), 'cache-control: no-store is missing');
    },
  },
]);

export const accessRules = group({ section: '2', version: 'v2' }, [
  {
    id: 'access.no-token',
    title: 'A call without token is 401',
    async run({ http, v2 }) {
      const answer = await http.send('GET', `${v2}/submissions`);
      expectRefused(answer, { status: 401, slug: 'unauthenticated', statusConfirmed: true });
    },
  },
  {
    id: 'access.wrong-token',
    title: 'A call with an unknown token is 401',
    async run({ http, v2 }) {
      const answer = await http.send('GET', `${v2}/submissions`, {
        headers: { authorization: 'Bearer eyJ.wrong.token' },
      });
      expectRefused(answer, { status: 401, slug: 'unauthenticated', statusConfirmed: true });
    },
  },
  {
    id: 'access.sender-lists',
    title: 'A sender does not list submissions: 403',
    async run({ sender, v2 }) {
      const answer = await sender.call('GET', `${v2}/submissions`);
      expectRefused(answer, { status: 403, slug: 'forbidden', statusConfirmed: true });
    },
  },
  {
    id: 'access.subscriber-announces',
    title: 'A subscriber does not announce submissions: 403',
    async run({ subscriber, v2 }) {
      const answer = await subscriber.call('POST', `${v2}/submissions`, { json: {} });
      expectRefused(answer, { status: 403, slug: 'forbidden', statusConfirmed: true });
    },
  },
  {
    id: 'access.sender-manages',
    title: 'A sender does not create destinations: 403',
    async run(suite) {
      const scopes = await Promise.all([suite.sender, suite.otherSender].map(async (party) => party?.scopes()));
      const plain = [suite.sender, suite.otherSender].find(
        (_party, index) => scopes[index]?.every((scope) => !scope.endsWith('manage-destinations')) ?? false,
      );
      if (plain === undefined) throw new NotApplicable('every sender has the scope manage-destinations');
      const answer = await plain.call('POST', suite.managed, { json: destinationBody(suite) });
      expectRefused(answer, { status: 403, slug: 'forbidden', statusConfirmed: true });
    },
  },
  {
    id: 'access.any-user-agent',
    title: 'A call without a telling user agent is served',
    level: 'our-choice',
    async run({ subscriber, v2 }) {
      expectStatus(await subscriber.call('GET', `${v2}/submissions?limit=1`, { headers: { 'user-agent': 'x' } }), 200);
    },
  },
]);
