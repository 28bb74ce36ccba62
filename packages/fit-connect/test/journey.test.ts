import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeMessage, localUnwrapper, parseReplyMessage, statusOf, type ReplyMessage } from '../src/index.ts';
import { memoryJournal } from '../src/testing/index.ts';
import { createWorld } from './world.ts';

test('a submission travels, is accepted, is answered and the answer is accepted', async () => {
  const world = await createWorld();
  const { sender, subscriber } = world;
  const delivered = await sender.sendSubmission(world.outgoing, memoryJournal());
  assert.equal(delivered.submittedAt, world.time.now);

  const list = await subscriber.listSubmissions({ destinationId: world.destinationId });
  assert.deepEqual(list.items, [
    { submissionId: delivered.itemId, caseId: delivered.caseId, destinationId: world.destinationId },
  ]);
  const result = await subscriber.receiveSubmission(delivered.itemId, world.receiveOptions);
  assert.ok(result.ok);
  assert.deepEqual(result.submission.json, { name: 'Müller' });
  assert.deepEqual(
    result.submission.attachments.map((part) => Buffer.from(part.bytes).toString()),
    ['%PDF-1.7 eins', 'zwei'],
  );
  assert.equal(result.submission.attachments[0]?.filename, 'antrag.pdf');
  assert.equal(result.submission.publicService?.name, 'Wohnsitz');
  assert.deepEqual(await subscriber.settle(result, world.townSigner), { state: 'accepted', already: false });
  assert.deepEqual(await subscriber.settle(result, world.townSigner), { state: 'accepted', already: true });
  assert.deepEqual((await subscriber.listSubmissions()).items, []);

  const message: ReplyMessage = { subject: 'Rückfrage', text: 'Bitte Nachweis', kind: 'question', reference: 'AZ 1' };
  assert.ok(result.submission.replyKey);
  const reply = await subscriber.sendReply(
    {
      caseId: delivered.caseId,
      destinationId: world.destinationId,
      replyKey: result.submission.replyKey,
      data: {
        bytes: encodeMessage(message),
        schema: { schemaUri: 'urn:verbund:reply:1', mimeType: 'application/json' },
      },
      attachments: [{ content: Buffer.from('Bescheid'), mimeType: 'application/pdf', purpose: 'report' }],
    },
    memoryJournal(),
  );
  assert.deepEqual((await sender.listReplies()).items, [{ replyId: reply.itemId, caseId: delivered.caseId }]);
  const received = await sender.receiveReply(reply.itemId, {
    destinationId: world.destinationId,
    replyReceiverId: world.portalDestinationId,
    unwrapper: localUnwrapper([world.held.reply.privateJwk]),
  });
  assert.ok(received.ok);
  assert.deepEqual(parseReplyMessage(received.submission.data), { ok: true, message });
  const writer = { iss: world.portalDestinationId, signer: world.portalSigner };
  assert.deepEqual(await sender.settleReply(received, writer), { state: 'accepted', already: false });

  const log = await subscriber.verifiedCaseLog(delivered.caseId, { destinationId: world.destinationId });
  assert.ok(log.ok);
  assert.deepEqual(statusOf(log.log, 'submission', delivered.itemId).history, ['incomplete', 'submitted', 'accepted']);
  assert.deepEqual(statusOf(log.log, 'reply', reply.itemId).history, ['incomplete', 'submitted', 'accepted']);
  assert.equal(log.log.events.filter((event) => event.action === 'notify').length, 2);
});

test('the sender may continue the case', async () => {
  const world = await createWorld();
  const first = await world.sender.sendSubmission(world.outgoing, memoryJournal());
  const second = await world.sender.sendSubmission(
    { ...world.outgoing, caseId: first.caseId, attachments: [] },
    memoryJournal(),
  );
  assert.equal(second.caseId, first.caseId);
  assert.notEqual(second.itemId, first.itemId);
});

test('a bad submission is rejected with its problems, and the sender reads them', async () => {
  const world = await createWorld();
  const delivered = await world.sender.sendSubmission(world.outgoing, memoryJournal());
  const result = await world.subscriber.receiveSubmission(delivered.itemId, {
    ...world.receiveOptions,
    validateData: () => ['/name is too short'],
  });
  assert.ok(!result.ok);
  assert.deepEqual(await world.subscriber.settle(result, world.townSigner), { state: 'rejected', already: false });
  const log = await world.sender.verifiedCaseLog(delivered.caseId, { destinationId: world.destinationId });
  assert.ok(log.ok);
  const status = statusOf(log.log, 'submission', delivered.itemId);
  assert.equal(status.state, 'rejected');
  assert.deepEqual(
    status.problems.map(({ type, instance }) => [type.split('/').at(-1), instance]),
    [['schema-violation', 'data']],
  );
});
