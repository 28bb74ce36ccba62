import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  createEvent,
  createKeyPair,
  createSender,
  encodeMessage,
  type HttpTransport,
  localUnwrapper,
  statusOf,
  withoutCertificate,
} from '@verbund/fit-connect';
import { memoryJournal } from '@verbund/fit-connect/testing';
import { testKeys } from '../../../../../../tools/test-keys.ts';
import {
  author,
  newClient,
  newDestination,
  outgoing,
  receiveOptions,
  send,
  service,
  signerOf,
  startService,
  type TestClient,
  type TestService,
} from './life-support.ts';

describe('the whole life of a case', () => {
  let on: TestService;
  let portal: TestClient;
  let town: TestClient;
  let destinationId: string;
  let ownDestinationId: string;

  before(async () => {
    on = await startService();
    portal = await newClient(on, 'sender', 'manager');
    town = await newClient(on, 'subscriber', 'manager');
    destinationId = await newDestination(on, town);
    ownDestinationId = await newDestination(on, portal);
  });
  after(() => on.close());

  it('delivers, lists, fetches, decrypts and accepts a submission with attachments', async () => {
    const delivered = await send(portal, outgoing(destinationId));
    const listed = await town.subscriber.listSubmissions();
    assert.deepEqual(listed.items, [{ submissionId: delivered.itemId, caseId: delivered.caseId, destinationId }]);
    const result = await town.subscriber.receiveSubmission(delivered.itemId, receiveOptions(on, destinationId));
    assert.ok(result.ok, JSON.stringify(result));
    assert.deepEqual(result.submission.json, { betrieb: 'Blumenladen' });
    assert.deepEqual(result.submission.publicService, service);
    assert.equal(result.submission.region, 'DE05170052');
    assert.equal(Buffer.from(result.submission.attachments[0]?.bytes ?? []).toString(), 'ein'.repeat(2000));
    const settled = await town.subscriber.settle(result, signerOf(on));
    assert.deepEqual(settled, { state: 'accepted', already: false });
    assert.equal((await town.subscriber.listSubmissions()).totalCount, 0);

    const verdict = await portal.sender.verifiedCaseLog(delivered.caseId, { destinationId });
    assert.ok(verdict.ok, JSON.stringify(verdict));
    assert.deepEqual(
      verdict.log.events.map(({ name }) => name),
      ['create-submission', 'submit-submission', 'notify-submission', 'accept-submission'],
    );
    assert.equal(statusOf(verdict.log, 'submission', delivered.itemId).state, 'accepted');
  });

  it('gives the signed log with the answer to a submit and to its repeat, so that the sender need not read it', async () => {
    const { clientId, clientSecret } = portal;
    const { submissionBaseUrl, tokenUrl } = on;
    const submits: { body: string; answer: unknown }[] = [];
    let reads = 0;
    const transport: HttpTransport = async (request) => {
      const response = await on.transport(request);
      if (request.url.endsWith('/events')) reads += 1;
      if (request.method === 'PUT' && typeof request.body === 'string')
        submits.push({ body: request.body, answer: JSON.parse(Buffer.from(response.body).toString()) });
      return response;
    };
    const clock = () => on.test.clock.now().getTime();
    const sender = createSender({ clientId, clientSecret, submissionBaseUrl, tokenUrl, transport, clock });
    const { itemId, caseId } = await sender.sendSubmission(outgoing(destinationId, []), memoryJournal());
    assert.equal(reads, 0);
    const log = await portal.sender.submissionEvents(itemId);
    assert.equal(log.length, 2);
    const [first] = submits;
    assert.partialDeepStrictEqual(first?.answer, { eventLog: log });
    const again = await portal.call('PUT', `/v2/submissions/${itemId}`, first?.body);
    assert.deepEqual(again.json['eventLog'], log);
    await town.subscriber.reject({ submissionId: itemId, caseId, destinationId }, [], signerOf(on));
  });

  it('writes the polling event once, however often the list is read', async () => {
    const { itemId, caseId } = await send(portal, outgoing(destinationId, []));
    await town.subscriber.listSubmissions();
    await Promise.all([town.subscriber.listSubmissions(), town.subscriber.listSubmissions({ destinationId })]);
    assert.equal((await portal.sender.caseEvents(caseId)).length, 3);
    assert.equal((await portal.sender.submissionEvents(itemId)).length, 3);
    const head = { submissionId: itemId, caseId, destinationId };
    await town.subscriber.reject(head, [], signerOf(on));
  });

  it('rejects with problems and answers a repeated settlement from the log', async () => {
    const { itemId, caseId } = await send(portal, outgoing(destinationId, []));
    const head = { submissionId: itemId, caseId, destinationId };
    const problems = [{ type: 'urn:test', title: 'No', detail: 'No', instance: 'data' }];
    assert.deepEqual(await town.subscriber.reject(head, problems, signerOf(on)), { state: 'rejected', already: false });
    assert.deepEqual(await town.subscriber.reject(head, problems, signerOf(on)), { state: 'rejected', already: true });
    const verdict = await portal.sender.verifiedCaseLog(caseId, { destinationId });
    assert.ok(verdict.ok);
    assert.deepEqual(statusOf(verdict.log, 'submission', itemId).problems, problems);
  });

  it('carries a reply with attachment back and a follow-up forth in the same case', async () => {
    const [, , , pair] = await testKeys(4);
    assert.ok(pair);
    const reply = await createKeyPair({ use: 'enc', subject: 'Person', keyPair: pair, certificate: false });
    const replyChannel = {
      fitConnect: {
        processStandards: ['urn:verbund:conversation:1'],
        encryptionPublicKey: withoutCertificate(reply.publicJwk),
      },
    };
    const first = await send(portal, { ...outgoing(destinationId, []), replyChannel });
    const received = await town.subscriber.receiveSubmission(first.itemId, receiveOptions(on, destinationId));
    assert.ok(received.ok && received.submission.replyKey);
    await town.subscriber.settle(received, signerOf(on));

    const message = { subject: 'Frage', text: 'Wann?', kind: 'question' as const };
    const sent = await town.subscriber.sendReply(
      {
        caseId: first.caseId,
        destinationId,
        replyKey: received.submission.replyKey,
        author,
        data: {
          bytes: encodeMessage(message),
          schema: { schemaUri: 'urn:verbund:reply:1', mimeType: 'application/json' },
        },
        attachments: [{ content: Buffer.from('PDF'), mimeType: 'application/pdf', purpose: 'attachment' }],
      },
      memoryJournal(),
    );
    const replies = await portal.sender.listReplies();
    assert.deepEqual(replies.items, [{ replyId: sent.itemId, caseId: first.caseId }]);
    assert.equal((await town.subscriber.listSubmissions()).totalCount, 0);
    const got = await portal.sender.receiveReply(sent.itemId, {
      destinationId,
      replyReceiverId: ownDestinationId,
      unwrapper: localUnwrapper([reply.privateJwk]),
    });
    assert.ok(got.ok, JSON.stringify(got));
    assert.deepEqual(got.submission.json, message);
    assert.equal(Buffer.from(got.submission.attachments[0]?.bytes ?? []).toString(), 'PDF');
    const settled = await portal.sender.settleReply(got, { iss: ownDestinationId, signer: signerOf(on) });
    assert.deepEqual(settled, { state: 'accepted', already: false });
    assert.equal((await portal.sender.listReplies()).totalCount, 0);

    const followUp = await send(portal, { ...outgoing(destinationId, ['drei']), caseId: first.caseId });
    assert.equal(followUp.caseId, first.caseId);
    const answer = await town.subscriber.receiveSubmission(followUp.itemId, receiveOptions(on, destinationId));
    assert.ok(answer.ok, JSON.stringify(answer));
    await town.subscriber.settle(answer, signerOf(on));
    const verdict = await town.subscriber.verifiedCaseLog(first.caseId, {
      destinationId,
      replyReceiverId: ownDestinationId,
    });
    assert.ok(verdict.ok, JSON.stringify(verdict));
    assert.equal(statusOf(verdict.log, 'reply', sent.itemId).state, 'accepted');
    assert.equal(statusOf(verdict.log, 'submission', followUp.itemId).state, 'accepted');
  });

  it('forwards, then still accepts with a remark', async () => {
    const { itemId, caseId, authenticationTags } = await send(portal, outgoing(destinationId, []));
    const event = { iss: destinationId, sub: `submission:${itemId}`, txn: `case:${caseId}` } as const;
    const forward = await createEvent({ ...event, event: 'forward-submission' }, signerOf(on), () =>
      on.test.clock.now().getTime(),
    );
    await town.subscriber.writeEvent(caseId, forward);
    assert.equal((await town.subscriber.listSubmissions({ destinationId })).items.length, 1);
    const problems = [{ type: 'urn:test', title: 'Hint', detail: 'A page is upside down.', instance: 'data' }];
    const accept = await createEvent(
      { ...event, event: 'accept-submission', payload: { authenticationTags, problems } },
      signerOf(on),
      () => on.test.clock.now().getTime(),
    );
    await town.subscriber.writeEvent(caseId, accept);
    const verdict = await portal.sender.verifiedCaseLog(caseId, { destinationId });
    assert.ok(verdict.ok, JSON.stringify(verdict));
    const { state, problems: remarks } = statusOf(verdict.log, 'submission', itemId);
    assert.deepEqual([state, remarks], ['accepted', problems]);
  });

  it('pages the event log', async () => {
    const { caseId } = await send(portal, outgoing(destinationId, []));
    const page = await portal.call('GET', `/v2/cases/${caseId}/events?offset=1&limit=1`);
    assert.equal(page.json['offset'], 1);
    assert.equal(page.json['count'], 1);
    assert.equal(page.json['totalCount'], 2);
  });

  it('pages the inbox and the cases, oldest first', async () => {
    const other = await newDestination(on, town);
    const sent = [];
    for (const to of [destinationId, other, destinationId]) {
      on.test.clock.advance(1000);
      sent.push(await send(portal, outgoing(to, [])));
    }
    const all = await town.subscriber.listSubmissions({ limit: 500 });
    assert.deepEqual(
      all.items.slice(-3).map(({ submissionId }) => submissionId),
      sent.map(({ itemId }) => itemId),
    );
    const first = all.totalCount - 3;
    const page = await town.subscriber.listSubmissions({ offset: first + 1, limit: 1 });
    assert.deepEqual([page.items.length, page.totalCount], [1, all.totalCount]);
    assert.equal(page.items[0]?.submissionId, sent[1]?.itemId);
    const behind = await town.subscriber.listSubmissions({ offset: all.totalCount, limit: 10 });
    assert.deepEqual([behind.items.length, behind.totalCount], [0, all.totalCount]);
    for (const client of [portal, town]) {
      const { json } = await client.call('GET', '/v2/cases?limit=500');
      const cases = json['cases'] as { caseId: string; destinationId: string }[];
      assert.equal(cases.length, json['totalCount']);
      assert.deepEqual(
        cases.slice(-3),
        sent.map(({ caseId }, index) => ({ caseId, destinationId: index === 1 ? other : destinationId })),
      );
    }
  });

  it('counts for operations', async () => {
    const counts = await on.module.service.statistics();
    assert.ok((counts['submission.accepted'] ?? 0) >= 2);
    assert.equal(counts['reply.accepted'], 1);
  });
});
