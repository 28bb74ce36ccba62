import { isUuid, type TenantId } from '#kernel/ids';
import { type Tx } from '#kernel/db';
import { type CaseWork } from './case-work.ts';
import { createConfirm } from './confirm.ts';
import { type AdoptionDeps } from './deps.ts';
import { movesFrom, variantOf } from './domain/blueprint.ts';
import { type StepView } from './domain/evaluate.ts';
import { caseNotFound } from './errors.ts';
import { createMoves } from './moves.ts';
import { createParticipants } from './participants.ts';
import { createPrepare } from './prepare.ts';
import { testHandler } from './run-test.ts';
import { createTests } from './start-test.ts';
import { createStart } from './start-case.ts';
import { selectCase, selectCasePage, selectCases, selectPlanned, selectSharedCases } from './store/cases.ts';
import { selectLiveCounts, selectLiveTowns } from './store/live-towns.ts';
import { selectHistory, selectParticipants, selectPromises } from './store/papers.ts';
import { selectNextSteps, selectShownSteps } from './store/steps.ts';
import { createSwitches, type Switches } from './switch-version.ts';
import { type AdoptionCase, type AdoptionService, type CaseView } from './types.ts';
import { createStepWork } from './work-on-steps.ts';

/** What pages of the module use beyond the service. */
export interface Adoption extends AdoptionService {
  offeredSwitch: Switches['offered'];
  casePage(
    tenant: TenantId,
    page: { offset: number; limit: number },
  ): Promise<{ items: readonly AdoptionCase[]; total: number }>;
}

const mostTowns = 500;
const mostCases = 1000;

export function createAdoptionService(deps: AdoptionDeps, work: CaseWork) {
  const { db } = deps.kernel;
  const preparation = createPrepare(deps, work);
  const switches = createSwitches(deps, work, preparation);

  const papersOf = async (tx: Tx, id: string) => ({
    participants: await selectParticipants(tx, id),
    history: await selectHistory(tx, id),
    promises: await selectPromises(tx, id),
  });

  async function ownView(tenant: TenantId, id: string): Promise<CaseView> {
    const { found, evaluation, gathered } = await work.look(tenant, id);
    const papers = await db.tx({ tenant }, (tx) => papersOf(tx, id));
    const { steps, gates, blockedBy } = evaluation;
    return {
      ...{ case: found, steps, gates, blockedBy, ...papers },
      moves: movesFrom(deps.blueprint, found.state),
      tests: gathered.tests,
    };
  }

  /** For a body that takes part: what the town's last look found, without the evidence behind it. */
  async function sharedView(tenant: TenantId, found: AdoptionCase): Promise<CaseView> {
    const { blueprint } = deps;
    const owners = variantOf(blueprint, found.route)?.owners ?? {};
    return db.tx({ tenant }, async (tx) => {
      const shown = await selectShownSteps(tx, found.id);
      const gateOf = new Map(blueprint.gates.flatMap(({ id, steps }) => steps.map((step) => [step, id] as const)));
      const steps = blueprint.steps.flatMap((step): StepView[] => {
        const row = shown.get(step.id);
        if (row === undefined) return [];
        const decidedBy = step.fact === null ? 'person' : 'platform';
        const role = owners[step.id] ?? step.owner;
        return [{ ...row, phase: step.phase, role, gate: gateOf.get(step.id) ?? null, decidedBy, evidence: null }];
      });
      const gates = blueprint.gates.map((gate) => {
        const ofGate = steps.filter(({ id }) => gate.steps.includes(id));
        const met = ofGate.every(({ state }) => state !== 'open' && state !== 'in-work');
        const waiver = ofGate.find((step) => step.waiver !== null)?.waiver ?? null;
        return { id: gate.id, before: gate.before, steps: gate.steps, met, waiver };
      });
      return { case: found, steps, gates, blockedBy: [], moves: [], tests: [], ...(await papersOf(tx, found.id)) };
    });
  }

  const service: Adoption = {
    start: createStart(deps, work),
    cases: (tenant) => db.tx({ tenant }, (tx) => selectCases(tx, tenant, mostCases)),
    casePage: (tenant, page) => db.tx({ tenant }, (tx) => selectCasePage(tx, tenant, page)),
    async case(tenant, id) {
      const seen = isUuid(id) ? await db.tx({ tenant }, (tx) => selectCase(tx, id)) : null;
      if (seen === null) throw caseNotFound();
      return seen.tenant === tenant ? ownView(tenant, id) : sharedView(tenant, seen);
    },
    nextSteps: (tenant, filter) => db.tx({ tenant }, (tx) => selectNextSteps(tx, tenant, filter)),
    sharedCases: (tenant, page) => db.tx({ tenant }, (tx) => selectSharedCases(tx, tenant, page)),
    confirm: createConfirm(deps, work),
    ...createStepWork(deps, work),
    ...createMoves(deps, work),
    ...createParticipants(deps, work),
    prepare: preparation.prepare,
    test: createTests(deps, work, preparation),
    switchVersion: switches.switchVersion,
    offeredSwitch: switches.offered,
    liveTowns: (packageId, limit = mostTowns) =>
      db.tx({}, (tx) => selectLiveTowns(tx, packageId, { frontOnly: false, limit: Math.min(limit, mostTowns) })),
    frontRunners: (packageId) =>
      db.tx({}, (tx) => selectLiveTowns(tx, packageId, { frontOnly: true, limit: mostTowns })),
    liveCounts: (packageIds) => db.tx({}, (tx) => selectLiveCounts(tx, packageIds)),
    planned: (tenant) => db.tx({ tenant }, (tx) => selectPlanned(tx, tenant)),
  };
  return { service, testHandler: testHandler(deps, work) };
}
