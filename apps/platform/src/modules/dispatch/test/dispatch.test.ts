import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { newUuid, type PersonId, type TenantId } from '#kernel/ids';
import { testKernel, type TestKernel } from '../../../../test/support/test-kernel.ts';
import {
  applicationSchema,
  memoryFitConnect,
  publicService,
  type TestTown,
} from '../../../../test/support/fit-connect-world.ts';
import { createDispatch, type DispatchModule } from '../module.ts';
import { type DispatchEvent, type OutgoingSubmission } from '../types.ts';

const operator = newUuid<TenantId>();
const identity = { operatorTenant: async () => ({ id: operator }) } as never;

let kit: TestKernel;
let world: Awaited<ReturnType<typeof memoryFitConnect>>;
let town: TestTown;
let dispatch: DispatchModule;
let events: DispatchEvent[];
let person: PersonId;

before(async () => {
  kit = await testKernel({ modules: ['keys', 'dispatch'] });
  world = await memoryFitConnect(kit);
  town = await world.addTown();
});
after(() => kit.close());
beforeEach(() => {
  world.service.heal();
  dispatch = createDispatch(kit.kernel, { access: world.access, identity });
  events = [];
  dispatch.service.listen(async (_tx, _kind, event) => void events.push(event));
  person = newUuid<PersonId>();
});

function submission(change: Partial<OutgoingSubmission> = {}): OutgoingSubmission {
  return {
    id: newUuid(),
    kind: 'application',
    person,
    tenant: town.tenant,
    destinationId: town.destinationId,
    publicService,
    region: 'DE',
    caseId: null,
    data: { bytes: Buffer.from('{"hund":"Bello"}'), schemaUri: applicationSchema, mimeType: 'application/json' },
    attachments: [],
    senderReference: 'XAN-1',
    ...change,
  };
}

async function store(text: string): Promise<OutgoingSubmission['attachments'][number]> {
  const key = await kit.kernel.db.tx({ person }, (tx) => kit.kernel.secrets.dataKey(tx, { person }));
  const bytes = Buffer.from(text);
  const blob = await kit.kernel.blobs.store(
    (async function* () {
      yield bytes;
    })(),
    { key, maxBytes: 1000 },
  );
  await kit.kernel.db.tx({ person }, (tx) => kit.kernel.blobs.record(tx, { person }, blob));
  const named = { attachmentId: newUuid(), blobId: blob.id, filename: 'a.pdf', mimeType: 'application/pdf' };
  return { ...named, purpose: 'attachment', bytes: blob.bytes, sha512: blob.sha512 };
}

const submit = (out: OutgoingSubmission): Promise<void> =>
  kit.kernel.db.tx({ person: out.person }, (tx) => dispatch.service.submit(tx, out));
const stateOf = (id: string) => kit.kernel.db.tx({ person }, (tx) => dispatch.service.state(tx, id));
const context = { log: undefined as never, signal: new AbortController().signal, jobId: 'x', attempt: 1 };

async function work(id: string, of = dispatch): Promise<void> {
  await of.jobs[0]?.handle({ id, person }, { ...context, log: kit.log });
}

async function watch(): Promise<void> {
  kit.clock.advance(1000);
  await dispatch.recurring[0]?.run({ log: kit.log, signal: context.signal });
}

const rows = (sql: string, ...values: unknown[]) => kit.database.admin(sql, values);

test('delivers, tells the listeners and forgets the content after acceptance', async () => {
  const kept = { ...(await store('kept')), keepBlob: true };
  const handedOver = await store('handed over');
  const out = submission({ attachments: [kept, handedOver] });
  await submit(out);
  assert.equal((await stateOf(out.id))?.state, 'stored');
  await work(out.id);
  const submitted = await stateOf(out.id);
  assert.equal(submitted?.state, 'submitted');
  await watch();
  assert.equal((await stateOf(out.id))?.state, 'submitted', 'nobody has decided yet');

  const [received] = await town.accept();
  assert.equal(Buffer.from(received?.data ?? []).toString(), '{"hund":"Bello"}');
  assert.deepEqual(
    received?.attachments.map((one) => Buffer.from(one.bytes).toString()),
    ['kept', 'handed over'],
  );
  assert.equal(received?.caseId, submitted.caseId);
  assert.equal(received?.metadata.additionalReferenceInfo?.senderReference, 'XAN-1');
  assert.equal(received?.metadata.additionalReferenceInfo?.applicationDate, '2026-11-02');
  assert.equal(received?.replyKey?.alg, 'RSA-OAEP-256');

  await watch();
  assert.equal((await stateOf(out.id))?.state, 'accepted');
  assert.deepEqual(
    events.map((event) => event.kind),
    ['submitted', 'accepted'],
  );
  const [row] = await rows('select facts, data, journal from dispatch.outgoing where outgoing_id = $1', out.id);
  assert.deepEqual(row, { facts: null, data: null, journal: null });
  assert.equal((await rows('select 1 from dispatch.attachment where outgoing_id = $1', out.id)).length, 0);
  const blobs = await rows('select id from kernel.blob where person_id = $1', person);
  assert.deepEqual(
    blobs.map((blob) => blob['id']),
    [kept.blobId],
  );
});

