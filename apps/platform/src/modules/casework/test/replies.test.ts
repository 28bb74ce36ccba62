import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { encodeMessage, followUpSchemaUri, parseReplyMessage } from '@verbund/fit-connect';
import { memoryJournal } from '@verbund/fit-connect/testing';
import { sql } from 'kysely';
import { type StaffSession } from '#kernel/http';
import { newUuid, type TenantId } from '#kernel/ids';
import { type NewAnswer } from '../cases.ts';
import { createWorld, goodAnswers, type World } from './world.ts';

let world: World;
let tenant: TenantId;
let destinationId: string;
let kim: StaffSession;
before(async () => {
  world = await createWorld();
  ({ tenant, destinationId } = await world.town('xanten', '051700052052'));
  kim = await world.staff(tenant, 'Kim');
});
after(() => world.close());

/** A new case and its revision. */
async function newCase(extra: Parameters<World['submission']>[2] = {}) {
  const delivered = await world.sender.sendSubmission(
    world.submission(destinationId, goodAnswers, extra),
    memoryJournal(),
  );
  assert.equal((await world.casework.service.fetchNow(tenant)).accepted, 1);
  const [row] = await world.database.admin(`select case_id from casework.case where fit_case_id = $1`, [
    delivered.caseId,
  ]);
  return { id: String(row?.['case_id']), caseId: delivered.caseId };
}

function answer(extra: Partial<NewAnswer> = {}): NewAnswer {
  const input = { subject: 'Rückfrage', text: 'Wie alt ist Bello?', kind: 'question' as const };
  return { reply: newUuid(), revision: 1, input, files: [], ...extra };
}

async function receivedBySender(caseId: string) {
  const { items } = await world.sender.listReplies();
  const replies = [];
  for (const { replyId } of items.filter((item) => item.caseId === caseId)) {
    const { unwrapper } = world.portal;
    replies.push(await world.sender.receiveReply(replyId, { destinationId, unwrapper }));
  }
  return replies;
}

test('an answer with a file travels, and its way is seen in the case', async () => {
  const { id, caseId } = await newCase();
  const blob = await world.parts.cases.storeFile(kim, Readable.from([Buffer.from('%PDF-1.7 Liste')]), 1000);
  const given = answer({ files: [{ blob, filename: 'liste.pdf', mimeType: 'application/pdf' }] });
  assert.deepEqual(await world.parts.cases.answer(kim, id, given), { kind: 'done' });
  const state = async () => (await world.parts.cases.read(kim, id)).entries.at(-1)?.reply?.state;
  assert.equal(await state(), 'stored');
  await world.parts.replies.send(tenant, given.reply);
  assert.equal(await state(), 'sent');
  const [result] = await receivedBySender(caseId);
  assert.ok(result?.ok);
  const message = parseReplyMessage(result.submission.data);
  assert.ok(message.ok);
  assert.deepEqual(message.message, {
    subject: 'Rückfrage',
    text: 'Wie alt ist Bello?',
    kind: 'question',
    reference: 'XAN-7F3K-9Q2M',
  });
  assert.deepEqual(
    result.submission.attachments.map((file) => [file.filename, Buffer.from(file.bytes).toString()]),
    [['liste.pdf', '%PDF-1.7 Liste']],
  );
  world.clock.advance(3000);
  await world.parts.replies.watch(world.log);
  assert.equal(await state(), 'sent');
  await world.sender.settleReply(result, { iss: world.portal.destinationId, signer: world.portal.signer });
  world.clock.advance(3000);
  await world.parts.replies.watch(world.log);
  assert.equal(await state(), 'fetched');
  const open = await world.parts.cases.read(kim, id);
  assert.deepEqual(
    open.history.map((item) => item.what),
    ['received', 'answered', 'reply-sent', 'reply-fetched'],
  );
  assert.equal(open.row.state, 'answered');
  assert.equal(open.row.assigned_staff, kim.staff);
});

test('a double click makes one reply, and a job that runs again sends none twice', async () => {
  const { id, caseId } = await newCase();
  const given = answer();
  const outcomes = await Promise.all([
    world.parts.cases.answer(kim, id, given),
    world.parts.cases.answer(kim, id, given),
  ]);
  assert.deepEqual(outcomes, [{ kind: 'done' }, { kind: 'done' }]);
  world.service.failNext(
    (request) => request.method === 'PUT' && /\/replies\/[^/]+$/u.test(request.url),
    'lost-answer',
  );
  await world.parts.replies.send(tenant, given.reply);
  await world.database.admin(`update casework.outgoing_reply set state = 'stored' where entry_id = $1`, [given.reply]);
  await world.parts.replies.send(tenant, given.reply);
  assert.equal((await receivedBySender(caseId)).length, 1);
});

