import Type from 'typebox';
import { AppError } from '#kernel/errors';
import { isUuid, newUuid, type TenantId } from '#kernel/ids';
import { type JobContext, type JobHandler, type JobType, type RecurringTask } from '#kernel/jobs';
import { type ConformityDeps } from './deps.ts';
import { subjectNotFound } from './errors.ts';
import { createRunner, type Runner, type RunnerParts, subjectOf } from './runner.ts';
import {
  type AssessmentRow,
  dueStalled,
  insertAssessment,
  selectAssessment,
  selectAssessments,
} from './store/assessments.ts';
import { type Actor, type Assessment, type ConformityService, type CriteriaCatalogue, type Subject } from './types.ts';

const assessJob = {
  name: 'conformity.assess',
  payload: Type.Object({ assessment: Type.String(), tenant: Type.String() }),
  retry: { attempts: 2, firstDelaySeconds: 5, maxDelaySeconds: 60 },
} as const satisfies JobType;

/** Longer than the patience with the slowest check, so that only dead runs are found. */
const stalledMs = 10 * 60_000;

export interface Assessments extends Pick<ConformityService, 'assess' | 'assessNow' | 'assessments' | 'assessment'> {
  handlers: readonly JobHandler[];
  recurring: readonly RecurringTask[];
}

export function createAssessments(deps: ConformityDeps, parts: RunnerParts): Assessments {
  const { catalogues, reports } = parts;
  const { kernel } = deps;
  const { db, clock, jobs, audit } = kernel;
  const runner = createRunner(deps, parts);
  const { planOf, run, finish } = runner;
  const toAssessment = (row: AssessmentRow): Promise<Assessment> => assessmentOf(deps, parts, row);

  async function begin(
    { subject, criteria, by }: { subject: Subject; criteria?: string; by: Actor },
    enqueue: boolean,
  ): Promise<{ row: AssessmentRow; catalogue: CriteriaCatalogue }> {
    if ((await reports.facts(subject)) === null) throw subjectNotFound();
    const catalogue = await catalogues.criteria(criteria);
    const id = newUuid();
    const row = await db.tx({ tenant: by.tenant }, async (tx) => {
      const input = { id, tenant: by.tenant, subject, catalogueDigest: catalogue.digest, by: by.name };
      const total = planOf(catalogue).length;
      if (!(await insertAssessment(tx, { ...input, at: clock.now(), total }))) {
        throw new AppError('conflict', 'conformity/running');
      }
      await audit.record(tx, {
        tenant: by.tenant,
        action: 'conformity.assess',
        actor: by.id,
        actorKind: by.kind,
        subject: id,
      });
      if (enqueue) await jobs.enqueue(tx, assessJob, { assessment: id, tenant: by.tenant }, { key: id });
      return selectAssessment(tx, id);
    });
    if (row === null) throw new Error('an assessment vanished');
    return { row, catalogue };
  }

  return {
    async assess(input) {
      const { row } = await begin(input, true);
      return toAssessment(row);
    },
    async assessNow({ progress, ...input }) {
      const { row, catalogue } = await begin(input, false);
      try {
        await run(row, progress === undefined ? {} : { progress });
      } catch (error) {
        await finish(row, 'failed', error instanceof Error ? error.name : 'unbekannt / unknown');
        throw error;
      }
      const report = await reports.report(input.subject, `${catalogue.catalogue}@${catalogue.version}`);
      if (report === null) throw subjectNotFound();
      return report;
    },
    async assessments(subject) {
      const rows = await db.tx({}, (tx) => selectAssessments(tx, subject));
      return Promise.all(rows.map(toAssessment));
    },
    async assessment(id) {
      const row = isUuid(id) ? await db.tx({}, (tx) => selectAssessment(tx, id)) : null;
      return row === null ? null : toAssessment(row);
    },
    ...createRunJobs(deps.kernel, runner),
  };
}

async function assessmentOf(
  { identity }: ConformityDeps,
  { reports, catalogues }: RunnerParts,
  row: AssessmentRow,
): Promise<Assessment> {
  const subject = subjectOf(row);
  const [about, catalogue, body] = await Promise.all([
    reports.facts(subject),
    catalogues.byDigest(row.catalogue_digest),
    identity.tenant(row.tenant_id),
  ]);
  return {
    id: row.assessment_id,
    subject,
    packageId: about?.packageId ?? '',
    criteriaVersion: catalogue?.version ?? '',
    catalogue: catalogue?.catalogue ?? '',
    body: body?.name ?? '',
    startedBy: row.started_by,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    state: row.state,
    done: row.done,
    total: row.total,
  };
}

/** The job of a run, and the task that ends runs whose process died. */
function createRunJobs(
  { db, clock }: ConformityDeps['kernel'],
  { run, finish }: Runner,
): Pick<Assessments, 'handlers' | 'recurring'> {
  async function handle(payload: unknown, { signal, attempt, log }: JobContext): Promise<void> {
    const { assessment, tenant } = parsePayload(payload);
    const row = await db.tx({ tenant }, (tx) => selectAssessment(tx, assessment));
    if (row === null || row.state === 'done' || row.state === 'failed') return;
    try {
      await run(row, { signal });
    } catch (error) {
      // A stop of the process is no failure of the run: the next attempt goes on behind what is judged.
      if (signal.aborted || attempt < assessJob.retry.attempts) throw error;
      log.warn({ assessment, error: error instanceof Error ? error : null }, 'A conformity check broke off');
      await finish(row, 'failed', error instanceof Error ? error.name : 'unbekannt / unknown');
    }
  }

  return {
    handlers: [{ type: assessJob, concurrency: 1, handle }],
    recurring: [
      {
        name: 'conformity.stalled',
        everySeconds: 60,
        async run({ signal }) {
          const before = new Date(clock.now().getTime() - stalledMs);
          for (const { id, tenant } of await db.once({}, (tx) => dueStalled(tx, before))) {
            if (signal.aborted) return;
            const row = await db.tx({ tenant }, (tx) => selectAssessment(tx, id));
            if (row !== null) await finish(row, 'failed', 'der Prozess ist gestorben / the process died');
          }
        },
      },
    ],
  };
}

/** Checked against the type of the job before it comes here. */
function parsePayload(payload: unknown): { assessment: string; tenant: TenantId } {
  return payload as { assessment: string; tenant: TenantId };
}
