import { type Check, fact, noReuseFacts } from './check.ts';

/** Ways that need no award procedure of their own in each commune (in-house, co-operation of administrations). */
const common = new Set(['marketplace', 'fit-store', 'kommunalvertreter']);

export const rec001: Check = {
  criterion: 'REC-001',
  run({ manifest }) {
    if (manifest.reuse === undefined) return noReuseFacts;
    const routes = manifest.reuse.factSheet.contractRoutes;
    const evidence = [
      fact('Vertragswege laut Steckbrief', 'Contract routes of the fact sheet', routes.join(', ') || '–'),
    ];
    if (!routes.some((route) => common.has(route))) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: 'Es gibt keinen Vertragsweg ohne eigenes Vergabeverfahren (Marktplatz, FIT-Store, Kommunalvertreter).',
          en: 'There is no contract route without an own award procedure (marketplace, FIT-Store, Kommunalvertreter).',
        },
        remedy: {
          de: 'Einen gemeinsamen Vertragsweg eröffnen und im Steckbrief angeben.',
          en: 'Open a common contract route and state it in the fact sheet.',
        },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: { de: 'Ein gemeinsamer Vertragsweg ist angegeben.', en: 'A common contract route is stated.' },
      evidence,
    };
  },
};
