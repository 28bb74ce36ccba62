import { type Check, fact, noReuseFacts } from './check.ts';

/** ITSiV-PV: before connection, again at least every three years. */
const years = 3;

export const bet002: Check = {
  criterion: 'BET-002',
  run({ manifest, today }) {
    if (manifest.reuse === undefined) return noReuseFacts;
    const { pentest } = manifest.reuse.factSheet;
    const oldest = `${String(Number(today.slice(0, 4)) - years)}${today.slice(4)}`;
    if (pentest === null || pentest.date < oldest || pentest.date > today) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de:
            pentest === null
              ? 'Es ist kein Penetrationstest angegeben.'
              : `Der Penetrationstest vom ${pentest.date} liegt nicht in den letzten drei Jahren.`,
          en:
            pentest === null
              ? 'No penetration test is stated.'
              : `The penetration test of ${pentest.date} is not within the last three years.`,
        },
        remedy: {
          de: 'Den Penetrationstest wiederholen und im Steckbrief angeben.',
          en: 'Repeat the penetration test and state it in the fact sheet.',
        },
      };
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Der Penetrationstest ist höchstens drei Jahre alt. Das Sicherheitskonzept selbst prüft eine Person.',
        en: 'The penetration test is at most three years old. The security concept itself is checked by a person.',
      },
      evidence: [fact('Penetrationstest', 'Penetration test', `${pentest.date}, ${pentest.by}`)],
    };
  },
};
