import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sampleService } from '../../../../test/support/sample-service.ts';
import { testKernel, type TestKernel } from '../../../../test/support/test-kernel.ts';
import { createCatalogue } from '../../catalogue/module.ts';
import { createIdentity } from '../../identity/module.ts';
import { allChecks } from '../checks/all-checks.ts';
import { type CheckContext, type Probed, type Probes } from '../checks/check.ts';
import { installationOf } from '../installation.ts';
import { type FindingResult } from '../types.ts';
import { goodProbes, goodReuse, goodServiceLevel, type Reuse, wholeInstallation } from './good-context.ts';

type Change = (good: CheckContext) => CheckContext;
type Probe = keyof Omit<Probes, 'samples'>;

const sheet =
  (change: Partial<Reuse['factSheet']>): Change =>
  (good) => ({
    ...good,
    manifest: { ...good.manifest, reuse: { ...goodReuse, factSheet: { ...goodReuse.factSheet, ...change } } },
  });
const manifest =
  (change: Partial<CheckContext['manifest']>): Change =>
  (good) => ({ ...good, manifest: { ...good.manifest, ...change } });
const installation =
  (change: Partial<CheckContext['installation']>): Change =>
  (good) => ({ ...good, installation: { ...good.installation, ...change } });
const nothing = { de: 'Gibt es hier nicht.', en: 'Not here.' };
const without =
  (...probes: Probe[]): Change =>
  (good) => {
    const missing = async () => ({ ok: false as const, missing: nothing });
    return { ...good, probes: { ...good.probes, ...Object.fromEntries(probes.map((name) => [name, missing])) } };
  };
/** The answer of a probe with a part of it changed. */
const seen =
  <P extends Probe>(name: P, change: Record<string, unknown> | readonly unknown[]): Change =>
  (good) => ({
    ...good,
    probes: {
      ...good.probes,
      [name]: async () => {
        const probed = (await good.probes[name]()) as Probed<object>;
        assert.ok(probed.ok);
        return { ok: true, value: Array.isArray(change) ? change : { ...probed.value, ...change } };
      },
    },
  });
const samples =
  (change: Partial<ReturnType<Probes['samples']>>): Change =>
  (good) => ({ ...good, probes: { ...good.probes, samples: () => ({ ...good.probes.samples(), ...change }) } });
const badSample = {
  samples: [{ name: 'Fall 1', expected: 'accepted' as const, faults: ['/F1 required'], delivered: null, files: [], day: '2026-11-02' }],
  accepted: 0,
  failed: 1,
}; // prettier-ignore

/** For each criterion: how it passes, and every way in which it does not. */
const table: Readonly<
  Record<string, { passes?: Change; fails: readonly (readonly [Change, FindingResult])[] }>
