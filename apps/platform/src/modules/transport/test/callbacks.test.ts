import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { encodeMessage, withoutCertificate } from '@verbund/fit-connect';
import { memoryJournal } from '@verbund/fit-connect/testing';
import {
  notifyTypes,
  receiverUrl,
  secret,
  senderSecret,
  sendWithCallback,
  takeNames,
  testReceiver,
  waitingCalls,
} from './callback-support.ts';
import {
  author,
  destinationBody,
  newClient,
  newDestination,
  outgoing,
  rawCall,
  send,
  signerOf,
  startService,
  type TestClient,
  type TestService,
} from './life-support.ts';

describe('callbacks (8)', () => {
  const receiver = testReceiver();
  let on: TestService;
  let portal: TestClient;
  let town: TestClient;
  let destinationId: string;
  const run = () => on.module.runCallbacks();

  before(async () => {
    on = await startService({ outgoing: receiver.http });
    receiver.useClock(() => on.test.clock.now().getTime());
    portal = await newClient(on, 'sender', 'subscriber', 'manager');
    town = await newClient(on, 'subscriber', 'manager');
    destinationId = await newDestination(on, town);
    await town.management.patch(destinationId, { callback: { url: receiverUrl('town'), secret } });
  });
  after(() => on.close());

  it('tell each side what it did not do itself, through a whole case with a reply', async () => {
    const { itemId, caseId, authenticationTags } = await sendWithCallback(portal, destinationId);
    const head = { submissionId: itemId, caseId, destinationId };
    await run();
    // The notify event that follows from the first call is news for the sender.
    const [first, second, ...others] = receiver.take();
    assert.deepEqual(first?.notice, { kind: 'submissions', submissions: [head] });
    assert.match(first.body, /"submissionIds":\["/);
    assert.equal(first.timeoutMs, 10_000);
    assert.equal(second?.url, receiverUrl('sender'));
    assert.deepEqual(second.notice, { kind: 'events', submissions: [head], replies: [] });
    assert.deepEqual(others, []);
    assert.deepEqual(await notifyTypes(portal, caseId, itemId), ['callback']);
    await town.subscriber.listSubmissions();
    assert.deepEqual(await notifyTypes(portal, caseId, itemId), ['callback', 'polling']);
    await town.subscriber.accept({ ...head, authenticationTags }, signerOf(on));
    await run();
    // Two changes, one hint.
    assert.deepEqual(takeNames(receiver), ['sender.example events']);

    const reply = await town.subscriber.sendReply(
      {
        caseId,
        destinationId,
        replyKey: withoutCertificate(on.keys.encryption.publicJwk),
        author,
        data: {
          bytes: encodeMessage({ subject: 'Frage', text: 'Wann?', kind: 'question' }),
          schema: { schemaUri: 'urn:verbund:reply:1', mimeType: 'application/json' },
        },
        attachments: [],
      },
      memoryJournal(),
    );
    await run();
    const [toSender, toTown, ...more] = receiver.take();
    assert.equal(toSender?.url, receiverUrl('sender'));
    const replyHead = { replyId: reply.itemId, caseId };
    assert.deepEqual(toSender.notice, { kind: 'replies', replies: [replyHead] });
    assert.equal(toTown?.url, receiverUrl('town'));
    assert.deepEqual(toTown.notice, { kind: 'events', submissions: [], replies: [replyHead] });
    assert.deepEqual(more, []);
    assert.deepEqual(await notifyTypes(portal, caseId, reply.itemId), ['callback']);
    assert.equal(await waitingCalls(on), 0);
  });

  it('merge what waits for one destination, and drop what was decided meanwhile', async () => {
    const sent = [];
    for (let count = 0; count < 3; count += 1) sent.push(await send(portal, outgoing(destinationId, [])));
    const [gone, ...rest] = sent;
    assert.ok(gone);
    await town.subscriber.reject({ submissionId: gone.itemId, caseId: gone.caseId, destinationId }, [], signerOf(on));
    await run();
    const [merged, ...others] = receiver.take();
    assert.ok(merged?.notice.kind === 'submissions');
    assert.deepEqual(
      merged.notice.submissions.map(({ submissionId }) => submissionId).toSorted(),
      rest.map(({ itemId }) => itemId).toSorted(),
    );
    assert.deepEqual(others, []);
    assert.deepEqual(await notifyTypes(portal, gone.caseId, gone.itemId), []);
  });

  it('belong to the owner: never shown, changed by patch, removed by null and by put', async () => {
    const read = async () => (await town.call('GET', `${on.destinationBaseUrl}/v1/destinations/${destinationId}`)).json;
    const url = receiverUrl('town');
    const at = `${on.destinationBaseUrl}/v1/destinations/${destinationId}`;
    const patch = (body: unknown) => town.call('PATCH', at, JSON.stringify(body), 'application/merge-patch+json');
    assert.deepEqual((await read())['callback'], { url });
    assert.equal((await rawCall(on, 'GET', `/v2/destinations/${destinationId}`)).json['callback'], undefined);
    assert.deepEqual((await patch({ name: 'Neuer Name' })).json['callback'], { url });
    const refused = await patch({ callback: { url: receiverUrl('elsewhere') } });
    assert.equal(refused.status, 400, 'a new address needs the secret again');
    assert.match(refused.text, /secret/);
    assert.equal((await patch({ callback: { secret: 'a new secret of good length' } })).status, 200);
    assert.equal((await patch({ callback: { url: 'http://town.example/', secret } })).status, 400);
    assert.deepEqual((await read())['callback'], { url });
    assert.equal((await patch({ callback: null })).json['callback'], undefined);

    const { encryptionPublicKey: _, signingPublicKey: __, ...settings } = destinationBody(on.keys);
    const put = (body: unknown) => town.call('PUT', at, JSON.stringify({ ...settings, ...(body as object) }));
    assert.deepEqual((await put({ callback: { url, secret } })).json['callback'], { url });
    assert.equal((await put({})).json['callback'], undefined);
    assert.deepEqual((await read())['callback'], undefined);
    const created = await town.management.create(destinationBody(on.keys, { callback: { url, secret } }));
    const stored = await town.call('GET', `${on.destinationBaseUrl}/v1/destinations/${created.destinationId}`);
    assert.deepEqual(stored.json['callback'], { url });
    assert.ok(!stored.text.includes(secret));
    await patch({ callback: { url, secret } });
  });

  it('refuse to promise the sender what will not happen', async () => {
    const callback = { url: 'http://sender.example/', secret: senderSecret };
    const body = { destinationId, publicService: outgoing(destinationId).publicService, announcedAttachments: [] };
    const refused = await portal.call('POST', '/v2/submissions', JSON.stringify({ ...body, callback }));
    assert.equal(refused.status, 400);
    assert.match(refused.text, /https-required/);
  });

  it('keep their secrets out of the database, bound to their place', async () => {
    const tables = await on.test.database.admin(
      "select table_name from information_schema.tables where table_schema in ('transport', 'kernel') and table_type = 'BASE TABLE'",
    );
    for (const { table_name: table } of tables) {
      for (const schema of ['transport', 'kernel']) {
        const rows = await on.test.database
          .admin(`select t::text as row from ${schema}.${String(table)} t`)
          .catch(() => []);
        for (const { row } of rows) {
          for (const plain of [secret, senderSecret]) {
            assert.ok(!String(row).includes(plain), String(table));
            assert.ok(!String(row).includes(Buffer.from(plain).toString('hex')), String(table));
          }
        }
      }
    }
    const file = join(on.test.kernel.config.dataDir, 'transport', 'callback-key.json');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.match(readFileSync(file, 'utf8'), /"k":"[\w-]{43}"/);
    // Another target's sealed secret does not open here.
    await on.test.database.admin(
      `update transport.callback_target set sealed_secret = (select sealed_secret from transport.callback_target
        where item_id is not null limit 1) where target_id = '${destinationId}'`,
    );
    const test = await on.module.service.testCallback(destinationId);
    assert.equal(test.ok, false);
    assert.match(test.reason.de, /Geheimnis/);
    await town.management.patch(destinationId, { callback: { url: receiverUrl('town'), secret } });
  });

  it('can be tried by hand', async () => {
    receiver.take();
    receiver.answerWith(() => 204);
    const good = await on.module.service.testCallback(destinationId);
    assert.deepEqual([good.ok, good.status], [true, 204]);
    const [called] = receiver.take();
    assert.deepEqual(called?.notice, { kind: 'submissions', submissions: [] });
    receiver.answerWith(() => 401);
    const bad = await on.module.service.testCallback(destinationId);
    assert.deepEqual([bad.ok, bad.status], [false, 401]);
    assert.match(bad.reason.en, /401/);
    receiver.answerWith(() => 302);
    assert.match((await on.module.service.testCallback(destinationId)).reason.de, /leitet weiter/);
    receiver.answerWith(() => 200);
    receiver.take();
    const missing = await on.module.service.testCallback('00000000-0000-4000-8000-000000000000');
    assert.match(missing.reason.de, /kein Rückruf/);
  });

  it('tell both sides when the service itself rejects and deletes', async () => {
    await sendWithCallback(portal, destinationId);
    await run();
    receiver.take();
    for (const [rule, days] of [
      ['transport.unfetched', 14],
      ['transport.settled-content', 7],
    ] as const) {
      on.test.clock.advance(days * 86_400_000);
      await on.module.retention.find(({ name }) => name === rule)?.run(on.test.clock.now(), on.test.log);
      await run();
      const names = new Set(takeNames(receiver));
      assert.deepEqual([...names], ['sender.example events', 'town.example events'], rule);
    }
  });
});
