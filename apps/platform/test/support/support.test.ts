import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Type } from 'typebox';
import { type JobType } from '../../src/kernel/jobs/index.ts';
import { testKernel, type TestKernel } from './test-kernel.ts';

let test: TestKernel;
before(async () => {
  test = await testKernel({ modules: ['keys'] });
});
after(() => test.close());

it('gives a kernel whose parts work together', async () => {
  const payload = Type.Object({ n: Type.Integer() });
  const type: JobType<typeof payload> = {
    name: 'support.sample',
    payload,
    retry: { attempts: 1, firstDelaySeconds: 1, maxDelaySeconds: 1 },
  };
  const worked = new Promise<unknown>(
    (resolve) => void test.startWorker([{ type, handle: async (body) => resolve(body) }]),
  );
  await test.kernel.db.tx({}, async (tx) => {
    await test.kernel.jobs.enqueue(tx, type, { n: 7 });
    await test.kernel.mail.send(tx, { to: 'a@example.org', lang: 'de', subject: 's', text: 't', kind: 'sample.mail' });
  });
  assert.deepEqual(await worked, { n: 7 });
  assert.equal(test.sentMail.length, 1);
  assert.equal(test.kernel.clock.now().toISOString(), '2026-11-02T09:00:00.000Z');
});