test('a process that dies between announcing and submitting goes on with the same reply', async () => {
  const { id, caseId } = await newCase();
  const given = answer();
  await world.parts.cases.answer(kim, id, given);
  const isSubmit = (request: { method: string; url: string }) =>
    request.method === 'PUT' && /\/replies\/[^/]+$/u.test(request.url);
  world.service.failNext(isSubmit, { status: 400 });
  await assert.rejects(world.parts.replies.send(tenant, given.reply));
  await world.parts.replies.send(tenant, given.reply);
  assert.equal((await receivedBySender(caseId)).length, 1);
  assert.equal(world.service.items().filter((item) => item.kind === 'reply' && item.caseId === caseId).length, 1);
});

test('two case workers act at once: the second is told', async () => {
  const { id } = await newCase();
  const robin = await world.staff(tenant, 'Robin');
  assert.deepEqual(await world.parts.cases.act(kim, id, 'assign', 1), { kind: 'done' });
  assert.deepEqual(await world.parts.cases.act(kim, id, 'assign', 1), { kind: 'done' });
  assert.deepEqual(await world.parts.cases.answer(robin, id, answer()), { kind: 'changed' });
  assert.deepEqual(await world.parts.cases.act(robin, id, 'close', 1), { kind: 'changed' });
  assert.deepEqual(await world.parts.cases.act(robin, id, 'reopen', 2), { kind: 'not-offered' });
  assert.equal((await world.parts.cases.read(robin, id)).entries.length, 1);
});

test('the reply key of the latest submission counts', async () => {
  const { id, caseId } = await newCase();
  const followUp = world.submission(destinationId, goodAnswers, {
    caseId,
    data: {
      bytes: encodeMessage({ subject: 'Nachtrag', text: 'ohne Rückkanal' }),
      schema: { schemaUri: followUpSchemaUri, mimeType: 'application/json' },
    },
  });
  delete followUp.replyChannel;
  await world.sender.sendSubmission(followUp, memoryJournal());
  await world.casework.service.fetchNow(tenant);
  await assert.rejects(world.parts.cases.answer(kim, id, answer({ revision: 2 })), {
    code: 'casework/no-reply-channel',
  });
  assert.equal((await world.parts.cases.read(kim, id)).canAnswer, false);
});

test('a case of another authority is not found, by the pages and by SQL', async () => {
  const { id } = await newCase({
    attachments: [{ content: Buffer.from('x'), mimeType: 'text/plain', purpose: 'attachment', filename: 'x.txt' }],
  });
  const file = (await world.parts.cases.read(kim, id)).entries[0]?.files[0]?.id ?? '';
  const other = (await world.town('goch', '051540012012')).tenant;
  const stranger = await world.staff(other, 'Toni');
  const refused = { kind: 'not-found' };
  await assert.rejects(world.parts.cases.read(stranger, id), refused);
  await assert.rejects(world.parts.cases.file(stranger, id, file), refused);
  await assert.rejects(world.parts.cases.act(stranger, id, 'assign', 1), refused);
  await assert.rejects(world.parts.cases.answer(stranger, id, answer()), refused);
  await assert.rejects(world.parts.cases.read(kim, randomUUID()), refused);
  await assert.rejects(world.parts.cases.read(kim, 'no-uuid'), refused);
  const filter = { state: null, receiptNumber: null, service: null, assigned: null, offset: 0, limit: 10 };
  assert.equal((await world.parts.cases.list(stranger, filter)).total, 0);
  for (const table of ['case', 'entry', 'attachment', 'history', 'outgoing_reply', 'rejection', 'inbox']) {
    const mine = await world.kernel.db.tx({ tenant }, (tx) =>
      sql<{ n: number }>`select count(*)::int as n from ${sql.table(`casework.${table}`)}`.execute(tx),
    );
    const seen = await world.kernel.db.tx({ tenant: other }, (tx) =>
      sql<{ n: number }>`
        select count(*)::int as n from ${sql.table(`casework.${table}`)} where tenant_id = ${tenant}
      `.execute(tx),
    );
    if (table !== 'rejection') assert.ok((mine.rows[0]?.n ?? 0) > 0, table);
    assert.equal(seen.rows[0]?.n, 0, table);
  }
  const changed = await world.kernel.db.tx({ tenant: other }, (tx) =>
    sql`update casework.case set state = 'closed' where case_id = ${id}`.execute(tx),
  );
  assert.equal(changed.numAffectedRows, 0n);
});

test('the worker fetches, sends and watches by itself', async () => {
  const { id, caseId } = await newCase();
  await world.parts.cases.answer(kim, id, answer());
  await world.startWorker(world.casework.jobs, world.casework.recurring);
  await world.sender.sendSubmission(world.submission(destinationId, goodAnswers), memoryJournal());
  const cases = async () => (await world.casework.service.openCases(tenant))['new'] ?? 0;
  const before = await cases();
  for (let wait = 0; wait < 100; wait += 1) {
    if ((await receivedBySender(caseId)).length === 1 && (await cases()) > before) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.equal((await receivedBySender(caseId)).length, 1);
  assert.ok((await cases()) > 0);
});
