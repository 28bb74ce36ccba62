import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import pg from 'pg';
import { createHttpServer, kernelErrorTexts, type HttpServer } from '#kernel/http';
import { newUuid, type PersonId } from '#kernel/ids';
import { createDispatch, type DispatchModule } from '../../dispatch/module.ts';
import { testKernel, type TestKernel } from '../../../../test/support/test-kernel.ts';
import {
  applicationSchema,
  memoryFitConnect,
  publicService,
  type TestTown,
} from '../../../../test/support/fit-connect-world.ts';
import { createMailbox, type MailboxModule } from '../module.ts';

const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
const reply = { subject: 'Bitte um Impfpass', text: 'Senden Sie uns den Impfpass.', kind: 'question' } as const;
const operator = newUuid();
const identity = {
  operatorTenant: async () => ({ id: operator }),
  tenant: async () => ({ name: 'Xanten' }),
  personContact: async () => ({ email: 'erika@example.org', lang: 'de', displayName: 'Erika' }),
} as never;

let kit: TestKernel;
let world: Awaited<ReturnType<typeof memoryFitConnect>>;
let town: TestTown;
let dispatch: DispatchModule;
let mailbox: MailboxModule;
let server: HttpServer;
let erika: PersonId;

before(async () => {
  kit = await testKernel({ modules: ['keys', 'dispatch', 'mailbox'] });
  world = await memoryFitConnect(kit);
  town = await world.addTown();
  dispatch = createDispatch(kit.kernel, { access: world.access, identity });
  mailbox = createMailbox(kit.kernel, { identity, dispatch: dispatch.service, portal: dispatch.portal });
  dispatch.service.listen(mailbox.onDispatch);
  const resolve = async (token: string) =>
    ({
      kind: 'person',
      sessionId: token,
      person: token as PersonId,
      displayName: 'Erika',
      trustLevel: 'basic',
    }) as const;
  server = await createHttpServer({
    config: kit.kernel.config,
    log: kit.log,
    clock: kit.kernel.clock,
    sessions: { resolve },
    routes: mailbox.routes,
    errorTexts: { ...kernelErrorTexts, ...mailbox.errorTexts, ...dispatch.errorTexts },
    errorPage: null,
    derive: (purpose) => kit.kernel.secrets.derive(purpose),
    readiness: [],
  });
});
after(async () => {
  await server.stop();
  await kit.close();
});
beforeEach(() => {
  erika = newUuid<PersonId>();
  world.service.heal();
  kit.sentMail.length = 0;
});

const signal = new AbortController().signal;
const rows = (sql: string, ...values: unknown[]) => kit.database.admin(sql, values);

async function work(): Promise<void> {
  for (const { outgoing_id: id, person_id: person } of await rows(
    `select outgoing_id, person_id from dispatch.outgoing where state = 'stored'`,
  ))
    await dispatch.jobs[0]?.handle({ id, person }, { jobId: 'x', attempt: 1, log: kit.log, signal });
}

async function watch(): Promise<void> {
  kit.clock.advance(2000);
  await dispatch.recurring[0]?.run({ log: kit.log, signal });
}

async function poll(): Promise<void> {
  kit.clock.advance(2000);
  await mailbox.recurring[0]?.run({ log: kit.log, signal });
}

/** An application of Erika that the town has accepted. */
async function accepted() {
  const id = newUuid();
  const { threadId } = await kit.kernel.db.tx({ person: erika }, async (tx) => {
    const common = { person: erika, tenant: town.tenant, destinationId: town.destinationId, publicService };
    await dispatch.service.submit(tx, {
      ...common,
      id,
      kind: 'application',
      caseId: null,
      data: { bytes: Buffer.from('{}'), schemaUri: applicationSchema, mimeType: 'application/json' },
      attachments: [],
      senderReference: 'XAN-1',
    });
    return mailbox.service.openThread(tx, { ...common, applicationId: id, title: 'Hund anmelden', reference: 'XAN-1' });
  });
  await work();
  const [received] = await town.accept();
  await watch();
  assert.ok(received?.replyKey);
  return { threadId, caseId: received.caseId, replyKey: received.replyKey };
}

async function get(path: string, person = erika) {
  const answer = await server.inProcess({ method: 'GET', url: path, headers: { cookie: `sitzung=${person}` } });
  return { ...answer, text: Buffer.from(answer.body).toString() };
}

interface Post {
  text: string;
  action?: string;
  id?: string;
  files?: { name: string; bytes: Uint8Array }[];
}

async function post(threadId: string, { text, action = 'senden', id, files = [] }: Post) {
  const page = await get(`/postfach/${threadId}`);
  const field = (name: string): string => new RegExp(`name="${name}" value="([^"]+)"`).exec(page.text)?.[1] ?? '';
  const body = new FormData();
  body.append('_csrf', field('_csrf'));
  body.append('antwort', id ?? field('antwort'));
  body.append('text', text);
  for (const { name, bytes } of files) body.append('dateien', new Blob([new Uint8Array(bytes)]), name);
  body.append('_action', action);
  const encoded = new Response(body);
  const csrfCookie = page.headers['set-cookie']?.split(';')[0] ?? '';
  const answer = await server.inProcess({
    method: 'POST',
    url: `/postfach/${threadId}`,
    headers: {
      cookie: `sitzung=${erika}; ${csrfCookie}`,
      'content-type': encoded.headers.get('content-type') ?? '',
    },
    body: new Uint8Array(await encoded.arrayBuffer()),
  });
  return { ...answer, text: Buffer.from(answer.body).toString() };
}

