import { type Check, fact, missingFunction, noReuseFacts } from './check.ts';
import { isFree } from './free-of-charge.ts';

export const pay002: Check = {
  criterion: 'PAY-002',
  run({ manifest, installation }) {
    if (isFree(manifest)) {
      return {
        result: 'entbehrlich',
        reason: {
          de: 'Das Verfahren kostet keine Gebühr; nichts muss in eine Kasse.',
          en: 'The procedure costs no fee; nothing has to reach a cash system.',
        },
      };
    }
    if (manifest.reuse === undefined) return noReuseFacts;
    const names = manifest.reuse.factSheet.parameters.map(({ name }) => name);
    const evidence = [fact('Parameter laut Steckbrief', 'Parameters of the fact sheet', names.join(', ') || '–')];
    if (!names.includes('kassenzeichen')) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: 'Der Dienst nennt keinen Parameter „kassenzeichen“: Eine Zahlung käme ohne Zuordnung in der Kasse an.',
          en: 'The service names no parameter "kassenzeichen": a payment would reach the cash system without a reference.',
        },
        remedy: {
          de: 'Den Parameter „kassenzeichen“ im Steckbrief aufnehmen.',
          en: 'Add the parameter "kassenzeichen" to the fact sheet.',
        },
        evidence,
      };
    }
    if (!installation.payment) {
      return missingFunction(
        {
          de: 'Diese Plattform führt noch keine Zahlungen in Kassenverfahren.',
          en: 'this platform carries no payments to cash systems yet.',
        },
        evidence,
      );
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Zahlungen tragen ein Kassenzeichen und werden abgeglichen.',
        en: 'Payments carry a reference and are reconciled.',
      },
      evidence,
    };
  },
};