test('hands on the problems of a rejection', async () => {
  const out = submission();
  await submit(out);
  await work(out.id);
  assert.equal(await town.reject('Feld fehlt'), 1);
  await watch();
  const last = events.at(-1);
  assert.equal(last?.kind, 'rejected');
  assert.equal(last?.kind === 'rejected' && last.problems[0]?.detail, 'Feld fehlt');
});

test('submitting the same id twice, delivering twice and at once makes one submission', async () => {
  const out = submission();
  await submit(out);
  await submit(out);
  const runs = await Promise.allSettled([work(out.id), work(out.id), work(out.id)]);
  assert.ok(runs.some((run) => run.status === 'fulfilled'));
  await work(out.id);
  assert.equal((await town.accept()).length, 1);
  assert.equal(events.length, 1);
});

test('whatever answer is lost or refused on the way, the receiver gets it once and whole', async () => {
  const steps = [
    ['POST', /\/submissions$/],
    ['PUT', /attachments/],
    ['PUT', /submissions\/[^/]+$/],
    ['GET', /events$/],
    ['GET', /destinations\/[^/]+$/],
  ] as const;
  for (const [method, path] of steps) {
    for (const fault of ['lost-answer', 'no-connection', { status: 500 }] as const) {
      const out = submission({ attachments: [await store('file')] });
      await submit(out);
      const matches = (request: { method: string; url: string }): boolean =>
        request.method === method && path.test(new URL(request.url).pathname);
      // Both attempts of the client, so that the job itself fails.
      world.service.failNext(matches, fault);
      world.service.failNext(matches, fault);
      for (let attempt = 0; attempt < 5 && (await stateOf(out.id))?.state === 'stored'; attempt += 1) {
        await work(out.id).catch(() => undefined);
      }
      world.service.heal();
      const received = await town.accept();
      assert.deepEqual(
        received.map((one) => one.attachments.length),
        [1],
        `${method} ${path.source}`,
      );
    }
  }
});

test('a process that dies with the claim leaves the delivery to the next one, which uses its journal', async () => {
  const out = submission();
  await submit(out);
  const never = new Promise<never>(() => undefined);
  const isSubmit = (request: { method: string; url: string }): boolean =>
    request.method === 'PUT' && /submissions\/[^/]+$/.test(request.url);
  const transport: typeof world.access.transport = async (request) => {
    const answer = await world.access.transport(request);
    return isSubmit(request) ? never : answer;
  };
  const dying = createDispatch(kit.kernel, { access: { ...world.access, transport }, identity });
  const death = new AbortController();
  void dying.jobs[0]?.handle({ id: out.id, person }, { ...context, log: kit.log, signal: death.signal });
  while (world.service.items().at(-1)?.state !== 'submitted') await new Promise((resolve) => setTimeout(resolve, 20));
  await assert.rejects(work(out.id), { code: 'dispatch/busy' });
  death.abort();
  kit.clock.advance(61_000);
  await work(out.id);
  assert.equal((await stateOf(out.id))?.state, 'submitted');
  assert.equal((await town.accept()).length, 1);
});

test('a listener that fails undoes the state, and the next attempt tells it again', async () => {
  const out = submission();
  await submit(out);
  let failures = 1;
  dispatch.service.listen(async () => {
    if (failures-- > 0) throw new Error('not now');
  });
  await assert.rejects(work(out.id), { code: 'dispatch/not-delivered' });
  assert.equal((await stateOf(out.id))?.state, 'stored');
  await work(out.id);
  assert.equal((await stateOf(out.id))?.state, 'submitted');
  assert.equal((await town.accept()).length, 1);
});

test('a forged decision in the event log changes nothing', async () => {
  const out = submission();
  await submit(out);
  await work(out.id);
  const caseId = (await stateOf(out.id))?.caseId ?? '';
  await town.accept();
  const log = world.service.log(caseId);
  const accept = log.at(-1);
  assert.ok(accept);
  const genuine = accept.token;
  const [header, payload, signature] = genuine.split('.') as [string, string, string];
  const forged = Buffer.from(payload, 'base64url').toString().replace('accept-submission', 'reject-submission');
  accept.token = [header, Buffer.from(forged).toString('base64url'), signature].join('.');
  await watch();
  assert.equal((await stateOf(out.id))?.state, 'submitted');
  accept.token = genuine;
  kit.clock.advance(31_000);
  await watch();
  assert.equal((await stateOf(out.id))?.state, 'accepted');
});

