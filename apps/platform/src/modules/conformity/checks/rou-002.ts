import { daysAfter } from '../domain/expiry.ts';
import { type Check, fact, notChecked } from './check.ts';

const leastDays = 90;

/** FIT-Connect is one of the agreed transports; its content is encrypted for the receiver, whose key must last. */
export const rou002: Check = {
  criterion: 'ROU-002',
  async run({ probes, offering, today }) {
    const trace = await probes.delivery();
    const destination = offering === null ? null : await probes.destination();
    if (!trace.ok && destination?.ok !== true) return notChecked(trace.ok ? noDestination : trace.missing);
    const evidence = trace.ok
      ? [
          fact(
            'Probezustellung',
            'Test delivery',
            `${trace.value.transport}, ${trace.value.encrypted ? 'verschlüsselt / encrypted' : 'unverschlüsselt / in the clear'}`,
          ),
        ]
      : [];
    if (trace.ok && !trace.value.encrypted) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: 'Die Probezustellung war nicht für den Empfänger verschlüsselt.',
          en: 'The test delivery was not encrypted for the receiver.',
        },
        evidence,
      };
    }
    if (destination?.ok === true) {
      const { certificateEnds, status } = destination.value;
      evidence.push(
        fact(
          'Zustellpunkt der Behörde',
          'Destination of the authority',
          `${status}, Zertifikat bis / certificate until ${certificateEnds ?? '–'}`,
        ),
      );
      if (status !== 'active' || (certificateEnds !== null && certificateEnds < daysAfter(today, leastDays))) {
        return {
          result: 'nicht_erfuellt',
          reason: {
            de: `Der Zustellpunkt ist nicht bereit, oder sein Zertifikat läuft in weniger als ${String(leastDays)} Tagen ab (${certificateEnds ?? status}).`,
            en: `The destination is not ready, or its certificate ends in less than ${String(leastDays)} days (${certificateEnds ?? status}).`,
          },
          remedy: {
            de: 'Den Schlüssel des Zustellpunkts mit einem neuen Zertifikat erneuern.',
            en: 'Renew the key of the destination with a new certificate.',
          },
          evidence,
        };
      }
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Zugestellt wird über FIT-Connect, verschlüsselt für den Empfänger.',
        en: 'Delivery is by FIT-Connect, encrypted for the receiver.',
      },
      evidence,
    };
  },
};

const noDestination = { de: 'Es gibt keinen Zustellpunkt.', en: 'There is no destination.' };
