import { type Check, fact, notChecked } from './check.ts';

/** The same service called from two authorities must look like each of them, and like no other. */
export const des001: Check = {
  criterion: 'DES-001',
  async run({ probes }) {
    const pages = await probes.startPages();
    if (!pages.ok) return notChecked(pages.missing);
    const evidence = pages.value.map(({ url, status, offering }) =>
      fact('Startseite abgerufen', 'Start page fetched', `${offering.tenant.name}: ${String(status)}`, url),
    );
    const [first, second] = pages.value;
    if (first === undefined || second === undefined) {
      return {
        result: 'nicht_geprueft',
        reason: {
          de: 'Nicht geprüft: Für den Vergleich braucht es zwei Behörden, die den Dienst anbieten.',
          en: 'Not checked: the comparison needs two authorities that offer the service.',
        },
        evidence,
      };
    }
    const wrong = [
      [first, second],
      [second, first],
    ].filter(([own, other]) => {
      const header = headerOf(own?.html ?? '');
      return !header.includes(own?.offering.tenant.name ?? '') || header.includes(other?.offering.tenant.name ?? '');
    });
    if (wrong.length > 0) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: `Der Seitenkopf nennt nicht die aufrufende Behörde: ${wrong.map(([own]) => own?.url ?? '').join(', ')}.`,
          en: `The page header does not name the calling authority: ${wrong.map(([own]) => own?.url ?? '').join(', ')}.`,
        },
        remedy: {
          de: 'Namen und Zeichen einzelner Länder oder Behörden aus den Texten des Dienstes nehmen.',
          en: 'Take names and signs of single Länder or authorities out of the texts of the service.',
        },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Der Dienst übernimmt das Aussehen der aufrufenden Behörde; der Seitenkopf nennt jeweils nur sie.',
        en: 'The service takes over the look of the calling authority; the page header names only that one.',
      },
      evidence,
    };
  },
};

function headerOf(html: string): string {
  return /<header[\s\S]*?<\/header>/iu.exec(html)?.[0] ?? '';
}
