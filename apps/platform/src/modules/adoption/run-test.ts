import { setTimeout as wait } from 'node:timers/promises';
import Type from 'typebox';
import { FitConnectError } from '@verbund/fit-connect';
import { germanDate } from '#kernel/clock';
import { AppError } from '#kernel/errors';
import { type TenantId } from '#kernel/ids';
import { type JobHandler, type JobType } from '#kernel/jobs';
import { publicServiceOf } from '#modules/catalogue';
import { platformActor, record } from './actor.ts';
import { type CaseWork } from './case-work.ts';
import { type AdoptionDeps } from './deps.ts';
import { deliveryOf, sampleOf } from './domain/test-sample.ts';
import { selectCase } from './store/cases.ts';
import { markSent, saveJournal, selectRun, settleRun } from './store/test-runs.ts';
import { type TestRun } from './types.ts';

export const sendTestJob = {
  name: 'adoption.send-test',
  payload: Type.Object({ tenant: Type.String(), run: Type.String() }),
  retry: { attempts: 'unlimited', firstDelaySeconds: 2, maxDelaySeconds: 60 },
} as const satisfies JobType;

/** Somebody has to look after an answer that takes longer. */
const patienceMilliseconds = 3 * 24 * 3_600_000;
/** The inbox of the platform answers within seconds; later looks are repeats of the job. */
const askAgainSeconds = [1, 1, 2, 3, 5];

/** What a job does with a run: send it once, then ask until it is answered. */
function createRuns(deps: AdoptionDeps, work: CaseWork) {
  const { kernel, catalogue, casework, delivery, identity } = deps;
  const { db, clock } = kernel;

  async function send(tenant: TenantId, run: TestRun, caseId: string): Promise<void> {
    const manifest = await catalogue.manifest(run.versionDigest);
    const sample = manifest === null ? null : sampleOf(manifest);
    const town = await identity.tenant(tenant);
    if (delivery === null || manifest === null || sample === null || town?.ars == null) {
      await settle(tenant, run, caseId, { state: 'failed', problems: ['no-sample'] });
      return;
    }
    const form = await catalogue.compiledForm(run.versionDigest);
    const { bytes, day } = deliveryOf(form, sample, { ars: town.ars, today: germanDate(clock.now()) });
    const sent = await delivery.send(
      {
        destinationId: run.destinationId,
        publicService: publicServiceOf(manifest),
        region: `DE${town.ars}`,
        schemaUri: manifest.delivery.schemaUri,
        ...{ bytes, reference: run.reference, applicationDate: day },
      },
      {
        load: async () => (await db.tx({ tenant }, (tx) => selectRun(tx, run.id)))?.journal ?? undefined,
        save: (progress) => db.tx({ tenant }, (tx) => saveJournal(tx, run.id, progress)),
      },
    );
    await db.tx({ tenant }, (tx) => markSent(tx, run.id, sent));
  }

  async function settle(
    tenant: TenantId,
    run: TestRun,
    caseId: string,
    outcome: { state: 'accepted' | 'rejected' | 'failed'; problems: readonly string[]; at?: Date },
  ): Promise<void> {
    await db.tx({ tenant }, async (tx) => {
      const at = outcome.at ?? clock.now();
      if (!(await settleRun(tx, run.id, { ...outcome, at }))) return;
      const found = await selectCase(tx, caseId);
      if (found === null) return;
      const detail = { reference: run.reference };
      await record(kernel, tx, { found, by: platformActor, what: `test-${outcome.state}`, detail });
    });
    await work.look(tenant, caseId);
  }

  async function answered(tenant: TenantId, run: TestRun, caseId: string): Promise<boolean> {
    const { submissionId, caseId: fitCase, destinationId } = run;
    if (delivery === null || submissionId === null || fitCase === null) return true;
    // The inbox of the platform is looked into now; the recurring task would do it two seconds later.
    if ((await casework?.inbox(tenant))?.destinationId === destinationId) await casework?.fetchNow(tenant);
    const outcome = await delivery.outcome({ caseId: fitCase, submissionId, destinationId });
    if (outcome.kind === 'accepted') {
      await settle(tenant, run, caseId, { state: 'accepted', problems: [], at: outcome.at });
      return true;
    }
    if (outcome.kind === 'rejected') {
      await settle(tenant, run, caseId, { state: 'rejected', problems: outcome.problems, at: outcome.at });
      return true;
    }
    if (clock.now().getTime() - run.startedAt.getTime() < patienceMilliseconds) return false;
    await settle(tenant, run, caseId, { state: 'failed', problems: ['no-answer'] });
    return true;
  }

  return { send, settle, answered };
}

export function testHandler(deps: AdoptionDeps, work: CaseWork): JobHandler {
  const { db } = deps.kernel;
  const { send, settle, answered } = createRuns(deps, work);
  return {
    type: sendTestJob,
    concurrency: 2,
    async handle(payload, { log, signal }) {
      const { tenant, run: id } = parsePayload(payload);
      const before = await db.tx({ tenant }, (tx) => selectRun(tx, id));
      if (before === null) return;
      const { caseId } = before;
      if (before.run.state === 'planned') {
        try {
          await send(tenant, before.run, caseId);
        } catch (error) {
          // A refusal of the service is an answer; everything else may be over in a moment.
          if (!(error instanceof FitConnectError) || error.retryable) throw error;
          await settle(tenant, before.run, caseId, { state: 'failed', problems: [error.title.slice(0, 200)] });
          return;
        }
      }
      for (const seconds of askAgainSeconds) {
        if (signal.aborted) break;
        const current = await db.tx({ tenant }, (tx) => selectRun(tx, id));
        if (current?.run.state !== 'sent' || (await answered(tenant, current.run, caseId))) return;
        await wait(seconds * 1000, undefined, { signal }).catch(() => undefined);
      }
      log.info({ run: id }, 'A test application waits for its answer');
      throw new AppError('unavailable', 'adoption/test-waits');
    },
  };
}

/** Written by start-test.ts only; the queue has checked its shape. */
function parsePayload(payload: unknown): { tenant: TenantId; run: string } {
  return payload as { tenant: TenantId; run: string };
}
