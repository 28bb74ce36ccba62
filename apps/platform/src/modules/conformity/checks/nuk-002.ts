import { type Check, fact, missingFunction, noReuseFacts } from './check.ts';

export const nuk002: Check = {
  criterion: 'NUK-002',
  run({ manifest, installation }) {
    if (manifest.reuse === undefined) return noReuseFacts;
    const declared = manifest.reuse.factSheet.accounts;
    const evidence = [
      fact('Konten laut Steckbrief', 'Accounts of the fact sheet', declared.join(', ') || '–'),
      fact('Angebotene Konten', 'Accounts offered', installation.accounts.join(', ') || '–'),
    ];
    if (!declared.includes('organisation-account')) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: 'Der Steckbrief nennt das einheitliche Organisationskonto nicht.',
          en: 'The fact sheet does not name the organisation account.',
        },
        remedy: {
          de: 'Das Organisationskonto vorsehen. Richtet sich der Dienst nur an Privatpersonen, stellt die Prüfstelle „entbehrlich“ fest.',
          en: 'Provide the organisation account. Where the service is for private persons only, the checking body finds it dispensable.',
        },
        evidence,
      };
    }
    if (!installation.accounts.includes('organisation-account')) {
      return missingFunction(
        {
          de: 'Diese Plattform bietet die Anmeldung mit dem Organisationskonto noch nicht an.',
          en: 'this platform does not offer sign-in with the organisation account yet.',
        },
        evidence,
      );
    }
    return {
      result: 'erfuellt',
      reason: { de: 'Das Organisationskonto wird angeboten.', en: 'The organisation account is offered.' },
      evidence,
    };
  },
};