> = {
  'DES-001': {
    fails: [
      [without('startPages'), 'nicht_geprueft'],
      [(good) => ({ ...good, probes: { ...good.probes, startPages: oneOf(good, 1) } }), 'nicht_geprueft'],
      [(good) => ({ ...good, probes: { ...good.probes, startPages: oneOf(good, 2, '<header>Land NRW</header>') } }), 'nicht_erfuellt'],
    ],
  },
  'DES-002': {
    fails: [
      [sheet({ usabilityTest: null }), 'nicht_erfuellt'],
      [sheet({ usabilityTest: { date: '2026-01-01', participants: 0, result: '' } }), 'nicht_erfuellt'],
    ],
  },
  'DES-003': {
    fails: [
      [without('startPages'), 'nicht_geprueft'],
      [(good) => ({ ...good, probes: { ...good.probes, startPages: oneOf(good, 1, '<main>Xanten</main>') } }), 'nicht_erfuellt'],
    ],
  },
  'DES-003c': {
    fails: [
      [(good) => manifest({ service: { ...good.manifest.service, leistungsschluessel: null } })(good), 'nicht_erfuellt'],
      [seen('route', { destinations: ['ein anderer'] }), 'nicht_erfuellt'],
      [without('route'), 'nicht_geprueft'],
    ],
  },
  'FAL-001': { fails: [[sheet({ approval: null }), 'nicht_erfuellt']] },
  'NUK-001': {
    fails: [
      [sheet({ accounts: ['test-account'] }), 'nicht_erfuellt'],
      [installation({ accounts: ['test-account'] }), 'nicht_geprueft'],
    ],
  },
  'NUK-002': {
    fails: [
      [sheet({ accounts: ['bundid'] }), 'nicht_erfuellt'],
      [installation({ accounts: ['bundid'] }), 'nicht_geprueft'],
    ],
  },
  'NUK-003': {
    fails: [
      [sheet({ trustLevel: 'niedrig' }), 'nicht_erfuellt'],
      [sheet({ trustLevel: 'hoch' }), 'nicht_erfuellt'],
      [installation({ requestedTrustLevel: null }), 'nicht_geprueft'],
    ],
  },
  'NUK-004': { fails: [[installation({ postbox: 'own' }), 'teilweise']] },
  'NUK-005': {
    passes: manifest({ overlay: { prefill: { 'G1/F1': 'givenName' } } }),
    fails: [[manifest({ overlay: {} }), 'nicht_erfuellt']],
  },
  'PAY-001': {
    passes: manifest({ fee: { kind: 'fixed', amountCents: 2500, currency: 'EUR', note: { de: '25 Euro', en: '' } } }),
    fails: [
      [both(withFee(), sheet({ payment: 'missing' })), 'nicht_erfuellt'],
      [both(withFee(), installation({ payment: false })), 'nicht_geprueft'],
      [(good) => good, 'entbehrlich'],
    ],
  },
  'PAY-002': {
    passes: withFee(),
    fails: [
      [both(withFee(), sheet({ parameters: [] })), 'nicht_erfuellt'],
      [both(withFee(), installation({ payment: false })), 'nicht_geprueft'],
      [(good) => good, 'entbehrlich'],
    ],
  },
  'DAT-001': {
    fails: [
      [samples(badSample), 'nicht_erfuellt'],
      [samples({ samples: [], accepted: 0 }), 'nicht_erfuellt'],
      [without('delivery'), 'nicht_geprueft'],
      [seen('delivery', { deliveries: [{ ...sent(), violations: ['/F1 required'] }] }), 'nicht_erfuellt'],
      [seen('delivery', { deliveries: [{ ...sent(), schemaUri: 'urn:anderes' }] }), 'nicht_erfuellt'],
    ],
  },
  'DAT-002': {
    fails: [
      [samples(badSample), 'nicht_erfuellt'],
      [without('delivery'), 'nicht_geprueft'],
      [seen('delivery', { deliveries: [{ ...sent(), isJson: false, mimeType: 'application/pdf' }] }), 'nicht_erfuellt'],
      [seen('delivery', { deliveries: [] }), 'nicht_erfuellt'],
    ],
  },
  'DAT-003': {
    fails: [
      [seen('schemaRelease', { status: '2' }), 'nicht_erfuellt'],
      [without('schemaRelease'), 'nicht_geprueft'],
    ],
  },
  'ROU-001': {
    fails: [
      [
        manifest({ process: [{ id: 'senden', kind: 'dispatch', settings: { ziel: ['https://amt.example/eingang'] } }] }),
        'nicht_erfuellt',
      ],
    ],
  },
  'ROU-002': {
    fails: [
      [seen('delivery', { encrypted: false }), 'nicht_erfuellt'],
      [seen('destination', { certificateEnds: '2026-12-24' }), 'nicht_erfuellt'],
      [seen('destination', { status: 'inactive' }), 'nicht_erfuellt'],
      [without('delivery', 'destination'), 'nicht_geprueft'],
    ],
  },
  'ROU-003': {
    fails: [
      [seen('delivery', { deliveries: [{ ...sent(), state: 'submitted' }] }), 'nicht_erfuellt'],
      [seen('delivery', { refusal: { state: 'accepted', problems: [] } }), 'nicht_erfuellt'],
      [seen('delivery', { refusal: null }), 'nicht_erfuellt'],
      [without('delivery'), 'nicht_geprueft'],
    ],
  },
  'PAR-001': {
    fails: [
      [sheet({ parameters: [parameter({ name: 'meinKassenzeichen', standard: true })] }), 'nicht_erfuellt'],
      [sheet({ parameters: [parameter({ name: 'Kassen_Zeichen', standard: false })] }), 'nicht_erfuellt'],
      [sheet({ parameters: [parameter({ name: 'kassenzeichen', standard: true, place: 'platform' })] }), 'nicht_erfuellt'],
      [sheet({ parameters: [] }), 'entbehrlich'],
    ],
  },
  'REC-001': { fails: [[sheet({ contractRoutes: ['own-contract'] }), 'nicht_erfuellt']] },
  'REC-002': {
    fails: [
      [assessment(null), 'nicht_erfuellt'],
      [assessment({ result: 'not-acceptable' }), 'nicht_erfuellt'],
      [assessment({ opinion: null }), 'teilweise'],
      [assessment({ processors: [] }), 'teilweise'],
    ],
  },
  'ORG-002': {
    fails: [
      [sheet({ contacts: [] }), 'teilweise'],
      [sheet({ contacts: [], operator: '', responsibleBody: '' }), 'nicht_erfuellt'],
    ],
  },
  'ORG-003': {
    fails: [
      [seen('listing', { releasePlan: [] }), 'teilweise'],
      [seen('listing', { changedAt: new Date('2026-01-01') }), 'teilweise'],
      [without('listing'), 'nicht_geprueft'],
    ],
  },
  'ORG-004': {
    fails: [
      [seen('prices', { priced: 0, years: 0, firstMissing: 'Xanten' }), 'nicht_erfuellt'],
      [seen('prices', { priced: 395, firstMissing: 'Xanten' }), 'teilweise'],
      [seen('prices', { years: 3 }), 'teilweise'],
      [without('prices'), 'nicht_geprueft'],
    ],
  },
  'ORG-005': {
    fails: [
      [without('testSystem'), 'nicht_geprueft'],
      [seen('testSystem', { status: 404 }), 'nicht_erfuellt'],
    ],
  },
  'BET-001': {
    fails: [
      [manifest({ serviceLevel: { availabilityPercent: 99 } }), 'nicht_erfuellt'],
      [seen('timing', { p95Ms: 2500 }), 'teilweise'],
    ],
  },
  'BET-002': {
    fails: [
      [sheet({ pentest: null }), 'nicht_erfuellt'],
      [sheet({ pentest: { date: '2023-11-22', by: 'X' } }), 'nicht_erfuellt'],
      [sheet({ pentest: { date: '2027-01-01', by: 'X' } }), 'nicht_erfuellt'],
    ],
  },
  'BAR-001': {
    fails: [
      [without('scan'), 'nicht_geprueft'],
      [sheet({ accessibilityReport: null }), 'teilweise'],
      [
        seen('scan', [
          { name: 'Seite 1', violations: [{ id: 'label', impact: 'critical', help: 'Beschriftung', nodes: 1, example: '<input>' }] },
        ]),
        'nicht_erfuellt',
      ],
    ],
  },
  'SDG-001': {
    fails: [
      [(good) => manifest({ declaration: { ...good.manifest.declaration, en: '' } })(good), 'teilweise'],
      [installation({ crossBorderProofs: false }), 'nicht_geprueft'],
      [installation({ accounts: ['bundid'] }), 'nicht_geprueft'],
    ],
  },
  'REG-001': {
    fails: [
      [installation({ registers: false }), 'nicht_geprueft'],
      [withoutProofs, 'entbehrlich'],
    ],
  },
  NL1: {
    fails: [
      [installation({ pvog: false }), 'nicht_geprueft'],
      [seen('route', { destinations: [] }), 'nicht_erfuellt'],
    ],
  },
  NL2: {
    fails: [
      [seen('destination', { status: 'created' }), 'nicht_erfuellt'],
      [seen('destination', { schemas: [] }), 'nicht_erfuellt'],
      [without('destination'), 'nicht_geprueft'],
    ],
  },
  NL3: {
    fails: [
      [installation({ dvdv: false }), 'nicht_geprueft'],
      [seen('destination', { certificateEnds: null }), 'nicht_erfuellt'],
    ],
  },
  NL4: {
    fails: [
      [seen('destination', { replyChannels: [] }), 'nicht_erfuellt'],
      [installation({ postbox: 'own' }), 'teilweise'],
    ],
  },
  NL5: {
    passes: withFee(),
    fails: [
      [both(withFee(), installation({ payment: false })), 'nicht_geprueft'],
      [(good) => good, 'entbehrlich'],
    ],
  },
}; // prettier-ignore

