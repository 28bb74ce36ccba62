import { germanDate } from '#kernel/clock';
import { AppError } from '#kernel/errors';
import { newUuid } from '#kernel/ids';
import { demand, record } from './actor.ts';
import { type CaseWork } from './case-work.ts';
import { type AdoptionDeps } from './deps.ts';
import { variantOf } from './domain/blueprint.ts';
import { addDays } from './domain/evaluate.ts';
import { insertCase, selectRunningCase } from './store/cases.ts';
import { insertParticipant } from './store/papers.ts';
import { insertSteps } from './store/steps.ts';
import { type AdoptionService } from './types.ts';

export function createStart(deps: AdoptionDeps, work: CaseWork): AdoptionService['start'] {
  const { kernel, blueprint, packages, catalogue, identity } = deps;
  const { db, clock } = kernel;

  return async ({ tenant, packageId, route, by }) => {
    demand(by, 'adoption.manage');
    const running = await db.tx({ tenant }, (tx) => selectRunningCase(tx, tenant, packageId));
    if (running !== null) return running;
    const variant = variantOf(blueprint, route);
    if (variant === undefined) throw new AppError('invalid', 'adoption/route-unknown');
    const offered = await packages.package(packageId);
    if (offered === null || offered.withdrawnAt !== null) {
      throw new AppError('not-found', 'adoption/package-not-found');
    }
    const town = await identity.tenant(tenant);
    if (town?.ars == null) throw new AppError('conflict', 'adoption/towns-only');
    // Two providers may use the same address; a town has one service at each.
    const atAddress = (await catalogue.offeringsOf(tenant)).find((one) => one.serviceSlug === offered.serviceSlug);
    if (atAddress !== undefined && atAddress.manifest.provider.slug !== packageId.split('/')[0]) {
      throw new AppError('conflict', 'adoption/address-taken');
    }
    const id = newUuid();
    const now = clock.now();
    const today = germanDate(now);
    const { provider, providerName, serviceSlug, name, versionDigest, version } = offered;
    const made = await db.tx({ tenant }, async (tx) => {
      const row = { id, tenant, packageId, provider, serviceSlug, name, versionDigest, version, route };
      if (!(await insertCase(tx, row, now))) return false;
      const steps = blueprint.steps.map((step) => ({
        id: step.id,
        role: variant.owners[step.id] ?? step.owner,
        due: step.dueAfterDays === null ? null : addDays(today, step.dueAfterDays),
      }));
      await insertSteps(tx, { tenant, caseId: id }, steps);
      const operator = { id: newUuid(), role: 'DA', participant: provider, name: providerName, contact: '' };
      await insertParticipant(tx, { tenant, caseId: id, ...operator });
      await record(kernel, tx, { found: { id, tenant }, by, what: 'started', detail: { version, route } });
      return true;
    });
    if (made) return (await work.look(tenant, id)).found;
    // Somebody was faster by a moment; a town has one case at a time for each package.
    const other = await db.tx({ tenant }, (tx) => selectRunningCase(tx, tenant, packageId));
    if (other === null) throw new AppError('conflict', 'adoption/move-refused');
    return other;
  };
}
