import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { h } from 'preact';
import { AppError } from '../errors/index.ts';
import { type HttpServer, type Route, RouteFaults } from './index.ts';
import { page, route, start, token, who } from './test-server.ts';

const routes: Route[] = [
  route({ path: '/', name: 'demo.home', handle: async (ctx) => page(ctx, 'home') }),
  route({
    path: '/konto',
    name: 'demo.account',
    access: { kind: 'person' },
    handle: async (ctx) => page(ctx, ctx.person?.displayName ?? ''),
  }),
  route({
    method: 'POST',
    path: '/konto',
    name: 'demo.save',
    access: { kind: 'person' },
    handle: async (ctx) => page(ctx, `saved ${ctx.form.getAll('a').join('+')}`),
  }),
  route({
    method: 'POST',
    path: '/offen',
    name: 'demo.open',
    handle: async (ctx) => ({ kind: 'redirect', to: ctx.returnTo ?? '/' }),
  }),
  route({
    path: '/amt',
    name: 'demo.inbox',
    access: { kind: 'staff', action: 'case.read' },
    handle: async (ctx) => page(ctx, ctx.staff?.tenant ?? ''),
  }),
  route({
    path: '/amt/loeschen',
    name: 'demo.delete',
    access: { kind: 'staff', action: 'case.delete' },
    handle: async (ctx) => page(ctx, 'no'),
  }),
  route({
    path: '/betrieb',
    name: 'demo.operator',
    access: { kind: 'operator', action: 'case.read' },
    handle: async (ctx) => page(ctx, 'ops'),
  }),
  route({
    path: '/weiter',
    name: 'demo.redirect',
    handle: async (ctx) => ({ kind: 'redirect', to: ctx.query.get('to') ?? '/' }),
  }),
  route({
    path: '/kaputt',
    name: 'demo.broken',
    handle: async () => Promise.reject(new Error('secret detail of Erika')),
  }),
  route({
    path: '/datenbank',
    name: 'demo.db',
    handle: async () => Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' })),
  }),
  route({
    path: '/datei',
    name: 'demo.file',
    handle: async (ctx) => ({
      kind: 'bytes',
      body: Buffer.from('x'),
      contentType: ctx.query.get('art') ?? 'text/plain',
      filename: 'a"\r\nx-evil: 1;ä.txt',
    }),
  }),
  route({
    path: '/kopf',
    name: 'demo.header',
    handle: async (ctx) => ({ ...page(ctx, 'x'), headers: { 'x-test': ctx.query.get('v') ?? '' } }),
  }),
  route({
    method: 'POST',
    path: '/api/v1/things',
    name: 'demo.things',
    surface: 'api',
    access: { kind: 'public' },
    rate: 'api',
    handle: async (ctx) => ({ kind: 'json', body: { got: ctx.body } }),
  }),
  route({
    method: 'POST',
    path: '/oauth/token',
    name: 'demo.token',
    surface: 'api',
    access: { kind: 'protocol', why: 'client secret' },
    rate: 'api',
    body: 'form',
    mapError: (error) => ({
      status: 400,
      body: { error: error.code },
      contentType: 'application/json',
      headers: { 'x-mapped': '1' },
    }),
    handle: async () => Promise.reject(new AppError('invalid', 'demo/invalid-client')),
  }),
];

