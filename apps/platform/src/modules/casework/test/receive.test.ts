import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { encodeMessage, followUpSchemaUri, statusOf } from '@verbund/fit-connect';
import { memoryJournal } from '@verbund/fit-connect/testing';
import { type TenantId } from '#kernel/ids';
import { createWorld, goodAnswers, schemaUri, serviceUrn, type World } from './world.ts';

let world: World;
let xanten: { tenant: TenantId; destinationId: string };
before(async () => {
  world = await createWorld();
  xanten = await world.town('xanten', '051700052052');
});
after(() => world.close());

const isEventOf = (request: { method: string; url: string }): boolean =>
  request.method === 'POST' && /\/cases\/[^/]+\/events$/u.test(new URL(request.url).pathname);

async function rowsOf(sql: string): Promise<Record<string, unknown>[]> {
  return world.database.admin(sql);
}

async function count(table: string): Promise<number> {
  return (await rowsOf(`select 1 from casework.${table}`)).length;
}

async function send(extra: Parameters<World['submission']>[2] = {}, answers = goodAnswers) {
  return world.sender.sendSubmission(world.submission(xanten.destinationId, answers, extra), memoryJournal());
}

async function stateAtService(delivered: { itemId: string; caseId: string }): Promise<string> {
  const verdict = await world.sender.verifiedCaseLog(delivered.caseId, { destinationId: xanten.destinationId });
  assert.ok(verdict.ok);
  return statusOf(verdict.log, 'submission', delivered.itemId).state;
}

test('the destination offers every schema and the follow-ups, and setting up again changes nothing', async () => {
  const destination = world.service.destination(xanten.destinationId);
  assert.equal(destination.status, 'active');
  assert.deepEqual(
    destination.publicServices.map((offer) => offer.submissionSchemas.map((schema) => schema.schemaUri)),
    [[schemaUri, followUpSchemaUri]],
  );
  const clients = world.issued.length;
  const again = await world.casework.service.provisionInbox({ tenant: xanten.tenant, name: 'Xanten', services: [] });
  assert.equal(again.destinationId, xanten.destinationId);
  assert.equal(world.issued.length, clients);
  assert.equal(destination.publicServices.length, 1);
});

test('setting up that dies half-way is continued with the same client, keys and destination', async () => {
  const made = await world.identity.createTenant({ kind: 'town', ars: null, slug: 'halbstadt', name: 'Halbstadt' });
  const tenant = made.tenant.id;
  const input = { tenant, name: 'Halbstadt', services: [] };
  world.service.failNext(
    (request) => request.method === 'POST' && request.url.endsWith('/destinations'),
    'lost-answer',
  );
  await assert.rejects(world.casework.service.provisionInbox(input));
  assert.equal((await world.casework.service.inbox(tenant))?.state, 'planned');
  const clients = world.issued.length;
  const { destinationId } = await world.casework.service.provisionInbox(input);
  assert.equal(world.issued.length, clients);
  assert.equal(world.service.destination(destinationId).status, 'active');
  assert.equal((await rowsOf(`select 1 from keys.key where tenant_id = '${tenant}'`)).length, 2);
});

test('a service that is added reaches the destination beside those that were there', async () => {
  const other = 'urn:de:fim:leika:leistung:99108008252000';
  const offer = {
    identifier: other,
    submissionSchemas: [{ schemaUri: 'urn:x:1', mimeType: 'application/xml' }],
    regions: ['DE05'],
  } as const;
  await world.casework.service.addService(xanten.tenant, offer);
  await world.casework.service.addService(xanten.tenant, { ...offer, regions: ['DE06'] });
  const { publicServices } = world.service.destination(xanten.destinationId);
  assert.deepEqual(
    publicServices.map((service) => service.identifier),
    [serviceUrn, other],
  );
  assert.deepEqual(publicServices[1]?.regions, ['DE05', 'DE06']);
});

