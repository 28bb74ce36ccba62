import { type Check, fact, notChecked } from './check.ts';

/** Reckoned, not believed: the price sheet is asked for the price of every town there is. */
export const org004: Check = {
  criterion: 'ORG-004',
  async run({ probes }) {
    const prices = await probes.prices();
    if (!prices.ok) return notChecked(prices.missing);
    const { towns, priced, years, firstMissing, source } = prices.value;
    const evidence = [
      fact('Preis berechnet', 'Price reckoned', `${String(priced)} von / of ${String(towns)} Kommunen / communes`),
      fact('Haushaltsjahre', 'Budget years', String(years)),
      fact('Preisblatt', 'Price sheet', source),
    ];
    if (towns === 0) return notChecked({ de: 'Es sind keine Gebiete geladen.', en: 'No areas are loaded.' });
    if (priced < towns || years < 5) {
      return {
        result: priced === 0 ? 'nicht_erfuellt' : 'teilweise',
        reason: {
          de: `Nicht für jede Kommune gibt es einen Preis über fünf Haushaltsjahre, zuerst fehlt ${firstMissing ?? '–'}.`,
          en: `Not every commune has a price over five budget years, the first missing is ${firstMissing ?? '–'}.`,
        },
        remedy: {
          de: 'Im Anbieterbereich das Preisblatt vollständig ausfüllen und eine neue Version veröffentlichen.',
          en: 'Complete the price sheet in the provider workspace and publish a new version.',
        },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Für jede Kommune lässt sich der Preis über fünf Haushaltsjahre berechnen.',
        en: 'The price over five budget years can be reckoned for every commune.',
      },
      evidence,
    };
  },
};
