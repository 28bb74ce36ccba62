import { AppError } from '#kernel/errors';
import { offersOf } from '#modules/casework';
import { demand, record } from './actor.ts';
import { type CaseWork } from './case-work.ts';
import { type AdoptionDeps } from './deps.ts';
import { digestOf } from './gather-facts.ts';
import { type AdoptionCase, type AdoptionService } from './types.ts';

export interface Preparation extends Pick<AdoptionService, 'prepare'> {
  /** The destination takes the version's schema; repeatable. */
  offerAtDestination(found: AdoptionCase, digest: string): Promise<void>;
}

export function createPrepare(deps: AdoptionDeps, work: CaseWork): Preparation {
  const { kernel, catalogue, casework, identity } = deps;

  async function offerAtDestination(found: AdoptionCase, digest: string): Promise<void> {
    const manifest = await catalogue.manifest(digest);
    const town = await identity.tenant(found.tenant);
    if (manifest === null || town?.ars == null) throw new AppError('not-found', 'adoption/package-not-found');
    // A connector of the town's own offers its services itself.
    if (casework === null || found.destination?.kind !== 'platform') return;
    for (const offer of offersOf([{ manifest, area: town.ars }])) await casework.addService(found.tenant, offer);
  }

  /** The platform's inbox for this town; made where there is none yet. */
  async function ensureInbox(found: AdoptionCase): Promise<string> {
    if (casework === null) throw new AppError('conflict', 'adoption/no-destination');
    const { tenant } = found;
    const inbox = await casework.inbox(tenant);
    if (inbox?.destinationId != null) return inbox.destinationId;
    const manifest = await catalogue.manifest(digestOf(found));
    const town = await identity.tenant(tenant);
    if (manifest === null || town?.ars == null) throw new AppError('not-found', 'adoption/package-not-found');
    const services = offersOf([{ manifest, area: town.ars }]);
    return (await casework.provisionInbox({ tenant, name: `Eingang ${town.name}`, services })).destinationId;
  }

  return {
    offerAtDestination,
    async prepare({ tenant, id, by }) {
      demand(by, 'adoption.manage');
      const found = await work.own(tenant, id);
      const destination = found.destination ?? { kind: 'platform' as const, id: await ensureInbox(found) };
      await offerAtDestination({ ...found, destination }, digestOf(found));
      const area = (await identity.tenant(tenant))?.ars ?? '';
      await work.change(tenant, id, async (tx, current) => {
        const offering = await catalogue.saveOffering(tx, {
          tenant,
          // While a switch is under way the public page keeps the version that runs.
          versionDigest: current.versionDigest,
          serviceSlug: current.serviceSlug,
          destinationId: destination.id,
          area,
        });
        if (current.offeringId === offering.id && current.destination?.id === destination.id) return null;
        const detail = { kind: destination.kind, destination: destination.id };
        await record(kernel, tx, { found: current, by, what: 'prepared', detail });
        return { ...current, destination, offeringId: offering.id };
      });
    },
  };
}
