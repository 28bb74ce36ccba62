import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { testDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { fixedClock } from '../clock/index.ts';
import { createDatabase } from '../db/index.ts';
import { newUuid, type PersonId, type TenantId } from '../ids/index.ts';
import { createMasterKeys, createSecrets, rewrapDataKeys } from './index.ts';

const clock = fixedClock(new Date('2026-03-01T10:00:00Z'));
const masterKey = randomBytes(32);
const secrets = createSecrets({ masterKey, clock });
let database: TestDatabase;

before(async () => {
  database = await testDatabase({ modules: [] });
});
after(() => database.drop());

const newPerson = () => ({ person: newUuid<PersonId>() });

test('many first uses at once make one key', async () => {
  const owner = newPerson();
  // Secrets of two processes, so that no cache can hide a second key.
  const services = [secrets, createSecrets({ masterKey, clock })];
  const keys = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      database.db.tx(owner, async (tx) => services[index % 2]?.dataKey(tx, owner)),
    ),
  );
  assert.equal(new Set(keys.map((key) => Buffer.from(key?.bytes ?? '').toString('hex'))).size, 1);
  assert.equal((await database.admin('select id from kernel.data_key where person_id = $1', [owner.person])).length, 1);
});

test('a first use that is rolled back leaves no key behind, not even in memory', async () => {
  const owner = newPerson();
  let rolledBack = '';
  const failing = database.db.tx(owner, async (tx) => {
    rolledBack = (await secrets.dataKey(tx, owner)).id;
    throw new Error('rolled back');
  });
  await assert.rejects(failing, /rolled back/);
  const key = await database.db.tx(owner, (tx) => secrets.dataKey(tx, owner));
  assert.notEqual(key.id, rolledBack);
  assert.equal((await database.admin('select id from kernel.data_key where id = $1', [key.id])).length, 1);
});

test('a destroyed key is gone for every process at once, and with it what was sealed', async () => {
  const owner = newPerson();
  const tenant = newUuid<TenantId>();
  const other = createSecrets({ masterKey, clock });
  const sealed = await database.db.tx(owner, async (tx) => secrets.seal(await secrets.dataKey(tx, owner), 'x', 'c'));
  await database.db.tx({ tenant }, (tx) => secrets.dataKey(tx, { tenant, ...owner }));
  await database.db.tx(owner, (tx) => other.dataKey(tx, owner));
  await database.db.tx(owner, (tx) => other.destroyDataKey(tx, owner));
  assert.equal(await database.db.tx(owner, (tx) => secrets.findDataKey(tx, owner)), null);
  // Also the key of the pair with a town.
  assert.deepEqual(await database.admin('select id from kernel.data_key where person_id = $1', [owner.person]), []);
  const fresh = await database.db.tx(owner, (tx) => secrets.dataKey(tx, owner));
  assert.throws(() => secrets.open(fresh, sealed, 'c'), { code: 'secrets/unreadable' });
});

test('destroying and making again in one transaction gives a new key', async () => {
  const owner = newPerson();
  const [first, second] = await database.db.tx(owner, async (tx) => {
    const before = await secrets.dataKey(tx, owner);
    await secrets.destroyDataKey(tx, owner);
    return [before, await secrets.dataKey(tx, owner)];
  });
  assert.notEqual(first?.id, second?.id);
});

test('a transaction of somebody else gets no key, cached or not', async () => {
  const owner = newPerson();
  await database.db.tx(owner, (tx) => secrets.dataKey(tx, owner));
  for (const other of [newPerson(), { tenant: newUuid<TenantId>() }, {}]) {
    await assert.rejects(database.db.tx(other, (tx) => secrets.dataKey(tx, owner)));
    assert.equal(await database.db.tx(other, (tx) => secrets.findDataKey(tx, owner)), null);
  }
});

test('a wrapped key does not work in the row of another owner', async () => {
  const [one, two] = [newPerson(), newPerson()];
  await database.db.tx(one, (tx) => secrets.dataKey(tx, one));
  const { id } = await database.db.tx(two, (tx) => secrets.dataKey(tx, two));
  await database.admin(
    'update kernel.data_key set wrapped_key = (select wrapped_key from kernel.data_key where person_id = $1) where id = $2',
    [one.person, id],
  );
  const fresh = createSecrets({ masterKey, clock });
  await assert.rejects(
    database.db.tx(two, (tx) => fresh.dataKey(tx, two)),
    { code: 'secrets/unreadable' },
  );
  await database.admin('delete from kernel.data_key where id = $1', [id]);
});

test('rotation: every key opens under the new master key alone, derived keys stay', async () => {
  const owner = newPerson();
  const before = await database.db.tx(owner, (tx) => secrets.dataKey(tx, owner));
  const next = randomBytes(32);
  const master = createMasterKeys(next, [masterKey]);
  const ownerDb = createDatabase(database.urls.owner, { max: 1 });
  try {
    let after: string | undefined;
    let rewrapped = 0;
    for (;;) {
      const step = await ownerDb.tx({}, (tx) => rewrapDataKeys(tx, master, { after, limit: 2 }));
      rewrapped += step.rewrapped;
      if (step.next === null) break;
      after = step.next;
    }
    assert.ok(rewrapped > 2);
    assert.equal((await ownerDb.tx({}, (tx) => rewrapDataKeys(tx, master))).rewrapped, 0);
  } finally {
    await ownerDb.close();
  }
  const rotated = createSecrets({ masterKey: next, derivationRoot: masterKey, clock });
  const again = await database.db.tx(owner, (tx) => rotated.dataKey(tx, owner));
  assert.deepEqual(Buffer.from(again.bytes), Buffer.from(before.bytes));
  assert.deepEqual(rotated.derive('pseudonym'), secrets.derive('pseudonym'));
  assert.notDeepEqual(secrets.derive('pseudonym'), secrets.derive('csrf'));
});