test('a reply becomes a sealed message, is accepted in the log and announced without content', async () => {
  const { threadId, caseId, replyKey } = await accepted();
  const attachment = {
    content: pdf,
    mimeType: 'application/pdf',
    purpose: 'attachment',
    filename: '../Bescheid.pdf',
  } as const;
  const replyId = await town.reply(caseId, replyKey, reply, [attachment]);
  await poll();
  assert.equal(world.service.item(replyId).state, 'accepted');
  assert.equal(await mailbox.service.unreadCount(erika), 1);
  assert.equal(kit.sentMail.length, 1);
  assert.ok(!kit.sentMail[0]?.text.includes('Impfpass') && !kit.sentMail[0]?.subject.includes('Impfpass'));
  const [stored] = await rows(
    `select encode(sealed, 'escape') as text from mailbox.message where reply_id = $1`,
    replyId,
  );
  assert.ok(!String(stored?.['text']).includes('Impfpass'));
  await poll();
  assert.equal((await rows('select 1 from mailbox.message where reply_id = $1', replyId)).length, 1);

  assert.match((await get('/postfach')).text, /1 ungelesene Nachricht/);
  const page = await get(`/postfach/${threadId}`);
  assert.equal(page.status, 200);
  assert.match(page.text, /Senden Sie uns den Impfpass/);
  assert.equal(await mailbox.service.unreadCount(erika), 0);
  const href = /href="(\/postfach\/[^"]+\/anlage\/[^"]+)"/.exec(page.text)?.[1] ?? '';
  const file = await get(href);
  assert.deepEqual(Buffer.from(file.body), pdf);
  assert.match(file.headers['content-disposition'] ?? '', /^attachment;.*Bescheid\.pdf/);
  assert.equal((await get(`/postfach/${threadId}/anlage/${newUuid()}`)).status, 404);
  const stranger = newUuid<PersonId>();
  assert.equal((await get(href, stranger)).status, 404);
  assert.equal((await get(`/postfach/${threadId}`, stranger)).status, 404);
  assert.ok(!(await get('/postfach', stranger)).text.includes('Hund anmelden'));
});

test('a lost answer to the accept event leaves one message and one mail', async () => {
  const { caseId, replyKey } = await accepted();
  const replyId = await town.reply(caseId, replyKey, reply);
  const isEvent = (request: { method: string; url: string }): boolean =>
    request.method === 'POST' && request.url.endsWith('/events');
  world.service.failNext(isEvent, 'no-connection');
  await poll();
  assert.equal(world.service.item(replyId).state, 'submitted');
  kit.clock.advance(60_000);
  await poll();
  assert.equal(world.service.item(replyId).state, 'accepted');
  assert.equal((await rows('select 1 from mailbox.message where reply_id = $1', replyId)).length, 1);
  assert.equal(kit.sentMail.length, 1);
});

test('what cannot be read is rejected with its problem', async () => {
  const { caseId, replyKey } = await accepted();
  const wrongKey = { ...replyKey, kid: newUuid() };
  const foreign = await town.reply(caseId, wrongKey, reply);
  const changed = await town.reply(caseId, replyKey, { ...reply, extra: 'x' } as never);
  const swapped = await town.reply(caseId, replyKey, reply, [
    { content: pdf, mimeType: 'application/pdf', purpose: 'attachment', filename: 'a.pdf' },
  ]);
  const { attachments } = world.service.item(swapped);
  for (const [id, jwe] of attachments) attachments.set(id, jwe.slice(0, -4) + (jwe.endsWith('AAAA') ? 'BBBB' : 'AAAA'));
  await poll();
  for (const id of [foreign, changed, swapped]) assert.equal(world.service.item(id).state, 'rejected', id);
  assert.equal(await mailbox.service.unreadCount(erika), 0);
});

