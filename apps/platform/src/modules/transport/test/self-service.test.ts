import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createKeyPair } from '@verbund/fit-connect';
import { createHttpServer, type HttpServer, type StaffSession } from '#kernel/http';
import { newUuid, type ClientId, type StaffId, type TenantId } from '#kernel/ids';
import { shell } from '#ui';
import { testKeys } from '../../../../../../tools/test-keys.ts';
import { type DeskDeps, selfServiceRoutes } from '../self-service-pages.ts';
import {
  fetchToken,
  newClient,
  outgoing,
  rawCall,
  schema,
  send,
  service,
  startService,
  type TestService,
} from './life-support.ts';

const office = '/amt/verwaltung/zustellung';

function session(name: string, ...actions: string[]): StaffSession {
  return {
    kind: 'staff',
    sessionId: name.repeat(43).slice(0, 43),
    staff: newUuid<StaffId>(),
    tenant: newUuid<TenantId>(),
    displayName: name,
    roles: [],
    actions: new Set(actions),
    isOperator: false,
  };
}

type Field = readonly [string, string | Blob];

describe('self-service of a tenant', { timeout: 60_000 }, () => {
  let on: TestService;
  let server: HttpServer;
  const anna = session('a', 'destination.manage');
  const stranger = session('b', 'destination.manage');
  const clerk = session('c', 'case.read');
  const records: { action: string; subject: string }[] = [];
  const browsers = new Map<StaffSession, { csrf: string; cookie: string }>();
  let clientId: string;
  let clientSecret: string;
  let destinationId: string;

  before(async () => {
    on = await startService();
    server = await serve();
  });
  after(async () => {
    await server.stop();
    await on.close();
  });

  function serve(change: Partial<DeskDeps> = {}): Promise<HttpServer> {
    const { config, log, clock, secrets } = on.test.kernel;
    const routes = selfServiceRoutes({
      service: on.module.service.selfService,
      addresses: { tokenUrl: on.tokenUrl, submissionBaseUrl: on.submissionBaseUrl },
      takesSelfSigned: true,
      areaOf: async () => ({ region: 'DE05' }),
      shellOf: async (ctx) => shell(ctx),
      record: async (_tenant, { action, subject }) => void records.push({ action, subject }),
      ...change,
    });
    return createHttpServer({
      ...{ config, log, clock, routes, errorTexts: on.module.errorTexts, errorPage: null, readiness: [] },
      sessions: { resolve: async (token) => [anna, stranger, clerk].find((one) => one.sessionId === token) ?? null },
      derive: (purpose) => secrets.derive(purpose),
    });
  }

  /** One page of a service that is set up otherwise. */
  async function pageOf(change: Partial<DeskDeps>, path: string, language: string) {
    const other = await serve(change);
    try {
      const cookie = `amt-sitzung=${anna.sessionId}; sprache=${language}`;
      const { status, body } = await other.inProcess({ method: 'GET', url: office + path, headers: { cookie } });
      return { status, text: Buffer.from(body).toString() };
    } finally {
      await other.stop();
    }
  }

  async function get(staff: StaffSession, url: string) {
    const cookie = `amt-sitzung=${staff.sessionId}; sprache=de; ${browsers.get(staff)?.cookie ?? ''}`;
    const answer = await server.inProcess({ method: 'GET', url, headers: { cookie } });
    const text = Buffer.from(answer.body).toString();
    const csrf = /name="_csrf" value="([\w-]{43})"/u.exec(text)?.[1];
    const known = browsers.get(staff) ?? { csrf: '', cookie: '' };
    browsers.set(staff, {
      csrf: csrf ?? known.csrf,
      cookie: answer.headers['set-cookie']?.split(';')[0] ?? known.cookie,
    });
    return { status: answer.status, text };
  }

  async function post(staff: StaffSession, url: string, fields: readonly Field[], multipart = false) {
    if ((browsers.get(staff)?.csrf ?? '') === '') await get(staff, office);
    const browser = browsers.get(staff) ?? { csrf: '', cookie: '' };
    const form = new FormData();
    for (const [name, value] of [['_csrf', browser.csrf] as const, ...fields]) {
      if (typeof value === 'string') form.append(name, value);
      else form.append(name, value, 'schluessel.json');
    }
    const plain = new URLSearchParams(
      [['_csrf', browser.csrf] as const, ...fields].map(([name, value]) => [
        name,
        typeof value === 'string' ? value : '',
      ]),
    );
    const encoded = new Response(multipart ? form : plain);
    const answer = await server.inProcess({
      method: 'POST',
      url,
      headers: {
        cookie: `amt-sitzung=${staff.sessionId}; sprache=de; ${browser.cookie}`,
        'content-type': encoded.headers.get('content-type') ?? '',
      },
      body: Buffer.from(await encoded.arrayBuffer()),
    });
    return { status: answer.status, text: Buffer.from(answer.body).toString(), to: answer.headers['location'] ?? '' };
  }

  const valueOf = (html: string, name: string): string =>
    new RegExp(`name="${name}" value="([^"]*)"`, 'u').exec(html)?.[1] ?? '';
  const secretIn = (html: string): string => /<dt>Geheimnis<\/dt><dd>([\w-]{40,})<\/dd>/u.exec(html)?.[1] ?? '';

  async function makeClient(name: string, ...roles: string[]) {
    const id = valueOf((await get(anna, `${office}/client`)).text, 'kennung');
    const fields: Field[] = [['kennung', id], ['name', name], ...roles.map((role) => ['aufgaben', role] as const)];
    return { id, fields, answer: await post(anna, `${office}/client`, fields) };
  }

  it('needs the right to manage destinations', async () => {
    assert.equal((await get(clerk, office)).status, 403);
    assert.match((await get(anna, office)).text, /Noch kein Client angelegt/u);
  });

  it('shows the secret of a new client once, however often the form is sent', async () => {
    const refused = await makeClient('', 'nothing');
    assert.equal(refused.answer.status, 422);
    assert.match(refused.answer.text, /mindestens eine Aufgabe/u);
    const made = await makeClient('Fachverfahren <b>Gewerbe</b>', 'subscriber', 'manager');
    assert.equal(made.answer.status, 200);
    clientId = made.id;
    clientSecret = secretIn(made.answer.text);
    assert.match(await fetchToken(on, { clientId, clientSecret }), /^[\w-]{40,}$/u);
    const again = await post(anna, `${office}/client`, made.fields);
    assert.equal(again.status, 303);
    assert.equal(again.to, `${office}/client/${clientId}?meldung=bekannt`);
    const shown = await get(anna, again.to);
    assert.equal(shown.text.includes(clientSecret), false);
    assert.match(shown.text, /&lt;b>Gewerbe|&lt;b&gt;Gewerbe/u);
    assert.equal((await on.test.database.admin('select from transport.client')).length, 1);
  });

  const destinationFields = (change: Record<string, string> = {}): Field[] =>
    Object.entries({
      client: clientId,
      name: 'Gewerbeamt',
      legalName: 'Stadt Test',
      email: 'betrieb@test.example',
      leistung: '0',
      'leistung-0-urn': service.identifier,
      'leistung-0-schemata': schema.schemaUri,
      'leistung-0-gebiete': 'DE05',
      versionen: '2.1.0',
      kanaele: 'fitConnect',
      standards: 'urn:verbund:reply:1',
      'schluessel-enc': JSON.stringify(on.keys.encryption.publicJwk),
      _action: 'anlegen',
      ...change,
    });

  const signingFile = (): Field => {
    const [certificate = ''] = on.keys.signing.publicJwk.x5c ?? [];
    return [
      'schluessel-sig-datei',
      new Blob([`-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`]),
    ];
  };

  it('names what is wrong with a new destination and keeps the entries, except a private key', async () => {
    const { privateJwk } = on.keys.encryption;
    const path = `${office}/zustellpunkt`;
    const leaked = await post(anna, path, destinationFields({ 'schluessel-enc': JSON.stringify(privateJwk) }), true);
    assert.equal(leaked.status, 422);
    assert.match(leaked.text, /Das ist ein privater Schlüssel/u);
    assert.equal(leaked.text.includes(privateJwk.d), false);
    const wrong = { email: 'niemand', 'leistung-0-gebiete': 'NRW', name: 'Ge"werbeamt' };
    const refused = await post(anna, path, [...destinationFields(wrong), signingFile()], true);
    assert.equal(refused.status, 422);
    for (const words of ['name@beispiel.de', 'Ein Gebiet ist DE', 'value="Ge&quot;werbeamt"', '>NRW</textarea>'])
      assert.ok(refused.text.includes(words), words);
    const foreign = destinationFields({ 'leistung-0-gebiete': 'DE09 DE05170' });
    const outside = await post(anna, path, [...foreign, signingFile()], true);
    assert.equal(outside.status, 422);
    assert.match(outside.text, /href="#leistung-0-gebiete"[^<]*>[^<]*außerhalb des Gebiets Ihrer Behörde \(DE05\)/u);
    for (const schemas of ['urn:x:1 urn:x:2', 'urn:x:1 text/html', 'adresse', 'urn:x:1\nadresse']) {
      const unread = destinationFields({ 'leistung-0-schemata': schemas });
      const answer = await post(anna, path, [...unread, signingFile()], true);
      assert.equal(answer.status, 422, schemas);
      assert.match(answer.text, /href="#leistung-0-schemata"[^<]*>[^<]*in jeder Zeile eine Adresse/u);
      // A form sends its lines with carriage returns.
      assert.ok(answer.text.includes(`>${schemas.replace('\n', '\r\n')}</textarea>`), schemas);
    }
    const empty = (await post(anna, path, [['_action', 'anlegen']], true)).text;
    for (const id of ['client', 'name', 'legalName', 'email', 'schluessel-enc', 'schluessel-sig'])
      assert.ok(empty.includes(`href="#${id}"`), id);
    const more = await post(anna, path, destinationFields({ _action: 'add:leistungen' }), true);
    assert.match(more.text, /id="leistung-1-urn"/u);
    assert.match(more.text, /name="leistung-1-gebiete"[^>]*>DE05</u);
  });

  it('creates a destination from a JWK and a certificate file, activates and changes it', async () => {
    const made = await post(anna, `${office}/zustellpunkt`, [...destinationFields(), signingFile()], true);
    assert.equal(made.status, 303, made.text);
    destinationId = /zustellpunkt\/([\w-]+)/u.exec(made.to)?.[1] ?? '';
    const path = `${office}/zustellpunkt/${destinationId}`;
    assert.match((await get(anna, made.to)).text, /sobald Sie ihn aktivieren/u);
    const statusOf = async () => (await rawCall(on, 'GET', `/v2/destinations/${destinationId}`)).json;
    assert.equal((await statusOf())['status'], 'created');
    await post(anna, path, [['_action', 'active']]);
    assert.equal((await statusOf())['status'], 'active');
    const settings = destinationFields({ name: 'Gewerbeamt neu', _action: 'speichern', kanaele: 'eMail' });
    assert.equal((await post(anna, `${path}/angaben`, settings)).status, 303);
    const { json } = await rawCall(on, 'GET', `/v2/destinations/${destinationId}`);
    assert.equal(json['name'], 'Gewerbeamt neu');
    assert.deepEqual(json['replyChannels'], { eMail: {} });
  });

  it('takes a further key, switches to it and keeps the old one', async () => {
    const [, , , pair] = await testKeys(4);
    assert.ok(pair);
    const { publicJwk } = await createKeyPair({ use: 'enc', subject: 'Neu', keyPair: pair });
    const path = `${office}/zustellpunkt/${destinationId}`;
    const file = new Blob([JSON.stringify(publicJwk)]);
    const added = await post(
      anna,
      `${path}/schluessel`,
      [
        ['zweck', 'enc'],
        ['schluessel-datei', file],
      ],
      true,
    );
    assert.equal(added.to, `${path}?meldung=schluessel`);
    const same = { ...publicJwk, kid: 'another-kid' };
    const twice = await post(
      anna,
      `${path}/schluessel`,
      [
        ['zweck', 'enc'],
        ['schluessel', JSON.stringify(same)],
      ],
      true,
    );
    assert.equal(twice.status, 422);
    await post(anna, path, [['_action', `schluessel:${publicJwk.kid}`]]);
    const old = on.keys.encryption.publicJwk.kid;
    for (const kid of [publicJwk.kid, old])
      assert.equal((await rawCall(on, 'GET', `/v2/destinations/${destinationId}/keys/${kid}`)).status, 200);
    const { json } = await rawCall(on, 'GET', `/v2/destinations/${destinationId}`);
    assert.equal(json['encryptionKid'], publicJwk.kid);
    await post(anna, path, [['_action', `schluessel:${old}`]]);
  });

  it('links a second client, which then sees the submissions, until it is unlinked', async () => {
    const sender = await newClient(on, 'sender');
    const { itemId: submissionId } = await send(sender, outgoing(destinationId, []));
    const second = await makeClient('Zweites Verfahren', 'subscriber');
    const access = { clientId: second.id, clientSecret: secretIn(second.answer.text) };
    const path = `${office}/zustellpunkt/${destinationId}`;
    assert.match((await post(anna, path, [['_action', 'verknuepfen']])).text, /wählen Sie den Client/u);
    assert.equal(
      (
        await post(anna, path, [
          ['_action', 'verknuepfen'],
          ['mitclient', second.id],
        ])
      ).status,
      303,
    );
    const authorization = `Bearer ${await fetchToken(on, access)}`;
    const fetched = () => rawCall(on, 'GET', `/v2/submissions/${submissionId}`, { authorization });
    const seen = await fetched();
    assert.equal(seen.status, 200, seen.text);
    const page = (await get(anna, path)).text;
    for (const words of ['Zweites Verfahren', 'Eigentümer', 'Die letzten 30 Tage', '1, die älteste seit']) {
      assert.ok(page.includes(words), words);
    }
    await post(anna, path, [['_action', `loesen:${second.id}`]]);
    assert.ok([403, 404].includes((await fetched()).status));
    const log = await get(anna, `${office}/protokoll?kennung=${submissionId}`);
    assert.equal(log.status, 200);
    assert.match(log.text, /Alle Ereignisse sind gültig unterschrieben/u);
    assert.match(log.text, /Einreichung vollständig abgegeben/u);
    assert.equal((await get(stranger, `${office}/protokoll?kennung=${submissionId}`)).status, 404);
  });

  it('shows an event log that does not hold as such', async () => {
    const [row] = await on.test.database.admin(
      `select case_id, seq, token from transport.event where name = 'submit-submission' limit 1`,
    );
    assert.ok(row);
    const [head = '', payload = ''] = String(row['token']).split('.');
    const forged = [head, payload, 'A'.repeat(683)].join('.');
    const change = 'update transport.event set token = $1 where case_id = $2 and seq = $3';
    await on.test.database.admin(change, [forged, row['case_id'], row['seq']]);
    const { text } = await get(anna, `${office}/protokoll?kennung=${String(row['case_id'])}`);
    assert.match(text, /hält der Prüfung nicht stand/u);
    assert.match(text, /wrong-signature/u);
    await on.test.database.admin(change, [row['token'], row['case_id'], row['seq']]);
  });

  it('is closed to other tenants, by page and by SQL', async () => {
    const foreign = `${office}/zustellpunkt/${destinationId}`;
    const client = `${office}/client/${clientId}`;
    for (const url of [client, foreign, `${foreign}/angaben`, `${foreign}/schluessel`])
      assert.equal((await get(stranger, url)).status, 404, url);
    for (const url of [`${client}/sperren`, `${client}/geheimnis`, foreign, `${foreign}/angaben`])
      assert.equal(
        (
          await post(stranger, url, [
            ['sperren', 'true'],
            ['erneuern', 'true'],
            ['nummer', '1'],
            ['_action', 'inactive'],
          ])
        ).status,
        404,
        url,
      );
    assert.equal((await post(stranger, `${foreign}/schluessel`, [['schluessel', 'x']], true)).status, 404);
    const mine = await post(stranger, `${office}/zustellpunkt`, [...destinationFields(), signingFile()], true);
    assert.equal(mine.status, 404);

    const { database } = on.test;
    const db = database.as('transport');
    const { sql } = await import('kysely');
    const asStranger = { tenant: stranger.tenant, client: newUuid<never>() };
    const rows = await db.tx(asStranger, async (tx) => ({
      clients: (await sql`select * from transport.all_clients_of_tenant()`.execute(tx)).rows,
      table: (await sql`select * from transport.client where client_id = ${clientId}`.execute(tx)).rows,
      links: (await sql`select * from transport.all_links_of_destination(${destinationId})`.execute(tx)).rows,
      dropped: (
        await sql<{ gone: boolean }>`select transport.drop_link(${destinationId}, ${clientId}) as gone`.execute(tx)
      ).rows,
      cases: (await sql`select l.* from transport.case_file f, transport.find_client_of_log(f.case_id) l`.execute(tx))
        .rows,
    }));
    assert.deepEqual(rows, { clients: [], table: [], links: [], dropped: [{ gone: false }], cases: [] });
    await assert.rejects(
      db.tx(asStranger, (tx) =>
        sql`insert into transport.destination_client values (${asStranger.client}, ${destinationId})`.execute(tx),
      ),
    );
  });

  it('renews a secret at once and only once per form, revokes after a confirmation', async () => {
    const path = `${office}/client/${clientId}`;
    const number = valueOf((await get(anna, path)).text, 'nummer');
    assert.equal((await post(anna, `${path}/geheimnis`, [['nummer', number]])).status, 422);
    const authorization = `Bearer ${await fetchToken(on, { clientId, clientSecret })}`;
    const fields: Field[] = [
      ['nummer', number],
      ['erneuern', 'true'],
    ];
    const renewed = secretIn((await post(anna, `${path}/geheimnis`, fields)).text);
    assert.ok(renewed);
    assert.equal((await post(anna, `${path}/geheimnis`, fields)).to, `${path}?meldung=bekannt`);
    assert.equal(await fetchToken(on, { clientId, clientSecret }), 'undefined');
    assert.equal((await rawCall(on, 'GET', '/v2/submissions', { authorization })).status, 401);
    assert.notEqual(await fetchToken(on, { clientId, clientSecret: renewed }), 'undefined');
    assert.equal((await post(anna, `${path}/sperren`, [])).status, 422);
    assert.equal((await post(anna, `${path}/sperren`, [['sperren', 'true']])).status, 303);
    assert.equal(await fetchToken(on, { clientId, clientSecret: renewed }), 'undefined');
    const page = (await get(anna, `${office}/zustellpunkt/${destinationId}`)).text;
    assert.match(page, /gesperrt/u);
  });

  it('leaves clients of the installation itself alone', async () => {
    const own = await on.module.service.createClient({
      ...{ name: 'Posteingang', roles: ['subscriber', 'manager'], tenant: anna.tenant },
      ...{ region: null, keysHere: true },
    });
    const path = `${office}/client/${own.clientId}`;
    const { text } = await get(anna, path);
    assert.match(text, /gehört zum Posteingang dieser Plattform/u);
    assert.equal(text.includes('/sperren'), false);
    assert.equal((await post(anna, `${path}/sperren`, [['sperren', 'true']])).status, 409);
  });

  it('says so when the delivery service runs elsewhere, and offers nothing that it cannot do', async () => {
    for (const [language, words] of [
      ['de', 'läuft nicht in diesem Teil der Plattform'],
      ['en', 'does not run in this part of the platform'],
    ] as const) {
      const { status, text } = await pageOf({ service: null }, '', language);
      assert.equal(status, 200);
      assert.ok(text.includes(words), text);
      assert.ok(text.includes(on.submissionBaseUrl));
      const [main = ''] = /<main.*<\/main>/su.exec(text) ?? [];
      assert.doesNotMatch(main, /<(?:form|button|a) /u);
    }
    assert.equal((await pageOf({ service: null }, '/client', 'de')).status, 404);
  });

  it('offers keys made in the browser only where self-signed certificates are taken', async () => {
    const here = await pageOf({}, '/zustellpunkt', 'de');
    assert.match(here.text, /<div[^>]* hidden[^>]* data-make-keys=/u, 'shown by its script only');
    assert.match(here.text, /<script type="module" src="\/assets\/make-keys-[0-9a-f]{10}\.js"/u);
    const production = await pageOf({ takesSelfSigned: false }, '/zustellpunkt', 'de');
    assert.doesNotMatch(production.text, /make-keys/u);
    assert.match(production.text, /nur Schlüssel an, deren Zertifikat von einer anerkannten Stelle/u);
    assert.doesNotMatch((await pageOf({}, '', 'de')).text, /assets\/make-keys/u);
  });

  it('lets bodies without an area own no destinations', async () => {
    const { text } = await pageOf({ areaOf: async () => 'nowhere' }, '/client', 'en');
    assert.match(text, /no area of its own/u);
    assert.doesNotMatch(text, /value="manager"/u);
    const { selfService } = on.module.service;
    const clientId = newUuid<ClientId>();
    const input = { clientId, name: 'Dienstleister', roles: ['subscriber'], region: null } as const;
    await selfService.createClient(anna.tenant, input);
    await assert.rejects(selfService.createDestination(anna.tenant, clientId, {}), /role manager/u);
  });

  it('leaves a record of every change of access', () => {
    const actions = new Set(records.map(({ action }) => action));
    for (const action of [
      ...['client-create', 'client-secret', 'client-revoke', 'destination-create', 'destination-key'],
      ...['destination-key-change', 'destination-link', 'destination-unlink', 'destination-state'],
    ])
      assert.ok(actions.has(`transport.${action}`), action);
  });
});
