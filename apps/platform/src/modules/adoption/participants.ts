import { isUuid, newUuid } from '#kernel/ids';
import { demand, record } from './actor.ts';
import { type CaseWork } from './case-work.ts';
import { type AdoptionDeps } from './deps.ts';
import { caseNotFound } from './errors.ts';
import { deleteParticipant, insertParticipant, insertPromise } from './store/papers.ts';
import { type AdoptionService } from './types.ts';

type Part = Pick<AdoptionService, 'addParticipant' | 'removeParticipant' | 'setFrontRunner' | 'promiseLive'>;

/** Who takes part, and what the town says about itself to others. */
export function createParticipants({ kernel }: Pick<AdoptionDeps, 'kernel'>, work: CaseWork): Part {
  const { clock } = kernel;
  return {
    async addParticipant({ tenant, id, participant, by }) {
      demand(by, 'adoption.manage');
      await work.change(tenant, id, async (tx, found) => {
        const entry = { id: newUuid(), ...participant };
        if (await insertParticipant(tx, { tenant, caseId: id, ...entry })) {
          const detail = { role: participant.role, name: participant.name };
          await record(kernel, tx, { found, by, what: 'participant-added', detail });
        }
        return null;
      });
    },
    async removeParticipant({ tenant, id, participant, by }) {
      demand(by, 'adoption.manage');
      await work.change(tenant, id, async (tx, found) => {
        if (!isUuid(participant) || !(await deleteParticipant(tx, id, participant))) throw caseNotFound();
        await record(kernel, tx, { found, by, what: 'participant-removed' });
        return null;
      });
    },
    async setFrontRunner({ tenant, id, frontRunner, by }) {
      demand(by, 'adoption.manage');
      await work.change(tenant, id, async (tx, found) => {
        if (found.frontRunner === frontRunner) return null;
        await record(kernel, tx, { found, by, what: frontRunner ? 'front-runner' : 'no-front-runner' });
        return { ...found, frontRunner };
      });
    },
    async promiseLive({ tenant, id, date, by }) {
      demand(by, 'adoption.manage');
      await work.change(tenant, id, async (tx, found) => {
        await insertPromise(tx, { tenant, caseId: id, date, at: clock.now(), by: by.name });
        await record(kernel, tx, { found, by, what: 'promised', detail: { date } });
        return null;
      });
    },
  };
}
