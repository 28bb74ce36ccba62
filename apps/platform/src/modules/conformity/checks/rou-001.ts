import { type JsonValue } from '#modules/catalogue';
import { type Check, fact } from './check.ts';

/** Addresses of the law or of help pages stand in texts; a target address would stand in settings. */
export const rou001: Check = {
  criterion: 'ROU-001',
  run({ manifest, offering }) {
    const places = manifest.process.flatMap(({ id, settings }) => addressesIn(settings ?? null, `process/${id}`));
    const evidence = [
      fact(
        'Einstellungen durchsucht',
        'Settings searched',
        `${String(manifest.process.length)} Schritte / steps, ${String(places.length)} Adressen / addresses`,
      ),
      ...(offering === null
        ? []
        : [fact('Ziel des Angebots', 'Target of the offering', `Zustellpunkt ${offering.destinationId}`)]),
    ];
    if (places.length > 0) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: `Im Dienst steht eine feste Zieladresse: ${places.slice(0, 5).join(', ')}.`,
          en: `The service holds a fixed target address: ${places.slice(0, 5).join(', ')}.`,
        },
        remedy: {
          de: 'Die Adresse entfernen; Ziel und Schlüssel kommen zur Laufzeit vom Zustelldienst.',
          en: 'Remove the address; target and keys come from the delivery service at run time.',
        },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Der Dienst enthält keine Zieladresse. Adresse und Schlüssel liest die Plattform bei jedem Versand beim Zustelldienst.',
        en: 'The service holds no target address. The platform reads address and keys from the delivery service at every dispatch.',
      },
      evidence,
    };
  },
};

function addressesIn(value: JsonValue, at: string): string[] {
  if (typeof value === 'string') return /^(https?|osci|xta|ftps?|mailto):/iu.test(value) ? [`${at} ${value}`] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]: [string, JsonValue]) => addressesIn(member, `${at}/${key}`));
}
