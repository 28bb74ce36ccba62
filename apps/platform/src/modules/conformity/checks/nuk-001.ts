import { type Check, fact, missingFunction, noReuseFacts } from './check.ts';

export const nuk001: Check = {
  criterion: 'NUK-001',
  run({ manifest, installation }) {
    if (manifest.reuse === undefined) return noReuseFacts;
    const declared = manifest.reuse.factSheet.accounts;
    const offered = installation.accounts;
    const evidence = [
      fact('Konten laut Steckbrief', 'Accounts of the fact sheet', declared.join(', ') || '–'),
      fact('Anmeldung dieser Installation', 'Sign-in of this installation', installation.signInName ?? '–'),
      fact('Angebotene Konten', 'Accounts offered', offered.join(', ') || '–'),
    ];
    if (!declared.includes('bundid')) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: 'Der Steckbrief nennt das Konto des Bundes (BundID) nicht. Ein anderes Konto allein genügt nicht (§ 3 OZG).',
          en: 'The fact sheet does not name the account of the Federation (BundID). Another account alone is not enough (§ 3 OZG).',
        },
        remedy: {
          de: 'Die Anmeldung mit BundID vorsehen und im Steckbrief angeben.',
          en: 'Provide sign-in with BundID and state it in the fact sheet.',
        },
        evidence,
      };
    }
    if (!offered.includes('bundid')) {
      return missingFunction(
        {
          de: 'Diese Plattform bietet die Anmeldung mit BundID noch nicht an.',
          en: 'this platform does not offer sign-in with BundID yet.',
        },
        evidence,
      );
    }
    return {
      result: 'erfuellt',
      reason: { de: 'Die Anmeldung mit BundID wird angeboten.', en: 'Sign-in with BundID is offered.' },
      evidence,
    };
  },
};
