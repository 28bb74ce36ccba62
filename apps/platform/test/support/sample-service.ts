import { readFile } from 'node:fs/promises';
import { type TestKernel } from './test-kernel.ts';
import { type IdentityService, type LegalPageKind, type Tenant } from '#modules/identity';
import {
  type CatalogueService,
  type JsonValue,
  noDecisions,
  type Offering,
  pinRules,
  seedCatalogue,
  type ServiceManifest,
} from '#modules/catalogue';

const both = (de: string, en = `${de} (en)`): { de: string; en: string } => ({ de, en });

export interface SampleOptions {
  /** Base name in seeds/schemas; default hundesteuer-anmeldung. */
  schema?: string;
  destinationId?: string;
}

export interface Sample {
  provider: Tenant;
  town: Tenant;
  manifest: ServiceManifest;
  versionDigest: string;
  offering: Offering;
}

/** A provider, the town of Xanten with its mandatory pages, and a live offering of a real schema; for tests. */
export async function sampleService(
  test: Pick<TestKernel, 'kernel' | 'database'>,
  services: { identity: IdentityService; catalogue: CatalogueService },
  options: SampleOptions = {},
): Promise<Sample> {
  const { identity, catalogue } = services;
  await seedCatalogue(test.database.urls.owner);
  const provider = await makeTenant(identity, {
    kind: 'provider',
    ars: null,
    slug: 'rechenzentrum',
    name: 'Rechenzentrum',
  });
  const town = await makeTenant(identity, { kind: 'town', ars: '051700052052', slug: 'xanten', name: 'Xanten' });
  await fillLegalPages(test, identity, town);
  const manifest = await sampleManifest(catalogue, provider, options.schema ?? 'hundesteuer-anmeldung');
  const { digest } = await test.kernel.db.tx({ tenant: provider.id }, (tx) =>
    catalogue.publishVersion(tx, provider.id, manifest),
  );
  const id = await test.kernel.db.tx({ tenant: town.id }, async (tx) => {
    const saved = await catalogue.saveOffering(tx, {
      tenant: town.id,
      versionDigest: digest,
      serviceSlug: manifest.service.slug,
      destinationId: options.destinationId ?? '6f1b1d8c-0c0b-4c5e-9a53-0d6ad6f4f6a1',
      area: '051700052052',
      townTexts: { contact: 'Steueramt, Zimmer 12' },
    });
    await catalogue.goLive(tx, town.id, saved.id);
    return saved.id;
  });
  const offering = await catalogue.offering(id);
  if (offering === null) throw new Error('the sample offering is missing');
  return { provider, town, manifest, versionDigest: digest, offering };
}

export async function makeTenant(
  identity: IdentityService,
  input: Parameters<IdentityService['createTenant']>[0],
): Promise<Tenant> {
  const contact = { street: 'Karthaus 2', postcode: '46509', city: input.name, email: `post@${input.slug}.example` };
  return (await identity.createTenant({ contact, ...input })).tenant;
}

export async function fillLegalPages(
  test: Pick<TestKernel, 'kernel'>,
  identity: IdentityService,
  tenant: Tenant,
): Promise<void> {
  const kinds: readonly LegalPageKind[] = ['impressum', 'datenschutz', 'barrierefreiheit', 'leichte-sprache'];
  await test.kernel.db.tx({ tenant: tenant.id }, async (tx) => {
    for (const kind of kinds) {
      await identity.saveLegalPage(tx, tenant.id, { kind, lang: 'de', body: `# ${kind} von ${tenant.name}` });
    }
  });
}

export async function sampleManifest(
  catalogue: CatalogueService,
  provider: Tenant,
  schemaName: string,
): Promise<ServiceManifest> {
  const folder = new URL('../../seeds/schemas/', import.meta.url);
  const xml = await readFile(new URL(`${schemaName}.xml`, folder));
  const overlay = parseObject(await readFile(new URL(`${schemaName}.overlay.json`, folder), 'utf8'));
  const imported = await catalogue.importSchema({ xml, provider: provider.id, codeLists: [] });
  const schemaUri = `https://schema.example/${schemaName}/1.0.json`;
  return {
    formatVersion: 1,
    service: {
      leistungsschluessel: '99102013002000',
      slug: schemaName,
      name: both('Hund anmelden', 'Register a dog'),
      summary: both('Melden Sie Ihren Hund zur Hundesteuer an.', 'Register your dog for dog tax.'),
      keywords: ['Hundemarke'],
    },
    version: '1.0.0',
    provider: { slug: provider.slug, name: provider.name },
    schema: {
      digest: imported.schemaDigest,
      schemaUri,
      mimeType: 'application/json',
      dialect: imported.schema.dialect,
      id: imported.schema.id,
      version: imported.schema.version ?? '1.0',
    },
    overlay,
    rules: pinRules(imported.schema, noDecisions),
    process: [{ id: 'send', kind: 'submission' }],
    fee: { kind: 'none', currency: 'EUR', note: both('Die Anmeldung kostet nichts.') },
    delivery: { metadataVersion: '2.1.0', summaryPdf: true, schemaUri },
    texts: {
      who: both('Alle, die einen Hund halten.'),
      needed: both('- Ausweis\n- Angaben zum Hund'),
      next: both('Sie erhalten einen Bescheid.'),
      remedy: both('Klage innerhalb eines Monats.'),
    },
    declaration: both('Ich versichere, dass die Angaben stimmen.'),
    priceModel: null,
    serviceLevel: null,
    dataProtection: {
      purpose: both('Festsetzung der Hundesteuer'),
      legalBasis: both('KAG NRW'),
      retention: both('10 Jahre'),
    },
    tests: [],
  };
}

function parseObject(text: string): { readonly [key: string]: JsonValue } {
  return JSON.parse(text) as { readonly [key: string]: JsonValue };
}
