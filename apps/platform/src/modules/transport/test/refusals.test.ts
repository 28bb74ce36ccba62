import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import {
  createEvent,
  encrypt,
  FitConnectError,
  httpProblemType,
  localSigner,
  type EventInput,
  type HttpProblemSlug,
} from '@verbund/fit-connect';
import {
  destinationBody,
  fetchToken,
  newClient,
  newDestination,
  outgoing,
  rawCall,
  send,
  service,
  signerOf,
  startService,
  type TestClient,
  type TestService,
} from './life-support.ts';

type Answer = { status: number; headers: Record<string, string>; json: Record<string, unknown> };

function isProblem(answer: Answer, status: number, slug: HttpProblemSlug, words?: RegExp): void {
  assert.equal(answer.json['type'], httpProblemType(slug), JSON.stringify(answer.json));
  assert.equal(answer.status, status);
  assert.equal(answer.json['status'], status);
  assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/);
  assert.ok(typeof answer.json['detail'] === 'string' && answer.json['detail'] !== '');
  if (words) assert.match(answer.json['detail'], words);
}

describe('what the delivery service refuses', () => {
  let on: TestService;
  let portal: TestClient;
  let town: TestClient;
  let stranger: TestClient;
  let destinationId: string;
  let strangeDestinationId: string;
  let sent: Awaited<ReturnType<typeof send>>;

  before(async () => {
    on = await startService({ limits: { attachmentBytes: 100_000, totalBytes: 150_000, dataBytes: 20_000 } });
    portal = await newClient(on, 'sender');
    town = await newClient(on, 'subscriber', 'manager');
    stranger = await newClient(on, 'sender', 'subscriber', 'manager');
    destinationId = await newDestination(on, town);
    strangeDestinationId = await newDestination(on, stranger);
  });
  after(() => on.close());
  beforeEach(async () => {
    sent = await send(portal, outgoing(destinationId, ['eins']));
  });

  it('refuses text that no database can hold instead of failing', async () => {
    const publicService = { ...service, name: 'Gewerbe\u0000anmeldung' };
    const body = JSON.stringify({ destinationId, publicService, announcedAttachments: [] });
    isProblem(await portal.call('POST', '/v2/submissions', body), 400, 'request-invalid');
  });

  const announcement = (change: object = {}) =>
    JSON.stringify({ destinationId, publicService: service, announcedAttachments: [], ...change });
  const announce = (change: object = {}) => portal.call('POST', '/v2/submissions', announcement(change));
  const jwe = (cty: string, text = 'x') => encrypt(Buffer.from(text), on.keys.encryption.publicJwk, { cty });
  const withHeader = (whole: string, header: object) =>
    `${Buffer.from(JSON.stringify(header)).toString('base64url')}${whole.slice(whole.indexOf('.'))}`;
  const event = (input: Partial<EventInput> = {}, signer = signerOf(on)) =>
    createEvent(
      {
        iss: destinationId,
        sub: `submission:${sent.itemId}`,
        txn: `case:${sent.caseId}`,
        event: 'accept-submission',
        payload: { authenticationTags: sent.authenticationTags },
        ...input,
      },
      signer,
      () => on.test.clock.now().getTime(),
    );
  const post = (token: string, by = town, caseId = sent.caseId) =>
    by.call('POST', `/v2/cases/${caseId}/events`, token, 'application/jose');

  describe('at the announcement (5.1)', () => {
    it('unknown, closed or foreign destinations, services and regions', async () => {
      isProblem(await announce({ destinationId: randomUUID() }), 404, 'destination-not-found');
      const closed = await newDestination(on, town, 'inactive');
      isProblem(await announce({ destinationId: closed }), 422, 'destination-state-invalid');
      const other = { identifier: 'urn:de:fim:leika:leistung:99000000000000', name: '' };
      isProblem(await announce({ publicService: other }), 422, 'unsupported-service');
      isProblem(await announce({ region: 'DE09162000' }), 422, 'unsupported-region');
      assert.equal((await announce({ region: 'DE051700000000' })).status, 201);
    });
    it('malformed bodies, naming each wrong member', async () => {
      const id = randomUUID();
      const answer = await announce({ destinationId: 7, announcedAttachments: [id, id] });
      isProblem(answer, 400, 'request-invalid', /destinationId.*announcedAttachments/);
      assert.deepEqual(answer.json['errors'], [
        { field: '/destinationId', code: 'invalid' },
        { field: '/announcedAttachments', code: 'duplicate' },
      ]);
      isProblem(await portal.call('POST', '/v2/submissions', '{'), 400, 'request-invalid');
      isProblem(await announce({ callback: { url: 'https://a.example', secret: 's' } }), 400, 'request-invalid');
      isProblem(await portal.call('POST', '/v2/submissions', '{}', 'text/plain'), 415, 'unsupported-media-type');
    });
    it('foreign cases and cases of another destination', async () => {
      const foreign = await stranger.call('POST', '/v2/submissions', announcement({ caseId: sent.caseId }));
      isProblem(foreign, 404, 'case-not-found');
      isProblem(await announce({ caseId: randomUUID() }), 404, 'case-not-found');
      const other = await newDestination(on, town);
      isProblem(await announce({ caseId: sent.caseId, destinationId: other }), 400, 'request-invalid');
      assert.equal((await portal.sender.caseEvents(sent.caseId)).length, 2);
    });
  });

  describe('at upload and submit (5.2, 5.3)', () => {
    let path: string;
    const attachment = randomUUID();
    beforeEach(async () => {
      const { json } = await announce({ announcedAttachments: [attachment] });
      path = `/v2/submissions/${String(json['submissionId'])}`;
    });
    const upload = (body: string, type = 'application/jose') =>
      portal.call('PUT', `${path}/attachments/${attachment}`, body, type);
    const submit = (encryptedMetadata: string, encryptedData: string) =>
      portal.call('PUT', path, JSON.stringify({ encryptedMetadata, encryptedData }));

    it('attachments that were not announced, are no JWE, too large or foreign', async () => {
      const good = await jwe('text/plain');
      const unknown = `${path}/attachments/${randomUUID()}`;
      isProblem(await portal.call('PUT', unknown, good, 'application/jose'), 422, 'attachment-not-announced');
      isProblem(await upload(good, 'application/json'), 415, 'unsupported-media-type');
      isProblem(await upload('hello'), 422, 'jwe-invalid');
      isProblem(await upload(`${good.slice(0, -40)}*${good.slice(-39)}`), 422, 'jwe-invalid');
      isProblem(await upload(await jwe('text/plain', 'x'.repeat(100_000))), 413, 'too-large', /at most/);
      assert.equal((await upload(good)).status, 204);
      assert.equal((await upload(await jwe('text/plain', 'other'))).status, 204);
    });
    it('too many attachments, data that are too large, a body that is too large', async () => {
      const ids = Array.from({ length: 101 }, () => randomUUID());
      isProblem(await announce({ announcedAttachments: ids }), 400, 'request-invalid', /more-than-100/);
      const good = await jwe('application/json');
      const large = await jwe('application/json', 'x'.repeat(20_000));
      isProblem(await submit(good, large), 413, 'too-large', /encryptedData may have at most 20000 bytes/);
      isProblem(await submit(good, 'x'.repeat(5_100_000)), 413, 'too-large', /at most 4 MB/);
    });
    it('a submit while an announced attachment is missing', async () => {
      const part = await jwe('application/json');
      isProblem(await submit(part, part), 422, 'attachments-incomplete');
    });
    it('missing or wrong cty, zip, and half a body', async () => {
      assert.equal((await upload(await jwe('text/plain'))).status, 204);
      const good = await jwe('application/json');
      const header = { alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'test-key-1' };
      isProblem(await submit(withHeader(good, header), good), 422, 'jwe-invalid', /Invalid JWE Header 'cty'/);
      isProblem(await submit(await jwe('text/plain'), good), 422, 'jwe-invalid', /Invalid JWE Header 'cty'/);
      const zipped = withHeader(good, { ...header, cty: 'application/json', zip: 'DEF' });
      isProblem(await submit(good, zipped), 422, 'jwe-invalid');
      isProblem(await upload(withHeader(good, { ...header, cty: 'text/plain', zip: 'DEF' })), 422, 'jwe-invalid');
      isProblem(await portal.call('PUT', path, JSON.stringify({ encryptedMetadata: good })), 400, 'request-invalid');
    });
    it('more than the total of all attachments', async () => {
      const two = [randomUUID(), randomUUID()];
      const { json } = await announce({ announcedAttachments: two });
      const big = await jwe('text/plain', 'x'.repeat(70_000));
      const put = (id: string | undefined) =>
        portal.call(
          'PUT',
          `/v2/submissions/${String(json['submissionId'])}/attachments/${id}`,
          big,
          'application/jose',
        );
      assert.equal((await put(two[0])).status, 204);
      assert.equal((await put(two[0])).status, 204);
      isProblem(await put(two[1]), 413, 'too-large');
    });
  });

  describe('at fetching (5.4)', () => {
    it('foreign submissions, replies, cases and lists', async () => {
      const path = `/v2/submissions/${sent.itemId}`;
      isProblem(await stranger.call('GET', path), 404, 'submission-not-found');
      isProblem(await stranger.call('GET', `${path}/events`), 404, 'submission-not-found');
      isProblem(
        await stranger.call('GET', `${path}/attachments/${sent.attachmentIds[0]}`),
        404,
        'submission-not-found',
      );
      isProblem(await stranger.call('GET', `/v2/cases/${sent.caseId}/events`), 404, 'case-not-found');
      isProblem(await stranger.call('GET', `/v2/submissions?destinationId=${destinationId}`), 403, 'forbidden');
      assert.equal((await stranger.subscriber.listSubmissions()).totalCount, 0);
      isProblem(await town.call('GET', `/v2/replies/${sent.itemId}`), 403, 'forbidden');
    });
    it('unknown attachments and broken ids', async () => {
      const path = `/v2/submissions/${sent.itemId}/attachments`;
      isProblem(await town.call('GET', `${path}/${randomUUID()}`), 404, 'attachment-not-found');
      isProblem(await town.call('GET', `${path}/__proto__`), 404, 'attachment-not-found');
      isProblem(await town.call('GET', '/v2/submissions/nothing'), 404, 'submission-not-found');
      isProblem(await town.call('GET', '/v2/submissions?limit=x'), 400, 'request-invalid');
    });
  });

  describe('at posted events (7.2)', () => {
    it('an event for another case, another submission, or in a foreign case', async () => {
      const other = await send(portal, outgoing(destinationId, []));
      isProblem(await post(await event(), town, other.caseId), 422, 'event-invalid', /txn/);
      isProblem(await post(await event({ sub: `submission:${other.itemId}` })), 422, 'event-invalid', /sub/);
      isProblem(await post(await event({ sub: `reply:${sent.itemId}`, event: 'accept-reply' })), 422, 'event-invalid');
      isProblem(await post(await event(), stranger), 404, 'case-not-found');
      isProblem(await post(await event(), town, randomUUID()), 404, 'case-not-found');
    });
    it('events by the wrong party', async () => {
      isProblem(await post(await event({ iss: strangeDestinationId })), 403, 'forbidden');
      const second = await newDestination(on, town);
      isProblem(await post(await event({ iss: second })), 403, 'forbidden', /Only the receiver/);
      isProblem(await post(await event({ iss: on.submissionBaseUrl })), 422, 'event-invalid', /iss/);
    });
    it('an unsupported payload schema', async () => {
      const schema = 'https://schema.fitko.de/fit-connect/set-payload/1.0.0/set-payload.schema.json';
      isProblem(await post(await event({ schema })), 422, 'event-invalid', /Payload Schema not supported/);
    });
    it('signatures of unknown or wrong keys', async () => {
      const foreign = localSigner({ ...on.keys.encryption.privateJwk, kid: on.keys.signing.publicJwk.kid });
      isProblem(await post(await event({}, foreign)), 422, 'event-invalid', /signature/);
      isProblem(
        await post(await event({}, localSigner(on.keys.encryption.privateJwk))),
        422,
        'event-invalid',
        /no key/,
      );
      isProblem(await post('a.b.c'), 422, 'event-invalid');
      isProblem(await town.call('POST', `/v2/cases/${sent.caseId}/events`, 'x'), 415, 'unsupported-media-type');
    });
    it('wrong authentication tags', async () => {
      const tags = { ...sent.authenticationTags, data: 'AAAAAAAAAAAAAAAAAAAAAA' };
      isProblem(await post(await event({ payload: { authenticationTags: tags } })), 422, 'event-invalid', /tags/);
      const fewer = { ...sent.authenticationTags, attachments: {} };
      isProblem(await post(await event({ payload: { authenticationTags: fewer } })), 422, 'event-invalid', /tags/);
    });
    it('a replayed jti, but not the same token again', async () => {
      const token = await event();
      assert.equal((await post(token)).status, 204);
      assert.equal((await post(token)).status, 204);
      const { jti } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { jti: string };
      isProblem(await post(await event({ jti })), 409, 'state-invalid', /jti/);
      assert.equal((await portal.sender.caseEvents(sent.caseId)).length, 3);
    });
    it('one of two decisions at the same moment', async () => {
      const [accept, reject] = [await event(), await event({ event: 'reject-submission', payload: { problems: [] } })];
      const answers = await Promise.all([post(accept), post(reject)]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 409]);
      assert.equal((await portal.sender.caseEvents(sent.caseId)).length, 3);
    });
  });

  describe('replies (9.2)', () => {
    it('by anybody but the receiver of the case', async () => {
      const body = JSON.stringify({ caseId: sent.caseId, announcedAttachments: [] });
      isProblem(await stranger.call('POST', '/v2/replies', body), 404, 'case-not-found');
      isProblem(await portal.call('POST', '/v2/replies', body), 403, 'forbidden', /scope/);
      const { json, status } = await town.call('POST', '/v2/replies', body);
      assert.equal(status, 201);
      isProblem(await stranger.call('GET', `/v2/replies/${String(json['replyId'])}/events`), 404, 'reply-not-found');
      isProblem(await stranger.call('PUT', `/v2/replies/${String(json['replyId'])}`, '{}'), 400, 'request-invalid');
    });
  });

  describe('without a right (2)', () => {
    it('missing, wrong, expired and revoked tokens', async () => {
      const path = '/v2/submissions';
      isProblem(await rawCall(on, 'GET', path), 401, 'unauthenticated');
      const wrong = await rawCall(on, 'GET', path, { authorization: 'Bearer wrong' });
      isProblem(wrong, 401, 'unauthenticated');
      assert.match(wrong.headers['www-authenticate'] ?? '', /^Bearer/);
      const client = await newClient(on, 'subscriber', 'manager');
      const headers = { authorization: `Bearer ${await fetchToken(on, client)}` };
      assert.equal((await rawCall(on, 'GET', path, headers)).status, 200);
      on.test.clock.advance(1_800_001);
      isProblem(await rawCall(on, 'GET', path, headers), 401, 'unauthenticated');
      const fresh = { authorization: `Bearer ${await fetchToken(on, client)}` };
      assert.equal((await rawCall(on, 'GET', path, fresh)).status, 200);
      await on.module.service.revokeClient(client.clientId);
      isProblem(await rawCall(on, 'GET', path, fresh), 401, 'unauthenticated');
    });
    it('tokens without the scope', async () => {
      isProblem(await portal.call('GET', '/v2/submissions'), 403, 'forbidden', /subscribe-destinations/);
      isProblem(await town.call('POST', '/v2/submissions', announcement()), 403, 'forbidden', /send-submissions/);
      const body = JSON.stringify(destinationBody(on.keys));
      isProblem(await portal.call('POST', `${on.destinationBaseUrl}/v1/destinations`, body), 403, 'forbidden');
    });
    it('leaves the client of the package with a readable error', async () => {
      await assert.rejects(stranger.subscriber.getSubmission(sent.itemId), (error) => {
        return error instanceof FitConnectError && error.status === 404 && !error.retryable;
      });
    });
  });
});
