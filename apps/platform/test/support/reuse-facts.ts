import { type ReuseFacts } from '#modules/catalogue';

/** The least that makes a manifest a package. */
export function reuseFacts(version: string, change: Partial<ReuseFacts> = {}): ReuseFacts {
  return {
    minimumPlatform: '0.1.0',
    changes: [{ version, date: '2026-11-02', kind: 'initial', text: { de: `Neu in ${version}.`, en: '' } }],
    factSheet: {
      ozgId: null,
      implementingLand: null,
      responsibleBody: 'Stadt Xanten',
      operator: 'Rechenzentrum',
      maturity: [],
      trustLevel: 'none',
      accounts: ['none'],
      standard: null,
      payment: 'none',
      languages: ['de'],
      accessibilityReport: null,
      usabilityTest: null,
      pentest: null,
      approval: null,
      contractRoutes: ['marketplace'],
      parameters: [],
      contacts: [],
      sources: null,
    },
    assessment: null,
    ...change,
  };
}
