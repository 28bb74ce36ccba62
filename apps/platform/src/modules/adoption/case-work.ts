import { germanDate } from '#kernel/clock';
import { type Tx } from '#kernel/db';
import { isUuid, type TenantId } from '#kernel/ids';
import { platformActor, record } from './actor.ts';
import { type AdoptionDeps } from './deps.ts';
import { type CaseState, variantOf } from './domain/blueprint.ts';
import { evaluate, type Evaluation } from './domain/evaluate.ts';
import { caseNotFound } from './errors.ts';
import { createGatherer, type Gathered } from './gather-facts.ts';
import { lockCase, markEvaluated, selectCase, updateCase } from './store/cases.ts';
import { saveShown, selectSteps } from './store/steps.ts';
import { type Actor, type AdoptionCase } from './types.ts';

/** A case with what the platform knows about it at this moment. */
export interface Looked {
  found: AdoptionCase;
  evaluation: Evaluation;
  gathered: Gathered;
}

export interface CaseWork {
  /** The town's own case. */
  own(tenant: TenantId, id: string): Promise<AdoptionCase>;
  /** Looks at the facts, moves on as far as gates allow, and keeps what lists show. */
  look(tenant: TenantId, id: string): Promise<Looked>;
  /** `work` under the case's lock; gives back the changed case, or null when only other tables changed. Then a look. */
  change(
    tenant: TenantId,
    id: string,
    work: (tx: Tx, found: AdoptionCase) => Promise<AdoptionCase | null>,
  ): Promise<Looked>;
}

export function createCaseWork(deps: AdoptionDeps): CaseWork {
  const { kernel, blueprint } = deps;
  const { db, clock } = kernel;
  const gather = createGatherer(deps);

  async function own(tenant: TenantId, id: string): Promise<AdoptionCase> {
    const found = isUuid(id) ? await db.tx({ tenant }, (tx) => selectCase(tx, id)) : null;
    // Row-level security lets bodies that take part read; here only the town itself goes on.
    if (found?.tenant !== tenant) throw caseNotFound();
    return found;
  }

  async function look(tenant: TenantId, id: string): Promise<Looked> {
    const gathered = await gather(await own(tenant, id));
    return db.tx({ tenant }, async (tx) => {
      const found = await lockCase(tx, tenant, id);
      if (found === null) throw caseNotFound();
      return advance(tx, found, gathered);
    });
  }

  async function advance(tx: Tx, before: AdoptionCase, gathered: Gathered): Promise<Looked> {
    const variant = variantOf(blueprint, before.route);
    if (variant === undefined) throw new Error(`the blueprint has no variant ${before.route}`);
    const stored = await selectSteps(tx, before.id);
    const today = germanDate(clock.now());
    let found = before;
    for (;;) {
      const { state } = found;
      const evaluation = evaluate({ blueprint, variant, state, stored, facts: gathered.facts, today });
      if (evaluation.next === null) {
        // What a process without the delivery service cannot know is not written down for others.
        if (deps.delivery !== null || found.destination === null) {
          await saveShown(tx, found.id, evaluation.steps);
          await markEvaluated(tx, found.id, clock.now());
        }
        return { found, evaluation, gathered };
      }
      found = await moveTo(tx, found, evaluation.next, platformActor);
    }
  }

  async function moveTo(tx: Tx, found: AdoptionCase, to: CaseState, by: Actor): Promise<AdoptionCase> {
    const now = clock.now();
    const moved: AdoptionCase = { ...found, state: to, stateSince: now, stateReason: '', pausedUntil: null };
    await updateCase(tx, moved, now);
    await record(kernel, tx, { found, by, what: 'moved', detail: { from: found.state, to } });
    return { ...moved, changedAt: now };
  }

  return {
    own,
    look,
    async change(tenant, id, work) {
      if (!isUuid(id)) throw caseNotFound();
      await db.tx({ tenant }, async (tx) => {
        const found = await lockCase(tx, tenant, id);
        if (found === null) throw caseNotFound();
        const changed = await work(tx, found);
        if (changed !== null) await updateCase(tx, changed, clock.now());
      });
      return look(tenant, id);
    },
  };
}
