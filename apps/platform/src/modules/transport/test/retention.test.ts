import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { encrypt, statusOf, type Problem } from '@verbund/fit-connect';
import {
  newClient,
  newDestination,
  outgoing,
  send,
  service,
  signerOf,
  startService,
  type TestClient,
  type TestService,
} from './life-support.ts';

const day = 86_400_000;

describe('retention of the delivery service (11)', () => {
  let on: TestService;
  let portal: TestClient;
  let town: TestClient;
  let destinationId: string;

  before(async () => {
    on = await startService();
    portal = await newClient(on, 'sender');
    town = await newClient(on, 'subscriber', 'manager');
    destinationId = await newDestination(on, town);
  });
  after(() => on.close());

  async function run(name: string): Promise<number> {
    const rule = on.module.retention.find((one) => one.name === name);
    assert.ok(rule, name);
    return (await rule.run(on.test.clock.now(), on.test.log)).deleted;
  }
  async function statusIn(caseId: string, itemId: string) {
    const verdict = await portal.sender.verifiedCaseLog(caseId, { destinationId });
    assert.ok(verdict.ok, JSON.stringify(verdict));
    return statusOf(verdict.log, 'submission', itemId);
  }
  /** Files of attachments, and attachments small enough to lie in their row. */
  const stored = async () => [
    (await on.test.database.admin('select from kernel.blob')).length,
    (await on.test.database.admin('select from transport.attachment where content is not null')).length,
  ];
  const gone = (error: unknown) => error instanceof Error && 'status' in error && error.status === 404;

  it('deletes what was never submitted after a day', async () => {
    const { submissionId, caseId } = await portal.sender.announce({
      destinationId,
      publicService: service,
      announcedAttachments: [],
    });
    on.test.clock.advance(day - 1000);
    assert.equal(await run('transport.incomplete'), 0);
    on.test.clock.advance(1000);
    assert.equal(await run('transport.incomplete'), 1);
    assert.equal(await run('transport.incomplete'), 0);
    assert.equal((await statusIn(caseId, submissionId)).state, 'deleted');
  });

  it('deletes content and files 7 days after the acceptance, the log stays', async () => {
    const { itemId, caseId, authenticationTags } = await send(
      portal,
      outgoing(destinationId, ['ein', 'lang'.repeat(30)]),
    );
    assert.deepEqual(await stored(), [1, 1]);
    const head = { submissionId: itemId, caseId, destinationId, authenticationTags };
    await town.subscriber.accept(head, signerOf(on));
    on.test.clock.advance(7 * day - 1000);
    assert.equal(await run('transport.settled-content'), 0);
    assert.equal((await town.subscriber.getSubmission(itemId)).submissionId, itemId);
    on.test.clock.advance(1000);
    assert.equal(await run('transport.settled-content'), 1);
    assert.deepEqual(await stored(), [0, 0]);
    await assert.rejects(town.subscriber.getSubmission(itemId), gone);
    assert.deepEqual((await statusIn(caseId, itemId)).history, ['incomplete', 'submitted', 'accepted', 'deleted']);
  });

  it('rejects on day 14 what nobody decided, closes its content and deletes it a week later', async () => {
    const { itemId, caseId } = await send(portal, outgoing(destinationId));
    on.test.clock.advance(14 * day);
    assert.equal(await run('transport.unfetched'), 1);
    const status = await statusIn(caseId, itemId);
    assert.equal(status.state, 'rejected');
    assert.match(status.problems.map((problem: Problem) => problem.type).join(), /technical-error$/);
    await assert.rejects(town.subscriber.getSubmission(itemId), gone);
    assert.equal((await town.subscriber.listSubmissions()).totalCount, 0);
    on.test.clock.advance(7 * day);
    assert.equal(await run('transport.settled-content'), 1);
    assert.deepEqual(await stored(), [0, 0]);
  });

  it('deletes the case 730 days after its last event, and tokens after their end', async () => {
    const cases = async () => (await on.test.database.admin('select case_id from transport.case_file')).length;
    assert.equal(await cases(), 3);
    on.test.clock.advance(730 * day - 1000);
    assert.equal(await run('transport.event-log'), 2);
    on.test.clock.advance(1000);
    assert.equal(await run('transport.event-log'), 1);
    assert.equal(await cases(), 0);
    for (const table of ['item', 'attachment', 'event']) {
      assert.deepEqual(await on.test.database.admin(`select from transport.${table}`), []);
    }
    assert.ok((await run('transport.access-tokens')) > 0);
    assert.deepEqual(await on.test.database.admin('select from transport.access_token'), []);
  });

  it('deletes what a client wrote that is no longer linked with the destination', async () => {
    const announcement = { destinationId, publicService: service, announcedAttachments: [] };
    const { caseId } = await portal.sender.announce(announcement);
    const helper = await newClient(on, 'subscriber');
    const link = 'transport.destination_client';
    await on.test.database.admin(`insert into ${link} values ('${helper.clientId}', '${destinationId}')`);
    const attachmentId = randomUUID();
    const body = JSON.stringify({ caseId, announcedAttachments: [attachmentId] });
    const { json } = await helper.call('POST', '/v2/replies', body);
    const jwe = await encrypt(Buffer.from('x'), on.keys.encryption.publicJwk, { cty: 'text/plain' });
    const path = `/v2/replies/${String(json['replyId'])}/attachments/${attachmentId}`;
    assert.equal((await helper.call('PUT', path, jwe, 'application/jose')).status, 204);
    await on.test.database.admin(`delete from ${link} where client_id = '${helper.clientId}'`);
    on.test.clock.advance(day);
    assert.equal(await run('transport.incomplete'), 2);
    assert.deepEqual(await stored(), [0, 0]);
  });
});
