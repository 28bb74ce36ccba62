import assert from 'node:assert/strict';
import {
  constants,
  createHash,
  createPublicKey,
  publicEncrypt,
  randomBytes,
  verify,
  X509Certificate,
} from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { testDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { testKeys } from '../../../../../tools/test-keys.ts';
import { fixedClock } from '../clock/index.ts';
import { type Database } from '../db/index.ts';
import { newUuid, type PersonId, type TenantId } from '../ids/index.ts';
import { createMasterKeys } from '../secrets/index.ts';
import { createKeys, type Keys, rewrapPrivateKeys, type PublicKeyRecord } from './index.ts';

const clock = fixedClock(new Date('2026-03-01T10:00:00Z'));
const masterKey = randomBytes(32);
let database: TestDatabase;
let db: Database;
let keys: Keys;
let generated = 0;

/** Hands the cached pairs round instead of making new ones. */
async function quickPair() {
  const pairs = await testKeys(2);
  generated += 1;
  const pair = pairs[generated % pairs.length];
  assert.ok(pair);
  return pair;
}

before(async () => {
  database = await testDatabase({ modules: ['keys'] });
  db = database.as('keys');
});
after(() => database.drop());
beforeEach(async () => {
  await database.admin('truncate keys.key, keys.stock');
  generated = 0;
  keys = createKeys({ db, masterKey, clock, stockSize: 2, generate: quickPair });
});

const person = () => ({ person: newUuid<PersonId>() });
const publicKeyOf = (record: PublicKeyRecord) => createPublicKey({ key: record.publicJwk, format: 'jwk' });
const wrapFor = (record: PublicKeyRecord, content: Uint8Array) =>
  publicEncrypt({ key: publicKeyOf(record), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, content);

test('an encryption key unwraps what was wrapped for it', async () => {
  const owner = person();
  const record = await keys.create(owner, 'enc', { purpose: 'reply:1' });
  assert.equal(record.publicJwk.kid, record.kid);
  assert.equal(record.publicJwk.alg, 'RSA-OAEP-256');
  assert.deepEqual(record.publicJwk.key_ops, ['wrapKey']);
  assert.equal('x5c' in record.publicJwk, false);
  assert.equal('d' in record.publicJwk, false);
  const content = randomBytes(32);
  assert.deepEqual(Buffer.from(await keys.unwrap(owner, record.kid, wrapFor(record, content))), content);
  const byThumbprint = createHash('sha256')
    .update(JSON.stringify({ e: record.publicJwk.e, kty: 'RSA', n: record.publicJwk.n }))
    .digest('base64url');
  assert.deepEqual(Buffer.from(await keys.unwrap(owner, byThumbprint, wrapFor(record, content))), content);
  await assert.rejects(keys.unwrap(person(), byThumbprint, wrapFor(record, content)), { code: 'keys/not-found' });
  await assert.rejects(keys.unwrap(owner, record.kid, randomBytes(512)), { code: 'keys/cannot-unwrap' });
  await assert.rejects(keys.sign(owner, record.kid, Buffer.from('x')), { code: 'keys/wrong-use' });
});

test('a signing key makes PS512 signatures and has a certificate for its subject', async () => {
  const owner = { tenant: newUuid<TenantId>() };
  const record = await keys.create(owner, 'sig', { purpose: 'events', subject: 'Musterstadt' });
  const input = Buffer.from('header.payload');
  const signature = await keys.sign(owner, record.kid, input);
  const options = { key: publicKeyOf(record), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 };
  assert.equal(verify('sha512', input, options, signature), true);
  assert.equal(verify('sha512', Buffer.from('other'), options, signature), false);
  const certificate = new X509Certificate(Buffer.from(record.publicJwk.x5c?.[0] ?? '', 'base64'));
  assert.match(certificate.subject, /Musterstadt/);
});

test('a key of somebody else is not found, by any verb', async () => {
  const owner = person();
  const tenant = newUuid<TenantId>();
  const record = await keys.create(owner, 'enc', { purpose: 'p' });
  const wrapped = wrapFor(record, randomBytes(32));
  for (const other of [person(), { tenant }, { tenant, ...owner }]) {
    await assert.rejects(keys.unwrap(other, record.kid, wrapped), { kind: 'not-found', code: 'keys/not-found' });
    assert.equal(await keys.publicKey(other, record.kid), null);
    assert.equal(await keys.find(other, 'p'), null);
  }
  await assert.rejects(keys.unwrap(owner, 'no-uuid', wrapped), { code: 'keys/not-found' });
});

test('the newest key of a purpose is found, older ones still open', async () => {
  const owner = person();
  const first = await keys.create(owner, 'enc', { purpose: 'p' });
  const second = await keys.create(owner, 'enc', { purpose: 'p' });
  assert.equal((await keys.find(owner, 'p'))?.kid, second.kid);
  assert.equal(await keys.find(owner, 'q'), null);
  assert.ok(await keys.unwrap(owner, first.kid, wrapFor(first, randomBytes(32))));
});

test('the stock fills to its size, and a race takes every pair once and makes the rest', async () => {
  assert.equal(await keys.fillStock(), 2);
  assert.equal(await keys.fillStock(), 0);
  assert.deepEqual(await keys.stock(), { ready: 2, wanted: 2 });
  generated = 0;
  const made = await Promise.all(Array.from({ length: 5 }, () => keys.create(person(), 'enc', { purpose: 'p' })));
  assert.equal(new Set(made.map((record) => record.kid)).size, 5);
  assert.equal((await keys.stock()).ready, 0);
  assert.ok(generated >= 3);
});

test('destroyed keys are gone at once, also for a process that has them in its cache', async () => {
  const owner = person();
  const other = createKeys({ db, masterKey, clock, generate: quickPair });
  const record = await keys.create(owner, 'enc', { purpose: 'p' });
  const wrapped = wrapFor(record, randomBytes(32));
  await keys.unwrap(owner, record.kid, wrapped);
  await other.destroyAll(owner);
  await assert.rejects(keys.unwrap(owner, record.kid, wrapped), { code: 'keys/not-found' });
  assert.deepEqual(await database.admin('select kid from keys.key'), []);
});

test('private halves are sealed at rest and bound to their row', async () => {
  const owner = person();
  const [one, two] = [
    await keys.create(owner, 'enc', { purpose: 'p' }),
    await keys.create(owner, 'enc', { purpose: 'p' }),
  ];
  const rows = await database.admin('select sealed_private from keys.key where kid = $1', [one.kid]);
  const sealed = rows[0]?.['sealed_private'] as Buffer;
  const [pair] = await testKeys(1);
  assert.ok(!sealed.includes(pair?.privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(200, 232) ?? ''));
  await database.admin('update keys.key set sealed_private = $1 where kid = $2', [sealed, two.kid]);
  const fresh = createKeys({ db, masterKey, clock });
  await assert.rejects(fresh.unwrap(owner, two.kid, randomBytes(512)), { code: 'secrets/unreadable' });
});

test('rotation puts private keys under the new master key', async () => {
  const owner = person();
  const record = await keys.create(owner, 'enc', { purpose: 'p' });
  const next = randomBytes(32);
  const { createDatabase } = await import('../db/index.ts');
  const ownerDb = createDatabase(database.urls.owner, { max: 1 });
  try {
    const master = createMasterKeys(next, [masterKey]);
    assert.equal(await ownerDb.tx({}, (tx) => rewrapPrivateKeys(tx, master)), 1);
    assert.equal(await ownerDb.tx({}, (tx) => rewrapPrivateKeys(tx, master)), 0);
  } finally {
    await ownerDb.close();
  }
  const content = randomBytes(32);
  const rotated = createKeys({ db, masterKey: next, clock });
  assert.deepEqual(Buffer.from(await rotated.unwrap(owner, record.kid, wrapFor(record, content))), content);
});

test('the login of the application cannot touch the keys at all', async () => {
  const { sql } = await import('kysely');
  for (const statement of [
    sql`select 1 from keys.key`,
    sql`select keys.count_stock()`,
    sql`select 1 from keys.stock`,
  ]) {
    await assert.rejects(database.db.tx(person(), (tx) => statement.execute(tx)));
  }
  await assert.rejects(db.tx({}, (tx) => sql`select 1 from keys.stock`.execute(tx)));
});
