import { newUuid, type StaffId, type TenantId } from '#kernel/ids';
import { type CentralAssessment, type ReuseFacts, type ServiceManifest } from '#modules/catalogue';
import { roleActions, type Role } from '#modules/identity';
import { type PublishedPackage } from '#modules/packages';
import { createPrivacyService } from '#modules/privacy';
import { fillLegalPages, makeTenant, sampleService } from '../../../../test/support/sample-service.ts';
import { testKernel } from '../../../../test/support/test-kernel.ts';
import { createCatalogue } from '../../catalogue/module.ts';
import { createIdentity } from '../../identity/module.ts';
import { reuseFacts } from '../../../../test/support/reuse-facts.ts';
import { createAdoption } from '../module.ts';
import { type Actor, type TestOutcome, type TestSubmission } from '../types.ts';

const both = (de: string) => ({ de, en: `${de} (en)` });
export const inboxId = '6f1b1d8c-0c0b-4c5e-9a53-0d6ad6f4f6a1';
const town = '051700024024';

const assessment: CentralAssessment = {
  kind: 'dpia',
  date: '2026-05-04',
  authority: 'Landesamt für Beispiele',
  controller: 'Ministerium für Beispiele',
  processors: ['Rechenzentrum'],
  dataSubjects: both('Menschen, die einen Hund halten'),
  recipients: both('Das Steueramt der Kommune'),
  risks: [],
  result: 'acceptable',
  conditions: both('keine'),
  opinion: null,
  deletion: both('Entwürfe nach 30 Tagen'),
};

const parameters: ReuseFacts['factSheet']['parameters'] = [
  {
    name: 'satzung',
    label: both('Fundstelle der Satzung'),
    standard: false,
    place: 'platform',
    kind: 'text',
    mandatory: true,
  },
  { name: 'zustaendigeBehoerde', label: both('Behörde'), standard: true, place: 'pvog', kind: 'text', mandatory: true },
];

export function actor(name: string, ...roles: readonly Role[]): Actor {
  const actions = new Set<string>(roles.flatMap((role) => [...roleActions[role]]));
  return { staff: newUuid<StaffId>(), name, actions };
}

/** Town Moers, a provider with a package, real catalogue, identity and privacy; what lies outside answers as told. */
export async function createWorld() {
  const test = await testKernel({ modules: ['identity', 'catalogue', 'privacy', 'adoption', 'casework'] });
  const { kernel } = test;
  const identity = createIdentity(kernel, { erasurePorts: [] }).service;
  const catalogue = createCatalogue(kernel, { identity }).service;
  const sample = await sampleService(test, { identity, catalogue });
  const privacy = createPrivacyService({ kernel, identity, catalogue });
  const moers = await makeTenant(identity, { kind: 'town', ars: town, slug: 'moers', name: 'Moers' });
  await fillLegalPages(test, identity, moers);
  const published: PublishedPackage[] = [];
  const sent: TestSubmission[] = [];
  const outside = {
    outcome: { kind: 'accepted', at: new Date('2026-11-02T09:00:00Z') } as TestOutcome,
    destination: { problem: null, keyValidUntil: null } as { problem: null | 'unknown'; keyValidUntil: string | null },
    expected: [] as string[],
    offered: 0,
    hasInbox: false,
  };
  const adoption = createAdoption(kernel, {
    identity,
    catalogue,
    privacy,
    conformity: null,
    costs: { priceOf: async () => null, fromTo: async () => null },
    packages: {
      package: async (id, version) =>
        published.find((one) => one.packageId === id && (version === undefined || one.version === version)) ?? null,
      packages: async () => published.slice(0, 1),
      listing: async () => ({
        ...{ packageId: '', state: 'available', knownErrors: [], endOfSupport: [], releasePlan: [], promises: [] },
        ...{ changedAt: null, changedBy: null },
      }),
    },
    casework: {
      inbox: async () =>
        outside.hasInbox
          ? { name: 'x', state: 'ready', destinationId: inboxId, services: [], lastFetchAt: null, lastFailure: null }
          : null,
      provisionInbox: async () => {
        outside.hasInbox = true;
        return { destinationId: inboxId };
      },
      addService: async () => void (outside.offered += 1),
      fetchNow: async () => ({ accepted: 1, rejected: 0, postponed: 0 }),
      expectTest: async (_tenant, reference) => void outside.expected.push(reference),
    },
    delivery: {
      send: async (submission) => {
        sent.push(submission);
        return { caseId: newUuid(), submissionId: newUuid() };
      },
      outcome: async () => outside.outcome,
      destination: async () => outside.destination,
    },
  });

  async function publish(version: string, changes: ReuseFacts['changes']): Promise<PublishedPackage> {
    const reuse = reuseFacts(version, { assessment, changes });
    const manifest: ServiceManifest = {
      ...sample.manifest,
      version,
      tests: [
        { name: 'zu prüfen', answers: {}, expected: { outcome: 'refused', path: 'x', code: 'required' } },
        { name: 'Ein Antrag', answers: { a: 'b' }, expected: { outcome: 'accepted', delivery: { a: 'b' }, day: '2026-10-15', area: null } }, // prettier-ignore
      ],
      reuse: { ...reuse, factSheet: { ...reuse.factSheet, parameters } },
    };
    const { digest } = await kernel.db.tx({ tenant: sample.provider.id }, (tx) =>
      catalogue.publishVersion(tx, sample.provider.id, manifest),
    );
    const { slug, name, summary, leistungsschluessel } = manifest.service;
    const row: PublishedPackage = {
      packageId: `rechenzentrum/${slug}`,
      ...{ digest, versionDigest: digest, version, provider: sample.provider.id, providerName: 'Rechenzentrum' },
      ...{ serviceSlug: slug, name, summary, leistungsschluessel, change: changes[0]?.kind ?? 'initial' },
      ...{ publishedAt: kernel.clock.now(), signerKid: 'k', minimumPlatform: '1.0.0' },
      ...{ withdrawnAt: null, withdrawnReason: null },
    };
    published.unshift(row);
    return row;
  }

  async function staffOf(tenant: TenantId, name: string, roles: readonly Role[]): Promise<void> {
    await test.database.admin(
      `insert into identity.staff (staff_id, tenant_id, subject, issuer, display_name, email, roles, created_at)
       values ($1::uuid, $2, $1::uuid::text, 'urn:test', $3, $4, $5, now())`,
      [newUuid(), tenant, name, `${name.toLowerCase()}@example.org`, [...roles]],
    );
  }

  return { ...test, ...{ identity, catalogue, privacy, sample, moers, adoption, outside, sent, publish, staffOf } };
}