function both(...changes: readonly Change[]): Change {
  return (good) => changes.reduce((context, change) => change(context), good);
}

function withFee(): Change {
  return manifest({
    fee: { kind: 'fixed', amountCents: 2500, currency: 'EUR', note: { de: '25 Euro', en: '25 euros' } },
  });
}

function assessment(change: Partial<NonNullable<Reuse['assessment']>> | null): Change {
  const base = goodReuse.assessment;
  assert.ok(base);
  return manifest({ reuse: { ...goodReuse, assessment: change === null ? null : { ...base, ...change } } });
}

function parameter(
  change: Partial<Reuse['factSheet']['parameters'][number]>,
): Reuse['factSheet']['parameters'][number] {
  const label = { de: 'Name', en: 'Name' };
  return { name: 'x', label, standard: false, place: 'pvog', kind: 'text', mandatory: true, ...change };
}

function sent() {
  const schemaUri = 'urn:verbund:schema:S1:1.0.0';
  const base = { sample: 'Beispiel', schemaUri, mimeType: 'application/json', isJson: true };
  return { ...base, attachments: [], violations: [], state: 'accepted', submissionId: 'a' };
}

function oneOf(good: CheckContext, count: number, html?: string): Probes['startPages'] {
  return async () => {
    const pages = await good.probes.startPages();
    assert.ok(pages.ok);
    const shown = pages.value.slice(0, count).map((page) => (html === undefined ? page : { ...page, html }));
    return { ok: true, value: shown };
  };
}

