import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type OutgoingMail, type Smtp } from '../../../kernel/mail/index.ts';
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

const day = 86_400_000;

describe('mails about what nobody fetches (11)', () => {
  const sent: { id: string; mail: OutgoingMail }[] = [];
  let delivery: Awaited<ReturnType<Smtp['deliver']>> = { outcome: 'sent' };
  let afterDelivery = (): void => undefined;
  const smtp: Smtp = {
    async deliver(id, mail) {
      sent.push({ id, mail });
      afterDelivery();
      return delivery;
    },
    close: () => undefined,
  };
  let on: TestService;
  let portal: TestClient;
  let town: TestClient;
  let destinationId: string;

  async function run(service = on): Promise<{ id: string; mail: OutgoingMail }[]> {
    const rule = service.module.retention.find(({ name }) => name === 'transport.notices');
    assert.ok(rule);
    await rule.run(on.test.clock.now(), on.test.log);
    return sent.splice(0);
  }
  const later = (days: number) => on.test.clock.advance(days * day);

  before(async () => {
    on = await startService({ smtp });
    portal = await newClient(on, 'sender');
    town = await newClient(on, 'subscriber', 'manager');
    destinationId = await newDestination(on, town);
  });
  after(() => on.close());

  it('go once on day 3 and once on day 9, and on no other day', async () => {
    const first = await send(portal, outgoing(destinationId, []));
    const second = await send(portal, outgoing(destinationId, []));
    const settled = await send(portal, outgoing(destinationId, []));
    const { itemId: submissionId, caseId, authenticationTags } = settled;
    await town.subscriber.accept({ submissionId, caseId, destinationId, authenticationTags }, signerOf(on));
    await town.subscriber.listSubmissions();
    const mails: string[] = [];
    for (let age = 0; age <= 14; age += 1) {
      for (const { mail } of await run()) mails.push(`${age}: ${mail.to}`);
      for (const { mail } of await run()) mails.push(`${age} again: ${mail.to}`);
      if (age === 8) await send(portal, outgoing(destinationId, []));
      later(1);
    }
    assert.deepEqual(mails, [
      '3: betrieb@test.example',
      '9: betrieb@test.example',
      // Of the one that came on day 8.
      '11: betrieb@test.example',
    ]);
    assert.ok(first.itemId !== second.itemId);
    await on.test.database.admin('update transport.item set noticed_day = 9');
  });

  it('say in both languages how many wait and which, and nothing else', async () => {
    const old = await send(portal, outgoing(destinationId, []));
    later(6);
    const young = await send(portal, outgoing(destinationId, []));
    await on.test.database.admin(`update transport.item set noticed_day = 3 where item_id = '${old.itemId}'`);
    later(3);
    const [only, ...others] = await run();
    assert.deepEqual(others, [], 'one mail for each destination and run');
    const { mail } = only ?? assert.fail();
    for (const text of [
      destinationId,
      old.itemId,
      young.itemId,
      '3 Tagen (1)',
      '9 Tagen (1)',
      '3 days (1)',
      '9 days (1)',
    ])
      assert.ok(mail.text.includes(text), text);
    assert.match(mail.subject, /Nicht abgeholt.*not fetched/);
    for (const secret of ['Blumenladen', 'Gewerbe', portal.clientId]) assert.ok(!mail.text.includes(secret), secret);
    await on.test.database.admin('update transport.item set noticed_day = 9');
  });

  it('survive a mail server that is down and a process that dies, under the same message id', async () => {
    await send(portal, outgoing(destinationId, []));
    later(3);
    delivery = { outcome: 'failed', reason: 'ECONNREFUSED' };
    const [down] = await run();
    assert.deepEqual(await run(), [], 'not while another run may be at it');
    later(0.1);
    delivery = { outcome: 'sent' };
    afterDelivery = () => {
      throw new Error('the process dies here');
    };
    await assert.rejects(run());
    const [died] = sent.splice(0);
    afterDelivery = () => undefined;
    later(0.1);
    const [good, ...others] = await run();
    assert.deepEqual(others, []);
    assert.ok(down && down.id === died?.id && down.id === good?.id);
    later(0.1);
    assert.deepEqual(await run(), []);
  });

  it('are not sent for what was decided before they could be, nor to an address that is refused', async () => {
    const { itemId: submissionId, caseId, authenticationTags } = await send(portal, outgoing(destinationId, []));
    later(3);
    delivery = { outcome: 'failed', reason: 'ECONNREFUSED' };
    await run();
    delivery = { outcome: 'sent' };
    await town.subscriber.accept({ submissionId, caseId, destinationId, authenticationTags }, signerOf(on));
    later(0.1);
    assert.deepEqual(await run(), []);
    assert.deepEqual(await on.test.database.admin('select notice_id from transport.notice'), []);
    await send(portal, outgoing(destinationId, []));
    later(3);
    delivery = { outcome: 'refused', smtpCode: 550 };
    assert.equal((await run()).length, 1);
    later(0.1);
    delivery = { outcome: 'sent' };
    assert.deepEqual(await run(), []);
  });

  it('wait unmarked while there is no mail server', async () => {
    const without = await startService();
    try {
      const sender = await newClient(without, 'sender');
      const receiver = await newClient(without, 'subscriber', 'manager');
      await send(sender, outgoing(await newDestination(without, receiver), []));
      without.test.clock.advance(4 * day);
      const rule = without.module.retention.find(({ name }) => name === 'transport.notices');
      await rule?.run(without.test.clock.now(), without.test.log);
      assert.deepEqual(await without.test.database.admin('select noticed_day from transport.item'), [
        { noticed_day: 0 },
      ]);
    } finally {
      await without.close();
    }
  });
});
