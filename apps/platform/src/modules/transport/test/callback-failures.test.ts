import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createOutgoingHttp } from '../../../kernel/outgoing/index.ts';
import { createTransport } from '../module.ts';
import {
  notifyTypes,
  receiverUrl,
  secret,
  sendWithCallback,
  takeNames,
  testReceiver,
  waitingCalls,
} from './callback-support.ts';
import {
  newClient,
  newDestination,
  outgoing,
  send,
  signerOf,
  startService,
  type TestClient,
  type TestService,
} from './life-support.ts';

const second = 1000;
const hour = 3600 * second;

describe('callbacks that fail (8)', () => {
  const receiver = testReceiver();
  let on: TestService;
  let portal: TestClient;
  let town: TestClient;
  let destinationId: string;
  const run = () => on.module.runCallbacks();
  const targetAt = (host: string, id = destinationId) =>
    town.management.patch(id, { callback: { url: receiverUrl(host), secret } });
  const deadNames = async () =>
    (await on.module.service.deadCallbacks()).map(({ name, reason }) => `${name}: ${reason}`);

  before(async () => {
    on = await startService({ outgoing: receiver.http });
    receiver.useClock(() => on.test.clock.now().getTime());
    portal = await newClient(on, 'sender');
    town = await newClient(on, 'subscriber', 'manager');
    destinationId = await newDestination(on, town);
  });
  after(() => on.close());
  beforeEach(async () => {
    await on.test.database.admin('delete from transport.callback');
    receiver.answerWith(() => 200);
    receiver.take();
    await targetAt('town');
  });

  it('are repeated by plan, until one succeeds', async () => {
    receiver.answerWith(() => 503);
    const { itemId, caseId } = await send(portal, outgoing(destinationId, []));
    await run();
    for (const wait of [10, 30, 120, 600, 3600, 3600]) {
      assert.equal(receiver.take().length, 1, `before ${wait} s`);
      on.test.clock.advance((wait - 1) * second);
      await run();
      assert.equal(receiver.take().length, 0, `${wait - 1} s`);
      on.test.clock.advance(second);
      await run();
    }
    receiver.take();
    assert.deepEqual(await notifyTypes(portal, caseId, itemId), []);
    receiver.answerWith(() => 200);
    on.test.clock.advance(hour);
    await run();
    assert.deepEqual(takeNames(receiver), ['town.example submissions']);
    assert.deepEqual(await notifyTypes(portal, caseId, itemId), ['callback']);
    assert.equal(await waitingCalls(on), 0);
  });

  it('take along what waits when something new comes in', async () => {
    receiver.answerWith(() => 503);
    await send(portal, outgoing(destinationId, []));
    await run();
    receiver.take();
    receiver.answerWith(() => 200);
    await send(portal, outgoing(destinationId, []));
    await run();
    const [both] = receiver.take();
    assert.ok(both?.notice.kind === 'submissions');
    assert.equal(both.notice.submissions.length, 2);
    assert.equal(await waitingCalls(on), 0);
  });

  it('become dead letters after three days, which an operator has tried again or dismisses', async () => {
    receiver.answerWith(() => 500);
    await send(portal, outgoing(destinationId, []));
    for (let hours = 0; hours < 71; hours += 1) {
      await run();
      on.test.clock.advance(hour);
    }
    assert.deepEqual(await deadNames(), []);
    on.test.clock.advance(2 * hour);
    await run();
    assert.deepEqual(await deadNames(), ['new-submissions → town.example (1): http-500']);
    receiver.take();
    on.test.clock.advance(hour);
    await run();
    assert.equal(receiver.take().length, 0);
    const [dead] = await on.module.service.deadCallbacks();
    assert.ok(dead);
    await on.module.service.retryCallback(dead.id);
    await run();
    assert.equal(receiver.take().length, 1);
    // The plan begins anew.
    assert.deepEqual(await deadNames(), []);
    receiver.answerWith(() => 410);
    on.test.clock.advance(10 * second);
    await run();
    assert.deepEqual(await deadNames(), ['new-submissions → town.example (1): http-410']);
    // A new address gives them another chance by itself.
    receiver.answerWith(() => 410);
    await targetAt('new-town');
    await run();
    assert.deepEqual(takeNames(receiver), ['new-town.example submissions', 'town.example submissions'].slice(0, 2));
    await on.module.service.dismissCallback(dead.id);
    assert.deepEqual(await deadNames(), []);
    assert.equal(await waitingCalls(on), 0);
    for (const id of ['nonsense', `${destinationId}.x`, "'.new-events"]) await on.module.service.retryCallback(id);
  });

  it('are forgotten after 30 days as dead letters', async () => {
    receiver.answerWith(() => 410);
    await sendWithCallback(portal, destinationId);
    await run();
    const rule = on.module.retention.find(({ name }) => name === 'transport.dead-callbacks');
    const inDays = (days: number) => new Date(on.test.clock.now().getTime() + days * 24 * hour);
    assert.deepEqual(await rule?.run(inDays(29), on.test.log), { deleted: 0 });
    assert.deepEqual(await rule?.run(inDays(30), on.test.log), { deleted: 1 });
  });

  it('are repeated when the process dies between call and record, with one event in the log', async () => {
    const { itemId, caseId } = await send(portal, outgoing(destinationId, []));
    const died = new Error('the process dies here');
    const { config, clock, log, blobs } = on.test.kernel;
    const db = on.test.database.as('transport');
    let left = 0;
    const dying = {
      ...db,
      tx: ((owner, work) => {
        // Looking for work belongs to nobody and does not count.
        if (owner.client) left -= 1;
        return left === 0 && owner.client ? Promise.reject(died) : db.tx(owner, work);
      }) as typeof db.tx,
    };
    const kernel = { config, clock, log, blobs, db: dying };
    // Read, look at the item, write the event, delete the call: the process dies at each of them in turn.
    for (const step of [4, 3, 2, 1]) {
      left = step;
      const process = createTransport(kernel, { outgoing: receiver.http, signingKeys: [on.keys.signing.privateJwk] });
      await process.runCallbacks();
      assert.equal(await waitingCalls(on), 1, `step ${step}`);
      on.test.clock.advance(61 * second);
    }
    assert.equal(receiver.take().length, 3);
    await run();
    assert.equal(receiver.take().length, 1);
    assert.equal(await waitingCalls(on), 0);
    assert.deepEqual(await notifyTypes(portal, caseId, itemId), ['callback']);
  });

  it('are made once by several processes together', async () => {
    const { config, clock, log, blobs } = on.test.kernel;
    const kernel = { config, clock, log, blobs, db: on.test.database.as('transport') };
    const other = createTransport(kernel, { outgoing: receiver.http, signingKeys: [on.keys.signing.privateJwk] });
    for (let count = 0; count < 6; count += 1) {
      const id = await newDestination(on, town);
      await targetAt(`town${count}`, id);
      await send(portal, outgoing(id, []));
    }
    await Promise.all([run(), other.runCallbacks(), run()]);
    assert.deepEqual(
      takeNames(receiver),
      [0, 1, 2, 3, 4, 5].map((count) => `town${count}.example submissions`),
    );
  });

  it('hold up nobody else while they hang', { timeout: 20_000 }, async () => {
    let release: (status: number) => void = () => undefined;
    const hanging = new Promise<number>((resolve) => (release = resolve));
    receiver.answerWith((url) => (url.includes('hanging') ? hanging : 200));
    const ids = [destinationId];
    for (let count = 0; count < 5; count += 1) ids.push(await newDestination(on, town));
    for (const id of ids) {
      await targetAt('hanging', id);
      await send(portal, outgoing(id, []));
    }
    const quick = await newDestination(on, town);
    await targetAt('quick', quick);
    await send(portal, outgoing(quick, []));
    const done = run();
    const called = () => receiver.take().map(({ url }) => new URL(url).hostname);
    const seen: string[] = [];
    while (seen.length < 5 || !seen.includes('quick.example')) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.push(...called());
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    seen.push(...called());
    assert.equal(seen.filter((host) => host === 'hanging.example').length, 4, 'four at once to one host');
    release(200);
    await done;
    assert.equal(called().length, 2);
  });

  it('of one client leave room for the others, under however many names they hang', { timeout: 20_000 }, async () => {
    let release: (status: number) => void = () => undefined;
    const hanging = new Promise<number>((resolve) => (release = resolve));
    receiver.answerWith((url) => (url.includes('sender') ? hanging : 200));
    for (let count = 0; count < 18; count += 1) await sendWithCallback(portal, destinationId, `sender-${count}`);
    await on.test.database.admin('delete from transport.callback');
    await town.subscriber.listSubmissions({ destinationId, limit: 500 });
    on.test.clock.advance(second);
    const quick = await newDestination(on, town);
    await targetAt('quick', quick);
    await send(portal, outgoing(quick, []));
    const done = run();
    const seen: string[] = [];
    const slow = () => seen.filter((host) => host.startsWith('sender')).length;
    while (slow() < 16 || !seen.includes('quick.example')) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.push(...receiver.take().map(({ url }) => new URL(url).hostname));
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    seen.push(...receiver.take().map(({ url }) => new URL(url).hostname));
    release(200);
    await done;
    assert.equal(slow(), 16);
    assert.equal(await waitingCalls(on), 0);
  });

  it('never reach private addresses and follow no redirect', async () => {
    let hits = 0;
    const server = createServer((request, response) => {
      hits += 1;
      if (request.url === '/redirect') response.writeHead(307, { location: '/good' }).end();
      else response.end('good');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const own = await newDestination(on, town);
    await targetAt('x', own);
    const callAt = async (url: string, allowedHosts: readonly string[]) => {
      await on.test.database.admin(`update transport.callback_target set url = '${url}' where target_id = '${own}'`);
      const lookup = (_name: string, done: (error: null, found: { address: string; family: number }[]) => void) =>
        done(null, [{ address: '127.0.0.1', family: 4 }]);
      const outgoingHttp = createOutgoingHttp({ allowedHosts, mode: 'test', lookup });
      const { config, clock, log, blobs } = on.test.kernel;
      const kernel = { config, clock, log, blobs, db: on.test.database.as('transport') };
      const { service } = createTransport(kernel, {
        outgoing: outgoingHttp,
        signingKeys: [on.keys.signing.privateJwk],
      });
      const result = await service.testCallback(own);
      await outgoingHttp.close();
      return result;
    };
    try {
      const private_ = ['127.0.0.1', 'rebind.example', '[::ffff:127.0.0.1]', '[::1]', '2130706433', '169.254.169.254'];
      for (const host of private_) {
        const refused = await callAt(`http://${host}:${port}/good`, []);
        assert.deepEqual([refused.ok, refused.status], [false, null], host);
        assert.match(refused.reason.en, /no public host/, host);
      }
      assert.equal(hits, 0);
      const redirected = await callAt(`http://127.0.0.1:${port}/redirect`, ['127.0.0.1']);
      assert.deepEqual([redirected.ok, redirected.status], [false, 307]);
      assert.equal(hits, 1);
      assert.equal((await callAt(`http://127.0.0.1:${port}/good`, ['127.0.0.1'])).ok, true);
    } finally {
      server.close();
    }
  });

  it('are of no use any more once the destination was decided upon or the callback removed', async () => {
    receiver.answerWith(() => 503);
    const { itemId, caseId, authenticationTags } = await send(portal, outgoing(destinationId, []));
    await run();
    await town.subscriber.accept({ submissionId: itemId, caseId, destinationId, authenticationTags }, signerOf(on));
    on.test.clock.advance(hour);
    receiver.take();
    await run();
    assert.equal(receiver.take().length, 0);
    await send(portal, outgoing(destinationId, []));
    await town.management.patch(destinationId, { callback: null });
    assert.equal(await waitingCalls(on), 0);
  });
});
