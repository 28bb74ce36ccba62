import { textCoverage } from '../domain/text-coverage.ts';
import { type Check, fact, missingFunction } from './check.ts';

export const sdg001: Check = {
  criterion: 'SDG-001',
  run({ manifest, form, installation }) {
    const { total, english, simple } = textCoverage(form, manifest);
    const evidence = [
      fact('Texte auf Englisch', 'Texts in English', `${String(english)} von / of ${String(total)}`),
      fact('Texte in Einfacher Sprache', 'Texts in plain language', `${String(simple)} von / of ${String(total)}`),
    ];
    if (english < total) {
      return {
        result: english === 0 ? 'nicht_erfuellt' : 'teilweise',
        reason: {
          de: `${String(total - english)} von ${String(total)} Texten fehlen auf Englisch.`,
          en: `${String(total - english)} of ${String(total)} texts are missing in English.`,
        },
        remedy: {
          de: 'Fehlende Texte im Formulareditor ergänzen. Steht das Verfahren nicht in Anhang II, stellt die Prüfstelle „entbehrlich“ fest.',
          en: 'Add the missing texts in the form editor. Where the procedure is not in Annex II, the checking body finds it dispensable.',
        },
        evidence,
      };
    }
    if (!installation.accounts.includes('eidas') || !installation.crossBorderProofs) {
      return missingFunction(
        {
          de: 'Diese Plattform bietet die Anmeldung nach eIDAS und Nachweise über das OOTS noch nicht an. Die englischen Texte sind vollständig.',
          en: 'this platform does not offer eIDAS sign-in and proofs over the OOTS yet. The English texts are complete.',
        },
        evidence,
      );
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Englische Texte, Anmeldung nach eIDAS und Nachweise über das OOTS sind da.',
        en: 'English texts, eIDAS sign-in and proofs over the OOTS are there.',
      },
      evidence,
    };
  },
};
