import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { testDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { systemClock } from '../clock/index.ts';
import { type ClientId, newUuid, type PersonId, type TenantId } from '../ids/index.ts';
import {
  type Blobs,
  type BlobStore,
  createBlobs,
  createFileBlobStore,
  sweepGoneBlobs,
  sweepOrphanBlobs,
} from './index.ts';

let database: TestDatabase;
let root: string;
let store: BlobStore;
let blobs: Blobs;

before(async () => {
  database = await testDatabase({ modules: [] });
  root = await mkdtemp(join(tmpdir(), 'verbund-blobs-'));
  store = createFileBlobStore(root);
  blobs = createBlobs({ store, clock: systemClock });
});
after(async () => {
  await database.drop();
  await rm(root, { recursive: true, force: true });
});

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
const put = () => blobs.store(bytes('x'), { key: null, maxBytes: 10 });

async function exists(id: string): Promise<boolean> {
  try {
    for await (const _ of blobs.read(id, null));
    return true;
  } catch {
    return false;
  }
}

test('a discarded blob keeps its file until the commit and loses it after', async () => {
  const owner = { person: newUuid<PersonId>() };
  const blob = await put();
  await database.db.tx(owner, (tx) => blobs.record(tx, owner, blob));
  const sweep = () => sweepGoneBlobs({ db: database.db, store, clock: systemClock });
  const rolledBack = database.db.tx(owner, async (tx) => {
    await blobs.discard(tx, blob.id);
    throw new Error('rolled back');
  });
  await assert.rejects(rolledBack, /rolled back/);
  assert.equal(await sweep(), 0);
  assert.equal(await exists(blob.id), true);
  await database.db.tx(owner, (tx) => blobs.discard(tx, blob.id));
  assert.equal(await sweep(), 1);
  assert.equal(await sweep(), 0);
  assert.equal(await exists(blob.id), false);
});

test('a blob of somebody else can neither be seen, discarded nor claimed', async () => {
  const owner = { tenant: newUuid<TenantId>(), client: newUuid<ClientId>() };
  const stranger = { person: newUuid<PersonId>(), tenant: newUuid<TenantId>() };
  const blob = await put();
  const transport = database.as('transport');
  await transport.tx({ client: owner.client }, (tx) => blobs.record(tx, owner, blob));
  await database.db.tx(stranger, (tx) => blobs.discard(tx, blob.id));
  assert.equal((await database.admin('select id from kernel.blob where id = $1', [blob.id])).length, 1);
  const other = await put();
  await assert.rejects(database.db.tx(stranger, (tx) => blobs.record(tx, owner, other)));
  await assert.rejects(
    database.db.tx({}, (tx) => blobs.record(tx, {}, other)),
    /owner/,
  );
  await transport.tx({ tenant: owner.tenant }, (tx) => blobs.discard(tx, blob.id));
  assert.deepEqual(await database.admin('select id from kernel.blob where id = $1', [blob.id]), []);
});

test('the daily sweep removes files without row once they are a day old', async () => {
  const owner = { person: newUuid<PersonId>() };
  const [kept, orphan] = [await put(), await put()];
  await database.db.tx(owner, (tx) => blobs.record(tx, owner, kept));
  const at = (hours: number) => ({ now: () => new Date(Date.now() + hours * 3_600_000) });
  await sweepOrphanBlobs({ db: database.db, store, clock: at(23) });
  assert.equal(await exists(orphan.id), true);
  await sweepOrphanBlobs({ db: database.db, store, clock: at(25) });
  assert.equal(await exists(orphan.id), false);
  assert.equal(await exists(kept.id), true);
});
