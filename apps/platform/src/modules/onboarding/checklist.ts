import { type TenantId } from '#kernel/ids';
import { type OnboardingDeps } from './deps.ts';
import { saveSteps } from './store/towns.ts';
import { type Checklist, type OnboardingService, type Step } from './types.ts';

/** Reads every state from where the fact lives, and keeps the result for the co-ordinator's list. */
export function createChecklists(deps: OnboardingDeps): Pick<OnboardingService, 'checklist'> {
  const { kernel, identity, catalogue, casework } = deps;

  async function look(id: TenantId): Promise<readonly Step[]> {
    const [tenant, missing, inbox, offerings, cases, staff] = await Promise.all([
      identity.tenant(id),
      identity.missingLegalPages(id),
      casework.inbox(id),
      catalogue.liveOfferings(id),
      casework.openCases(id),
      kernel.db.tx({ tenant: id }, (tx) => identity.staffList(tx, id)),
    ]);
    const contact = tenant?.contact;
    const step = (name: Step['id'], isDone: boolean, optional = false): Step => ({
      id: name,
      state: isDone ? 'done' : 'open',
      optional,
    });
    const named = [contact?.street, contact?.postcode, contact?.city, contact?.email, contact?.openingHours];
    const own = staff.filter(({ active, grantedFrom }) => active && grantedFrom === null);
    return [
      step(
        'facts',
        named.every((value) => value !== undefined && value !== ''),
      ),
      step('legal', missing.length === 0),
      step('look', tenant?.look.coatOfArms != null || tenant?.look.colours != null, true),
      step('staff', own.length > 1, true),
      step('destination', inbox?.destinationId != null),
      step('service', offerings.length > 0),
      step(
        'test',
        Object.values(cases).some((count) => count > 0),
      ),
    ];
  }

  return {
    async checklist(tenant): Promise<Checklist> {
      const steps = await look(tenant);
      const states = Object.fromEntries(steps.map(({ id, state }) => [id, state]));
      await kernel.db.tx({ tenant }, (tx) => saveSteps(tx, tenant, states, kernel.clock.now()));
      const required = steps.filter(({ optional }) => !optional);
      const done = required.filter(({ state }) => state === 'done').length;
      return { steps, done, total: required.length, isLive: done === required.length };
    },
  };
}
