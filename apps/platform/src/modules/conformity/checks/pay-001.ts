import { type Check, fact, missingFunction, noReuseFacts } from './check.ts';
import { isFree } from './free-of-charge.ts';

export const pay001: Check = {
  criterion: 'PAY-001',
  run({ manifest, installation }) {
    if (isFree(manifest)) {
      return {
        result: 'entbehrlich',
        reason: {
          de: 'Das Verfahren kostet keine Gebühr; es gibt nichts zu bezahlen.',
          en: 'The procedure costs no fee; there is nothing to pay.',
        },
        evidence: [fact('Gebühr laut Manifest', 'Fee of the manifest', manifest.fee.note.de)],
      };
    }
    if (manifest.reuse === undefined) return noReuseFacts;
    const declared = manifest.reuse.factSheet.payment;
    const evidence = [
      fact('Gebühr laut Manifest', 'Fee of the manifest', manifest.fee.kind),
      fact('Bezahlen laut Steckbrief', 'Payment of the fact sheet', declared),
    ];
    if (declared !== 'epayment-standard') {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: 'Das Verfahren kostet eine Gebühr, aber der Dienst nutzt die einheitliche Bezahlschnittstelle nicht.',
          en: 'The procedure costs a fee, but the service does not use the standard payment interface.',
        },
        remedy: {
          de: 'Die einheitliche Bezahlschnittstelle vorsehen und im Steckbrief angeben.',
          en: 'Provide the standard payment interface and state it in the fact sheet.',
        },
        evidence,
      };
    }
    if (!installation.payment) {
      return missingFunction(
        { de: 'Diese Plattform kann noch nicht bezahlen lassen.', en: 'this platform cannot take payments yet.' },
        evidence,
      );
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Gebühren laufen über die einheitliche Bezahlschnittstelle.',
        en: 'Fees go through the standard payment interface.',
      },
      evidence,
    };
  },
};
