import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { testDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { fixedClock } from '../clock/index.ts';
import { newUuid, type PersonId, type TenantId } from '../ids/index.ts';
import { createLogger } from '../logging/index.ts';
import { erasePerson } from '../retention/index.ts';
import { createSecrets } from '../secrets/index.ts';
import { type AuditEntry, closeAuditBatches, createAudit, verifyAuditChain } from './index.ts';

const clock = fixedClock(new Date('2026-03-01T10:00:00Z'));
const log = createLogger({ level: 'silent' });
const secrets = createSecrets({ masterKey: randomBytes(32), clock });
const audit = createAudit({ secrets, clock });
let database: TestDatabase;

before(async () => {
  database = await testDatabase({ modules: [] });
});
after(() => database.drop());

const close = () => closeAuditBatches({ db: database.db, clock }, log);
const check = (tenant: TenantId) => database.db.tx({ tenant }, (tx) => verifyAuditChain(tx, tenant));
const list = (tenant: TenantId) => database.db.tx({ tenant }, (tx) => audit.list(tx, tenant));

function entryOf(tenant: TenantId, personal?: AuditEntry['personal']): AuditEntry {
  const entry = { tenant, action: 'casework.case-read', actor: 'staff-1', actorKind: 'staff' as const, subject: 'c-1' };
  return personal === undefined ? entry : { ...entry, personal };
}

async function chained(): Promise<TenantId> {
  const tenant = newUuid<TenantId>();
  for (let batch = 0; batch < 3; batch += 1) {
    await database.db.tx({ tenant }, async (tx) => {
      for (let index = 0; index < 3; index += 1) await audit.record(tx, entryOf(tenant));
    });
    await close();
  }
  assert.deepEqual(await check(tenant), { batches: 3, problems: [] });
  return tenant;
}

test('every kind of tampering is found', async () => {
  const tampering = {
    changed: ['changed', `update kernel.audit_entry set actor = 'nobody' where tenant_id = $1 and batch_number = 2`],
    removed: [
      'missing-entries',
      `delete from kernel.audit_entry where id = (select id from kernel.audit_entry where tenant_id = $1 limit 1)`,
    ],
    rehashed: ['changed', `update kernel.audit_batch set hash = sha256('x') where tenant_id = $1 and number = 1`],
    'batch removed': ['missing-batch', `delete from kernel.audit_batch where tenant_id = $1 and number = 2`],
    'head removed': ['removed-head', `delete from kernel.audit_batch where tenant_id = $1 and number = 3`],
  };
  for (const [name, [problem, statement]] of Object.entries(tampering)) {
    const tenant = await chained();
    await database.admin(statement ?? '', [tenant]);
    const found = (await check(tenant)).problems.map((item) => item.problem);
    assert.ok(
      found.some((item) => item === problem),
      `${name}: ${found.join()}`,
    );
  }
});

test('an entry that commits late lands in a later batch and breaks nothing', async () => {
  const tenant = newUuid<TenantId>();
  await database.db.tx({ tenant }, async (slow) => {
    await audit.record(slow, entryOf(tenant));
    await database.db.tx({ tenant }, (tx) => audit.record(tx, entryOf(tenant)));
    await close();
  });
  await close();
  assert.deepEqual(await check(tenant), { batches: 2, problems: [] });
});

test('no record, no act: a rolled-back transaction leaves neither', async () => {
  const tenant = newUuid<TenantId>();
  await assert.rejects(
    database.db.tx({ tenant }, async (tx) => {
      await audit.record(tx, entryOf(tenant));
      throw new Error('act failed');
    }),
  );
  assert.deepEqual(await list(tenant), []);
});

test('a login can neither change, remove, backdate into a batch nor write for another tenant', async () => {
  const tenant = await chained();
  const statements = [
    sql`update kernel.audit_entry set actor = 'x'`,
    sql`delete from kernel.audit_entry`,
    sql`delete from kernel.audit_batch`,
    sql`insert into kernel.audit_entry (id, tenant_id, at, action, actor, actor_kind, subject, batch_number)
      values (${newUuid()}, ${tenant}, now(), 'a', 'b', 'staff', 'c', 1)`,
  ];
  for (const statement of statements) await assert.rejects(database.db.tx({ tenant }, (tx) => statement.execute(tx)));
  await assert.rejects(database.db.tx({ tenant: newUuid<TenantId>() }, (tx) => audit.record(tx, entryOf(tenant))));
  assert.deepEqual(await database.db.tx({ tenant: newUuid<TenantId>() }, (tx) => audit.list(tx, tenant)), []);
});

test('erasure makes the personal part unreadable and keeps the chain', async () => {
  const tenant = newUuid<TenantId>();
  const person = newUuid<PersonId>();
  await database.db.tx({ tenant }, (tx) => audit.record(tx, entryOf(tenant, { person, detail: { reason: 'Anruf' } })));
  await close();
  assert.deepEqual((await list(tenant))[0]?.personal, { reason: 'Anruf' });
  const calls: string[] = [];
  const keys = { destroyAll: async () => void calls.push('keys') };
  const ports = [{ name: 'forms', erase: async () => void calls.push('forms') }];
  await erasePerson({ db: database.db, ports, secrets, keys, log }, person);
  assert.deepEqual(calls, ['forms', 'keys']);
  assert.equal((await list(tenant))[0]?.personal, 'erased');
  assert.deepEqual(await check(tenant), { batches: 1, problems: [] });
});

test('a module that fails to erase leaves everything as it was', async () => {
  const person = newUuid<PersonId>();
  const before = await database.db.tx({ person }, (tx) => secrets.dataKey(tx, { person }));
  const ports = [{ name: 'forms', erase: () => Promise.reject(new Error('not now')) }];
  const keys = { destroyAll: () => assert.fail('keys must go last') };
  await assert.rejects(erasePerson({ db: database.db, ports, secrets, keys, log }, person), /not now/);
  assert.equal((await database.db.tx({ person }, (tx) => secrets.findDataKey(tx, { person })))?.id, before.id);
});