describe('http server', () => {
  let server: HttpServer;
  before(async () => {
    server = await start({ routes });
  });
  after(() => server.stop());

  const get = async (url: string, headers: Record<string, string> = {}) => {
    const response = await server.inProcess({ method: 'GET', url, headers });
    return { ...response, text: Buffer.from(response.body).toString() };
  };
  const post = async (url: string, body: string, headers: Record<string, string> = {}) => {
    const response = await server.inProcess({
      method: 'POST',
      url,
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
    return { ...response, text: Buffer.from(response.body).toString() };
  };

  const person = `sitzung=${who.person}`;
  const staff = `amt-sitzung=${who.staff}`;
  const refusals: [string, string, Record<string, string>, number, string | RegExp][] = [
    ['person page without session', '/konto?x=1', {}, 303, '/anmelden?zurueck=%2Fkonto%3Fx%3D1'],
    ['person page with a staff token', '/konto', { cookie: `sitzung=${who.staff}` }, 303, '/anmelden?zurueck=%2Fkonto'],
    ['person page with an unknown token', '/konto', { cookie: 'sitzung=nobody' }, 303, '/anmelden?zurueck=%2Fkonto'],
    ['staff page without session', '/amt', { cookie: person }, 303, '/amt/anmelden?zurueck=%2Famt'],
    ['staff page without the action', '/amt/loeschen', { cookie: staff }, 403, /Keine Berechtigung/],
    ['operator page for plain staff', '/betrieb', { cookie: staff }, 403, /Keine Berechtigung/],
    ['unknown page', '/nirgends', {}, 404, /Seite nicht gefunden/],
    ['other method', '/offen', {}, 405, /So nicht aufrufbar/],
    ['redirect to another host', '/weiter?to=https://evil.example/', {}, 500, /Fehler auf unserer Seite/],
    ['redirect without scheme', '/weiter?to=//evil.example', {}, 500, /Fehler/],
    ['redirect with backslash', '/weiter?to=/%5Cevil.example', {}, 500, /Fehler/],
    ['redirect with tab', '/weiter?to=/%09/evil.example', {}, 500, /Fehler/],
    ['redirect with dot segment', '/weiter?to=/.//evil.example', {}, 500, /Fehler/],
    ['redirect with javascript', '/weiter?to=javascript:alert(1)', {}, 500, /Fehler/],
    ['redirect with line break', '/weiter?to=/a%0d%0aset-cookie:x=1', {}, 500, /Fehler/],
    ['header injection', '/kopf?v=a%0d%0aset-cookie:%20x=1', {}, 500, /Fehler/],
    ['database away', '/datenbank', {}, 503, /Was Sie auf früheren Seiten gespeichert haben, ist sicher/],
  ];
  for (const [name, url, headers, status, expected] of refusals) {
    it(`refuses: ${name}`, async () => {
      const response = await get(url, headers);
      assert.equal(response.status, status);
      if (typeof expected === 'string') assert.equal(response.headers['location'], expected);
      else assert.match(response.text, expected);
      assert.equal(response.headers['set-cookie'], undefined);
      assert.ok((response.headers['content-security-policy'] ?? '').startsWith("default-src 'none'"));
    });
  }

  it('opens what the session entitles to', async () => {
    assert.match((await get('/konto', { cookie: person })).text, /Erika/);
    assert.equal((await get('/konto', { cookie: person })).headers['cache-control'], 'no-store');
    assert.equal((await get('/amt', { cookie: staff })).status, 200);
    assert.equal((await get('/betrieb', { cookie: `amt-sitzung=${who.operator}` })).status, 200);
  });

  it('allows redirects to the configured provider and itself only', async () => {
    assert.equal(
      (await get('/weiter?to=https://id.example/auth?x=1')).headers['location'],
      'https://id.example/auth?x=1',
    );
    assert.equal((await get('/weiter?to=/konto')).headers['location'], '/konto');
    assert.match(
      (await get('/')).headers['content-security-policy'] ?? '',
      /form-action 'self' https:\/\/id\.example;/,
    );
  });

  it('never shows or repeats the message of an unknown error, but its reference', async () => {
    const response = await get('/kaputt');
    assert.equal(response.status, 500);
    assert.doesNotMatch(response.text, /Erika/);
    assert.ok(response.text.includes(response.headers['x-request-id'] ?? '?'));
  });

  it('does not take over a request id from outside', async () => {
    assert.notEqual((await get('/', { 'x-request-id': 'mine' })).headers['x-request-id'], 'mine');
  });

  it('encodes file names', async () => {
    const response = await get('/datei');
    assert.equal(response.headers['x-evil'], undefined);
    assert.match(
      response.headers['content-disposition'] ?? '',
      /^attachment; filename="[^"]*"; filename\*=UTF-8''a%22%0D%0Ax-evil%3A%201%3B%C3%A4\.txt$/,
    );
  });

  it('names no type of a download that a browser would run', async () => {
    const typeOf = async (type: string) =>
      (await get(`/datei?art=${encodeURIComponent(type)}`)).headers['content-type'];
    assert.equal(await typeOf('application/pdf'), 'application/pdf');
    for (const type of ['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/javascript', 'x"; y']) {
      assert.equal(await typeOf(type), 'application/octet-stream');
    }
  });

  it('protects forms: two tabs work, foreign and missing tokens do not', async () => {
    const first = await token(server, '/konto', person);
    const second = await token(server, '/konto', `${person}; ${first.cookie}`);
    assert.equal(second.setCookie, undefined, 'the second tab shares the cookie of the first');
    const cookie = `${person}; ${first.cookie}`;
    for (const { csrf } of [first, second]) {
      assert.match((await post('/konto', `_csrf=${csrf}&a=1&a=2`, { cookie })).text, /saved 1\+2/);
    }
    const other = await token(server, '/konto', person);
    const anonymous = await token(server, '/', '');
    const cases: [string, string, Record<string, string>][] = [
      ['no token', 'a=1', { cookie }],
      ['token of another browser', `_csrf=${other.csrf}`, { cookie }],
      ['no cookie', `_csrf=${first.csrf}`, { cookie: person }],
      ['token made before signing in', `_csrf=${anonymous.csrf}`, { cookie: `${person}; ${anonymous.cookie}` }],
      ['other origin', `_csrf=${first.csrf}`, { cookie, origin: 'https://evil.example' }],
      ['opaque origin', `_csrf=${first.csrf}`, { cookie, origin: 'null' }],
      ['other site', `_csrf=${first.csrf}`, { cookie, 'sec-fetch-site': 'cross-site' }],
      ['sibling host', `_csrf=${first.csrf}`, { cookie, 'sec-fetch-site': 'same-site' }],
    ];
    for (const [name, body, headers] of cases) {
      const response = await post('/konto', body, headers);
      assert.equal(response.status, 403, name);
      assert.match(response.text, /laden Sie die Seite neu[\s\S]*noch in Ihrem Browser/, name);
    }
  });

  it('tells a person whose session ended that nothing was saved and leads back', async () => {
    const response = await post('/konto', 'a=1', { referer: 'http://localhost:8080/konto?seite=2' });
    assert.equal(response.status, 401);
    assert.match(response.text, /nicht gespeichert/);
    assert.match(response.text, /\/anmelden\?zurueck=%2Fkonto%3Fseite%3D2/);
  });

  it('returns only to local paths after a POST', async () => {
    const { csrf, cookie } = await token(server, '/', '');
    const goes = async (to: string) =>
      (await post('/offen', `_csrf=${csrf}&_return=${encodeURIComponent(to)}`, { cookie })).headers['location'];
    assert.equal(await goes('/konto?a=1'), '/konto?a=1');
    for (const evil of [
      '//evil.example',
      'https://evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      '/\n/evil.example',
      ' /x',
    ]) {
      assert.equal(await goes(evil), '/', evil);
    }
  });

  it('switches the language and goes back locally', async () => {
    const response = await get('/sprache?auf=en&zurueck=//evil.example');
    assert.equal(response.headers['location'], '/');
    assert.match(response.headers['set-cookie'] ?? '', /^sprache=en; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
    assert.match((await get('/nirgends', { cookie: 'sprache=en' })).text, /Page not found/);
    assert.match((await get('/nirgends', { 'accept-language': 'fr, en-GB;q=0.8, de;q=0.5' })).text, /Page not found/);
    assert.equal((await get('/sprache?auf=fr')).status, 404);
  });

  it('answers programs with problem documents', async () => {
    const json = (body: string, type = 'application/json') => post('/api/v1/things', body, { 'content-type': type });
    const cases: [string, Promise<Awaited<ReturnType<typeof get>>>, number][] = [
      ['unknown', get('/submission-api/v2/nothing'), 404],
      ['method', get('/api/v1/things'), 405],
      ['bad json', json('{'), 400],
      ['not UTF-8', json(Buffer.from([0x22, 0xff, 0x22]).toString('latin1') + '\u0000'), 400],
      ['prototype', json('{"__proto__":{"a":1}}'), 400],
      ['escaped prototype', json('{"\\u005f_proto__":{"a":1}}'), 400],
      ['media type', json('{}', 'text/html'), 415],
      ['damaged media type', json('{}', 'nonsense'), 415],
      ['too large', json(JSON.stringify('x'.repeat(65 * 1024))), 413],
    ];
    for (const [name, pending, status] of cases) {
      const response = await pending;
      assert.equal(response.status, status, name);
      assert.match(response.headers['content-type'] ?? '', /^application\/problem\+json/, name);
      const body: unknown = JSON.parse(response.text);
      assert.ok(typeof body === 'object' && body !== null && 'status' in body && body.status === status, name);
    }
    assert.equal((await json('{"a":1}')).text, '{"got":{"a":1}}');
  });

  it('lets a protocol map its own errors', async () => {
    const response = await post('/oauth/token', 'a=b');
    assert.equal(response.status, 400);
    assert.equal(response.text, '{"error":"demo/invalid-client"}');
    assert.equal(response.headers['x-mapped'], '1');
  });

  it('serves health, metrics and robots', async () => {
    assert.equal((await get('/healthz')).text, '{"ok":true}');
    assert.match((await get('/metrics')).text, /verbund_http_request_duration_seconds_count\{route="demo.home"/);
    assert.match((await get('/robots.txt')).text, /Disallow: \/konto/);
  });
});

describe('start of the server', () => {
  it('lists every fault of the routes', async () => {
    const good = route({ path: '/a', name: 'demo.a', handle: async (ctx) => page(ctx, '') });
    const { access: _gone, ...open } = good;
    const faulty = [
      good,
      { ...open, path: '/b', name: 'demo.b' } as Route,
      { ...good, path: '/c' },
      { ...good, name: 'demo.d' },
    ];
    await assert.rejects(start({ routes: faulty }), (error: unknown) => {
      assert.ok(error instanceof RouteFaults);
      assert.equal(error.faults.length, 3);
      return true;
    });
    await assert.rejects(start({ routes: [good], derive: null }), RouteFaults);
  });

  it('names each failing readiness check', async () => {
    const readiness = [
      { name: 'database', check: async () => undefined },
      { name: 'queue', check: async () => Promise.reject(new AppError('unavailable', 'jobs/stuck')) },
    ];
    const server = await start({ routes: [], readiness });
    const response = await server.inProcess({ method: 'GET', url: '/readyz' });
    assert.equal(response.status, 503);
    assert.deepEqual(JSON.parse(Buffer.from(response.body).toString()), {
      ready: false,
      checks: [
        { name: 'database', ok: true },
        { name: 'queue', ok: false, reason: 'jobs/stuck' },
      ],
    });
    await server.stop();
  });

  it('uses prefixed secure cookies under https and ignores plain ones', async () => {
    const server = await start({ routes, publicUrl: 'https://verbund.example' });
    const made = await token(server, '/', '');
    assert.match(made.setCookie ?? '', /^__Host-formular-schutz=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const plain = await server.inProcess({
      method: 'GET',
      url: '/konto',
      headers: { cookie: `sitzung=${who.person}` },
    });
    assert.equal(plain.status, 303);
    const prefixed = await server.inProcess({
      method: 'GET',
      url: '/konto',
      headers: { cookie: `__Host-sitzung=${who.person}` },
    });
    assert.equal(prefixed.status, 200);
    await server.stop();
  });

  it('still answers when the error page is broken', async () => {
    const server = await start({
      routes: [],
      errorPage: () =>
        h(() => {
          throw new Error('ui');
        }, {}),
    });
    const response = await server.inProcess({ method: 'GET', url: '/x' });
    assert.equal(response.status, 404);
    assert.match(Buffer.from(response.body).toString(), /<h1>Seite nicht gefunden/);
    await server.stop();
  });
});