test('a follow-up continues the case with the same reply key', async () => {
  const first = submission();
  await submit(first);
  await work(first.id);
  const [received] = await town.accept();
  await watch();
  const caseId = (await stateOf(first.id))?.caseId ?? null;
  const followUp = submission({ kind: 'follow-up', caseId });
  await submit(followUp);
  await work(followUp.id);
  const [second] = await town.accept();
  assert.equal(second?.caseId, caseId);
  assert.equal(second?.replyKey?.kid, received?.replyKey?.kid);
  kit.clock.advance(365 * 86_400_000);
  const nextYear = submission({ kind: 'follow-up', caseId });
  await submit(nextYear);
  await work(nextYear.id);
  assert.notEqual((await town.accept())[0]?.replyKey?.kid, received?.replyKey?.kid);
});

test('processes that start at once register one client and one destination', async () => {
  const fresh = await testKernel({ modules: ['keys', 'dispatch'] });
  try {
    const { access, clientsIssued } = await memoryFitConnect(fresh);
    const portals = [1, 2, 3].map(() => createDispatch(fresh.kernel, { access, identity }).portal);
    const ids = await Promise.all(portals.map((portal) => portal.destinationId()));
    assert.equal(new Set(ids).size, 1);
    assert.equal(clientsIssued(), 1);
    const again = createDispatch(fresh.kernel, { access: { ...access, issueClient: null }, identity });
    assert.equal(await again.portal.destinationId(), ids[0]);
    const stored = await fresh.database.admin('select sealed_secret from dispatch.portal');
    assert.equal(stored.length, 1);
  } finally {
    await fresh.close();
  }
});

test('without credentials at a remote service the submission stays stored', async () => {
  const remote = createDispatch(kit.kernel, {
    access: { ...world.access, issueClient: null },
    identity: { operatorTenant: async () => ({ id: newUuid<TenantId>() }) } as never,
  });
  const out = submission();
  await submit(out);
  await assert.rejects(work(out.id, remote), { params: { reason: 'dispatch/portal-not-configured' } });
  assert.equal((await stateOf(out.id))?.state, 'stored');
});

test('other persons see nothing, and somebody else’s id is refused instead of swallowed', async () => {
  const out = submission({ attachments: [await store('private')] });
  await submit(out);
  const stranger = newUuid<PersonId>();
  await kit.kernel.db.tx({ person: stranger, tenant: town.tenant }, async (tx) => {
    assert.equal(await dispatch.service.state(tx, out.id), null);
  });
  await assert.rejects(submit({ ...submission({ id: out.id }), person: stranger }), { code: 'dispatch/id-taken' });
  await dispatch.jobs[0]?.handle({ id: out.id, person: stranger }, { ...context, log: kit.log });
  assert.equal((await stateOf(out.id))?.state, 'stored');
  const { Pool } = (await import('pg')).default;
  const pool = new Pool({ connectionString: kit.database.urls.app, max: 1 });
  try {
    for (const table of ['outgoing', 'attachment', 'portal']) {
      const client = await pool.connect();
      await client.query(`begin; select set_config('app.person', '${stranger}', true)`);
      const seen = await client.query(`select 1 from dispatch.${table}`);
      const changed = await client.query(`delete from dispatch.${table}`);
      assert.deepEqual([seen.rowCount, changed.rowCount], [0, 0], table);
      await client.query('rollback');
      client.release();
    }
  } finally {
    await pool.end();
  }
});

test('content rests sealed', async () => {
  const out = submission();
  await submit(out);
  const [row] = await rows('select o::text as text from dispatch.outgoing o where outgoing_id = $1', out.id);
  const hex = Buffer.from('Bello').toString('hex');
  assert.ok(!String(row?.['text']).includes(hex) && !String(row?.['text']).includes('XAN-1'));
});

test('erasure waits for what is undelivered, then takes everything', async () => {
  const out = submission({ attachments: [await store('x')] });
  await submit(out);
  const erase = (): Promise<void> => kit.kernel.db.tx({ person }, (tx) => dispatch.erasure.erase(tx, person));
  await assert.rejects(erase(), { code: 'dispatch/undelivered' });
  await work(out.id);
  await erase();
  assert.equal((await rows('select 1 from dispatch.outgoing where person_id = $1', person)).length, 0);
  assert.equal((await rows('select 1 from kernel.blob where person_id = $1', person)).length, 0);
  await work(out.id);
  await erase();
  await town.accept();
});

test('records of settled submissions go after 90 days', async () => {
  const out = submission();
  await submit(out);
  await work(out.id);
  await town.accept();
  await watch();
  const rule = dispatch.retention[0];
  const inDays = (days: number): Date => new Date(kit.clock.now().getTime() + days * 86_400_000);
  await rule?.run(inDays(89), kit.log);
  assert.notEqual(await stateOf(out.id), null);
  await rule?.run(inDays(91), kit.log);
  assert.equal(await stateOf(out.id), null);
});

test('a changed blob is not sent', async () => {
  const attachment = await store('good');
  const sha512 = createHash('sha512').update('other').digest('hex');
  const out = submission({ attachments: [{ ...attachment, sha512 }] });
  await submit(out);
  await assert.rejects(work(out.id), { params: { reason: 'dispatch/attachment-damaged' } });
});
