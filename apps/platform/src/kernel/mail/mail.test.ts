import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { testDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { fixedClock } from '../clock/index.ts';
import { createJobs, type Jobs } from '../jobs/index.ts';
import { newUuid, type TenantId } from '../ids/index.ts';
import { type Logger } from '../logging/index.ts';
import { createSecrets } from '../secrets/index.ts';
import { createMail, type MailRuntime, type OutgoingMail } from './index.ts';

const clock = fixedClock(new Date('2026-03-01T10:00:00Z'));
const secrets = createSecrets({ masterKey: randomBytes(32), clock });
const lines: string[] = [];
const log: Logger = {
  debug: (fields, text) => void lines.push(JSON.stringify([fields, text])),
  info: (fields, text) => void lines.push(JSON.stringify([fields, text])),
  warn: (fields, text) => void lines.push(JSON.stringify([fields, text])),
  error: (fields, text) => void lines.push(JSON.stringify([fields, text])),
  child: () => log,
};
const signal = new AbortController().signal;
let database: TestDatabase;
let server: SMTPServer;
let smtpUrl: string;
let received: { to: string[]; text: string }[];
let answer: { at: 'mail' | 'rcpt' | 'data'; code: number } | null;
let queued: string[];
let mail: MailRuntime;

const refusal = () => Object.assign(new Error('no <erika@example.org>'), { responseCode: answer?.code });
const jobs: Jobs = {
  async enqueue(_tx, _type, payload) {
    queued.push((payload as { mail: string }).mail);
  },
};
const message: OutgoingMail = {
  to: 'erika@example.org',
  lang: 'de',
  subject: 'Neue Nachricht für Sie',
  text: 'In Ihrem Postfach liegt eine neue Nachricht.',
  kind: 'mailbox.new-message',
};

function create(config: { smtpUrl: string; from: string } | null): MailRuntime {
  return createMail({ db: database.db, jobs, secrets, clock, config: { mail: config }, log });
}

async function run(runtime = mail): Promise<void> {
  const handler = runtime.handlers[0];
  assert.ok(handler);
  for (const id of queued) await handler.handle({ mail: id }, { jobId: 'j', attempt: 1, log, signal });
}

const waiting = async () => (await database.admin('select id from kernel.mail')).length;

before(async () => {
  database = await testDatabase({ modules: [] });
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onMailFrom: (_address, _session, done) => done(answer?.at === 'mail' ? refusal() : null),
    onRcptTo: (_address, _session, done) => done(answer?.at === 'rcpt' ? refusal() : null),
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        if (answer?.at === 'data') return done(refusal());
        const to = session.envelope.rcptTo.map((recipient) => recipient.address);
        received.push({ to, text: Buffer.concat(parts).toString() });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  smtpUrl = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});
after(async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await database.drop();
});
beforeEach(async () => {
  await database.admin('truncate kernel.mail, kernel.mail_bounce');
  received = [];
  queued = [];
  answer = null;
  lines.length = 0;
  mail = create({ smtpUrl, from: 'Verbund <post@verbund.example>' });
});
afterEach(() => mail.close());

test('a mail is sent once and its content removed', async () => {
  await database.db.tx({}, (tx) => mail.send(tx, message));
  assert.equal(await waiting(), 1);
  await run();
  await run();
  assert.equal(received.length, 1);
  assert.deepEqual(received[0]?.to, ['erika@example.org']);
  assert.match(received[0]?.text ?? '', new RegExp(`^Message-ID: <${queued[0]}@verbund\\.example>`, 'm'));
  assert.match(received[0]?.text ?? '', /^Auto-Submitted: auto-generated/m);
  assert.equal(await waiting(), 0);
});

test('what waits is sealed, and no login can read the table', async () => {
  await database.db.tx({}, (tx) => mail.send(tx, message));
  const rows = await database.admin('select sealed from kernel.mail');
  assert.ok(!(rows[0]?.['sealed'] as Buffer).includes('erika'));
  const { sql } = await import('kysely');
  await assert.rejects(database.db.tx({}, (tx) => sql`select * from kernel.mail`.execute(tx)));
});

