import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { createRouting, localSigner, type HttpRequest, type PrivateJwk } from '../src/index.ts';

const base = 'https://routing.example';
const portal = 'https://portal.example';
const destinationId = 'ac715f34-333e-41f4-9bb5-186b309ea233';
const rs = 'urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:rs:';
const leikaKey = '99134005017000';
const now = 1_800_000_000_000;

/** A small key: its length is no part of what is tested. */
function smallKey(kid: string): { privateJwk: PrivateJwk; publicJwk: object } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const privateJwk = { ...privateKey.export({ format: 'jwk' }), kid } as unknown as PrivateJwk;
  return { privateJwk, publicJwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'PS512', key_ops: ['verify'] } };
}

async function signed(key: PrivateJwk, change: object = {}, header: object = {}): Promise<string> {
  const claims = {
    submissionHost: 'delivery.example',
    iss: portal,
    services: [{ gebietIDs: [`${rs}12064`], leistungIDs: [`urn:de:fim:leika:leistung:${leikaKey}`] }],
    destinationId,
    iat: now / 1000,
    jti: 'x',
    ...change,
  };
  const head = { kid: key.kid, typ: 'jwt', alg: 'PS512', ...header };
  const input = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${Buffer.from(await localSigner(key).sign(Buffer.from(input))).toString('base64url')}`;
}

describe('routing', () => {
  const requests: HttpRequest[] = [];
  let key: ReturnType<typeof smallKey>;
  let foreign: ReturnType<typeof smallKey>;
  let answer: { status: number; type?: string; body: object };
  before(() => {
    [key, foreign] = [smallKey('key-of-portal'), smallKey('key-of-portal')];
  });

  const routing = (issuers: string[] = [portal]) =>
    createRouting({
      routingBaseUrl: `${base}/`,
      issuers,
      clock: () => now,
      sleep: async () => undefined,
      async transport(request) {
        requests.push(request);
        const isKeys = request.url === `${portal}/.well-known/jwks.json`;
        const { status, type, body } = isKeys ? { status: 200, body: { keys: [key.publicJwk] } } : answer;
        const headers = { 'content-type': type ?? 'application/json' };
        return { status, headers, body: Buffer.from(JSON.stringify(body)) };
      },
    });

  it('asks for routes without credentials and reads them', async () => {
    const route = {
      destinationId,
      destinationSignature: 'a.b.c',
      destinationName: 'Amt',
      imprintUrl: 'https://a.example',
    };
    answer = { status: 200, body: { count: 1, offset: 0, totalCount: 1, routes: [route] } };
    const found = await routing().findRoutes({ leikaKey, area: { ars: '120645410' }, limit: 5 });
    assert.equal(found.items[0]?.details['imprintUrl'], 'https://a.example');
    const request = requests.at(-1);
    assert.equal(request?.url, `${base}/v2/routes?leikaKey=${leikaKey}&ars=120645410&limit=5`);
    assert.equal(request.headers['authorization'], undefined);
    assert.match(request.headers['user-agent'] ?? '', /^[\w.-]+\/[\w.]+$/);
  });

  it('sends each word of a search as its own term and reads an answer that is labelled as a problem', async () => {
    const area = { id: '1024', name: 'Halle (Saale)', type: 'Kreisfreie Stadt' };
    answer = {
      status: 200,
      type: 'application/problem+json',
      body: { count: 1, offset: 0, totalCount: 1, areas: [area] },
    };
    assert.deepEqual((await routing().findAreas('Halle Saa* a')).items, [area]);
    assert.equal(requests.at(-1)?.url, `${base}/v2/areas?areaSearchexpression=Halle&areaSearchexpression=Saa*`);
    await assert.rejects(routing().findAreas('* a'), { title: 'invalid-search' });
    await assert.rejects(routing().findRoutes({ leikaKey, area: { ars: '1206' } }), { title: 'invalid-area' });
  });

  it('repeats after too many requests', async () => {
    answer = { status: 429, body: {} };
    const sent = requests.length;
    await assert.rejects(routing().findAreas('Halle'), { status: 429, retryable: true });
    assert.equal(requests.length - sent, 4);
  });

  const asked = { leikaKey, area: { ars: '120645410410' }, submissionHost: 'delivery.example' } as const;
  const verdict = async (token: string | Promise<string>, change: object = {}, issuers?: string[]) => {
    const route = { destinationId, destinationSignature: await token };
    const result = await routing(issuers).verifyRoute(route, { ...asked, ...change });
    return result.ok ? 'ok' : result.code;
  };

  it('accepts what a trusted portal signed for this service, area and delivery service', async () => {
    assert.equal(await verdict(signed(key.privateJwk)), 'ok');
    for (const area of [{ ars: '12064' }, { ars: '120640000000' }, { ags: '12064410' }]) {
      assert.equal(await verdict(signed(key.privateJwk), { area }), 'ok', JSON.stringify(area));
    }
    const services = (area: string) => [
      { gebietIDs: [`${rs}${area}`], leistungIDs: [`urn:de:fim:leika:leistung:${leikaKey}`] },
    ];
    assert.equal(await verdict(signed(key.privateJwk, { services: services('000000000000') })), 'ok');
    const town = signed(key.privateJwk, { services: services('120645410410') });
    assert.equal(await verdict(town, { area: { ags: '12064410' } }), 'ok');
    assert.equal(await verdict(town, { area: { ags: '12064411' } }), 'area-not-covered');
  });

  it('refuses everything else, naming what is wrong', async () => {
    const good = await signed(key.privateJwk);
    assert.equal(await verdict(signed(foreign.privateJwk)), 'wrong-signature');
    assert.equal(await verdict(good, {}, []), 'unknown-issuer');
    assert.equal(await verdict(good, {}, ['https://other.example']), 'unknown-issuer');
    assert.equal(await verdict(signed(key.privateJwk, {}, { kid: 'other-key' })), 'unknown-key');
    assert.equal(await verdict(signed(key.privateJwk, {}, { alg: 'none' })), 'wrong-algorithm');
    assert.equal(await verdict(good.slice(0, good.lastIndexOf('.') + 1)), 'malformed');
    assert.equal(await verdict(signed(key.privateJwk, { destinationId: crypto.randomUUID() })), 'wrong-destination');
    assert.equal(await verdict(good, { submissionHost: 'evil.example' }), 'wrong-host');
    assert.equal(await verdict(good, { leikaKey: '99134005017001' }), 'service-not-covered');
    assert.equal(await verdict(good, { area: { ars: '12065' } }), 'area-not-covered');
    assert.equal(await verdict(good, { area: { ars: '12' } }), 'area-not-covered');
    assert.equal(await verdict(signed(key.privateJwk, { iat: now / 1000 + 301 })), 'from-the-future');
    const mixed = [
      { gebietIDs: [`${rs}12064`], leistungIDs: ['urn:de:fim:leika:leistung:99000000000000'] },
      { gebietIDs: [`${rs}05`], leistungIDs: [`urn:de:fim:leika:leistung:${leikaKey}`] },
    ];
    assert.equal(await verdict(signed(key.privateJwk, { services: mixed })), 'area-not-covered');
  });
});
