import { textCoverage } from '../domain/text-coverage.ts';
import { type Check, fact, notChecked } from './check.ts';

/** A machine finds about a third of the barriers: without a report of people the answer is "teilweise" at best. */
export const bar001: Check = {
  criterion: 'BAR-001',
  async run({ probes, manifest, form }) {
    const scan = await probes.scan();
    if (!scan.ok) return notChecked(scan.missing);
    const pages = scan.value;
    const found = pages.flatMap(({ name, violations }) => violations.map((violation) => ({ name, ...violation })));
    const { simple, total } = textCoverage(form, manifest);
    const evidence = [
      fact(
        'Seiten in Chromium mit axe geprüft (WCAG 2.1 A, AA)',
        'Pages scanned in Chromium with axe (WCAG 2.1 A, AA)',
        pages.map(({ name, violations }) => `${name}: ${String(violations.length)}`).join(', ').slice(0, 1500),
      ),
      fact('Texte in Einfacher Sprache', 'Texts in plain language', `${String(simple)} von / of ${String(total)}`),
      ...found.slice(0, 10).map(({ name, id, impact, help, nodes, example }) =>
        fact('Barriere', 'Barrier', `${name}: ${id} (${impact}), ${help}, ${String(nodes)}×: ${example}`.slice(0, 500)),
      ),
    ]; // prettier-ignore
    if (found.length > 0) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: `Die Prüfung findet ${String(found.length)} Barrieren auf ${String(pages.length)} Seiten.`,
          en: `The scan finds ${String(found.length)} barriers on ${String(pages.length)} pages.`,
        },
        remedy: {
          de: 'Die genannten Stellen im Formular oder in den Texten ändern.',
          en: 'Change the named places in the form or in the texts.',
        },
        evidence,
      };
    }
    const report = manifest.reuse?.factSheet.accessibilityReport ?? null;
    if (report === null) {
      return {
        result: 'teilweise',
        reason: {
          de: 'Die Maschine findet keine Barrieren, aber es fehlt der Prüfbericht von Menschen.',
          en: 'The machine finds no barriers, but the report of a check by people is missing.',
        },
        remedy: {
          de: 'Eine Prüfung nach BITV durchführen lassen und den Bericht im Steckbrief angeben.',
          en: 'Have a BITV test made and state the report in the fact sheet.',
        },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Keine Barrieren gefunden, ein Prüfbericht liegt vor.',
        en: 'No barriers found, a report of people is there.',
      },
      evidence: [
        ...evidence,
        fact('Prüfbericht', 'Report', `${report.date}, ${report.by}: ${report.result.slice(0, 300)}`),
      ],
    };
  },
};
