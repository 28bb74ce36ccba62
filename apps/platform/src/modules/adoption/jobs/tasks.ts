import { germanDate } from '#kernel/clock';
import { AppError } from '#kernel/errors';
import { type RecurringTask } from '#kernel/jobs';
import { type TenantId } from '#kernel/ids';
import { type Action, roleActions } from '#modules/identity';
import { platformActor } from '../actor.ts';
import { type CaseWork } from '../case-work.ts';
import { type AdoptionDeps } from '../deps.ts';
import { adoptionPaths } from '../paths.ts';
import { selectCase, selectDueEvaluations, selectDueGoLives } from '../store/cases.ts';
import { markReminded, selectDueReminders } from '../store/steps.ts';
import { adoptionTexts } from '../texts/index.ts';
import { type Actor, type AdoptionService } from '../types.ts';

const hour = 3600;
const batch = 200;
/** Facts are looked at with every act and every view; this is for cases that nobody opens. */
const evaluationAge = 24 * hour * 1000;

const liveActor: Actor = { ...platformActor, actions: new Set(['adoption.manage']) };

const isAction = (name: string): name is Action =>
  Object.values(roleActions).some((actions) => actions.some((action) => action === name));

/** One mail per step and due date to those whose turn it is; it names no service and no person. */
export function remindTask(deps: AdoptionDeps): RecurringTask {
  const { kernel, blueprint, identity } = deps;
  const { db, clock, mail, config } = kernel;

  async function remind(tenant: TenantId, caseId: string, step: string): Promise<void> {
    await db.tx({ tenant }, async (tx) => {
      const found = await selectCase(tx, caseId);
      if (found === null || found.state === 'zurueckgestellt') return;
      const role = await markReminded(tx, caseId, step, clock.now());
      if (role === null) return;
      const action = blueprint.roles.find(({ id }) => id === role)?.action ?? 'adoption.manage';
      if (!isAction(action)) return;
      for (const person of await identity.staffWithAction(tx, tenant, action)) {
        const t = adoptionTexts(person.lang).mail;
        const link = new URL(adoptionPaths.step(caseId, step), config.publicUrl).href;
        const { subject, text } = t.reminder(link);
        await mail.send(tx, { to: person.email, lang: person.lang, subject, text, kind: 'adoption.reminder', tenant });
      }
    });
  }

  return {
    name: 'adoption.remind',
    everySeconds: hour,
    async run({ log, signal }) {
      const due = await db.tx({}, (tx) => selectDueReminders(tx, germanDate(clock.now()), batch));
      for (const { tenant_id: tenant, case_id: caseId, step_id: step } of due) {
        if (signal.aborted) return;
        await remind(tenant, caseId, step).catch((error: unknown) => {
          log.warn({ case: caseId, error: toError(error) }, 'Could not remind of a step');
        });
      }
    },
  };
}

/** The day has come; what is not ready any more stays where it is, and its people see why. */
export function goLiveTask(deps: AdoptionDeps, service: Pick<AdoptionService, 'goLive'>): RecurringTask {
  const { db, clock } = deps.kernel;
  return {
    name: 'adoption.go-live',
    everySeconds: 60,
    async run({ log, signal }) {
      const due = await db.tx({}, (tx) => selectDueGoLives(tx, germanDate(clock.now())));
      for (const { tenant_id: tenant, case_id: id } of due) {
        if (signal.aborted) return;
        try {
          await service.goLive({ tenant, id, on: null, by: liveActor });
        } catch (error) {
          log.warn({ case: id, reason: error instanceof AppError ? error.code : 'unknown' }, 'Could not go live');
        }
      }
    },
  };
}

export function evaluateTask(deps: AdoptionDeps, work: CaseWork): RecurringTask {
  const { db, clock } = deps.kernel;
  return {
    name: 'adoption.evaluate',
    everySeconds: 300,
    async run({ log, signal }) {
      const before = new Date(clock.now().getTime() - evaluationAge);
      const due = await db.tx({}, (tx) => selectDueEvaluations(tx, before, batch));
      for (const { tenant_id: tenant, case_id: id } of due) {
        if (signal.aborted) return;
        await work.look(tenant, id).catch((error: unknown) => {
          log.warn({ case: id, error: toError(error) }, 'Could not look at an adoption');
        });
      }
    },
  };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error('something that is no error was thrown');
}