/** A form that asks for no file. */
function withoutProofs(good: CheckContext): CheckContext {
  return { ...good, form: { ...good.form, schema: { ...good.form.schema, nodes: [] } } };
}

describe('every automatic check can pass and can fail', () => {
  let kernel: TestKernel;
  let good: CheckContext;

  before(async () => {
    kernel = await testKernel({ modules: ['keys', 'identity', 'catalogue'] });
    const identity = createIdentity(kernel.kernel, { erasurePorts: [] }).service;
    const catalogue = createCatalogue(kernel.kernel, { identity }).service;
    const sample = await sampleService(kernel, { identity, catalogue });
    const { offering } = sample;
    const delivery = { ...sample.manifest.delivery, schemaUri: 'urn:verbund:schema:S1:1.0.0' };
    good = {
      manifest: { ...sample.manifest, delivery, reuse: goodReuse, serviceLevel: goodServiceLevel },
      form: await catalogue.compiledForm(sample.versionDigest),
      package: null,
      offering,
      installation: wholeInstallation,
      today: '2026-11-23',
      probes: goodProbes(offering),
    };
    // The sample has no English for its form; the good case has.
    good = { ...good, form: { ...good.form, form: inEnglish(good.form.form) } };
  });
  after(() => kernel.close());

  test('the table names each of them', () => {
    assert.deepEqual(Object.keys(table).toSorted(), allChecks.map(({ criterion }) => criterion).toSorted());
  });

  for (const check of allChecks) {
    const entry = table[check.criterion];
    test(check.criterion, async () => {
      assert.ok(entry);
      const passed = await check.run(entry.passes?.(good) ?? good);
      assert.equal(passed.result, 'erfuellt', JSON.stringify(passed));
      for (const [at, [change, expected]] of entry.fails.entries()) {
        const answer = await check.run(change(good));
        assert.equal(answer.result, expected, `case ${String(at + 1)}: ${JSON.stringify(answer)}`);
        assert.ok(answer.reason.de.length > 10 && answer.reason.en.length > 10, 'says why in both languages');
      }
    });
  }

  test('a version without facts on reuse passes none of the checks that need them', async () => {
    const { reuse: _, ...bare } = good.manifest;
    const needing = ['DES-002', 'FAL-001', 'NUK-001', 'NUK-002', 'NUK-003', 'PAR-001', 'REC-001', 'REC-002', 'ORG-002', 'BET-002'];
    for (const check of allChecks.filter(({ criterion }) => needing.includes(criterion))) {
      assert.equal((await check.run({ ...good, manifest: bare })).result, 'nicht_erfuellt', check.criterion);
    }
  }); // prettier-ignore

  test('criteria of the connecting authority are left open where there is no offering', async () => {
    for (const check of allChecks.filter(({ criterion }) => criterion.startsWith('NL'))) {
      const answer = await check.run({ ...good, offering: null });
      assert.equal(answer.result, 'nicht_geprueft', check.criterion);
    }
  });

  test('this platform says that its functions are missing', async () => {
    const ours = installationOf({ citizenSignIn: null, mode: 'demo' });
    for (const id of ['NUK-001', 'NUK-002', 'SDG-001', 'NL1', 'NL3']) {
      const check = allChecks.find(({ criterion }) => criterion === id);
      const answer = await check?.run({ ...good, installation: ours });
      assert.match(answer?.reason.de ?? '', /^Nicht geprüft, Funktion fehlt: /u, id);
    }
  });
});

function inEnglish(form: CheckContext['form']['form']): CheckContext['form']['form'] {
  return JSON.parse(JSON.stringify(form, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('de' in value) || !('en' in value)) return value;
    return { ...value, en: value.en ?? 'english' };
  })) as CheckContext['form']['form'];
} // prettier-ignore
