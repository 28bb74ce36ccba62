import { type Check, fact, noReuseFacts } from './check.ts';

/** The papers stand in the manifest, so they are signed with the version that they assess. */
export const rec002: Check = {
  criterion: 'REC-002',
  run({ manifest }) {
    if (manifest.reuse === undefined) return noReuseFacts;
    const { assessment } = manifest.reuse;
    if (assessment === null) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: 'Die zentrale Datenschutz-Bewertung fehlt: Rollen, Risiken und Löschung sind nicht festgelegt.',
          en: 'The central data-protection assessment is missing: roles, risks and deletion are not fixed.',
        },
        remedy: {
          de: 'Im Anbieterbereich die zentrale Bewertung ausfüllen und eine neue Version veröffentlichen.',
          en: 'Fill in the central assessment in the provider workspace and publish a new version.',
        },
      };
    }
    const { result, opinion, processors, controller, kind, date } = assessment;
    const evidence = [
      fact('Bewertung', 'Assessment', `${kind}, ${date}: ${result}`),
      fact('Verantwortlich nach § 8a OZG', 'Controller after § 8a OZG', controller),
      fact('Auftragsverarbeiter', 'Processors', processors.join(', ') || '–'),
      fact('Stellungnahme', 'Opinion', opinion === null ? '–' : `${opinion.date}, ${opinion.by}`),
    ];
    if (result === 'not-acceptable') {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: 'Die Bewertung kommt zu dem Ergebnis, dass die Risiken nicht tragbar sind.',
          en: 'The assessment finds the risks not acceptable.',
        },
        evidence,
      };
    }
    const open = [
      ...(opinion === null ? [{ de: 'Stellungnahme der oder des Datenschutzbeauftragten', en: 'opinion of the data-protection officer' }] : []),
      ...(processors.length === 0 ? [{ de: 'Auftragsverarbeiter (Betreiber)', en: 'processors (operators)' }] : []),
    ]; // prettier-ignore
    if (open.length > 0) {
      return {
        result: 'teilweise',
        reason: {
          de: `Es fehlt: ${open.map(({ de }) => de).join(', ')}.`,
          en: `Missing: ${open.map(({ en }) => en).join(', ')}.`,
        },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Rollen und Papiere des Datenschutzes liegen vor.',
        en: 'Roles and papers of data protection are there.',
      },
      evidence,
    };
  },
};
