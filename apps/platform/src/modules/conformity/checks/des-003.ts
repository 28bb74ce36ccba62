import { type Check, fact, notChecked } from './check.ts';

/** The address of an offering fixes the competence, so its very first page must name the authority and how to reach it. */
export const des003: Check = {
  criterion: 'DES-003',
  async run({ probes }) {
    const pages = await probes.startPages();
    if (!pages.ok) return notChecked(pages.missing);
    const faults = pages.value.flatMap(({ status, html, url, offering }) => {
      const { contact, officialName, name } = offering.tenant;
      const text = plainText(html);
      const isNamed = text.includes(officialName === '' ? name : officialName) || text.includes(name);
      const isReachable = [contact.email, contact.phone].some((way) => way !== '' && text.includes(way));
      return status === 200 && isNamed && isReachable ? [] : [url];
    });
    const evidence = pages.value.map(({ url, status }) =>
      fact('Startseite abgerufen', 'Start page fetched', String(status), url),
    );
    if (faults.length > 0) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: `Ohne zuständige Behörde mit Kontakt: ${faults.join(', ')}.`,
          en: `Without the competent authority and its contact: ${faults.join(', ')}.`,
        },
        remedy: {
          de: 'Die Behörde trägt E-Mail oder Telefon in ihre Angaben ein.',
          en: 'The authority enters mail or phone into its facts.',
        },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Die erste Seite nennt die zuständige Behörde mit ihrem Kontakt.',
        en: 'The first page names the competent authority with its contact.',
      },
      evidence,
    };
  },
};

function plainText(html: string): string {
  const withoutTags = html.replace(/<(script|style)[\s\S]*?<\/\1>/giu, ' ').replace(/<[^>]+>/gu, ' ');
  return withoutTags.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
}
