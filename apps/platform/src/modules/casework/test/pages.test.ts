import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { memoryJournal } from '@verbund/fit-connect/testing';
import { createHttpServer, type HttpServer, type StaffSession } from '#kernel/http';
import { newUuid, type TenantId } from '#kernel/ids';
import { createWorld, goodAnswers, type World } from './world.ts';

let world: World;
let server: HttpServer;
let tenant: TenantId;
let destinationId: string;
let kim: StaffSession;
let robin: StaffSession;
let stranger: StaffSession;
let admin: StaffSession;
const sessions = new Map<string, StaffSession>();

before(async () => {
  world = await createWorld();
  ({ tenant, destinationId } = await world.town('xanten', '051700052052'));
  kim = await world.staff(tenant, 'Kim');
  robin = await world.staff(tenant, 'Robin');
  const other = await world.identity.createTenant({ kind: 'town', ars: null, slug: 'goch', name: 'Stadt Goch' });
  stranger = await world.staff(other.tenant.id, 'Toni');
  admin = { ...(await world.staff(tenant, 'Alex')), actions: new Set(['case.list', 'destination.manage']) };
  for (const session of [kim, robin, stranger, admin]) sessions.set(session.sessionId, session);
  const { kernel } = world;
  server = await createHttpServer({
    config: kernel.config,
    log: kernel.log,
    clock: kernel.clock,
    sessions: { resolve: async (token) => sessions.get(token) ?? null },
    routes: [...world.casework.routes],
    errorTexts: world.casework.errorTexts,
    errorPage: null,
    derive: (purpose) => kernel.secrets.derive(purpose),
    readiness: [],
  });
});
after(async () => {
  await server.stop();
  await world.close();
});

const browsers = new Map<StaffSession, { csrf: string; cookie: string }>();

async function get(staff: StaffSession, url: string, lang = 'de') {
  const cookie = `amt-sitzung=${staff.sessionId}; sprache=${lang}; ${browsers.get(staff)?.cookie ?? ''}`;
  const answer = await server.inProcess({ method: 'GET', url, headers: { cookie } });
  const text = Buffer.from(answer.body).toString();
  const csrf = /name="_csrf" value="([\w-]{43})"/u.exec(text)?.[1];
  const set = answer.headers['set-cookie']?.split(';')[0];
  const before = browsers.get(staff) ?? { csrf: '', cookie: '' };
  browsers.set(staff, { csrf: csrf ?? before.csrf, cookie: set ?? before.cookie });
  return { status: answer.status, text, headers: answer.headers, body: answer.body };
}

type Field = readonly [string, string | { filename: string; bytes: Buffer }];

async function post(staff: StaffSession, url: string, fields: readonly Field[], multipart = false) {
  if (!browsers.has(staff)) await get(staff, '/amt');
  const browser = browsers.get(staff) ?? { csrf: '', cookie: '' };
  const all: readonly Field[] = [['_csrf', browser.csrf], ...fields];
  const form = new FormData();
  for (const [name, value] of all) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, new Blob([Uint8Array.from(value.bytes)]), value.filename);
  }
  const plain = new URLSearchParams(all.map(([name, value]) => [name, typeof value === 'string' ? value : '']));
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
  return { status: answer.status, text: Buffer.from(answer.body).toString(), to: answer.headers['location'] };
}

async function newCase(receipt: string) {
  const pdf = { content: Buffer.from('%PDF-1.7 Nachweis'), mimeType: 'application/pdf', filename: 'blinden hund.pdf' };
  const file = { fileId: newUuid(), filename: 'x', mimeType: 'application/pdf', size: 1, sha512: '' };
  const answers = {
    ...goodAnswers,
    'G99000010600/F99000010601': true,
    'G99000010600/F99000010602': '01',
    'G99000010600/F99000010603[0]': file,
  };
  await world.sender.sendSubmission(
    world.submission(destinationId, answers, {
      attachments: [{ ...pdf, purpose: 'attachment' }],
      additionalReferenceInfo: { senderReference: receipt, applicationDate: '2026-11-02' },
    }),
    memoryJournal(),
  );
  assert.equal((await world.casework.service.fetchNow(tenant)).accepted, 1);
  const [row] = await world.database.admin('select case_id from casework.case where receipt_number = $1', [receipt]);
  return `/amt/vorgang/${String(row?.['case_id'])}`;
}

