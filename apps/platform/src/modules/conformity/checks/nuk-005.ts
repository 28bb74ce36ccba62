import { type Check, fact } from './check.ts';

export const nuk005: Check = {
  criterion: 'NUK-005',
  run({ manifest }) {
    const { prefill } = manifest.overlay;
    const fields = typeof prefill === 'object' && prefill !== null ? Object.entries(prefill) : [];
    if (fields.length === 0) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: 'Kein Feld wird aus dem Konto vorausgefüllt.',
          en: 'No field is filled in from the account.',
        },
        remedy: {
          de: 'Im Formulareditor unter „Vorausfüllen“ Felder den Angaben des Kontos zuordnen.',
          en: 'Assign fields to facts of the account under "Prefill" in the form editor.',
        },
      };
    }
    const names = fields.map(([path, name]) => `${path} ← ${typeof name === 'string' ? name : ''}`).join(', ');
    return {
      result: 'erfuellt',
      reason: {
        de: `${String(fields.length)} Felder werden aus dem Konto vorausgefüllt.`,
        en: `${String(fields.length)} fields are filled in from the account.`,
      },
      evidence: [fact('Zuordnung', 'Mapping', names.slice(0, 1000))],
    };
  },
};
