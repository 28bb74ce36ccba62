import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { newUuid, type ClientId, type TenantId } from '#kernel/ids';
import { type Database } from '#kernel/db';
import {
  allCallbackKeys,
  deleteTarget,
  findCallbackOwner,
  putTarget,
  selectTarget,
  type TargetRow,
} from '../store/callback-targets.ts';
import {
  changeSecret,
  dropLink,
  findLog,
  insertLink,
  keepsKeysHere,
  listDestinationsOf,
  listLinks,
  listTenantClients,
} from '../store/tenant-clients.ts';
import {
  fetchToken,
  newClient,
  newDestination,
  send,
  outgoing,
  startService,
  type TestService,
} from './life-support.ts';

/** What the rows say by themselves, below the checks of the module. */
describe('rows of callbacks and of the self-service', () => {
  let on: TestService;
  let db: Database;
  const tenant = newUuid<TenantId>();
  before(async () => {
    on = await startService();
    db = on.test.database.as('transport');
  });
  after(() => on.close());

  const ownedClient = (name: string, keysHere = false) =>
    on.module.service.createClient({ name, roles: ['subscriber', 'manager'], tenant, region: null, keysHere });

  function target(id: string, client: ClientId, change: Partial<TargetRow> = {}): TargetRow {
    const row = { target_id: id, client_id: client, url: 'https://a.example/x', host: 'a.example', key_id: 'k1' };
    return { ...row, sealed_secret: Buffer.from('sealed'), ...change };
  }

  describe('callback targets', () => {
    it('one for each destination or item, its owner’s alone; a new address replaces the old one', async () => {
      const town = await newClient(on, 'subscriber', 'manager');
      const stranger = await newClient(on, 'subscriber', 'manager');
      const id = await newDestination(on, town);
      const owner = { client: town.clientId };
      await db.tx(owner, (tx) => putTarget(tx, 'destination', target(id, town.clientId), new Date()));
      const next = target(id, town.clientId, {
        ...{ url: 'https://b.example/y', host: 'b.example', key_id: 'k2', sealed_secret: Buffer.from('other') },
      });
      await db.tx(owner, (tx) => putTarget(tx, 'destination', next, new Date()));
      assert.deepEqual(await db.tx(owner, (tx) => selectTarget(tx, id)), next);
      assert.equal(await db.tx({ client: stranger.clientId }, (tx) => selectTarget(tx, id)), null);
      assert.equal(await db.tx({}, (tx) => findCallbackOwner(tx, id)), town.clientId);
      assert.equal(await db.tx({}, (tx) => findCallbackOwner(tx, randomUUID())), null);
      await db.tx({ client: stranger.clientId }, (tx) => deleteTarget(tx, id));
      assert.ok(await db.tx(owner, (tx) => selectTarget(tx, id)));
      await db.tx(owner, (tx) => deleteTarget(tx, id));
      assert.equal(await db.tx(owner, (tx) => selectTarget(tx, id)), null);
    });

    it('the address of a sender is not that of a destination; ids of keys are told once', async () => {
      const town = await newClient(on, 'subscriber', 'manager');
      const portal = await newClient(on, 'sender');
      const destinationId = await newDestination(on, town);
      const { itemId } = await send(portal, outgoing(destinationId, []));
      const owner = { client: portal.clientId };
      const mine = target(itemId, portal.clientId, { key_id: 'k7' });
      await db.tx(owner, (tx) => putTarget(tx, 'item', mine, new Date()));
      assert.equal(await db.tx({}, (tx) => findCallbackOwner(tx, itemId)), null);
      const theirs = target(destinationId, town.clientId, { key_id: 'k7' });
      await db.tx({ client: town.clientId }, (tx) => putTarget(tx, 'destination', theirs, new Date()));
      const ids = await db.tx({}, allCallbackKeys);
      assert.deepEqual(
        ids.filter((id) => id === 'k7'),
        ['k7'],
      );
    });

    it('a new address gives calls that were given up another chance, and leaves waiting ones alone', async () => {
      const town = await newClient(on, 'subscriber', 'manager');
      const portal = await newClient(on, 'sender');
      const id = await newDestination(on, town);
      const owner = { client: town.clientId };
      const at = new Date('2026-11-03T10:00:00Z');
      await db.tx(owner, (tx) => putTarget(tx, 'destination', target(id, town.clientId), at));
      for (const text of ['eins', 'zwei']) await send(portal, outgoing(id, [text]));
      const calls = () =>
        on.test.database.admin(
          `select dead_at is not null as dead, attempts, due_at as due from transport.callback
           where target_id = '${id}' order by callback_id`,
        );
      const [first] = await on.test.database.admin(
        `update transport.callback set dead_at = now(), attempts = 9 where callback_id =
           (select min(callback_id) from transport.callback where target_id = '${id}') returning callback_id`,
      );
      assert.ok(first);
      const [, waiting] = await calls();
      await db.tx(owner, (tx) => putTarget(tx, 'destination', target(id, town.clientId), at));
      assert.deepEqual(await calls(), [{ dead: false, attempts: 0, due: at }, waiting]);
      assert.notDeepEqual(waiting?.['due'], at);
    });
  });

  describe('clients of a tenant', () => {
    it('are listed for their tenant alone, oldest first, with their destinations', async () => {
      const first = await ownedClient('first');
      on.test.clock.advance(1000);
      const second = await ownedClient('second', true);
      const listed = await db.tx({ tenant }, listTenantClients);
      assert.deepEqual(
        listed.map(({ client_id: id, name, keys_here: here, secret_number: number }) => [id, name, here, number]),
        [
          [first.clientId, 'first', false, 1],
          [second.clientId, 'second', true, 1],
        ],
      );
      assert.deepEqual(await db.tx({ tenant: newUuid<TenantId>() }, listTenantClients), []);
      assert.deepEqual(await db.tx({}, listTenantClients), []);
      assert.equal(await db.tx({ client: first.clientId }, keepsKeysHere), false);
      assert.equal(await db.tx({ client: second.clientId }, keepsKeysHere), true);
      assert.equal(await db.tx({}, keepsKeysHere), false);
    });

    it('a new secret is made once from each number and ends the tokens of the old one', async () => {
      const client = await ownedClient('secretive');
      await fetchToken(on, client);
      const tokens = () =>
        on.test.database.admin(`select from transport.access_token where client_id = '${client.clientId}'`);
      assert.equal((await tokens()).length, 1);
      const owner = { client: client.clientId };
      const change = { client: client.clientId, secretHash: Buffer.alloc(32, 1), from: 1 };
      assert.equal(await db.tx(owner, (tx) => changeSecret(tx, { ...change, from: 2 })), false);
      assert.equal((await tokens()).length, 1);
      assert.equal(await db.tx(owner, (tx) => changeSecret(tx, change)), true);
      assert.equal((await tokens()).length, 0);
      assert.equal(await db.tx(owner, (tx) => changeSecret(tx, change)), false);
      assert.equal(
        await db.tx({ client: newUuid<ClientId>() }, (tx) => changeSecret(tx, { ...change, from: 2 })),
        false,
      );
      await on.test.database.admin(
        `update transport.client set revoked_at = now() where client_id = '${client.clientId}'`,
      );
      assert.equal(await db.tx(owner, (tx) => changeSecret(tx, { ...change, from: 2 })), false);
    });
  });

  describe('links of a destination', () => {
    it('are the owner’s to see and to end, its own link excepted', async () => {
      const town = await newClient(on, 'subscriber', 'manager');
      const helper = await newClient(on, 'subscriber');
      const id = await newDestination(on, town);
      const owner = { client: town.clientId };
      await db.tx(owner, (tx) => insertLink(tx, id, helper.clientId));
      const linked = async (client: ClientId) =>
        (await db.tx({ client }, (tx) => listLinks(tx, id))).map((link) => link.client_id);
      assert.deepEqual((await linked(town.clientId)).toSorted(), [town.clientId, helper.clientId].toSorted());
      assert.deepEqual(await linked(helper.clientId), []);
      await assert.rejects(db.tx(owner, (tx) => insertLink(tx, id, helper.clientId)));
      await assert.rejects(db.tx({ client: helper.clientId }, (tx) => insertLink(tx, id, newUuid<ClientId>())));
      assert.equal(await db.tx({ client: helper.clientId }, (tx) => dropLink(tx, id, town.clientId)), false);
      assert.equal(await db.tx(owner, (tx) => dropLink(tx, id, town.clientId)), false);
      assert.equal(await db.tx(owner, (tx) => dropLink(tx, id, helper.clientId)), true);
      assert.equal(await db.tx(owner, (tx) => dropLink(tx, id, helper.clientId)), false);
      assert.deepEqual(await linked(town.clientId), [town.clientId]);
    });

    it('destinations are listed by owner, in the order they were made', async () => {
      const town = await newClient(on, 'subscriber', 'manager');
      const other = await newClient(on, 'subscriber', 'manager');
      const earlier = await newDestination(on, town);
      on.test.clock.advance(1000);
      const later = await newDestination(on, town);
      await newDestination(on, other);
      const listed = await db.tx({ client: town.clientId }, (tx) => listDestinationsOf(tx, [town.clientId]));
      assert.deepEqual(
        listed.map((one) => one.destination_id),
        [earlier, later],
      );
      assert.deepEqual(await db.tx({ client: town.clientId }, (tx) => listDestinationsOf(tx, [])), []);
    });
  });

  it('finds the log of a case or an item for tenants that take part, and for nobody else', async () => {
    const portal = await newClient(on, 'sender');
    const owned = await ownedClient('receives');
    const town = await newClient(on, 'subscriber', 'manager');
    const destinationId = await newDestination(on, town);
    const { caseId, itemId } = await send(portal, outgoing(destinationId, []));
    const find = (id: string, asked: TenantId = tenant) => db.tx({ tenant: asked }, (tx) => findLog(tx, id));
    assert.equal(await find(caseId), null);
    await db.tx({ client: town.clientId }, (tx) => insertLink(tx, destinationId, owned.clientId));
    const log = { client_id: owned.clientId, case_id: caseId, destination_id: destinationId };
    assert.deepEqual(await find(caseId), log);
    assert.deepEqual(await find(itemId), log);
    assert.equal(await find(randomUUID()), null);
    assert.equal(await find(caseId, newUuid<TenantId>()), null);
  });
});
