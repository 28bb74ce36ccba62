import { AppError } from '#kernel/errors';
import { demand, record } from './actor.ts';
import { type CaseWork } from './case-work.ts';
import { type AdoptionDeps } from './deps.ts';
import { changesSince, isNewer, reopenedSteps } from './domain/version-change.ts';
import { type Preparation } from './prepare.ts';
import { selectSteps, updateStep } from './store/steps.ts';
import { type Actor, type AdoptionCase, type AdoptionService } from './types.ts';

/** What a switch would bring; null when the town runs the newest version. */
export interface OfferedSwitch {
  digest: string;
  version: string;
  changes: readonly { version: string; date: string; kind: string; text: { de: string; en: string } }[];
  reopened: readonly string[];
}

export interface Switches extends Pick<AdoptionService, 'switchVersion'> {
  offered(found: AdoptionCase): Promise<OfferedSwitch | null>;
}

export function createSwitches(deps: AdoptionDeps, work: CaseWork, preparation: Preparation): Switches {
  const { kernel, blueprint, packages, catalogue } = deps;
  const { clock } = kernel;

  async function offered(found: AdoptionCase): Promise<OfferedSwitch | null> {
    const newest = await packages.package(found.packageId);
    if (newest === null || !isNewer(newest.version, found.target?.version ?? found.version)) return null;
    const manifest = await catalogue.manifest(newest.versionDigest);
    if (manifest?.reuse === undefined) return null;
    const changes = changesSince(manifest.reuse, found.version);
    const { versionDigest: digest, version } = newest;
    return { digest, version, changes, reopened: reopenedSteps(blueprint, changes) };
  }

  /** From one moment to the next: drafts stay on their version, new applications begin with this one. */
  async function apply(found: AdoptionCase, digest: string, version: string, by: Actor): Promise<void> {
    const { tenant, id } = found;
    await preparation.offerAtDestination(found, digest);
    await work.change(tenant, id, async (tx, current) => {
      const at = current.offeringId === null ? null : await catalogue.offering(current.offeringId);
      if (at !== null) {
        const { serviceSlug, destinationId, area, receiptInstant, townTexts } = at;
        const kept = { serviceSlug, destinationId, area, receiptInstant, townTexts };
        await catalogue.saveOffering(tx, { tenant, versionDigest: digest, ...kept });
      }
      const detail = { from: current.version, to: version };
      await record(kernel, tx, { found: current, by, what: 'version-switched', detail });
      return { ...current, versionDigest: digest, version, target: null, reopenedAt: null, reopened: [] };
    });
  }

  return {
    offered,
    async switchVersion({ tenant, id, by }) {
      demand(by, 'adoption.manage');
      const { found, evaluation } = await work.look(tenant, id);
      if (found.target !== null) {
        if (evaluation.blockedBy.length > 0) return { isDone: false };
        await apply(found, found.target.digest, found.target.version, by);
        return { isDone: true };
      }
      const next = await offered(found);
      if (next === null) throw new AppError('conflict', 'adoption/newest-version');
      const isRunning = found.state === 'live' || found.state === 'gestoert';
      if (next.reopened.length === 0 || !isRunning) {
        // Before it runs nothing is reopened: every gate looks at the new version anyway.
        await apply(found, next.digest, next.version, by);
        return { isDone: true };
      }
      await work.change(tenant, id, async (tx, current) => {
        const steps = await selectSteps(tx, id);
        for (const step of next.reopened) {
          const stored = steps.get(step);
          // A waiver was given for the version that runs, not for what comes.
          if (stored !== undefined) {
            await updateStep(tx, id, { ...stored, state: 'open', waiver: null, doneBy: null, doneAt: null });
          }
        }
        const detail = { from: current.version, to: next.version, steps: next.reopened.join(', ') };
        await record(kernel, tx, { found: current, by, what: 'version-begun', detail });
        const target = { digest: next.digest, version: next.version };
        return { ...current, target, reopenedAt: clock.now(), reopened: next.reopened };
      });
      return { isDone: false };
    },
  };
}
