import { type Check, fact, notChecked } from './check.ts';
import { perOffering } from './nl1.ts';

/** Ours is a FIT-Connect destination; the criterion was written for XTA/OSCI, hence the note in the reason. */
export const nl2: Check = {
  criterion: 'NL2',
  async run({ probes, offering, manifest }) {
    if (offering === null) return notChecked(perOffering);
    const destination = await probes.destination();
    if (!destination.ok) return notChecked(destination.missing);
    const { status, schemas } = destination.value;
    const takes = schemas.includes(manifest.delivery.schemaUri);
    const evidence = [
      fact('Zustellpunkt', 'Destination', `${offering.destinationId}: ${status}`),
      fact('Angenommene Schemata', 'Schemas taken', schemas.join(', ') || '–'),
    ];
    if (status !== 'active' || !takes) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: 'Der Empfänger ist nicht aktiv oder nimmt das Schema des Dienstes nicht an.',
          en: 'The receiver is not active or does not take the schema of the service.',
        },
        remedy: {
          de: 'Den Zustellpunkt in der Verwaltung aktivieren und die Leistung eintragen.',
          en: 'Activate the destination in the administration and enter the service.',
        },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Die Behörde hat einen aktiven Empfänger (FIT-Connect in Stelle von XTA/OSCI), der das Schema annimmt.',
        en: 'The authority has an active receiver (FIT-Connect in place of XTA/OSCI) that takes the schema.',
      },
      evidence,
    };
  },
};
