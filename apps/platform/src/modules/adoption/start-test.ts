import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '#kernel/errors';
import { newUuid, type TenantId } from '#kernel/ids';
import { demand, record } from './actor.ts';
import { type CaseWork } from './case-work.ts';
import { type AdoptionDeps } from './deps.ts';
import { sampleOf } from './domain/test-sample.ts';
import { digestOf } from './gather-facts.ts';
import { type Preparation } from './prepare.ts';
import { sendTestJob } from './run-test.ts';
import { insertRun, selectRun } from './store/test-runs.ts';
import { type AdoptionService, type TestRun } from './types.ts';

/** Without the letters and digits that look like others. */
const referenceLetters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

export function createTests(deps: AdoptionDeps, work: CaseWork, preparation: Preparation): AdoptionService['test'] {
  const { kernel, catalogue, casework } = deps;
  const { db, clock, jobs } = kernel;

  const test: AdoptionService['test'] = async ({ tenant, id, by, waitMilliseconds = 0 }) => {
    demand(by, 'adoption.manage');
    const found = await work.own(tenant, id);
    const { destination } = found;
    if (destination === null) throw new AppError('conflict', 'adoption/no-destination');
    const manifest = await catalogue.manifest(digestOf(found));
    const sample = manifest === null ? null : sampleOf(manifest);
    if (sample === null) throw new AppError('conflict', 'adoption/no-sample');
    await preparation.offerAtDestination(found, digestOf(found));
    const reference = newReference();
    // Before it is sent: what arrives is marked from its first second.
    if (destination.kind === 'platform') await casework?.expectTest(tenant, reference);
    const run = newUuid();
    await work.change(tenant, id, async (tx, current) => {
      await insertRun(tx, {
        ...{ id: run, tenant, caseId: id, reference },
        versionDigest: digestOf(current),
        destinationId: destination.id,
        testName: sample.name,
        startedAt: clock.now(),
        startedBy: by.name,
      });
      await jobs.enqueue(tx, sendTestJob, { tenant, run }, { key: run });
      await record(kernel, tx, { found: current, by, what: 'test-started', detail: { reference } });
      return null;
    });
    return awaitRun(tenant, id, run, waitMilliseconds);
  };

  /** A person who waits a few seconds sees the result on the page that she asked from. */
  async function awaitRun(tenant: TenantId, id: string, run: string, patience: number): Promise<TestRun> {
    for (let waited = 0; ; waited += 100) {
      const found = await db.tx({ tenant }, (tx) => selectRun(tx, run));
      if (found === null) throw new Error('a test run has vanished');
      const isSettled = found.run.state !== 'planned' && found.run.state !== 'sent';
      if (isSettled) await work.look(tenant, id);
      if (isSettled || waited >= patience) return found.run;
      await wait(100);
    }
  }

  return test;
}

function newReference(): string {
  const letters = Array.from({ length: 8 }, () => referenceLetters[randomInt(referenceLetters.length)] ?? '2').join('');
  return `TEST-${letters.slice(0, 4)}-${letters.slice(4)}`;
}
