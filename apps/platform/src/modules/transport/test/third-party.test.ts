import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createEvent, decrypt, eventUri, localUnwrapper, readEvent, type PublicJwk } from '@verbund/fit-connect';
import { checkedOver } from '../../../../test/support/openapi-check.ts';
import {
  newClient,
  newDestination,
  receiveOptions,
  schema,
  service,
  signerOf,
  startService,
  type TestClient,
  type TestService,
} from './life-support.ts';
import { rawClient, seal, thumbprint, type RawAnswer, type RawClient } from './raw-client.ts';

const scopePrefix = 'https://schema.fitko.de/fit-connect/oauth/scopes/';
const jsonType = { 'content-type': 'application/json' };
const joseType = { 'content-type': 'application/jose' };

/** Requests as other people's clients send them (reference 2, 4, 5, 6.1, 12, 14), over a real socket. */
describe('clients of others', () => {
  let on: TestService;
  let raw: RawClient;
  let sender: TestClient;
  let town: TestClient;
  let destinationId: string;
  let key: PublicJwk;

  before(async () => {
    on = await startService();
    const { port } = await on.server.listen();
    raw = await checkedOver(on.server, rawClient(port));
    sender = await newClient(on, 'sender');
    town = await newClient(on, 'subscriber', 'manager');
    destinationId = await newDestination(on, town);
    key = on.keys.encryption.publicJwk;
  });
  after(() => on.close());

  async function askToken(client: TestClient, scope?: string): Promise<RawAnswer> {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client.clientId,
      client_secret: client.clientSecret,
      ...(scope === undefined ? {} : { scope }),
    });
    const type = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
    return raw('POST', '/oauth/token', type, form.toString());
  }
  async function bearer(client: TestClient, scope?: string): Promise<{ authorization: string }> {
    const { json } = await askToken(client, scope);
    assert.equal(typeof json['access_token'], 'string', JSON.stringify(json));
    return { authorization: `Bearer ${String(json['access_token'])}` };
  }
  const hash = (text: string) => ({ type: 'sha512', content: createHash('sha512').update(text).digest('hex') });
  const tagOf = (jwe: string) => jwe.slice(jwe.lastIndexOf('.') + 1);
  const good = { kid: 'x'.repeat(8), cty: 'application/json' };
  const sealed = (text: string, header: Record<string, string> = {}) =>
    seal(Buffer.from(text), key, { ...good, kid: key.kid, ...header });
  const is = (answer: RawAnswer, status: number) => assert.equal(answer.status, status, answer.text);

  it('a sender in PHP: no region, no user agent, everything sent twice', async () => {
    const auth = await bearer(sender);
    const read = await raw('GET', `/submission-api/v2/destinations/${destinationId}`, auth);
    assert.equal(read.json['status'], 'active');
    const keys = await raw('GET', `/destination-api/v2/destinations/${destinationId}/keys`, auth);
    assert.equal((keys.json['keys'] as PublicJwk[])[0]?.kid, read.json['encryptionKid']);
    const attachmentId = randomUUID();
    const body = { destinationId, announcedAttachments: [attachmentId], publicService: service };
    const announced = await raw(
      'POST',
      '/submission-api/v2/submissions',
      { ...auth, ...jsonType, accept: 'application/json' },
      JSON.stringify(body),
    );
    is(announced, 201);
    const path = `/submission-api/v2/submissions/${String(announced.json['submissionId'])}`;
    const attachment = sealed('%PDF');
    const content = JSON.stringify({ encryptedMetadata: sealed('{}'), encryptedData: sealed('{}') });
    for (let count = 0; count < 2; count += 1) {
      is(await raw('PUT', `${path}/attachments/${attachmentId}`, { ...auth, ...joseType }, attachment), 204);
    }
    for (let count = 0; count < 2; count += 1) {
      is(await raw('PUT', path, { ...auth, 'content-type': 'application/json; charset=utf-8' }, content), 200);
    }
    const { json } = await raw('GET', `${path}/events`, auth);
    const newest = readEvent(String((json['eventLog'] as string[]).at(-1)));
    assert.ok(newest.ok);
    assert.equal(newest.event.name, 'submit-submission');
    assert.equal(json['totalCount'], 2);
  });

  it('a v1 client in Python: null data, one id three times, thumbprint as kid, zip', async () => {
    const auth = await bearer(sender, 'send:region:DE');
    const header = { kid: thumbprint(key), zip: 'DEF' };
    const attachmentId = randomUUID();
    const body = {
      announcedAttachments: [attachmentId, attachmentId, attachmentId],
      destinationId,
      serviceType: { name: '', identifier: service.identifier },
    };
    const announced = await raw(
      'POST',
      '/submission-api/v1/submissions',
      { ...auth, ...jsonType },
      JSON.stringify(body),
    );
    is(announced, 201);
    const { submissionId, caseId } = announced.json as { submissionId: string; caseId: string };
    const path = `/submission-api/v1/submissions/${submissionId}`;
    const attachment = sealed('Anlage', header);
    for (let count = 0; count < 3; count += 1) {
      is(await raw('PUT', `${path}/attachments/${attachmentId}`, { ...auth, ...joseType }, attachment), 204);
    }
    const metadata = sealed('{"contentStructure":{"attachments":[]}}', header);
    const content = JSON.stringify({ encryptedMetadata: metadata, encryptedData: null });
    for (let count = 0; count < 2; count += 1) is(await raw('PUT', path, { ...auth, ...jsonType }, content), 200);
    const withoutData = await raw('PUT', path.replace('/v1/', '/v2/'), { ...auth, ...jsonType }, content);
    is(withoutData, 400);

    // Both versions show the same row, each in its words; a v2 receiver gets the compressed bytes as they are.
    const reader = await bearer(town, `subscribe:destination:${destinationId}`);
    const list = await raw('GET', '/submission-api/v1/submissions?offset=0&limit=100', reader);
    assert.ok(
      (list.json['submissions'] as { submissionId: string }[]).some((one) => one.submissionId === submissionId),
    );
    const [v1, v2] = [await raw('GET', path, reader), await raw('GET', path.replace('/v1/', '/v2/'), reader)];
    const named = { name: '', identifier: service.identifier };
    assert.deepEqual([v1.json['serviceType'], v2.json['publicService']], [named, named]);
    assert.deepEqual([v1.json['encryptedData'], v2.json['encryptedData']], [null, null]);
    assert.deepEqual(v2.json['attachments'], [attachmentId]);
    const unwrapper = localUnwrapper([on.keys.encryption.privateJwk]);
    const opened = await decrypt(String(v2.json['encryptedMetadata']), unwrapper, { allowZipDeflate: true });
    assert.match(Buffer.from(opened.plaintext).toString(), /contentStructure/);
    const options = { ...receiveOptions(on, destinationId), allowZipDeflate: true };
    const received = await town.subscriber.receiveSubmission(submissionId, options);
    assert.ok(!received.ok);
    assert.match(received.problems[0]?.type ?? '', /missing-data$/);

    const log = await raw('GET', `/submission-api/v1/cases/${caseId}/events`, reader);
    const submit = readEvent(String((log.json['eventLog'] as string[])[1]));
    assert.ok(submit.ok);
    const tags = { metadata: tagOf(metadata), attachments: { [attachmentId]: tagOf(attachment) } };
    assert.deepEqual(submit.event.payload.authenticationTags, tags);

    // Its events carry no `$schema`, which v2 refuses.
    const claims = {
      jti: randomUUID(),
      iss: destinationId,
      iat: Math.floor(on.test.clock.now().getTime() / 1000),
      sub: `submission:${submissionId}`,
      txn: `case:${caseId}`,
      events: { [eventUri('accept-submission')]: { authenticationTags: tags } },
    };
    const signer = signerOf(on);
    const input = [{ typ: 'secevent+jwt', alg: 'PS512', kid: signer.kid }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const token = `${input}.${Buffer.from(await signer.sign(Buffer.from(input))).toString('base64url')}`;
    const events = (version: string) => `/submission-api/${version}/cases/${caseId}/events`;
    is(await raw('POST', events('v2'), { ...reader, ...joseType }, token), 422);
    is(await raw('POST', events('v1'), { ...reader, ...joseType }, token), 204);
    is(await raw('POST', events('v1'), { ...reader, ...joseType }, token), 204);
  });

  it('v1 destinations: services in their old name, changed with plain JSON', async () => {
    const path = `/submission-api/v1/destinations/${destinationId}`;
    const { json } = await raw('GET', path);
    assert.equal((json['services'] as { identifier: string }[])[0]?.identifier, service.identifier);
    assert.equal('publicServices' in json, false);
    is(await raw('GET', `${path}/keys/${String(json['encryptionKid'])}`), 200);
    const auth = await bearer(town, `manage:destination:${destinationId}`);
    const patched = await raw('PATCH', path, { ...auth, ...jsonType }, '{"name":"Umbenannt"}');
    is(patched, 200);
    assert.equal(patched.json['name'], 'Umbenannt');
  });

  it('v1 scopes: only what the client has, and only there', async () => {
    const other = await newDestination(on, town);
    const stranger = await newClient(on, 'sender', 'subscriber', 'manager');
    const foreign = await newDestination(on, stranger);
    const lonely = await newClient(on, 'subscriber');
    const refused: [TestClient, string | undefined][] = [
      [town, 'send:region:DE'],
      [town, `subscribe:destination:${foreign}`],
      [town, `manage:destination:${randomUUID()}`],
      [sender, 'send:region:FR'],
      [town, 'subscribe:destination:nothing'],
      [lonely, undefined],
    ];
    for (const [client, scope] of refused) {
      const { status, json } = await askToken(client, scope);
      assert.deepEqual([status, json['error']], [400, 'invalid_scope'], scope);
    }
    const announce = async (scope: string, region?: string) => {
      const headers = { ...(await bearer(sender, scope)), ...jsonType };
      const body = { destinationId, publicService: service, announcedAttachments: [], region };
      return (await raw('POST', '/submission-api/v2/submissions', headers, JSON.stringify(body))).status;
    };
    // The destination is responsible for DE05.
    assert.equal(await announce('send:region:DE05', 'DE05170'), 201);
    assert.equal(await announce('send:region:DE05170', 'DE05170'), 201);
    assert.equal(await announce('send:region:DE05170', 'DE05'), 403);
    assert.equal(await announce('send:region:DE09', 'DE05170'), 403);
    assert.equal(await announce('send:region:DE05170'), 201);
    assert.equal(await announce('send:region:DE09'), 403);
    assert.equal(await announce(`send:region:DE09 ${scopePrefix}send-submissions`), 201);

    const sent = await raw(
      'POST',
      '/submission-api/v2/submissions',
      { ...(await bearer(sender)), ...jsonType },
      JSON.stringify({ destinationId, publicService: service, announcedAttachments: [] }),
    );
    const caseId = String(sent.json['caseId']);
    const [right, wrong] = [
      await bearer(town, `subscribe:destination:${destinationId}`),
      await bearer(town, `subscribe:destination:${other} manage:destination:${other}`),
    ];
    is(await raw('GET', `/submission-api/v1/cases/${caseId}`, right), 200);
    is(await raw('GET', `/submission-api/v1/cases/${caseId}`, wrong), 404);
    is(await raw('GET', `/submission-api/v1/submissions?destinationId=${destinationId}`, wrong), 403);
    const seen = await raw('GET', '/submission-api/v2/cases', wrong);
    assert.equal(seen.json['totalCount'], 0);
    is(await raw('PATCH', `/submission-api/v1/destinations/${destinationId}`, { ...wrong, ...jsonType }, '{}'), 403);
    is(await raw('GET', '/destination-api/v1/destinations', wrong), 403);
  });

  it('a token for one side of a client does not open the other', async () => {
    const both = await newClient(on, 'sender', 'subscriber', 'manager');
    const own = await newDestination(on, both);
    const asSender = await bearer(both, 'send:region:DE');
    const asReceiver = await bearer(both, `subscribe:destination:${own}`);
    const announce = async (headers: Record<string, string>, to: string) => {
      const body = { destinationId: to, publicService: service, announcedAttachments: [], region: 'DE05' };
      const { json } = await raw(
        'POST',
        '/submission-api/v2/submissions',
        { ...headers, ...jsonType },
        JSON.stringify(body),
      );
      return json as { caseId: string; submissionId: string };
    };
    const sent = await announce(asSender, destinationId);
    const received = await announce(await bearer(sender), own);
    const seen = async (headers: Record<string, string>, item: { caseId: string; submissionId: string }) => {
      const paths = [`cases/${item.caseId}`, `cases/${item.caseId}/events`, `submissions/${item.submissionId}/events`];
      const answers = paths.map(async (path) => (await raw('GET', `/submission-api/v2/${path}`, headers)).status);
      return Promise.all(answers);
    };
    assert.deepEqual(await seen(asSender, sent), [200, 200, 200]);
    assert.deepEqual(await seen(asReceiver, received), [200, 200, 200]);
    assert.deepEqual(await seen(asSender, received), [404, 404, 404]);
    assert.deepEqual(await seen(asReceiver, sent), [404, 404, 404]);
    for (const [headers, { caseId }] of [
      [asSender, sent],
      [asReceiver, received],
    ] as const) {
      const { json } = await raw('GET', '/submission-api/v2/cases', headers);
      assert.deepEqual(
        (json['cases'] as { caseId: string }[]).map((one) => one.caseId),
        [caseId],
      );
    }
    // With the key of the destination, but a token that only sends.
    const event = { iss: own, sub: `submission:${received.submissionId}`, txn: `case:${received.caseId}` } as const;
    const token = await createEvent({ ...event, event: 'forward-submission' }, signerOf(on), () =>
      on.test.clock.now().getTime(),
    );
    const path = `/submission-api/v2/cases/${received.caseId}/events`;
    is(await raw('POST', path, { ...asSender, ...joseType }, token), 403);
    is(await raw('POST', path, { ...asReceiver, ...joseType }, token), 409);
  });

  it('a v2 script: region of the destination, author without product, answer with the schema of the service', async () => {
    const token = await askToken(sender);
    assert.equal(token.json['scope'], `${scopePrefix}send-submissions`);
    assert.equal(token.json['expires_in'], 1800);
    const auth = { authorization: `Bearer ${String(token.json['access_token'])}`, 'user-agent': 'govtech/1' };
    const { json: destination } = await raw('GET', `/submission-api/v2/destinations/${destinationId}`, auth);
    const [offered] = destination['publicServices'] as { identifier: string; regions: string[] }[];
    const kid = String(destination['encryptionKid']);
    const { json: jwk } = await raw('GET', `/submission-api/v2/destinations/${destinationId}/keys/${kid}`, auth);
    const announcement = {
      destinationId,
      announcedAttachments: [],
      publicService: { identifier: offered?.identifier, name: 'Leistung' },
      region: offered?.regions[0],
    };
    const announced = await raw(
      'POST',
      '/submission-api/v2/submissions',
      { ...auth, ...jsonType },
      JSON.stringify(announcement),
    );
    is(announced, 201);
    const { submissionId, caseId } = announced.json as { submissionId: string; caseId: string };
    const data = '{"a":1}';
    const metadata = {
      $schema: 'https://schema.fitko.de/fit-connect/metadata/2.1.0/metadata.schema.json',
      author: { name: 'script' },
      contentStructure: { data: { hash: hash(data), submissionSchema: schema }, attachments: [] },
    };
    const [encryptedMetadata, encryptedData] = [JSON.stringify(metadata), data].map((text) =>
      seal(Buffer.from(text), jwk as unknown as PublicJwk, { ...good, kid }),
    );
    const path = `/submission-api/v2/submissions/${submissionId}`;
    is(await raw('PUT', path, { ...auth, ...jsonType }, JSON.stringify({ encryptedMetadata, encryptedData })), 200);

    const reader = await bearer(town);
    const listed = await raw(
      'GET',
      `/submission-api/v2/submissions?destinationId=${destinationId}&offset=0&limit=50`,
      reader,
    );
    assert.ok(
      (listed.json['submissions'] as { submissionId: string }[]).some((one) => one.submissionId === submissionId),
    );
    const result = await town.subscriber.receiveSubmission(submissionId, receiveOptions(on, destinationId));
    assert.ok(result.ok, JSON.stringify(result));
    const log = await raw('GET', `/submission-api/v2/cases/${caseId}/events?offset=0&limit=50`, reader);
    const submit = readEvent(String((log.json['eventLog'] as string[])[1]));
    assert.ok(submit.ok && submit.event.schema !== undefined);
    const accept = await createEvent(
      {
        iss: destinationId,
        sub: `submission:${submissionId}`,
        txn: `case:${caseId}`,
        event: 'accept-submission',
        schema: submit.event.schema,
        payload: submit.event.payload,
      },
      signerOf(on),
      () => on.test.clock.now().getTime(),
    );
    const events = `/submission-api/v2/cases/${caseId}/events`;
    is(await raw('POST', events, { ...reader, ...joseType }, `${accept}\n`), 204);
    is(await raw('POST', events, { ...reader, ...joseType }, accept), 204);
    const own = await raw('GET', `/submission-api/v2/cases/${caseId}`, auth);
    assert.deepEqual(own.json, {
      caseId,
      destinationId,
      submissions: [{ submissionId, state: 'accepted' }],
      replies: [],
    });
  });

  it('the SDK in Java: empty fragments, text bodies with a charset, pages of 100', async () => {
    const auth = { ...(await bearer(sender)), 'user-agent': 'Apache-HttpClient/5.3 (Java/21)', accept: '*/*' };
    const attachmentId = randomUUID();
    const announcement = { destinationId, announcedAttachments: [attachmentId.toUpperCase()], publicService: service };
    const announced = await raw(
      'POST',
      '/submission-api/v2/submissions',
      { ...auth, 'content-type': 'application/json;charset=UTF-8' },
      JSON.stringify({ ...announcement, callback: null, region: null, unknownMember: { a: [1] } }),
    );
    is(announced, 201);
    const submissionId = String(announced.json['submissionId']);
    const path = `/submission-api/v2/submissions/${submissionId.toUpperCase()}`;
    const type = { ...auth, 'content-type': 'application/jose; charset=utf-8' };
    const text = sealed('Anlage', { cty: 'text/plain' });
    is(await raw('PUT', `${path}/attachments/${attachmentId.toUpperCase()}`, type, text), 204);
    const metadata = {
      $schema: 'https://schema.fitko.de/fit-connect/metadata/2.1.0/metadata.schema.json',
      author: { name: 'SDK', product: { name: 'SDK', version: '4', manufacturer: 'FITKO' } },
      contentStructure: {
        data: { hash: hash('{}'), submissionSchema: schema },
        attachments: [
          { attachmentId, hash: hash('Anlage'), purpose: 'attachment', mimeType: 'text/plain', fragments: [] },
        ],
      },
    };
    const content = { encryptedMetadata: sealed(JSON.stringify(metadata)), encryptedData: sealed('{}') };
    is(await raw('PUT', path, { ...auth, ...jsonType }, JSON.stringify(content)), 200);
    const reader = await bearer(town);
    const list = await raw('GET', '/submission-api/v2/submissions?limit=100&offset=0&sort=asc', reader);
    is(list, 200);
    const fetched = await raw('GET', `${path}/attachments/${attachmentId}`, reader);
    assert.equal(fetched.headers['content-type'], 'application/jose');
    assert.equal(fetched.text, text);
    const result = await town.subscriber.receiveSubmission(submissionId, receiveOptions(on, destinationId));
    assert.ok(result.ok, JSON.stringify(result));
    is(await raw('GET', `/submission-api/v2/submissions/${submissionId}/events?limit=100`, auth), 200);
  });

  it('odd but harmless requests, and odd and refused ones', async () => {
    const auth = await bearer(sender);
    const reader = await bearer(town);
    const announcement = JSON.stringify({ destinationId, announcedAttachments: [], publicService: service });
    const post = (body: string | Uint8Array, headers: Record<string, string> = jsonType) =>
      raw('POST', '/submission-api/v2/submissions', { ...auth, ...headers }, body);
    const announced = await post(`\uFEFF${announcement}`);
    is(announced, 201);
    is(await post(announcement, { 'content-type': 'application/json; charset="utf-8"' }), 201);
    is(await post(Buffer.from(announcement, 'utf16le')), 400);
    is(await post(announcement, { 'content-type': 'text/json' }), 415);
    is(await post(announcement, {}), 415);
    const path = `/submission-api/v2/submissions/${String(announced.json['submissionId'])}`;
    const content = { encryptedMetadata: sealed('{}'), encryptedData: `${sealed('{}')}\n` };
    const newline = await raw('PUT', path, { ...auth, ...jsonType }, JSON.stringify(content));
    is(newline, 422);
    assert.match(String(newline.json['detail']), /^encryptedData: /);
    is(await raw('DELETE', path, auth), 204);
    is(await raw('DELETE', path, { ...auth, ...jsonType }, '{}'), 204);

    const lists = '/submission-api/v2/submissions';
    const far = await raw('GET', `${lists}?offset=999999999&limit=500&unknown=1`, reader);
    assert.deepEqual([far.status, far.json['count'], far.json['offset']], [200, 0, 999999999]);
    is(await raw('GET', `${lists}?offset=99999999999`, reader), 400);
    is(await raw('HEAD', lists, reader), 200);
    is(await raw('HEAD', `/submission-api/v2/destinations/${destinationId}`), 200);
    is(await raw('HEAD', lists), 401);
    const options = await raw('OPTIONS', lists);
    assert.deepEqual([options.status, options.headers['allow']], [405, 'GET, HEAD, POST']);
    is(await raw('GET', '/submission-api/v2/nothing', reader), 404);
    for (const version of ['v1', 'v2']) {
      const { json } = await raw('GET', `/submission-api/${version}/info`);
      assert.deepEqual(json['version'], { major: Number(version.slice(1)), minor: 0, patch: 0 });
    }
  });
});

