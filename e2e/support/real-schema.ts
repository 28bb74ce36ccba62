import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  noDecisions,
  parseManifest,
  pinRules,
  publicServiceOf,
} from '../../apps/platform/src/modules/catalogue/index.ts';
import { type DemoAddress } from './demo.ts';
import { insidePlatform } from './inside.ts';

const samples = process.env['VERBUND_SAMPLES'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
/** Admission to the falconers' examination, a schema in use: groups, rules about the address, a voluntary paper. */
const file = join(samples, 'fim', 'xdf3', 'S07000000200V1.2.0_xdf3.xml');
const bin = fileURLToPath(new URL('../../apps/platform/bin/verbund.mjs', import.meta.url));

export const noSamples = existsSync(file) ? false : 'skipped: no samples';
export const realService = { slug: 'falknerpruefung', name: 'Zulassung zur Falknerprüfung' };

/** Imports the file with the command line, as a provider does, and offers it in Xanten. */
export async function offerRealSchema(demo: DemoAddress): Promise<void> {
  const args = [bin, 'fim', 'import', file, '--codelists', join(samples, 'fim', 'genericode'), '--json'];
  const env = { PATH: process.env['PATH'], VERBUND_DATA_DIR: demo.dataDir, VERBUND_PUBLIC_URL: demo.url };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  const { files } = JSON.parse(stdout) as { files: { schemaDigest: string; id: string; version: string }[] };
  const [schema] = files;
  assert.ok(schema);
  const schemaUri = `urn:verbund:schema:${schema.id}:${schema.version}`;
  const seed = new URL('../../apps/platform/seeds/schemas/hundesteuer-anmeldung.service.json', import.meta.url);
  const like = JSON.parse(readFileSync(seed, 'utf8')) as Record<string, unknown>;
  await insidePlatform(demo, async (platform) => {
    const { services } = platform.modules;
    assert.ok(services);
    const { identity, catalogue, casework } = services;
    const [provider, town] = await Promise.all([
      identity.tenantBySlug('verbund-beispieldienste'),
      identity.tenantBySlug('xanten'),
    ]);
    assert.ok(provider && town);
    const report = await catalogue.schemaReport(provider.id, schema.schemaDigest);
    const model = report.schema;
    // One rule of the file names a duty without a condition.
    const acceptance = { by: 'Petra Prüfer', on: '2026-03-01', reason: 'Ein Hinweis ohne Bedingung.' };
    const parsed = parseManifest({
      ...like,
      service: {
        leistungsschluessel: null,
        slug: realService.slug,
        name: { de: realService.name, en: 'Admission to the falconers’ examination' },
        summary: { de: 'Melden Sie sich zur Falknerprüfung an.', en: 'Register for the falconers’ examination.' },
        keywords: ['Falkner'],
      },
      overlay: {},
      rules: pinRules(model, { ...noDecisions, acceptance }),
      schema: {
        digest: schema.schemaDigest,
        schemaUri,
        mimeType: 'application/json',
        dialect: '3.0.0',
        id: schema.id,
        version: schema.version,
      },
      delivery: { metadataVersion: '2.1.0', summaryPdf: true, schemaUri },
    });
    assert.ok(parsed.ok, JSON.stringify(parsed));
    const { manifest } = parsed;
    await casework.addService(town.id, {
      identifier: publicServiceOf(manifest).identifier,
      submissionSchemas: [{ schemaUri, mimeType: 'application/json' }],
      regions: [`DE${town.ars ?? ''}`],
    });
    const inbox = await casework.inbox(town.id);
    assert.ok(inbox?.destinationId);
    const { destinationId } = inbox;
    const { db } = platform.kernel.kernel;
    const { digest } = await db.tx({ tenant: provider.id }, (tx) =>
      catalogue.publishVersion(tx, provider.id, manifest),
    );
    await db.tx({ tenant: town.id }, async (tx) => {
      const { id } = await catalogue.saveOffering(tx, {
        tenant: town.id,
        versionDigest: digest,
        serviceSlug: realService.slug,
        destinationId,
        area: town.ars ?? '',
      });
      await catalogue.goLive(tx, town.id, id);
    });
  });
}
