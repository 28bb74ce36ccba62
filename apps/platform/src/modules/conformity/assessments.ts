import Type from 'typebox';
import { germanDate } from '#kernel/clock';
import { AppError } from '#kernel/errors';
import { isUuid, newUuid, type TenantId } from '#kernel/ids';
import { type JobContext, type JobHandler, type JobType, type RecurringTask } from '#kernel/jobs';
import { createOwnPages } from './adapters/own-pages.ts';
import { type Catalogues } from './catalogues.ts';
import { allChecks } from './checks/all-checks.ts';
import { type Check, type CheckContext } from './checks/check.ts';
import { type ConformityDeps } from './deps.ts';
import { subjectNotFound } from './errors.ts';
import { installationOf } from './installation.ts';
import { createProbes } from './probes.ts';
import { type Reports, type SubjectFacts } from './reports.ts';
import { type Judgement, notChecked, runChecks } from './run-checks.ts';
import {
  type AssessmentRow,
  dueStalled,
  finishAssessment,
  insertAssessment,
  selectAssessment,
  selectAssessments,
  updateProgress,
} from './store/assessments.ts';
import { insertFinding, selectJudged } from './store/findings.ts';
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

type Progress = NonNullable<Parameters<ConformityService['assessNow']>[0]['progress']>;

export function createAssessments(
  deps: ConformityDeps,
  parts: { catalogues: Catalogues; reports: Reports; checks?: readonly Check[]; patienceMs?: number },
): Assessments {
  const { catalogues, reports } = parts;
  const { kernel } = deps;
  const { db, clock, jobs, audit } = kernel;
  const checks = new Map((parts.checks ?? allChecks).map((check) => [check.criterion, check]));
  const fetchOwn = createOwnPages(kernel);

  function planOf({ criteria }: CriteriaCatalogue) {
    return criteria.flatMap((criterion) => {
      const check = checks.get(criterion.id);
      return check === undefined ? [] : [{ criterion, check }];
    });
  }

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

  async function contextOf(about: SubjectFacts): Promise<CheckContext> {
    const { subject, manifest, packageId } = about;
    const offering = subject.offeringId === null ? null : await deps.catalogue.offering(subject.offeringId);
    const form = await deps.catalogue.compiledForm(subject.versionDigest);
    const today = germanDate(clock.now());
    const input = { versionDigest: subject.versionDigest, packageId, manifest, form, offering, today };
    return {
      manifest,
      form,
      offering,
      today,
      package: await deps.packages.packageOf(subject.versionDigest),
      installation: deps.installation ?? installationOf(kernel.config),
      probes: createProbes(deps, fetchOwn, input),
    };
  }

  async function write(row: AssessmentRow, about: SubjectFacts, done: number, { criterion, answer }: Judgement) {
    const { result, reason, remedy, evidence } = answer;
    await db.tx({ tenant: row.tenant_id }, async (tx) => {
      await insertFinding(tx, {
        id: newUuid(),
        tenant: row.tenant_id,
        provider: about.provider,
        assessment: row.assessment_id,
        subject: about.subject,
        catalogueDigest: row.catalogue_digest,
        criterion,
        kind: 'automatic',
        ...{ result, reason, remedy: remedy ?? null, evidence },
        ...{ due: null, recheck: null, responsible: null },
        by: row.started_by,
        at: clock.now(),
      });
      await updateProgress(tx, { id: row.assessment_id, done, now: clock.now() });
    });
  }

  /** Also goes on where a run broke off: what was judged stays judged. */
  async function run(row: AssessmentRow, tools: { signal?: AbortSignal; progress?: Progress }): Promise<void> {
    const subject = { versionDigest: row.version_digest, offeringId: row.offering_id };
    const about = await reports.facts(subject);
    const catalogue = await catalogues.byDigest(row.catalogue_digest);
    if (about === null || catalogue === null) return finish(row, 'failed', 'Version oder Katalog fehlt');
    const plan = planOf(catalogue);
    const judged = await db.tx({ tenant: row.tenant_id }, (tx) => selectJudged(tx, row.assessment_id));
    let done = judged.size;
    await db.tx({ tenant: row.tenant_id }, (tx) =>
      updateProgress(tx, { id: row.assessment_id, done, now: clock.now() }),
    );
    const todo = plan.filter(({ criterion }) => !judged.has(criterion.id));
    await runChecks(await contextOf(about), todo, {
      now: () => clock.now(),
      async onDone(judgement) {
        done += 1;
        await write(row, about, done, judgement);
        tools.progress?.(done, plan.length, judgement.criterion);
      },
      ...(tools.signal === undefined ? {} : { signal: tools.signal }),
      ...(parts.patienceMs === undefined ? {} : { patienceMs: parts.patienceMs }),
    });
    await finish(row, 'done', null);
  }

  /** What is not judged by now becomes `nicht_geprueft` with the reason, never a pass. */
  async function finish(row: AssessmentRow, state: 'done' | 'failed', why: string | null): Promise<void> {
    const subject = { versionDigest: row.version_digest, offeringId: row.offering_id };
    const about = await reports.facts(subject);
    const catalogue = await catalogues.byDigest(row.catalogue_digest);
    const judged = await db.tx({ tenant: row.tenant_id }, (tx) => selectJudged(tx, row.assessment_id));
    const open = catalogue === null ? [] : planOf(catalogue).filter(({ criterion }) => !judged.has(criterion.id));
    if (about !== null) {
      for (const [at, { criterion }] of open.entries()) {
        const answer = { ...notChecked(why ?? 'unbekannt / unknown'), evidence: [] };
        await write(row, about, judged.size + at + 1, { criterion: criterion.id, answer });
      }
    }
    const total = judged.size + open.length;
    await db.tx({ tenant: row.tenant_id }, async (tx) => {
      const isMine = await finishAssessment(tx, { id: row.assessment_id, state, done: total, now: clock.now() });
      if (isMine && catalogue !== null) await reports.saveVerdict(tx, row.tenant_id, subject, catalogue);
    });
  }

  async function toAssessment(row: AssessmentRow): Promise<Assessment> {
    const subject = { versionDigest: row.version_digest, offeringId: row.offering_id };
    const [about, catalogue, body] = await Promise.all([
      reports.facts(subject),
      catalogues.byDigest(row.catalogue_digest),
      deps.identity.tenant(row.tenant_id),
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
