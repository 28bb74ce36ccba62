import { type Check, fact, missingFunction, noReuseFacts } from './check.ts';

const levels = ['none', 'niedrig', 'substantiell', 'hoch'] as const;

/** What is declared must be what the sign-in asks for: more excludes people, less is no proof of identity. */
export const nuk003: Check = {
  criterion: 'NUK-003',
  run({ manifest, installation }) {
    if (manifest.reuse === undefined) return noReuseFacts;
    const declared = manifest.reuse.factSheet.trustLevel;
    const requested = installation.requestedTrustLevel;
    const evidence = [
      fact('Angegebenes Vertrauensniveau', 'Declared trust level', declared),
      fact('Bei der Anmeldung verlangt', 'Asked for at sign-in', requested ?? 'keines / none'),
    ];
    const least = requested ?? 'none';
    const isLow = declared === 'none' || declared === 'niedrig';
    if (requested === null && !isLow) {
      return missingFunction(
        {
          de: `Die Anmeldung dieser Plattform verlangt noch kein bestimmtes Vertrauensniveau, der Dienst braucht „${declared}“.`,
          en: `the sign-in of this platform asks for no particular trust level yet, the service needs "${declared}".`,
        },
        evidence,
      );
    }
    const isEqual = declared === least || (requested === null && isLow);
    if (!isEqual) {
      const isMore = levels.indexOf(least) > levels.indexOf(declared);
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: `Die Anmeldung verlangt ${isMore ? 'mehr' : 'weniger'} als angegeben.`,
          en: `The sign-in asks for ${isMore ? 'more' : 'less'} than declared.`,
        },
        remedy: {
          de: 'Angabe und Einstellung der Anmeldung aufeinander abstimmen.',
          en: 'Make declaration and sign-in settings agree.',
        },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Das Vertrauensniveau ist angegeben, und die Anmeldung verlangt nicht mehr.',
        en: 'The trust level is declared, and the sign-in asks for no more.',
      },
      evidence,
    };
  },
};
