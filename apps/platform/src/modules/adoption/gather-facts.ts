import { type Tx } from '#kernel/db';
import { type FactSheet, type ServiceManifest } from '#modules/catalogue';
import { type Tenant } from '#modules/identity';
import { type AdoptionDeps } from './deps.ts';
import { type DestinationFact, type PlatformFacts } from './domain/facts.ts';
import { missingParameters, type TownFacts } from './domain/parameters.ts';
import { sampleOf } from './domain/test-sample.ts';
import { caseNotFound } from './errors.ts';
import { selectFrameAgreement, selectParameters } from './store/papers.ts';
import { selectRuns } from './store/test-runs.ts';
import { type AdoptionCase, type TestRun } from './types.ts';

/** Everything a page or a decision about a case needs of other modules; read before the case is locked. */
export interface Gathered {
  facts: PlatformFacts;
  manifest: ServiceManifest;
  town: Tenant;
  parameters: FactSheet['parameters'];
  values: ReadonlyMap<string, string>;
  tests: readonly TestRun[];
}

/** Of the version that the gates are about: the one to switch to, while there is one. */
export const digestOf = ({ target, versionDigest }: Pick<AdoptionCase, 'target' | 'versionDigest'>): string =>
  target?.digest ?? versionDigest;

export function createGatherer(deps: AdoptionDeps) {
  const { kernel, identity, catalogue, privacy, conformity, delivery } = deps;

  async function destinationFact(found: AdoptionCase): Promise<DestinationFact | null> {
    const { destination } = found;
    if (destination === null) return null;
    if (delivery === null) return { ...destination, problem: 'unreachable', keyValidUntil: null };
    return { ...destination, ...(await delivery.destination(destination.id)) };
  }

  return async function gather(found: AdoptionCase): Promise<Gathered> {
    const { tenant, packageId, route } = found;
    const digest = digestOf(found);
    const [manifest, town, adopted, light, destination] = await Promise.all([
      catalogue.manifest(digest),
      identity.tenant(tenant),
      privacy.state(tenant, digest),
      conformity?.light(digest) ?? null,
      destinationFact(found),
    ]);
    if (manifest === null || town === null) throw caseNotFound();
    const own = await kernel.db.tx({ tenant }, async (tx: Tx) => ({
      frame: await selectFrameAgreement(tx, tenant, route),
      values: await selectParameters(tx, tenant, packageId),
      tests: await selectRuns(tx, found.id),
    }));
    const parameters = manifest.reuse?.factSheet.parameters ?? [];
    const facts: PlatformFacts = {
      factSheet: manifest.reuse !== undefined,
      conformity: light === null ? null : { conforms: light.conforms, openMust: light.openMust, date: light.date },
      privacy: { state: renewed(adopted, found), by: adopted.by, date: adopted.date },
      hasAssessment: (manifest.reuse?.assessment ?? null) !== null,
      frameAgreement: own.frame,
      missingParameters: missingParameters(parameters, own.values).map(({ label }) => label.de),
      parameters: parameters.length,
      destination,
      test: testFact(own.tests, digest, found.destination?.id ?? null),
      hasSample: sampleOf(manifest) !== null,
      support: found.support,
      hasFee: manifest.fee.kind === 'fixed' || manifest.fee.kind === 'table',
      isLive: found.state === 'live' || found.state === 'gestoert',
    };
    return { facts, manifest, town, parameters, values: own.values, tests: own.tests };
  };
}

/** A change of law or a breaking one asks the officer anew, also where the assessment itself stayed the same. */
function renewed(
  adopted: { state: 'none' | 'adopted' | 'to-renew'; date: Date | null },
  { target, reopenedAt, reopened }: AdoptionCase,
): 'none' | 'adopted' | 'to-renew' {
  if (adopted.state !== 'adopted' || target === null || reopenedAt === null) return adopted.state;
  const isOlder = adopted.date === null || adopted.date < reopenedAt;
  return isOlder && reopened.includes('N06') ? 'to-renew' : 'adopted';
}

function testFact(tests: readonly TestRun[], digest: string, destination: string | null): PlatformFacts['test'] {
  const ofThis = tests.filter((run) => run.versionDigest === digest && run.destinationId === destination);
  // One that was accepted stays the evidence, also when a later one is under way.
  const run = ofThis.find(({ state }) => state === 'accepted') ?? ofThis[0];
  if (run === undefined) return null;
  const { reference, settledAt: at } = run;
  if (run.state === 'accepted') return { state: 'accepted', at, reference };
  return { state: run.state === 'rejected' || run.state === 'failed' ? 'rejected' : 'running', at, reference };
}

export function townFacts(town: Tenant): TownFacts {
  const { street, postcode, city, email, phone, openingHours } = town.contact;
  const { ars, name, officialName, slug } = town;
  return { ars: ars ?? '', ...{ name, officialName, slug, street, postcode, city, email, phone, openingHours } };
}
