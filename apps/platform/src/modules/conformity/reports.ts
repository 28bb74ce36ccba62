import { germanDate } from '#kernel/clock';
import { type Tx } from '#kernel/db';
import { isUuid, newUuid, type TenantId } from '#kernel/ids';
import { type ServiceManifest } from '#modules/catalogue';
import { type Catalogues, efaCatalogue } from './catalogues.ts';
import { type ConformityDeps } from './deps.ts';
import { reasonOf, statesOf } from './domain/current-state.ts';
import { expiryOf, majorOf } from './domain/expiry.ts';
import { verdictOf } from './domain/verdict.ts';
import { selectComments, selectExceptions, selectFindings } from './store/findings.ts';
import { insertVerdict, selectOfferingVerdict, selectVerdicts, type VerdictRow } from './store/verdicts.ts';
import {
  type ConformityService,
  type CriteriaCatalogue,
  type CriterionState,
  type Light,
  type Report,
  type Subject,
} from './types.ts';

export interface SubjectFacts {
  subject: Subject;
  manifest: ServiceManifest;
  packageId: string;
  provider: TenantId;
  /** `<town>/<service>`. */
  offering: string | null;
}

export interface Reports extends Pick<
  ConformityService,
  'light' | 'lights' | 'offeringLight' | 'report' | 'findSubject'
> {
  facts(subject: Subject): Promise<SubjectFacts | null>;
  /** Writes the traffic light down after something changed. */
  saveVerdict(tx: Tx, by: TenantId, subject: Subject, catalogue: CriteriaCatalogue): Promise<void>;
}

export function createReports(deps: ConformityDeps, catalogues: Catalogues): Reports {
  const { db, clock } = deps.kernel;
  const { facts, statesIn } = createStates(deps);
  const { toLight, newerMajorOn, asOfToday } = createLights(deps, catalogues, statesIn);

  async function lights(digests: readonly string[]): Promise<ReadonlyMap<string, Light>> {
    if (digests.length === 0) return new Map();
    const rows = await db.tx({}, (tx) => selectVerdicts(tx, digests, efaCatalogue));
    const found = new Map<string, Light>();
    for (const row of rows) {
      const light = asOfToday(await toLight(row));
      if (light !== null) found.set(row.version_digest, light);
    }
    return found;
  }

  return {
    facts,
    lights,
    light: async (digest) => (await lights([digest])).get(digest) ?? null,
    async offeringLight(offering) {
      if (!isUuid(offering)) return null;
      const row = await db.tx({}, (tx) => selectOfferingVerdict(tx, offering, efaCatalogue));
      return row === null ? null : asOfToday(await toLight(row));
    },
    async report(subject, criteria) {
      const about = await facts(subject);
      if (about === null) return null;
      const used = await catalogues.criteria(criteria);
      const states = await db.tx({}, (tx) => statesIn(tx, subject, used));
      const { manifest, packageId, provider, offering } = about;
      const verdict = judge(states, used, subject);
      const versions = await catalogues.catalogues();
      const light = asOfToday({
        catalogue: used.catalogue,
        criteriaVersion: used.version,
        date: lastOf(states, clock.now()).toISOString(),
        conforms: verdict.conforms,
        openMust: verdict.openMust,
        areas: named(used, verdict.areas),
        expiresAt: expiryOf({ used, versions, newerMajorOn: await newerMajorOn(subject.versionDigest) }),
      });
      if (light === null) return null;
      const { version, service } = manifest;
      const report: Report = {
        ...light,
        subject: { ...subject, packageId, version, name: service.name, provider, offering },
        criteria: used,
        states,
      };
      return report;
    },
    async saveVerdict(tx, by, subject, catalogue) {
      const states = await statesIn(tx, subject, catalogue);
      const { conforms, openMust, areas } = judge(states, catalogue, subject);
      const ends = states.map(({ exception }) => exception?.validUntil ?? null).filter((day) => day !== null);
      await insertVerdict(tx, {
        id: newUuid(),
        tenant: by,
        subject,
        catalogue_digest: catalogue.digest,
        catalogue: catalogue.catalogue,
        conforms,
        open_must: openMust,
        areas,
        good_until: ends.toSorted()[0] ?? null,
        made_at: clock.now(),
      });
    },
    findSubject: (name) => findSubject(deps, name),
  };
}

type StatesIn = (tx: Tx, subject: Subject, catalogue: CriteriaCatalogue) => Promise<readonly CriterionState[]>;

