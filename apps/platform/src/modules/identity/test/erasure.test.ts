import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newUuid, type PersonId } from '#kernel/ids';
import { testKernel } from '../../../../test/support/test-kernel.ts';
import { createIdentity } from '../module.ts';

test('keys of an erased person are destroyed even when the process dies right after the erasure', async () => {
  const kit = await testKernel({ modules: ['identity', 'keys'] });
  try {
    const person = newUuid<PersonId>();
    const keysLeft = async () =>
      (await kit.database.admin(`select 1 from keys.key where person_id = '${person}'`)).length;
    const died = new Error('the process dies here');
    const dying = { ...kit.kernel, keys: { ...kit.kernel.keys, destroyAll: () => Promise.reject(died) } };
    await kit.kernel.keys.create({ person }, 'enc', { purpose: 'reply' });
    await assert.rejects(createIdentity(dying, { erasurePorts: [] }).service.erasePerson(person), died);
    assert.equal(await keysLeft(), 1);
    const { jobs } = createIdentity(kit.kernel, { erasurePorts: [] });
    const waiting = await kit.database.admin(`select name, data from pgboss.job where name like 'identity.%'`);
    for (const { name, data } of waiting) {
      const handler = jobs.find((job) => job.type.name === name);
      const context = { jobId: 'x', attempt: 1, log: kit.log, signal: new AbortController().signal };
      await handler?.handle(data, context);
    }
    assert.equal(await keysLeft(), 0);
  } finally {
    await kit.close();
  }
});