test('an answer with a file reaches the town once, also after a double click, and shows its state', async () => {
  const { threadId, caseId, replyKey } = await accepted();
  await town.reply(caseId, replyKey, reply);
  await poll();
  const id = newUuid();
  const files = [{ name: 'impfpass.pdf', bytes: pdf }];
  const clicks = await Promise.all([1, 2].map(() => post(threadId, { id, text: 'Anbei.', files })));
  for (const click of clicks)
    assert.match(click.headers['location'] ?? `${click.status} ${click.text}`, /meldung=gesendet/);
  assert.match((await get(`/postfach/${threadId}`)).text, /wird zugestellt/);
  await work();
  const received = await town.accept();
  assert.equal(received.length, 1);
  assert.equal(received[0]?.caseId, caseId);
  assert.deepEqual(received[0].json, { subject: 'Antwort zu: Hund anmelden', text: 'Anbei.' });
  assert.deepEqual(
    received[0].attachments.map((one) => [one.filename, Buffer.from(one.bytes)]),
    [['impfpass.pdf', pdf]],
  );
  await watch();
  const page = await get(`/postfach/${threadId}`);
  assert.match(page.text, /von der Behörde angenommen/);
  const href = /href="(\/postfach\/[^"]+\/anlage\/[^"]+)"/.exec(page.text)?.[1] ?? '';
  assert.deepEqual(Buffer.from((await get(href)).body), pdf, 'the person keeps her copy');
  assert.equal((await rows('select 1 from kernel.blob where person_id = $1', erika)).length, 1);
});

test('errors keep text and good files, which can be removed and sent later', async () => {
  const { threadId } = await accepted();
  const wrong = await post(threadId, { text: '', files: [{ name: 'a.pdf', bytes: pdf }] });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /href="#text"[^>]*>[^<]*Bitte schreiben Sie/);
  assert.match(wrong.text, /a\.pdf/);
  const bad = await post(threadId, { text: 'Mein Text', files: [{ name: 'b.pdf', bytes: Buffer.from('MZ no pdf') }] });
  assert.equal(bad.status, 422);
  assert.match(bad.text, /Mein Text<\/textarea>/);
  const page = await get(`/postfach/${threadId}`);
  const file = /value="(remove-file:[^"]+)"/.exec(page.text)?.[1] ?? '';
  const removed = await post(threadId, { text: 'Mein Text', action: file });
  assert.match(removed.headers['location'] ?? '', /gespeichert/);
  assert.equal((await rows('select 1 from kernel.blob where person_id = $1', erika)).length, 0);
  assert.match((await post(threadId, { text: 'Mein Text' })).headers['location'] ?? '', /gesendet/);
});

test('row-level security hides and protects every table from others', async () => {
  const { caseId, replyKey } = await accepted();
  await town.reply(caseId, replyKey, reply, [{ content: pdf, mimeType: 'application/pdf', purpose: 'attachment' }]);
  await poll();
  const client = new pg.Client({ connectionString: kit.database.urls.app });
  await client.connect();
  try {
    for (const table of ['thread', 'message', 'message_attachment']) {
      await client.query(`begin; select set_config('app.person', '${newUuid()}', true)`);
      const seen = await client.query(`select 1 from mailbox.${table}`);
      const deleted = await client.query(`delete from mailbox.${table}`);
      assert.deepEqual([seen.rowCount, deleted.rowCount], [0, 0], table);
      await client.query('rollback');
    }
  } finally {
    await client.end();
  }
});

test('erasure takes messages and files; a reply that comes later is rejected, not lost in silence', async () => {
  const { caseId, replyKey } = await accepted();
  await town.reply(caseId, replyKey, reply, [{ content: pdf, mimeType: 'application/pdf', purpose: 'attachment' }]);
  await poll();
  await kit.kernel.db.tx({ person: erika }, (tx) => mailbox.erasure.erase(tx, erika));
  for (const table of ['mailbox.thread', 'mailbox.message', 'mailbox.message_attachment', 'kernel.blob'])
    assert.equal((await rows(`select 1 from ${table} where person_id = $1`, erika)).length, 0, table);
  const late = await town.reply(caseId, replyKey, reply);
  await poll();
  assert.equal(world.service.item(late).state, 'rejected');
});

test('unsent answers go after 30 days, sent ones stay', async () => {
  const { threadId } = await accepted();
  await post(threadId, { text: 'bleibt' });
  await post(threadId, { text: 'Entwurf', action: 'upload:dateien', files: [{ name: 'a.pdf', bytes: pdf }] });
  const rule = mailbox.retention.find((one) => one.name === 'mailbox.drafts');
  const own = () => rows(`select 1 from mailbox.message where person_id = $1 and kind = 'own'`, erika);
  await rule?.run(new Date(kit.clock.now().getTime() + 29 * 86_400_000), kit.log);
  assert.equal((await own()).length, 2);
  await rule?.run(new Date(kit.clock.now().getTime() + 31 * 86_400_000), kit.log);
  assert.equal((await own()).length, 1);
  assert.equal((await rows('select 1 from kernel.blob where person_id = $1', erika)).length, 0);
});

test('a script cannot leave unsent answers behind without end', async () => {
  const { threadId } = await accepted();
  for (let n = 0; n < 20; n += 1) {
    const saved = await post(threadId, { id: newUuid(), text: 'Entwurf', action: 'speichern' });
    assert.equal(saved.status, 303, saved.text);
  }
  const refused = await post(threadId, { id: newUuid(), text: 'Entwurf', action: 'speichern' });
  assert.equal(refused.status, 409);
  assert.match(refused.text, /angefangene Antworten/u);
  assert.match((await post(threadId, { text: 'Doch noch' })).headers['location'] ?? '', /gesendet/);
});