/** What a subject is, and what was found about it so far. */
function createStates(deps: ConformityDeps): { facts: Reports['facts']; statesIn: StatesIn } {
  const today = (): string => germanDate(deps.kernel.clock.now());

  async function facts(subject: Subject): Promise<SubjectFacts | null> {
    const manifest = await deps.catalogue.manifest(subject.versionDigest);
    if (manifest === null) return null;
    const provider = await deps.identity.tenantBySlug(manifest.provider.slug);
    if (provider === null) return null;
    const offering = subject.offeringId === null ? null : await deps.catalogue.offering(subject.offeringId);
    if (subject.offeringId !== null && offering?.versionDigest !== subject.versionDigest) return null;
    return {
      subject,
      manifest,
      packageId: `${manifest.provider.slug}/${manifest.service.slug}`,
      provider: provider.id,
      offering: offering === null ? null : `${offering.tenant.slug}/${offering.serviceSlug}`,
    };
  }

  async function statesIn(tx: Tx, subject: Subject, catalogue: CriteriaCatalogue): Promise<readonly CriterionState[]> {
    const stored = await selectFindings(tx, subject, catalogue.digest);
    const exceptions = await selectExceptions(tx, subject, catalogue.digest);
    const comments = await selectComments(tx, subject, catalogue.digest);
    const names = new Map((await deps.identity.tenants()).map(({ id, name }) => [id, name]));
    const findings = stored.map(({ tenant, ...finding }) => ({ ...finding, body: names.get(tenant) ?? '' }));
    return statesOf(catalogue, { findings, exceptions, comments }, kindOf(subject), today());
  }

  return { facts, statesIn };
}

/** Traffic lights as of today from verdicts that were written down earlier. */
function createLights(deps: ConformityDeps, catalogues: Catalogues, statesIn: StatesIn) {
  const { db, clock } = deps.kernel;
  const today = (): string => germanDate(clock.now());

  async function newerMajorOn(digest: string): Promise<string | null> {
    const traded = await deps.packages.packageOf(digest);
    if (traded === null) return null;
    const newer = (await deps.packages.versions(traded.packageId))
      .filter((one) => one.withdrawnAt === null && majorOf(one.version) > majorOf(traded.version))
      .map(({ publishedAt }) => germanDate(publishedAt));
    return newer.toSorted()[0] ?? null;
  }

  async function toLight(row: VerdictRow): Promise<Light | null> {
    const used = await catalogues.byDigest(row.catalogue_digest);
    if (used === null) return null;
    const subject = { versionDigest: row.version_digest, offeringId: row.offering_id };
    const isStale = row.good_until !== null && row.good_until < today();
    const verdict = isStale
      ? await db.tx({}, async (tx) => judge(await statesIn(tx, subject, used), used, subject))
      : null;
    const versions = await catalogues.catalogues();
    return {
      catalogue: used.catalogue,
      criteriaVersion: used.version,
      date: row.made_at.toISOString(),
      conforms: verdict?.conforms ?? row.conforms,
      openMust: verdict?.openMust ?? row.open_must,
      areas: named(used, verdict?.areas ?? row.areas),
      expiresAt: expiryOf({ used, versions, newerMajorOn: await newerMajorOn(row.version_digest) }),
    };
  }

  /** Conformity that has expired is none. */
  function asOfToday(light: Light | null): Light | null {
    if (light === null || light.expiresAt === null || light.expiresAt >= today()) return light;
    return { ...light, conforms: false };
  }

  return { toLight, newerMajorOn, asOfToday };
}

/** A provider may be a town as well, so its package is looked for before its offering. */
async function findSubject({ catalogue, identity, packages }: ConformityDeps, name: string): Promise<Subject | null> {
  const whole = name.startsWith('sha256:') ? name : `sha256:${name}`;
  if (/^sha256:[0-9a-f]{64}$/u.test(whole)) {
    return (await catalogue.manifest(whole)) === null ? null : { versionDigest: whole, offeringId: null };
  }
  const offering = isUuid(name) ? await catalogue.offering(name) : null;
  if (offering !== null) return { versionDigest: offering.versionDigest, offeringId: offering.id };
  const [, tenantSlug = '', serviceSlug = '', version] = /^([^/@]+)\/([^/@]+)(?:@(.+))?$/u.exec(name) ?? [];
  const traded = await packages.package(`${tenantSlug}/${serviceSlug}`, version);
  if (traded !== null) return { versionDigest: traded.versionDigest, offeringId: null };
  const tenant = await identity.tenantBySlug(tenantSlug);
  if (tenant === null) return null;
  const published = (await catalogue.versionsOf(tenant.id, serviceSlug)).find(
    (one) => version === undefined || one.version === version,
  );
  if (published !== undefined) return { versionDigest: published.digest, offeringId: null };
  const found = (await catalogue.offeringsOf(tenant.id)).find((one) => one.serviceSlug === serviceSlug);
  return found === undefined ? null : { versionDigest: found.versionDigest, offeringId: found.id };
}

export function kindOf(subject: Subject): 'version' | 'offering' {
  return subject.offeringId === null ? 'version' : 'offering';
}

function judge(states: readonly CriterionState[], { areas }: CriteriaCatalogue, subject: Subject) {
  const judged = states.map((state) => ({
    criterion: state.criterion,
    result: state.result,
    reason: reasonOf(state),
  }));
  return verdictOf(judged, areas, kindOf(subject));
}

function named({ areas: known }: CriteriaCatalogue, areas: VerdictRow['areas']): Light['areas'] {
  return areas.map(({ area, light }) => {
    const name = known.find(({ id }) => id === area)?.name ?? { de: area, en: area };
    return { area, name, light };
  });
}

function lastOf(states: readonly CriterionState[], otherwise: Date): Date {
  const times = states.flatMap(({ history }) => history.map(({ at }) => at.getTime()));
  return times.length === 0 ? otherwise : new Date(Math.max(...times));
}