test('an application is stored sealed, accepted, and found by its receipt number', async () => {
  const delivered = await send({
    attachments: [
      { content: Buffer.from('%PDF-1.7'), mimeType: 'application/pdf', purpose: 'form', filename: 'antrag.pdf' },
    ],
  });
  assert.deepEqual(await world.casework.service.fetchNow(xanten.tenant), { accepted: 1, rejected: 0, postponed: 0 });
  assert.equal(await stateAtService(delivered), 'accepted');
  const staff = await world.staff(xanten.tenant);
  const base = { state: null, service: null, assigned: null, offset: 0, limit: 10 };
  const list = await world.parts.cases.list(staff, { ...base, receiptNumber: 'xan-7f3k' });
  assert.equal(list.total, 1);
  assert.equal((await world.parts.cases.list(staff, { ...base, receiptNumber: 'XAN%' })).total, 0);
  const row = list.rows[0];
  assert.ok(row);
  const open = await world.parts.cases.read(staff, row.case_id);
  const entry = open.entries[0];
  assert.ok(entry?.content.kind === 'submission');
  assert.match(entry.content.data, /Mustermann/u);
  assert.equal(entry.files[0]?.description.filename, 'antrag.pdf');
  assert.equal(entry.row.settled_state, 'accepted');
  const dump = JSON.stringify(await rowsOf('select * from casework.entry'));
  assert.ok(!dump.includes('Mustermann') && !dump.includes(Buffer.from('Mustermann').toString('hex')));
  assert.deepEqual(
    world.auditEntries.filter((audit) => audit.subject === row.case_id).map((audit) => audit.action),
    ['casework.case-read'],
  );
  assert.deepEqual(await world.casework.service.fetchNow(xanten.tenant), { accepted: 0, rejected: 0, postponed: 0 });
});

test('exactly once: accept fails after storing, the next look only accepts', async () => {
  const before = await count('entry');
  const delivered = await send();
  world.service.failNext(isEventOf, { status: 500 });
  assert.equal((await world.casework.service.fetchNow(xanten.tenant)).postponed, 1);
  world.service.heal();
  assert.equal(await count('entry'), before + 1);
  assert.equal(await stateAtService(delivered), 'submitted');
  world.clock.advance(3000);
  assert.equal((await world.casework.service.fetchNow(xanten.tenant)).accepted, 1);
  assert.equal(await count('entry'), before + 1);
  assert.equal(await stateAtService(delivered), 'accepted');
});

test('exactly once: the answer to accept is lost, the event log says it is there', async () => {
  const before = await count('entry');
  const delivered = await send();
  world.service.failNext(isEventOf, 'lost-answer');
  assert.equal((await world.casework.service.fetchNow(xanten.tenant)).accepted, 1);
  assert.equal(await count('entry'), before + 1);
  assert.equal(await stateAtService(delivered), 'accepted');
});

test('a failing store leaves the submission at the service and nothing half here', async () => {
  const before = { cases: await count('case'), entries: await count('entry') };
  const delivered = await send();
  await world.database.admin('alter table casework.history rename to history_away');
  assert.equal((await world.casework.service.fetchNow(xanten.tenant)).postponed, 1);
  await world.database.admin('alter table casework.history_away rename to history');
  assert.deepEqual({ cases: await count('case'), entries: await count('entry') }, before);
  assert.equal(await stateAtService(delivered), 'submitted');
  world.clock.advance(3000);
  assert.equal((await world.casework.service.fetchNow(xanten.tenant)).accepted, 1);
});

test('a key service that is away postpones', async () => {
  const delivered = await send();
  const away = await world.database.admin('alter table keys.key rename to key_away');
  assert.ok(away);
  const counts = await world.casework.service.fetchNow(xanten.tenant);
  await world.database.admin('alter table keys.key_away rename to key');
  assert.deepEqual(counts, { accepted: 0, rejected: 0, postponed: 1 });
  // A rejection could not be signed either; the record of it would show that "later" was taken for "never".
  assert.equal(await count('rejection'), 0);
  assert.equal(await stateAtService(delivered), 'submitted');
  world.clock.advance(3000);
  assert.equal((await world.casework.service.fetchNow(xanten.tenant)).accepted, 1);
});

