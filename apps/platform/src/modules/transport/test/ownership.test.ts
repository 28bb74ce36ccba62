import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { nextState, type EventAction, type EventWriter, type ItemState } from '@verbund/fit-connect';
import { sql } from 'kysely';
import { findOwnerlessTables, type Database } from '../../../kernel/db/index.ts';
import { type ClientId } from '../../../kernel/ids/index.ts';
import {
  newClient,
  newDestination,
  outgoing,
  send,
  startService,
  type TestClient,
  type TestService,
} from './life-support.ts';

const tables = ['case_file', 'item', 'attachment', 'event', 'client', 'access_token', 'destination_contact'] as const;

describe('row ownership of the delivery service', () => {
  let on: TestService;
  let db: Database;
  let portal: TestClient;
  let town: TestClient;
  let stranger: TestClient;
  let destinationId: string;
  let itemId: string;

  before(async () => {
    on = await startService();
    db = on.test.database.as('transport');
    portal = await newClient(on, 'sender');
    town = await newClient(on, 'subscriber', 'manager');
    stranger = await newClient(on, 'sender', 'subscriber', 'manager');
    destinationId = await newDestination(on, town);
    ({ itemId } = await send(portal, outgoing(destinationId)));
  });
  after(() => on.close());

  const count = async (client: ClientId | null, table: string): Promise<number> => {
    const { rows } = await db.tx(client === null ? {} : { client }, (tx) =>
      sql<{ n: number }>`select count(*)::int as n from ${sql.table(`transport.${table}`)}`.execute(tx),
    );
    return rows[0]?.n ?? -1;
  };

  it('every table has an owner and every crossing function a reason', async () => {
    const problems = await findOwnerlessTables(on.test.database.urls.owner);
    assert.deepEqual(
      problems.filter((problem) => problem.startsWith('transport.')),
      [],
    );
  });

  it('shows both sides their rows, and nobody else any', async () => {
    for (const table of ['case_file', 'item', 'attachment', 'event']) {
      assert.ok((await count(portal.clientId, table)) > 0, `${table} for the sender`);
      assert.ok((await count(town.clientId, table)) > 0, `${table} for the subscriber`);
      assert.equal(await count(stranger.clientId, table), 0, `${table} for a stranger`);
    }
    for (const table of tables) assert.equal(await count(null, table), 0, `${table} without an owner`);
    assert.equal(await count(stranger.clientId, 'client'), 1);
    assert.equal(await count(portal.clientId, 'destination_contact'), 0);
  });

  it('lets a stranger change nothing, also by raw SQL', async () => {
    await db.tx({ client: stranger.clientId }, async (tx) => {
      const changed = await sql`update transport.item set region = 'DE' where item_id = ${itemId}`.execute(tx);
      assert.equal(changed.numAffectedRows, 0n);
      const closed = await sql`update transport.destination set status = 'inactive'`.execute(tx);
      assert.equal(closed.numAffectedRows, 0n);
    });
    const refused = (statement: ReturnType<typeof sql>) =>
      assert.rejects(db.tx({ client: stranger.clientId }, (tx) => statement.execute(tx)));
    await refused(sql`insert into transport.destination_client values (${stranger.clientId}, ${destinationId})`);
    await refused(sql`insert into transport.destination_key
      values (${destinationId}, 'foreign-key', ${stranger.clientId}, 'sig', '{}', now())`);
    await refused(sql`insert into transport.destination_contact
      values (${destinationId}, ${stranger.clientId}, '{}')`);
    await refused(sql`insert into transport.event
      values (${randomUUID()}, 1, ${portal.clientId}, ${destinationId}, ${itemId}, ${randomUUID()}, 'x', 'x', now())`);
  });

  it('keeps the login of the web away from everything', async () => {
    const query = sql`select from transport.item`;
    await assert.rejects(on.test.kernel.db.tx({ client: portal.clientId }, (tx) => query.execute(tx)));
  });

  it('the trigger knows the transitions of the package and no others', async () => {
    const states: Exclude<ItemState, 'none'>[] = [
      'incomplete',
      'submitted',
      'forwarded',
      'accepted',
      'rejected',
      'deleted',
    ];
    const actions: EventAction[] = ['create', 'submit', 'notify', 'forward', 'accept', 'reject', 'delete'];
    const writers: EventWriter[] = ['service', 'receiver'];
    const reachable = (from: ItemState, to: ItemState): boolean =>
      actions.some((action) =>
        writers.some((writer) => {
          const next = nextState('submission', from, action, writer);
          return next.ok && next.state === to;
        }),
      );
    const tags = JSON.stringify({ metadata: 'x' });
    const content = { encrypted_metadata: 'x', encrypted_data: 'x', tags };
    for (const from of states) {
      for (const to of states.filter((state) => state !== from)) {
        // The admin goes past the policies, not past triggers: `from` is set with the trigger off.
        const id = randomUUID();
        await on.test.database.admin(
          `insert into transport.item (item_id, kind, case_id, client_id, destination_id, writer_id, state, announced,
             service_identifier, encrypted_metadata, encrypted_data, tags, created_at, state_since)
           select $1, 'submission', case_id, client_id, destination_id, writer_id, $2, '{}', 'urn:x', $3, $4, $5, now(), now()
           from transport.item where item_id = $6`,
          [id, from, content.encrypted_metadata, content.encrypted_data, content.tags, itemId],
        );
        const move = on.test.database.admin('update transport.item set state = $2 where item_id = $1', [id, to]);
        if (reachable(from, to)) await move;
        else await assert.rejects(move, /cannot go from/, `${from} to ${to}`);
      }
    }
  });
});
