import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { type ServiceManifest } from '#modules/catalogue';
import { testPlatform, type TestPlatform } from '../../../../test/support/test-platform.ts';
import { type Actor, type ConformityService, type FindingResult, type Report, type Subject } from '../types.ts';

const hasBrowser = existsSync('/usr/bin/chromium');

describe('a run on the real platform', { timeout: 180_000 }, () => {
  let world: TestPlatform;
  let service: ConformityService;
  let by: Actor;

  before(async () => {
    world = await testPlatform();
    const { services } = world.platform.modules;
    assert.ok(services);
    service = services.conformity;
    const operator = await services.identity.operatorTenant();
    by = { tenant: operator.id, id: 'command', name: 'Test', kind: 'operator' };
  });
  after(() => world.close());

  const resultsOf = (report: Report, ids: readonly string[]): Record<string, FindingResult | undefined> =>
    Object.fromEntries(ids.map((id) => [id, report.states.find(({ criterion }) => criterion.id === id)?.result]));
  const said = (report: Report, id: string): string =>
    JSON.stringify(report.states.find(({ criterion }) => criterion.id === id)?.finding);

  test('delivers the samples, reads the pages, reckons the prices, and says what it saw', async () => {
    const subject = await service.findSubject('xanten/gewerbe-anmelden');
    assert.ok(subject?.offeringId);
    const report = await service.assessNow({ subject, by });
    const met = [
      'DES-003',
      'DES-003c',
      'DAT-001',
      'DAT-002',
      'DAT-003',
      'ROU-001',
      'ROU-002',
      'ROU-003',
      'ORG-004',
      'NL2',
    ];
    for (const id of met) assert.equal(resultsOf(report, [id])[id], 'erfuellt', said(report, id));
    assert.match(said(report, 'DAT-001'), /application\/json, urn:verbund:schema:S99000000301:1\.0\.0, accepted/u);
    assert.match(said(report, 'ROU-002'), /verschlüsselt/u);
    assert.match(said(report, 'ROU-003'), /rejected: https:.*schema-violation/u);
    assert.match(said(report, 'ORG-004'), /396 von \/ of 396/u);
    assert.match(said(report, 'BET-001'), /20 Abrufe/u);
    for (const id of ['NUK-001', 'NUK-002', 'SDG-001', 'NL1', 'NL3']) {
      assert.match(said(report, id), /Nicht geprüft, Funktion fehlt/u);
    }
    assert.equal(report.conforms, false, 'payment and BundID do not exist yet');
    const scan = resultsOf(report, ['BAR-001'])['BAR-001'];
    assert.equal(scan, hasBrowser ? 'erfuellt' : 'nicht_geprueft', said(report, 'BAR-001'));
    // No trace of the check in the routing, and none in the inbox of the authority.
    const left = await world.database.admin(
      `select status from transport.destination where name = 'Konformitätsprüfung'`,
    );
    assert.ok(left.length > 0 && left.every(({ status }) => status !== 'active'), JSON.stringify(left));
  });

  test('a version whose samples do not pass, without price sheet and service level, fails for real', async () => {
    const report = await service.assessNow({ subject: await publishBroken(), by });
    const failed = ['DAT-001', 'DAT-002', 'ROU-003', 'ORG-004', 'BET-001'];
    assert.deepEqual(
      resultsOf(report, failed),
      Object.fromEntries(failed.map((id) => [id, 'nicht_erfuellt'])),
      failed.map((id) => said(report, id)).join('\n'),
    );
    assert.match(said(report, 'DAT-001'), /Fall ohne Pflichtangaben/u);
    assert.match(said(report, 'DES-003'), /bei keiner Behörde online/u);
  });

  /** The same form with a sample that the form refuses. */
  async function publishBroken(): Promise<Subject> {
    const { services, kernel } = { services: world.platform.modules.services, kernel: world.platform.kernel.kernel };
    assert.ok(services);
    const { catalogue, identity } = services;
    const provider = await identity.tenantBySlug('verbund-beispieldienste');
    const known = await service.findSubject('verbund-beispieldienste/gewerbe-anmelden');
    const manifest = known === null ? null : await catalogue.manifest(known.versionDigest);
    assert.ok(provider && manifest);
    const expected = { outcome: 'accepted', delivery: {}, day: '2026-11-02', area: '051700052052' };
    const broken: ServiceManifest = {
      ...manifest,
      service: { ...manifest.service, slug: 'gewerbe-kaputt' },
      version: '0.9.0',
      priceModel: { kind: 'free' },
      serviceLevel: { availabilityPercent: 99 },
      tests: [{ name: 'Fall ohne Pflichtangaben', answers: {}, expected }],
    };
    const { digest } = await kernel.db.tx({ tenant: provider.id }, (tx) =>
      catalogue.publishVersion(tx, provider.id, broken),
    );
    return { versionDigest: digest, offeringId: null };
  }
});
