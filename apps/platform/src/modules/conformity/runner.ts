import { germanDate } from '#kernel/clock';
import { newUuid } from '#kernel/ids';
import { createOwnPages } from './adapters/own-pages.ts';
import { type Catalogues } from './catalogues.ts';
import { allChecks } from './checks/all-checks.ts';
import { type Check, type CheckContext } from './checks/check.ts';
import { type ConformityDeps } from './deps.ts';
import { installationOf } from './installation.ts';
import { createProbes } from './probes.ts';
import { type Reports, type SubjectFacts } from './reports.ts';
import { type Judgement, notChecked, runChecks } from './run-checks.ts';
import { type AssessmentRow, finishAssessment, updateProgress } from './store/assessments.ts';
import { insertFinding, selectJudged } from './store/findings.ts';
import { type ConformityService, type CriteriaCatalogue, type Criterion, type Subject } from './types.ts';

type Progress = NonNullable<Parameters<ConformityService['assessNow']>[0]['progress']>;

export interface RunnerParts {
  catalogues: Catalogues;
  reports: Reports;
  checks?: readonly Check[];
  patienceMs?: number;
}

/** Works one run off: judges criterion by criterion, each durable before the next. */
export interface Runner {
  planOf(catalogue: CriteriaCatalogue): readonly { criterion: Criterion; check: Check }[];
  run(row: AssessmentRow, tools: { signal?: AbortSignal; progress?: Progress }): Promise<void>;
  finish(row: AssessmentRow, state: 'done' | 'failed', why: string | null): Promise<void>;
}

export function createRunner(deps: ConformityDeps, parts: RunnerParts): Runner {
  const { catalogues, reports } = parts;
  const { db, clock } = deps.kernel;
  const checks = new Map((parts.checks ?? allChecks).map((check) => [check.criterion, check]));
  const contextOf = createContexts(deps);

  function planOf({ criteria }: CriteriaCatalogue) {
    return criteria.flatMap((criterion) => {
      const check = checks.get(criterion.id);
      return check === undefined ? [] : [{ criterion, check }];
    });
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
    const subject = subjectOf(row);
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
    const subject = subjectOf(row);
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

  return { planOf, run, finish };
}

/** What the checks of one run are given. */
function createContexts(deps: ConformityDeps) {
  const { kernel } = deps;
  const fetchOwn = createOwnPages(kernel);
  return async function contextOf(about: SubjectFacts): Promise<CheckContext> {
    const { subject, manifest, packageId } = about;
    const offering = subject.offeringId === null ? null : await deps.catalogue.offering(subject.offeringId);
    const form = await deps.catalogue.compiledForm(subject.versionDigest);
    const today = germanDate(kernel.clock.now());
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
  };
}

export function subjectOf(row: Pick<AssessmentRow, 'version_digest' | 'offering_id'>): Subject {
  return { versionDigest: row.version_digest, offeringId: row.offering_id };
}
