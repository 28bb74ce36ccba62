import { type CentralAssessment, type ReuseFacts, type ServiceManifest } from '#modules/catalogue';

const both = (de: string): { de: string; en: string } => ({ de, en: `${de} (en)` });

export const assessment: CentralAssessment = {
  kind: 'dpia',
  date: '2026-05-04',
  authority: 'Landesamt für Beispiele',
  controller: 'Ministerium für Beispiele',
  processors: ['Rechenzentrum'],
  dataSubjects: both('Menschen, die einen Hund halten'),
  recipients: both('Das Steueramt der Kommune'),
  risks: [{ id: 'R1', risk: both('Falsche Person'), measure: both('Anmeldung über ein Konto'), residual: 'low' }],
  result: 'acceptable',
  conditions: both('keine'),
  opinion: { date: '2026-05-10', by: 'DSB des Landesamts', text: 'Keine Bedenken.' },
  deletion: both('Entwürfe nach 30 Tagen'),
};

export function reuseFacts(change: { version: string; assessment?: CentralAssessment | null }): ReuseFacts {
  return {
    minimumPlatform: '1.0.0',
    changes: [{ version: change.version, date: '2026-05-04', kind: 'initial', text: both('Erste Fassung') }],
    factSheet: {
      ozgId: null,
      implementingLand: 'NW',
      responsibleBody: 'Ministerium für Beispiele',
      operator: 'Rechenzentrum',
      maturity: [],
      trustLevel: 'niedrig',
      accounts: ['bundid'],
      standard: null,
      payment: 'none',
      languages: ['de'],
      accessibilityReport: null,
      usabilityTest: null,
      pentest: null,
      approval: null,
      contractRoutes: [],
      parameters: [],
      contacts: [],
      sources: null,
    },
    assessment: change.assessment === undefined ? assessment : change.assessment,
  };
}

export function withReuse(
  manifest: ServiceManifest,
  change: { version: string; assessment?: CentralAssessment | null },
): ServiceManifest {
  return { ...manifest, version: change.version, reuse: reuseFacts(change) };
}
