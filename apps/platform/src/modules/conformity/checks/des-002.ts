import { type Check, fact, noReuseFacts } from './check.ts';

export const des002: Check = {
  criterion: 'DES-002',
  run({ manifest }) {
    if (manifest.reuse === undefined) return noReuseFacts;
    const test = manifest.reuse.factSheet.usabilityTest;
    if (test === null || test.participants === 0) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: 'Im Steckbrief steht kein Nutzertest mit Teilnehmenden.',
          en: 'The fact sheet names no usability test with participants.',
        },
        remedy: {
          de: 'Einen Nutzertest durchführen und mit Datum, Zahl der Teilnehmenden und Ergebnis im Steckbrief angeben.',
          en: 'Hold a usability test and state it in the fact sheet with date, number of participants and result.',
        },
      };
    }
    return {
      result: 'erfuellt',
      reason: { de: 'Ein Nutzertest ist angegeben.', en: 'A usability test is stated.' },
      evidence: [
        fact(
          'Nutzertest',
          'Usability test',
          `${test.date}, ${String(test.participants)}: ${test.result.slice(0, 500)}`,
        ),
      ],
    };
  },
};
