import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { demand, record } from './actor.ts';
import { type CaseWork } from './case-work.ts';
import { type AdoptionDeps } from './deps.ts';
import { scopeOf } from './domain/parameters.ts';
import { digestOf } from './gather-facts.ts';
import { upsertFrameAgreement, upsertParameter } from './store/papers.ts';
import { selectSteps, updateStep } from './store/steps.ts';
import { type Actor, type AdoptionCase, type AdoptionService, type Confirmations } from './types.ts';

/** Whose part each confirmation is; roleActions says which roles have the action. */
const actionOf: Readonly<Record<keyof Confirmations, string>> = {
  interest: 'adoption.manage',
  budget: 'costs.manage',
  assessment: 'privacy.manage',
  security: 'security.clear',
  frameAgreement: 'adoption.manage',
  contract: 'adoption.manage',
  parameters: 'adoption.manage',
  support: 'adoption.manage',
  destination: 'adoption.manage',
};

export function createConfirm(deps: AdoptionDeps, work: CaseWork): AdoptionService['confirm'] {
  const { kernel, privacy, catalogue, delivery } = deps;
  const { clock } = kernel;

  /** Ticks off a step that a person decides on. */
  async function done(
    tx: Tx,
    found: AdoptionCase,
    by: Actor,
    step: { id: string; note: string; outputs?: string },
  ): Promise<void> {
    const current = (await selectSteps(tx, found.id)).get(step.id);
    if (current === undefined) return;
    await updateStep(tx, found.id, {
      ...current,
      state: 'done',
      waiver: null,
      note: step.note || current.note,
      outputs: step.outputs ?? current.outputs,
      doneBy: by.name,
      doneAt: clock.now(),
    });
    await record(kernel, tx, { found, by, what: 'step-done', detail: { step: step.id } });
  }

  async function decisions(tx: Tx, found: AdoptionCase, confirmed: Confirmations, by: Actor): Promise<void> {
    const { interest, budget, security, contract } = confirmed;
    if (interest !== undefined) {
      const outputs = [interest.contact, interest.wishedDate].filter((part) => part !== null && part !== '').join('; ');
      await done(tx, found, by, { id: 'N03', note: '', outputs });
    }
    if (budget !== undefined) await done(tx, found, by, { id: 'N05', note: '', outputs: budget.line });
    if (security !== undefined) await done(tx, found, by, { id: 'N07', note: security.note });
    if (contract !== undefined) {
      await done(tx, found, by, { id: 'N09', note: '', outputs: `${contract.calledOn} ${contract.reference}`.trim() });
    }
  }

  async function papers(tx: Tx, found: AdoptionCase, confirmed: Confirmations, by: Actor): Promise<void> {
    const { tenant, packageId, route } = found;
    const { assessment, frameAgreement, parameters } = confirmed;
    const now = clock.now();
    if (assessment !== undefined && by.staff !== null) {
      const officer = { staff: by.staff, name: by.name };
      const { number } = assessment;
      await privacy.adopt(tx, { tenant, versionDigest: digestOf(found), officer, number, deviations: [] });
      await record(kernel, tx, { found, by, what: 'assessment-adopted' });
    }
    if (frameAgreement !== undefined) {
      await upsertFrameAgreement(tx, { tenant, route, ...frameAgreement, now, by: by.name });
      await record(kernel, tx, { found, by, what: 'frame-recorded', detail: { ...frameAgreement } });
    }
    if (parameters !== undefined) {
      const known = (await catalogue.manifest(digestOf(found)))?.reuse?.factSheet.parameters ?? [];
      for (const parameter of known) {
        const value = parameters[parameter.name];
        if (value === undefined) continue;
        const scope = scopeOf(parameter, packageId);
        await upsertParameter(tx, { tenant, scope, name: parameter.name, value, now, by: by.name });
      }
      await record(kernel, tx, { found, by, what: 'parameters-saved' });
    }
  }

  return async ({ tenant, id, confirmations, by }) => {
    const parts = keysOf(confirmations);
    for (const part of parts) demand(by, actionOf[part]);
    const { destination, support } = confirmations;
    if (destination?.kind === 'own') {
      const fact = await delivery?.destination(destination.id);
      if (fact !== undefined && fact.problem !== null) throw new AppError('invalid', 'adoption/destination-unfit');
    }
    await work.change(tenant, id, async (tx, found) => {
      await decisions(tx, found, confirmations, by);
      await papers(tx, found, confirmations, by);
      if (support !== undefined) await record(kernel, tx, { found, by, what: 'support-named' });
      if (destination?.kind === 'own') await record(kernel, tx, { found, by, what: 'destination-named' });
      return {
        ...found,
        ...(support === undefined ? {} : { support }),
        ...(destination?.kind === 'own' ? { destination } : {}),
      };
    });
  };
}

function keysOf(confirmations: Confirmations): readonly (keyof Confirmations)[] {
  const names = Object.keys(actionOf).filter((name): name is keyof Confirmations => name in actionOf);
  return names.filter((name) => confirmations[name] !== undefined);
}
