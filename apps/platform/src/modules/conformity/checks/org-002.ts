import { type Check, fact, noReuseFacts } from './check.ts';

const needed = [
  ['second-level', 'Second-Level-Support', 'second-level support'],
  ['reuse', 'Kontakt für Kommunen', 'contact for communes'],
] as const;

export const org002: Check = {
  criterion: 'ORG-002',
  run({ manifest }) {
    if (manifest.reuse === undefined) return noReuseFacts;
    const { contacts, responsibleBody, operator } = manifest.reuse.factSheet;
    const roles = new Set<string>(contacts.map(({ role }) => role));
    const missing = [
      ...(responsibleBody.trim() === '' ? [['verantwortliche Stelle', 'body answerable']] : []),
      ...(operator.trim() === '' ? [['Betreiber', 'operator']] : []),
      ...needed.filter(([role]) => !roles.has(role)).map(([, de, en]) => [de, en]),
    ];
    const evidence = [
      fact('Verantwortlich, Betreiber', 'Answerable, operator', `${responsibleBody}, ${operator}`),
      fact('Kontakte', 'Contacts', contacts.map(({ role, email }) => `${role}: ${email}`).join(', ') || '–'),
    ];
    if (missing.length > 0) {
      return {
        result: missing.length < 4 ? 'teilweise' : 'nicht_erfuellt',
        reason: {
          de: `Nicht benannt: ${missing.map(([de]) => de).join(', ')}.`,
          en: `Not named: ${missing.map(([, en]) => en).join(', ')}.`,
        },
        remedy: { de: 'Die Kontakte im Steckbrief ergänzen.', en: 'Add the contacts to the fact sheet.' },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: { de: 'Alle Ansprechstellen sind benannt.', en: 'All contacts are named.' },
      evidence,
    };
  },
};
