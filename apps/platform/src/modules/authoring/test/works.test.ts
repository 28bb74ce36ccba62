import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { AppError } from '#kernel/errors';
import { type TenantId } from '#kernel/ids';
import { testKernel } from '../../../../test/support/test-kernel.ts';
import { createIdentity } from '../../identity/module.ts';
import { newContent } from '../domain/new-work.ts';
import { createAuthoringService } from '../service.ts';
import { field, schemaOf } from './small-model.ts';

const model = schemaOf(field('F1'));
const content = newContent(model, {
  digest: `sha256:${'a'.repeat(64)}`,
  id: model.id,
  version: '1.0.0',
  dialect: model.dialect,
  name: model.name,
  fileName: 'schema.xml',
  importedAt: '2026-11-23T12:00:00.000Z',
  importedBy: 'Paula',
});

async function world() {
  const { kernel } = await testKernel({ modules: ['keys', 'identity', 'catalogue', 'authoring'] });
  const identity = createIdentity(kernel, { erasurePorts: [] }).service;
  const provider = async (slug: string): Promise<TenantId> =>
    (await identity.createTenant({ kind: 'provider', ars: null, slug, name: slug })).tenant.id;
  const [own, other] = [await provider('eigener'), await provider('fremder')];
  return { kernel, service: createAuthoringService(kernel), own, other };
}

const refused = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;

test('a work belongs to its provider, for the service and for the database', async () => {
  const { kernel, service, own, other } = await world();
  const { id } = await service.create({ tenant: own, content, baseVersionDigest: null, by: 'Paula' });
  assert.equal((await service.work(own, id)).content.service.slug, content.service.slug);
  const gone = refused('authoring/work-not-found');
  await assert.rejects(service.work(other, id), gone);
  await assert.rejects(service.remove(other, id), gone);
  const change = { id, revision: 1, by: 'X', change: () => content };
  await assert.rejects(service.save({ ...change, tenant: other }), gone);
  await assert.rejects(service.work(own, 'no-uuid'), gone);
  assert.deepEqual(await service.works(other), []);
  await kernel.db.tx({ tenant: other }, async (tx) => {
    const seen = await sql`select 1 from authoring.work where work_id = ${id}`.execute(tx);
    const changed = await sql`update authoring.work set content = '{}' where work_id = ${id}`.execute(tx);
    assert.deepEqual([seen.rows.length, changed.numAffectedRows], [0, 0n]);
  });
  assert.equal((await service.works(own)).length, 1);
});

test('of two saves from the same state only the first is written; an act on one fact needs no state', async () => {
  const { service, own } = await world();
  const { id } = await service.create({ tenant: own, content, baseVersionDigest: null, by: 'Paula' });
  const save = (by: string, revision: number | null, de: string) =>
    service.save({ tenant: own, id, revision, by, change: (now) => ({ ...now, declaration: { de, en: '' } }) });
  const [first, second] = await Promise.all([save('A', 1, 'eins'), save('B', 1, 'zwei')]);
  assert.deepEqual([first.ok, second.ok].sort(), [false, true]);
  const winner = first.ok ? 'eins' : 'zwei';
  assert.equal((await service.work(own, id)).content.declaration.de, winner);
  assert.equal((await save('C', null, 'drei')).ok, true);
  const work = await service.work(own, id);
  assert.deepEqual([work.revision, work.changedBy, work.content.declaration.de], [3, 'C', 'drei']);
});

test('publication takes exactly the state that was looked at', async () => {
  const { kernel, service, own } = await world();
  const { id } = await service.create({ tenant: own, content, baseVersionDigest: null, by: 'Paula' });
  await service.save({ tenant: own, id, revision: 1, by: 'A', change: (now) => now });
  const remove = (revision: number) => kernel.db.tx({ tenant: own }, (tx) => service.removeIn(tx, { id, revision }));
  await assert.rejects(remove(1), refused('authoring/work-changed'));
  await remove(2);
  await assert.rejects(remove(2), refused('authoring/work-not-found'));
});
