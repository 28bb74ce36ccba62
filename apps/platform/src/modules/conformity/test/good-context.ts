import { type ServiceManifest } from '#modules/catalogue';
import { type Listing } from '#modules/packages';
import { type CheckContext, type Installation, type Probes } from '../checks/check.ts';

const both = (de: string) => ({ de, en: `${de} (en)` });

/** A platform that can do everything the criteria ask for; ours cannot yet. */
export const wholeInstallation: Installation = {
  accounts: ['bundid', 'organisation-account', 'eidas'],
  signInName: 'BundID',
  requestedTrustLevel: 'substantiell',
  payment: true,
  postbox: 'account',
  crossBorderProofs: true,
  registers: true,
  pvog: true,
  dvdv: true,
};

export type Reuse = NonNullable<ServiceManifest['reuse']>;

export const goodReuse: Reuse = {
  minimumPlatform: '0.1.0',
  changes: [{ version: '1.0.0', date: '2026-05-01', kind: 'initial', text: both('Erste Version') }],
  factSheet: {
    ozgId: '10243',
    implementingLand: 'NW',
    responsibleBody: 'Ministerium (Beispiel)',
    operator: 'Rechenzentrum (Beispiel)',
    maturity: [],
    trustLevel: 'substantiell',
    accounts: ['bundid', 'organisation-account'],
    standard: null,
    payment: 'epayment-standard',
    languages: ['de', 'en'],
    accessibilityReport: { date: '2026-05-01', by: 'Prüfstelle', result: 'BITV 2.0 erfüllt' },
    usabilityTest: { date: '2026-04-01', participants: 8, result: 'Verständlich' },
    pentest: { date: '2025-01-15', by: 'Sicherheit GmbH' },
    approval: { date: '2026-04-15', by: 'Ministerium (Beispiel)' },
    contractRoutes: ['marketplace'],
    parameters: [
      { name: 'kassenzeichen', label: both('Kassenzeichen'), standard: true, place: 'pvog', kind: 'text', mandatory: true },
      { name: 'hundesteuersatz', label: both('Steuersatz'), standard: false, place: 'platform', kind: 'amount', mandatory: true },
    ], // prettier-ignore
    contacts: [
      { role: 'second-level', name: 'Support', email: 'support@anbieter.example', phone: '' },
      { role: 'reuse', name: 'Nachnutzung', email: 'nachnutzung@anbieter.example', phone: '' },
    ],
    sources: null,
  },
  assessment: {
    kind: 'dpia',
    date: '2026-03-01',
    authority: 'Ministerium (Beispiel)',
    controller: 'Ministerium (Beispiel)',
    processors: ['Rechenzentrum (Beispiel)'],
    dataSubjects: both('Antragstellende'),
    recipients: both('Gemeinde'),
    risks: [],
    result: 'acceptable',
    conditions: both('Keine'),
    opinion: { date: '2026-03-10', by: 'DSB', text: 'Keine Bedenken' },
    deletion: both('Nach 30 Tagen'),
  },
};

export const goodServiceLevel = {
  formatVersion: 1,
  level: 'standard',
  availabilityPercent: 99.5,
  recoveryTimeHours: 24,
  recoveryPointHours: 4,
  supportWindow: 'S1',
  classes: {
    A: { reactMinutes: 60, restoreMinutes: 480, window: 'S2' },
    B: { reactMinutes: 240, restoreMinutes: 1200, window: 'S1' },
    C: { reactMinutes: 480, restoreMinutes: 6000, window: 'S1' },
  },
  maintenance: { announceHours: 72, window: 'So 00:00–06:00', maxMinutesPerMonth: 480 },
  note: null,
};

const ok =
  <T>(value: T) =>
  async () => ({ ok: true as const, value });
const schemaUri = 'urn:verbund:schema:S1:1.0.0';
const delivered = {
  sample: 'Beispiel',
  schemaUri,
  mimeType: 'application/json',
  isJson: true,
  attachments: [],
  violations: [],
  state: 'accepted',
  submissionId: 'a',
};

export function goodProbes(offering: NonNullable<CheckContext['offering']>): Probes {
  const other = {
    ...offering,
    tenant: { ...offering.tenant, slug: 'moers', name: 'Moers', officialName: 'Stadt Moers' },
  };
  const page = (one: typeof offering) => ({
    url: `https://verbund.example/${one.tenant.slug}/hund`,
    status: 200,
    html: `<header>${one.tenant.name}</header><main>${one.tenant.officialName} ${one.tenant.contact.email}</main>`,
    offering: one,
  });
  return {
    samples: () => ({
      samples: [{ name: 'Beispiel', expected: 'accepted', faults: [], delivered: {}, files: [], day: '2026-11-02' }],
      accepted: 1,
      failed: 0,
    }),
    delivery: ok({
      transport: 'FIT-Connect',
      deliveries: [delivered],
      refusal: { state: 'rejected', problems: ['schema-violation'] },
      encrypted: true,
    }),
    startPages: ok([page(offering), page(other)]),
    timing: ok({ url: 'https://verbund.example/xanten/hund', count: 20, medianMs: 12, p95Ms: 40 }),
    scan: ok([{ name: 'Seite 1', violations: [] }]),
    destination: ok({ status: 'active', certificateEnds: '2028-01-01', replyChannels: ['fitConnect'], schemas: [schemaUri] }),
    route: ok({ asked: '/routing-api/v2/routes', destinations: [offering.destinationId] }),
    schemaRelease: ok({ status: '6', releasedOn: null }),
    prices: ok({ towns: 396, priced: 396, years: 5, firstMissing: null, source: 'Preisblatt' }),
    testSystem: ok({ address: 'https://verbund.example/sandbox/hund', status: 200 }),
    listing: ok(goodListing),
  }; // prettier-ignore
}

const goodListing: Listing = {
  packageId: 'rechenzentrum/hund',
  state: 'available',
  knownErrors: [],
  endOfSupport: [],
  releasePlan: [{ version: '1.1.0', date: '2027-03-01', text: both('Nächste Version') }],
  promises: [],
  changedAt: new Date('2026-10-01T09:00:00Z'),
  changedBy: 'Paula',
};