describe('rate limits of the protocol', () => {
  let on: TestService;
  before(async () => {
    // 120 calls per address and minute, 30 per client.
    on = await startService({}, { rateLimits: { factor: 0.0025 } });
  });
  after(() => on.close());

  it('say what is left, count per client, and answer 429 with an empty object', async () => {
    const raw = await checkedOver(on.server, rawClient((await on.server.listen()).port));
    const [one, two] = [await newClient(on, 'sender'), await newClient(on, 'sender')];
    const bearer = async (client: TestClient) => {
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: client.clientId,
        client_secret: client.clientSecret,
      });
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const { json } = await raw('POST', '/oauth/token', type, form.toString());
      return { authorization: `Bearer ${String(json['access_token'])}` };
    };
    const [first, second] = [await bearer(one), await bearer(two)];
    const path = '/submission-api/v2/cases';
    const begun = await raw('GET', path, first);
    assert.deepEqual([begun.headers['ratelimit-limit'], begun.headers['ratelimit-remaining']], ['30', '29']);
    assert.match(String(begun.headers['ratelimit-reset']), /^\d+$/);
    for (let count = 0; count < 29; count += 1) assert.equal((await raw('GET', path, first)).status, 200);
    const { status, headers, text } = await raw('GET', path, first);
    assert.deepEqual([status, text], [429, '{}']);
    assert.match(String(headers['content-type']), /^application\/json/);
    assert.match(String(headers['retry-after']), /^[1-9]\d*$/);
    assert.equal(headers['ratelimit-remaining'], '0');
    assert.equal((await raw('GET', path, second)).status, 200);
    const open = await raw('GET', `/submission-api/v2/destinations/${randomUUID()}`);
    assert.deepEqual([open.status, open.headers['ratelimit-limit']], [404, '120']);
  });
});
