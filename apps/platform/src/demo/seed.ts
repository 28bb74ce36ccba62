import { type Config } from '#kernel/config';
import { type Role, type Tenant } from '#modules/identity';
import { parseManifest, parseRuleDecisions, pinRules, publicServiceOf, type ServiceManifest } from '#modules/catalogue';
import { type Platform } from '../app.ts';
import { type ModuleServices } from '../app/compose-modules.ts';
import {
  demoLegalPages,
  demoService,
  type DemoServiceName,
  demoServiceNames,
  type DemoTown,
  demoTowns,
  offeredServiceNames,
} from './content.ts';
import { seedPackages } from './packages.ts';
import { subjectOf } from '@verbund/simulators/people';

/** A version that towns can adopt, with what its destination must accept. */
export interface DemoVersion {
  digest: string;
  manifest: ServiceManifest;
}

const colleagues: readonly { id: string; name: string; roles: readonly Role[] }[] = [
  { id: 'anna', name: 'Anna Amtsfrau', roles: ['case-worker'] },
  { id: 'bernd', name: 'Bernd Bescheid', roles: ['case-worker'] },
  { id: 'carla', name: 'Carla Leitung', roles: ['admin', 'case-worker', 'catalogue-editor'] },
  { id: 'dora', name: 'Dora Datenschutz', roles: ['data-protection'] },
  { id: 'ivo', name: 'Ivo Sicherheit', roles: ['security-officer'] },
  { id: 'kora', name: 'Kora Nachnutzung', roles: ['coordinator'] },
  { id: 'thea', name: 'Thea Kämmerei', roles: ['treasurer'] },
];

function servicesOf(platform: Platform): ModuleServices {
  const { services } = platform.modules;
  if (services === null) throw new Error('the demonstration runs all roles in one process');
  return services;
}

/** Towns, staff, mandatory pages and services of the demonstration. Repeatable: what is there stays as it is. */
export async function seedDemo(
  platform: Platform,
  config: Config,
): Promise<{ towns: Map<DemoTown, Tenant>; versions: DemoVersion[] }> {
  const { identity } = servicesOf(platform);
  const provider =
    (await identity.tenantBySlug('verbund-beispieldienste')) ??
    (
      await identity.createTenant({
        kind: 'provider',
        ars: null,
        slug: 'verbund-beispieldienste',
        name: 'Verbund Beispieldienste',
        isDemo: true,
      })
    ).tenant;
  await enrol(platform, provider, config, [
    { id: 'paula-anbieter', name: 'Paula Planung', roles: ['catalogue-editor'], email: 'paula@anbieter.example' },
  ]);
  const published = await publishVersions(platform, provider);
  await seedPackages(platform, servicesOf(platform), provider, published);
  const versions = offeredServiceNames.flatMap((name) => published.get(name) ?? []);
  const towns = new Map<DemoTown, Tenant>();
  for (const town of await demoTowns()) towns.set(town, await seedTown(platform, town, config));
  await seedOperator(platform, config);
  const inboxes = [...towns].filter(([town]) => town.receives === 'inbox');
  await Promise.all(inboxes.map(([, tenant]) => offerByInbox(platform, tenant, versions)));
  return { towns, versions };
}

async function publishVersions(platform: Platform, provider: Tenant): Promise<Map<DemoServiceName, DemoVersion>> {
  const { catalogue } = servicesOf(platform);
  const versions = new Map<DemoServiceName, DemoVersion>();
  const published = await catalogue.versionsOf(provider.id);
  for (const name of demoServiceNames) {
    const { xml, overlay, manifest } = await demoService(name);
    const imported = await catalogue.importSchema({ xml, provider: provider.id, codeLists: [] });
    const { schema, schemaDigest } = imported;
    const schemaUri = `urn:verbund:schema:${schema.id}:${schema.version ?? '0'}`;
    const decisions = parseRuleDecisions(manifest['rules']);
    if (!decisions.ok) throw new Error(`${name}: /rules${decisions.pointer}`);
    const parsed = parseManifest({
      ...manifest,
      overlay,
      rules: pinRules(schema, decisions.value),
      schema: {
        digest: schemaDigest,
        schemaUri,
        mimeType: 'application/json',
        dialect: schema.dialect,
        id: schema.id,
        version: schema.version ?? '0',
      },
      delivery: { metadataVersion: '2.1.0', summaryPdf: true, schemaUri },
    });
    if (!parsed.ok) throw new Error(`${name}: ${JSON.stringify(parsed.findings)}`);
    const { service, version } = parsed.manifest;
    const known = published.find((one) => one.serviceSlug === service.slug && one.version === version);
    const kept = known && (await catalogue.manifest(known.digest));
    if (known && kept) {
      versions.set(name, { digest: known.digest, manifest: kept });
      continue;
    }
    const { digest } = await platform.kernel.kernel.db.tx({ tenant: provider.id }, (tx) =>
      catalogue.publishVersion(tx, provider.id, parsed.manifest),
    );
    versions.set(name, { digest, manifest: parsed.manifest });
  }
  return versions;
}

