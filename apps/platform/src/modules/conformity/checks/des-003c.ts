import { type Check, fact, notChecked } from './check.ts';

export const des003c: Check = {
  criterion: 'DES-003c',
  async run({ probes, manifest, offering }) {
    if (manifest.service.leistungsschluessel === null) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: 'Der Dienst hat keinen Leistungsschlüssel (LeiKa); so kann ihn niemand nach Leistung und Ort finden.',
          en: 'The service has no LeiKa key, so nobody can find it by service and place.',
        },
        remedy: {
          de: 'Den Leistungsschlüssel in den Angaben zum Dienst eintragen.',
          en: 'Enter the key in the facts of the service.',
        },
      };
    }
    const route = await probes.route();
    if (!route.ok) return notChecked(route.missing);
    const { asked, destinations } = route.value;
    const evidence = [
      fact('Abfrage der Zuständigkeit', 'Look-up of competence', `${asked} → ${destinations.join(', ')}`),
    ];
    const isFound = offering === null ? destinations.length > 0 : destinations.includes(offering.destinationId);
    if (!isFound) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: 'Die Abfrage nach Leistungs- und Regionalschlüssel findet den Zustellpunkt nicht.',
          en: 'The look-up by service key and regional key does not find the destination.',
        },
        remedy: {
          de: 'Am Zustellpunkt die Leistung mit diesem Schlüssel und dem Gebiet eintragen.',
          en: 'Enter the service with this key and the area at the destination.',
        },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Die zuständige Stelle wird über Leistungs- und Regionalschlüssel gefunden.',
        en: 'The competent body is found by service key and regional key.',
      },
      evidence,
    };
  },
};
