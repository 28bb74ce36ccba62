import { AppError } from '#kernel/errors';
import { isUuid, type TenantId } from '#kernel/ids';
import { demand, record } from './actor.ts';
import { type CaseWork } from './case-work.ts';
import { type AdoptionDeps } from './deps.ts';
import { type StoredStep } from './domain/evaluate.ts';
import { caseNotFound } from './errors.ts';
import { selectCase } from './store/cases.ts';
import { selectParticipants } from './store/papers.ts';
import { selectSteps, updateStep } from './store/steps.ts';
import { type Actor, type AdoptionService, type StepChange } from './types.ts';

const shortestReason = 10;

export function createStepWork(deps: AdoptionDeps, work: CaseWork): Pick<AdoptionService, 'changeStep' | 'waive'> {
  const { kernel, blueprint } = deps;
  const { db, clock } = kernel;

  /** The action that a step's role has in a town; roles of other bodies are recorded by whoever leads the adoption. */
  function actionFor(step: string): string {
    const owner = blueprint.steps.find(({ id }) => id === step)?.owner;
    return blueprint.roles.find(({ id }) => id === owner)?.action ?? 'adoption.manage';
  }

  const changed = (step: StoredStep, change: StepChange, by: Actor): StoredStep =>
    changedStep(step, change, { by: by.name, at: clock.now() });

  /** A body that takes part works on the steps of its own role: state, note and outputs; the database refuses the rest. */
  async function changeFromOutside(tenant: TenantId, id: string, step: string, change: StepChange, by: Actor) {
    if (!by.actions.has('adoption.manage') && !by.actions.has('provider.manage')) demand(by, 'adoption.manage');
    await db.tx({ tenant }, async (tx) => {
      const found = await selectCase(tx, id);
      const current = (await selectSteps(tx, id)).get(step);
      if (found === null || current === undefined) throw caseNotFound();
      const roles = (await selectParticipants(tx, id)).filter(({ participant }) => participant === tenant);
      const row = blueprint.steps.find((one) => one.id === step);
      if (row === undefined || row.fact !== null || !roles.some(({ role }) => role === row.owner)) {
        throw new AppError('forbidden', 'adoption/not-your-part');
      }
      const { owner, due } = current;
      if (!(await updateStep(tx, id, changed(current, { ...change, owner, due }, by)))) throw caseNotFound();
      await record(kernel, tx, { found, actorTenant: tenant, by, what: 'step-changed', detail: { step } });
    });
  }

  return {
    async changeStep({ tenant, id, step, change, by }) {
      if (!isUuid(id)) throw caseNotFound();
      const seen = await db.tx({ tenant }, (tx) => selectCase(tx, id));
      if (seen === null) throw caseNotFound();
      if (seen.tenant !== tenant) {
        await changeFromOutside(tenant, id, step, change, by);
        return;
      }
      demand(by, actionFor(step));
      const { evaluation } = await work.look(tenant, id);
      const view = evaluation.steps.find((one) => one.id === step);
      if (view === undefined) throw caseNotFound();
      const isTicked = change.state === 'done' || change.state === 'not-applicable' || change.state === 'waived';
      // A gate stands until it is met or waived with name and reason; it does not simply cease to apply.
      const evades = change.state === 'waived' || (change.state === 'not-applicable' && view.gate !== null);
      if (evades || (view.decidedBy === 'platform' && isTicked && change.state !== view.state)) {
        throw new AppError('conflict', 'adoption/decided-by-facts');
      }
      await work.change(tenant, id, async (tx, found) => {
        const current = (await selectSteps(tx, id)).get(step);
        if (current === undefined) throw caseNotFound();
        // What a fact decides is not stored as done by a person.
        const state = view.decidedBy === 'platform' && isTicked ? current.state : change.state;
        const kept =
          current.waiver === null ? changed(current, { ...change, state }, by) : { ...current, ...noState(change) };
        await updateStep(tx, id, kept);
        const what = kept.state === 'done' && current.state !== 'done' ? 'step-done' : 'step-changed';
        await record(kernel, tx, { found, by, what, detail: { step } });
        return null;
      });
    },
    async waive({ tenant, id, step, reason, by }) {
      demand(by, actionFor(step));
      const why = reason.trim();
      if (why.length < shortestReason) throw new AppError('invalid', 'adoption/reason-missing');
      const gate = blueprint.gates.find((one) => one.steps.includes(step));
      if (gate?.waivable !== true) throw new AppError('conflict', 'adoption/decided-by-facts');
      await work.change(tenant, id, async (tx, found) => {
        const current = (await selectSteps(tx, id)).get(step);
        if (current === undefined) throw caseNotFound();
        const waiver = { by: by.name, reason: why, at: clock.now() };
        await updateStep(tx, id, { ...current, state: 'waived', waiver, doneBy: null, doneAt: null });
        await record(kernel, tx, { found, by, what: 'waived', detail: { step, reason: why } });
        return null;
      });
    },
  };
}

/** Who did it first stays, also when a note is added later. */
function changedStep(step: StoredStep, change: StepChange, done: { by: string; at: Date }): StoredStep {
  const isDone = change.state === 'done';
  const wasDone = step.state === 'done';
  return {
    ...step,
    ...change,
    waiver: null,
    doneBy: isDone ? (wasDone ? step.doneBy : done.by) : null,
    doneAt: isDone ? (wasDone ? step.doneAt : done.at) : null,
  };
}

const noState = ({ owner, due, note, outputs }: StepChange): Omit<StepChange, 'state'> => ({
  owner,
  due,
  note,
  outputs,
});
