import { type Check, fact, missingFunction, notChecked } from './check.ts';

export const nl1: Check = {
  criterion: 'NL1',
  async run({ probes, offering, installation }) {
    if (offering === null) return notChecked(perOffering);
    const route = await probes.route();
    const evidence = route.ok
      ? [fact('Abfrage der Zuständigkeit hier', 'Look-up of competence here', `${route.value.asked} → ${route.value.destinations.join(', ') || '–'}`)]
      : []; // prettier-ignore
    if (!installation.pvog) {
      return missingFunction(
        {
          de: 'Diese Plattform ist nicht an den Portalverbund (PVOG) angebunden. Den Eintrag prüft eine Person.',
          en: 'this platform is not connected to the PVOG. A person checks the entry.',
        },
        evidence,
      );
    }
    if (!route.ok) return notChecked(route.missing);
    const isThere = route.value.destinations.includes(offering.destinationId);
    return {
      result: isThere ? 'erfuellt' : 'nicht_erfuellt',
      reason: isThere
        ? { de: 'Die Zuständigkeit ist eingetragen.', en: 'The competence is entered.' }
        : { de: 'Die Zuständigkeit ist nicht eingetragen.', en: 'The competence is not entered.' },
      evidence,
    };
  },
};

export const perOffering = {
  de: 'Dieses Kriterium betrifft die anbindende Behörde und wird je Angebot geprüft.',
  en: 'This criterion is about the connecting authority and is checked per offering.',
};