const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`, 'u').exec(html)?.[1] ?? '';

const answerFields = (html: string, extra: readonly Field[] = []): Field[] => [
  ['antwort', hidden(html, 'antwort')],
  ['fassung', hidden(html, 'fassung')],
  ['art', 'question'],
  ['betreff', 'Rückfrage zu Bello'],
  ['text', 'Wie groß ist <b>Bello</b>?'],
  ...extra,
];

test('the list shows, filters and links cases; whoever may not read gets no link', async () => {
  const path = await newCase('XAN-LIST-0001');
  const all = await get(kim, '/amt');
  assert.equal(all.status, 200);
  assert.match(all.text, /XAN-LIST-0001/u);
  assert.match(all.text, /Hundesteuer anmelden/u);
  assert.match(all.text, /ungelesen/u);
  assert.ok(all.text.includes(`href="${path}"`));
  assert.ok(!(await get(admin, '/amt')).text.includes(`href="${path}"`));
  assert.ok(!(await get(kim, '/amt?nummer=ABC')).text.includes('XAN-LIST-0001'));
  assert.match((await get(kim, '/amt?nummer=xan-list')).text, /XAN-LIST-0001/u);
  assert.ok(!(await get(kim, '/amt?stand=closed')).text.includes('XAN-LIST-0001'));
  assert.match((await get(kim, '/amt?bearbeitung=nobody&seite=999999999')).text, /XAN-LIST-0001/u);
  assert.ok(!(await get(kim, '/amt?bearbeitung=mine')).text.includes('XAN-LIST-0001'));
  assert.match((await get(kim, '/amt', 'en')).text, /unread/u);
  assert.ok(!(await get(stranger, '/amt')).text.includes('XAN-LIST-0001'));
});

test('a case shows the application as the form did, in both languages, with its data in the original', async () => {
  const { text, status } = await get(kim, await newCase('XAN-CASE-0001'));
  assert.equal(status, 200);
  for (const shown of ['Familienname', 'Mustermann', '12.08.1964', 'Angaben zu Ihnen', 'Ihre Hunde', 'männlich']) {
    assert.ok(text.includes(shown), shown);
  }
  assert.ok(text.includes('F99000010103'), 'original data');
  assert.match(text, /href="\/amt\/vorgang\/[^"]+\/datei\/[^"]+">blinden hund\.pdf/u);
  assert.match(text, /Annahme bestätigt/u);
  assert.match(text, /1 Ja|>Ja</u);
});

test('attachments are downloads, never shown in our origin', async () => {
  const { text } = await get(kim, await newCase('XAN-FILE-0001'));
  const href = /href="(\/amt\/vorgang\/[^"]+\/datei\/[^"]+)"/u.exec(text)?.[1] ?? '';
  const file = await get(kim, href);
  assert.equal(Buffer.from(file.body).toString(), '%PDF-1.7 Nachweis');
  assert.equal(file.headers['content-type'], 'application/octet-stream');
  assert.match(file.headers['content-disposition'] ?? '', /^attachment; filename="blinden hund\.pdf"/u);
  assert.equal((await get(stranger, href)).status, 404);
});

test('a case of another authority and one that never was are the same 404; without the right it is 403', async () => {
  const path = await newCase('XAN-FREM-0001');
  assert.equal((await get(stranger, path)).status, 404);
  assert.equal((await get(kim, `/amt/vorgang/${newUuid()}`)).status, 404);
  assert.equal((await get(kim, '/amt/vorgang/x')).status, 404);
  assert.equal((await get(admin, path)).status, 403);
  assert.equal((await post(stranger, `${path}/uebernehmen`, [['fassung', '1']])).status, 404);
  assert.equal((await post(admin, `${path}/uebernehmen`, [['fassung', '1']])).status, 403);
});

test('an answer is sent once, with its file, and a wrong one keeps what was entered', async () => {
  const path = await newCase('XAN-ANTW-0001');
  const { text } = await get(kim, path);
  const wrong = await post(
    kim,
    `${path}/antworten`,
    [...answerFields(text).slice(0, 3), ['text', 'Bleibt stehen']],
    true,
  );
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /Bitte geben Sie einen Betreff an/u);
  assert.match(wrong.text, /Bleibt stehen<\/textarea>/u);
  assert.equal(hidden(wrong.text, 'antwort'), hidden(text, 'antwort'));
  const script = { filename: 'liste.pdf', bytes: Buffer.from('<script>alert(1)</script>') };
  const bad = await post(kim, `${path}/antworten`, answerFields(text, [['dateien', script]]), true);
  assert.equal(bad.status, 422);
  assert.match(bad.text, /nur PDF, JPEG oder PNG/u);
  const pdf = { filename: '../liste', bytes: Buffer.from('%PDF-1.7\n1 0 obj\n') };
  const fields = answerFields(text, [['dateien', pdf]]);
  const sent = await post(kim, `${path}/antworten`, fields, true);
  assert.equal(sent.status, 303, sent.text);
  assert.equal((await post(kim, `${path}/antworten`, fields, true)).status, 303);
  const shown = (await get(kim, sent.to ?? '')).text;
  assert.match(shown, /Die Nachricht ist gespeichert/u);
  assert.equal(shown.split('Rückfrage zu Bello').length, 2);
  assert.ok(shown.includes('Wie groß ist &lt;b>Bello') || shown.includes('&lt;b&gt;Bello'));
  assert.match(shown, />liste\.pdf</u);
  assert.match(shown, /gespeichert, wird zugestellt/u);
});

test('the second of two case workers sees that the case changed, and keeps the entries', async () => {
  const path = await newCase('XAN-ZWEI-0001');
  const { text } = await get(robin, path);
  await get(kim, path);
  assert.equal((await post(kim, `${path}/uebernehmen`, [['fassung', '1']])).status, 303);
  const late = await post(robin, `${path}/antworten`, answerFields(text), true);
  assert.equal(late.status, 409);
  assert.match(late.text, /hat sich inzwischen geändert/u);
  assert.match(late.text, /value="Rückfrage zu Bello"/u);
  assert.equal(hidden(late.text, 'fassung'), '2');
  assert.equal((await post(robin, `${path}/antworten`, answerFields(late.text), true)).status, 303);
});

test('only who may decide sends decisions', async () => {
  const path = await newCase('XAN-ENTS-0001');
  const weak = { ...kim, sessionId: newUuid(), actions: new Set(['case.list', 'case.read', 'case.answer']) };
  sessions.set(weak.sessionId, weak);
  const { text } = await get(weak, path);
  assert.ok(!text.includes('value="decision"'));
  const fields = answerFields(text).map((field): Field => (field[0] === 'art' ? ['art', 'decision'] : field));
  const refused = await post(weak, `${path}/antworten`, fields, true);
  assert.equal(refused.status, 422);
  assert.match(refused.text, /dürfen Sie mit Ihrer Rolle nicht/u);
});

test('the delivery point is set up by a page, and again without harm', async () => {
  const made = await world.identity.createTenant({ kind: 'town', ars: null, slug: 'kleve', name: 'Stadt Kleve' });
  const boss = { ...(await world.staff(made.tenant.id)), actions: new Set(['case.list', 'destination.manage']) };
  sessions.set(boss.sessionId, boss);
  assert.match((await get(boss, '/amt')).text, /noch keinen Zustellpunkt/u);
  assert.match((await get(boss, '/amt/verwaltung/zustellpunkt')).text, /nicht eingerichtet/u);
  const done = await post(boss, '/amt/verwaltung/zustellpunkt', []);
  assert.equal(done.status, 303, done.text);
  assert.match((await get(boss, done.to ?? '')).text, /in Betrieb/u);
  assert.equal((await post(boss, '/amt/verwaltung/zustellpunkt', [])).status, 303);
  assert.equal((await get(kim, '/amt/verwaltung/zustellpunkt')).status, 403);
});