test('wrong data is rejected with standard problems, recorded without content and forgotten after seven days', async () => {
  const cases = await count('case');
  const wrong = JSON.stringify({ G99000010101: { F99000010102: 'Erika' }, geheim: 'Klartext' });
  const data = { bytes: Buffer.from(wrong), schema: { schemaUri, mimeType: 'application/json' as const } };
  const delivered = await send({ data });
  assert.deepEqual(await world.casework.service.fetchNow(xanten.tenant), { accepted: 0, rejected: 1, postponed: 0 });
  assert.equal(await stateAtService(delivered), 'rejected');
  assert.equal(await count('case'), cases);
  const record = JSON.stringify(await rowsOf('select * from casework.rejection'));
  assert.match(record, /schema-violation/u);
  assert.ok(!record.includes('Klartext'));
  const rule = world.casework.retention[0];
  assert.ok(rule);
  const day = 24 * 60 * 60_000;
  const now = world.clock.now().getTime();
  assert.deepEqual(await rule.run(new Date(now + 6 * day), world.log), { deleted: 0 });
  assert.deepEqual(await rule.run(new Date(now + 8 * day), world.log), { deleted: 1 });
});

test('rules of the form are checked, too: contact is needed', async () => {
  const answers = { ...goodAnswers };
  delete answers['G99000010101/G99000010320/F99000010321'];
  const delivered = await send({}, answers);
  assert.equal((await world.casework.service.fetchNow(xanten.tenant)).rejected, 1);
  assert.equal(await stateAtService(delivered), 'rejected');
});

test('without the day of the application a rule leads to a remark, not to a refusal', async () => {
  const answers = { ...goodAnswers };
  delete answers['G99000010101/G99000010320/F99000010321'];
  await send({ additionalReferenceInfo: { senderReference: 'XAN-REMARK' } }, answers);
  assert.equal((await world.casework.service.fetchNow(xanten.tenant)).accepted, 1);
});

test('a file field finds its attachment, and a file that is missing is refused', async () => {
  const fileId = randomUUID();
  const file = { fileId, filename: 'ausweis.pdf', mimeType: 'application/pdf', size: 3, sha512: '0'.repeat(128) };
  const answers = {
    ...goodAnswers,
    'G99000010600/F99000010601': true,
    'G99000010600/F99000010602': '01',
    'G99000010600/F99000010603[0]': file,
  };
  const delivered = await send({}, answers);
  assert.equal((await world.casework.service.fetchNow(xanten.tenant)).rejected, 1);
  assert.equal(await stateAtService(delivered), 'rejected');
  const attachments = [
    { content: Buffer.from('sum'), mimeType: 'application/pdf', purpose: 'form' as const, filename: 'antrag.pdf' },
    {
      content: Buffer.from('abc'),
      mimeType: 'application/pdf',
      purpose: 'attachment' as const,
      filename: 'ausweis.pdf',
    },
  ];
  await send({ attachments }, answers);
  assert.equal((await world.casework.service.fetchNow(xanten.tenant)).accepted, 1);
});

test('a message of the person lands in its case, marks it unread and opens a closed one again', async () => {
  const delivered = await send();
  await world.casework.service.fetchNow(xanten.tenant);
  await world.database.admin(
    `update casework.case set state = 'closed', unread = false where fit_case_id = '${delivered.caseId}'`,
  );
  const followUp = {
    caseId: delivered.caseId,
    data: {
      bytes: encodeMessage({ subject: 'Nachtrag', text: 'Bello ist umgezogen' }),
      schema: { schemaUri: followUpSchemaUri, mimeType: 'application/json' as const },
    },
  };
  await send(followUp);
  assert.equal((await world.casework.service.fetchNow(xanten.tenant)).accepted, 1);
  const rows = await rowsOf(`select * from casework.case where fit_case_id = '${delivered.caseId}'`);
  assert.equal(rows.length, 1);
  assert.deepEqual([rows[0]?.['state'], rows[0]?.['unread'], rows[0]?.['revision']], ['in-progress', true, 2]);
  const broken = { ...followUp, data: { ...followUp.data, bytes: Buffer.from('{"subject":"x"}') } };
  await send(broken);
  assert.equal((await world.casework.service.fetchNow(xanten.tenant)).rejected, 1);
});

test('a key that is gone for ever rejects', async () => {
  const delivered = await send();
  await world.kernel.keys.destroyAll({ tenant: xanten.tenant });
  world.clock.advance(3000);
  await assert.rejects(world.kernel.keys.unwrap({ tenant: xanten.tenant }, delivered.itemId, new Uint8Array(512)));
  const record = async () =>
    rowsOf(`select problems from casework.rejection where submission_id = '${delivered.itemId}'`);
  await world.casework.service.fetchNow(xanten.tenant);
  assert.match(JSON.stringify(await record()), /encryption-issue/u);
});
