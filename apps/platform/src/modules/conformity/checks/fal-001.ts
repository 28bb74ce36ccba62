import { type Check, fact, noReuseFacts } from './check.ts';

export const fal001: Check = {
  criterion: 'FAL-001',
  run({ manifest }) {
    if (manifest.reuse === undefined) return noReuseFacts;
    const { approval } = manifest.reuse.factSheet;
    if (approval === null) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: 'Es ist keine fachliche Freigabe durch die zuständige Stelle angegeben.',
          en: 'No approval by the competent department is stated.',
        },
        remedy: {
          de: 'Die Freigabe einholen und mit Stelle und Datum im Steckbrief angeben.',
          en: 'Obtain the approval and state body and date in the fact sheet.',
        },
      };
    }
    return {
      result: 'erfuellt',
      reason: { de: 'Eine fachliche Freigabe ist angegeben.', en: 'An approval is stated.' },
      evidence: [fact('Fachliche Freigabe', 'Approval', `${approval.date}, ${approval.by}`)],
    };
  },
};
