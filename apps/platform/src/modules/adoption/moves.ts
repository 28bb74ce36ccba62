import { germanDate } from '#kernel/clock';
import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { demand, record } from './actor.ts';
import { type CaseWork } from './case-work.ts';
import { type AdoptionDeps } from './deps.ts';
import { type CaseState, isAllowedMove } from './domain/blueprint.ts';
import { type Actor, type AdoptionCase, type AdoptionService } from './types.ts';

/** States that somebody must give a reason for. */
export const needsReason: ReadonlySet<CaseState> = new Set([
  'zurueckgestellt',
  'gestoert',
  'gekuendigt',
  'abgebrochen',
]);

type MovePart = Pick<AdoptionService, 'move' | 'goLive'>;

export function createMoves(deps: AdoptionDeps, work: CaseWork): MovePart {
  const { kernel, blueprint, catalogue } = deps;
  const { clock } = kernel;

  /** Gates are asked for the way forward; back, aside and to an end there is none. */
  async function checkForward(tenant: AdoptionCase['tenant'], id: string, to: CaseState): Promise<void> {
    if (!blueprint.forward.includes(to)) return;
    const { found, evaluation } = await work.look(tenant, id);
    const at = blueprint.forward.indexOf(found.state);
    const isForward = at !== -1 && blueprint.forward.indexOf(to) > at;
    // A case that could move on has done so by itself: what is left is blocked.
    if (isForward && evaluation.next !== to) throw new AppError('conflict', 'adoption/gates-open');
  }

  async function toLive(tx: Tx, found: AdoptionCase, by: Actor): Promise<AdoptionCase> {
    if (found.offeringId === null) throw new AppError('conflict', 'adoption/no-destination');
    await catalogue.goLive(tx, found.tenant, found.offeringId);
    const now = clock.now();
    await record(kernel, tx, { found, by, what: 'moved', detail: { from: found.state, to: 'live' } });
    return {
      ...found,
      ...{ state: 'live', stateSince: now, stateReason: '', goLiveOn: null, liveSince: found.liveSince ?? now },
    };
  }

  return {
    async move({ tenant, id, to, reason = '', until = null, by }) {
      demand(by, 'adoption.manage');
      const why = reason.trim();
      if (needsReason.has(to) && why.length < 10) throw new AppError('invalid', 'adoption/reason-missing');
      const before = await work.own(tenant, id);
      if (!isAllowedMove(blueprint, before.state, to)) throw new AppError('conflict', 'adoption/move-refused');
      if (to === 'live' && before.state === 'bereit') throw new AppError('conflict', 'adoption/move-refused');
      await checkForward(tenant, id, to);
      await work.change(tenant, id, async (tx, found) => {
        if (!isAllowedMove(blueprint, found.state, to)) throw new AppError('conflict', 'adoption/move-refused');
        if (to === 'beendet' && found.offeringId !== null) await catalogue.withdraw(tx, tenant, found.offeringId);
        const detail = { from: found.state, to, reason: why, until: until ?? '' };
        await record(kernel, tx, { found, by, what: 'moved', detail });
        const stateSince = clock.now();
        return { ...found, state: to, stateSince, stateReason: why, pausedUntil: until, goLiveOn: null };
      });
    },
    async goLive({ tenant, id, on, by }) {
      demand(by, 'adoption.manage');
      const { evaluation } = await work.look(tenant, id);
      const isLater = on !== null && on > germanDate(clock.now());
      await work.change(tenant, id, async (tx, found) => {
        if (isLater) {
          if (blueprint.forward.indexOf(found.state) === -1) throw new AppError('conflict', 'adoption/move-refused');
          await record(kernel, tx, { found, by, what: 'planned', detail: { date: on } });
          return { ...found, goLiveOn: on };
        }
        if (found.state !== 'bereit' || evaluation.blockedBy.length > 0) {
          throw new AppError('conflict', 'adoption/gates-open');
        }
        return toLive(tx, found, by);
      });
    },
  };
}
