import { daysAfter } from '../domain/expiry.ts';
import { type Check, fact, missingFunction, notChecked } from './check.ts';
import { perOffering } from './nl1.ts';

export const nl3: Check = {
  criterion: 'NL3',
  async run({ probes, offering, installation, today }) {
    if (offering === null) return notChecked(perOffering);
    const destination = await probes.destination();
    const evidence = destination.ok
      ? [fact('Zertifikat des Zustellpunkts bis', 'Certificate of the destination until', destination.value.certificateEnds ?? '–')]
      : []; // prettier-ignore
    if (!installation.dvdv) {
      return missingFunction(
        {
          de: 'Diese Plattform liest das DVDV noch nicht. Den Eintrag prüft eine Person.',
          en: 'this platform does not read the DVDV yet. A person checks the entry.',
        },
        evidence,
      );
    }
    if (!destination.ok) return notChecked(destination.missing);
    const ends = destination.value.certificateEnds;
    const lasts = ends !== null && ends >= daysAfter(today, 90);
    return {
      result: lasts ? 'erfuellt' : 'nicht_erfuellt',
      reason: lasts
        ? { de: 'Der Eintrag hat ein gültiges Zertifikat.', en: 'The entry has a valid certificate.' }
        : { de: 'Das Zertifikat fehlt oder läuft in weniger als 90 Tagen ab.', en: 'The certificate is missing or ends in less than 90 days.' },
      evidence,
    }; // prettier-ignore
  },
};