async function seedTown(platform: Platform, town: DemoTown, config: Config): Promise<Tenant> {
  const { identity } = servicesOf(platform);
  const { db } = platform.kernel.kernel;
  const existing = await identity.tenantBySlug(town.slug);
  const tenant = existing ?? (await identity.createTenant({ ...town, kind: 'town', isDemo: true })).tenant;
  await enrol(
    platform,
    tenant,
    config,
    colleagues.map((person) => ({
      ...person,
      id: `${person.id}-${town.slug}`,
      email: `${person.id}@${town.slug}.example`,
    })),
  );
  if (existing) return existing;
  const pages = await demoLegalPages(town);
  await db.tx({ tenant: tenant.id }, async (tx) => {
    for (const kind of ['impressum', 'datenschutz', 'barrierefreiheit', 'leichte-sprache'] as const) {
      for (const lang of ['de', 'en'] as const) {
        await identity.saveLegalPage(tx, tenant.id, { kind, lang, body: pages[kind][lang] });
      }
    }
  });
  return tenant;
}

async function seedOperator(platform: Platform, config: Config): Promise<void> {
  const operator = await servicesOf(platform).identity.operatorTenant();
  const roles: readonly Role[] = ['operator', 'admin'];
  await enrol(platform, operator, config, [
    { id: 'otto-betrieb', name: 'Otto Operator', roles, email: 'otto@betrieb.example' },
    { id: 'pia-pruefung', name: 'Pia Prüfung', roles: ['assessor'], email: 'pia@betrieb.example' },
    { id: 'kim-koordination', name: 'Kim Koordination', roles: ['coordinator'], email: 'kim@betrieb.example' },
  ]);
}

async function enrol(
  platform: Platform,
  tenant: Tenant,
  config: Config,
  people: readonly { id: string; name: string; roles: readonly Role[]; email: string }[],
): Promise<void> {
  // Where staff sign in elsewhere than at the simulator, the demonstration enrols nobody.
  const issuer = config.staffSignIn?.issuer;
  if (issuer === undefined) return;
  await platform.kernel.kernel.db.tx({ tenant: tenant.id }, async (tx) => {
    for (const { id, name, roles, email } of people) {
      const subject = subjectOf('staff', id);
      await servicesOf(platform).identity.enrolStaff(tx, {
        tenant: tenant.id,
        email,
        roles,
        issuer,
        subject,
        displayName: name,
      });
    }
  });
}

/** What the destination of a town must accept for a version. */
export function offeredService(manifest: ServiceManifest, tenant: Tenant) {
  return {
    identifier: publicServiceOf(manifest).identifier,
    submissionSchemas: [{ schemaUri: manifest.delivery.schemaUri, mimeType: 'application/json' as const }],
    regions: [`DE${tenant.ars ?? ''}`],
  };
}

async function offerByInbox(platform: Platform, tenant: Tenant, versions: readonly DemoVersion[]): Promise<void> {
  const { casework } = servicesOf(platform);
  const services = versions.map(({ manifest }) => offeredService(manifest, tenant));
  const { destinationId } = await casework.provisionInbox({
    tenant: tenant.id,
    name: `Eingang ${tenant.name}`,
    services,
  });
  await offer(platform, tenant, destinationId, versions);
}

/** The town's offerings of all versions at one destination, live. */
export async function offer(
  platform: Platform,
  tenant: Tenant,
  destinationId: string,
  versions: readonly DemoVersion[],
): Promise<void> {
  const { catalogue } = servicesOf(platform);
  for (const { digest, manifest } of versions) {
    const serviceSlug = manifest.service.slug;
    const existing = await catalogue.offeringBySlug(tenant.slug, serviceSlug);
    if (existing?.versionDigest === digest && existing.destinationId === destinationId && existing.live) continue;
    await platform.kernel.kernel.db.tx({ tenant: tenant.id }, async (tx) => {
      const { id } = await catalogue.saveOffering(tx, {
        tenant: tenant.id,
        versionDigest: digest,
        serviceSlug,
        destinationId,
        area: tenant.ars ?? '',
      });
      await catalogue.goLive(tx, tenant.id, id);
    });
  }
}