test('a rolled-back transaction sends nothing', async () => {
  await assert.rejects(
    database.db.tx({}, async (tx) => {
      await mail.send(tx, message);
      throw new Error('rolled back');
    }),
  );
  await run();
  assert.equal(received.length, 0);
});

test('a refusal for now is tried again and then sent', async () => {
  await database.db.tx({}, (tx) => mail.send(tx, message));
  for (const at of ['mail', 'rcpt', 'data'] as const) {
    answer = { at, code: 451 };
    await assert.rejects(run(), { code: 'mail/not-sent' }, at);
  }
  // Our own sender refused for good is a wrong setting, not a bad recipient.
  answer = { at: 'mail', code: 550 };
  await assert.rejects(run(), { code: 'mail/not-sent' });
  answer = null;
  await run();
  assert.equal(received.length, 1);
  assert.deepEqual(await database.admin('select * from kernel.mail_bounce'), []);
});

test('a refusal for good becomes a bounce without address', async () => {
  const tenant = newUuid<TenantId>();
  for (const at of ['rcpt', 'data'] as const) {
    answer = { at, code: 550 };
    queued = [];
    await database.db.tx({ tenant }, (tx) => mail.send(tx, { ...message, tenant }));
    await run();
  }
  const bounces = await database.admin('select kind, tenant_id, smtp_code from kernel.mail_bounce');
  assert.deepEqual(
    bounces,
    [1, 2].map(() => ({ kind: 'mailbox.new-message', tenant_id: tenant, smtp_code: 550 })),
  );
  assert.equal(await waiting(), 0);
  assert.ok(lines.length > 0);
  assert.ok(!lines.join('').includes('erika'));
});

test('errors carry no address, whatever the server says', async () => {
  await database.db.tx({}, (tx) => mail.send(tx, message));
  answer = { at: 'rcpt', code: 450 };
  const error: unknown = await run().catch((cause: unknown) => cause);
  assert.ok(error instanceof Error);
  assert.ok(!`${error.stack}${JSON.stringify(error)}${String(error.cause)}`.includes('erika'));
});

test('a comma in the address does not make two recipients', async () => {
  await database.db.tx({}, (tx) => mail.send(tx, { ...message, to: 'a@example.org, b@example.org' }));
  await run().catch(() => undefined);
  assert.ok(!received.some((item) => item.to.length > 1));
});

test('without a mail server mails are kept, said so, and sent once there is one', async () => {
  const without = create(null);
  await database.db.tx({}, (tx) => without.send(tx, message));
  await run(without);
  assert.deepEqual(await without.status(), { configured: false, waiting: 1, oldest: clock.now() });
  queued = [];
  const task = mail.tasks[0];
  await task?.run({ log, signal });
  assert.deepEqual(queued, [], 'not before an hour');
  clock.advance(3_700_000);
  await task?.run({ log, signal });
  await run();
  assert.equal(received.length, 1);
});

test('a worker takes the mail from the real queue and sends it', async () => {
  const runtime = createJobs({ queueUrl: database.urls.queue, log, pollMilliseconds: 50, graceMilliseconds: 1000 });
  const queuedMail = createMail({
    db: database.db,
    jobs: runtime,
    secrets,
    clock,
    config: { mail: { smtpUrl, from: 'post@verbund.example' } },
    log,
  });
  try {
    await runtime.start(queuedMail.handlers, []);
    await database.db.tx({}, (tx) => queuedMail.send(tx, message));
    for (let wait = 0; wait < 200 && (await waiting()) > 0; wait += 1) await setTimeout(50);
    assert.equal(received.length, 1);
    assert.equal(await waiting(), 0);
  } finally {
    await runtime.stop();
    queuedMail.close();
  }
});

test('mails that never go are deleted after 14 days', async () => {
  await database.db.tx({}, (tx) => mail.send(tx, message));
  const rule = mail.retention.find(({ name }) => name === 'kernel.unsent-mails');
  const days = (count: number) => new Date(clock.now().getTime() + count * 86_400_000);
  assert.deepEqual(await rule?.run(days(13), log), { deleted: 0 });
  assert.deepEqual(await rule?.run(days(15), log), { deleted: 1 });
});
