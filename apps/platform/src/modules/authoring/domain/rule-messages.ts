import { type Condition, type Effect, type Message, paraphraseRules, type SchemaModel } from '@verbund/xdatenfelder';

/**
 * What applicants read when a demand is not met and nobody wrote a text of its own: the demand in words, made from
 * its tree, as the recogniser does it. Other effects need none.
 */
export function standardMessage(schema: SchemaModel, effect: Effect, when: Condition): Message | null {
  if (effect !== 'valid') return null;
  if (when.op === 'date') {
    return {
      de: 'Dieses Datum gibt es nicht. Bitte prüfen Sie Tag, Monat und Jahr.',
      en: 'This date does not exist. Please check day, month and year.',
    };
  }
  const de = paraphraseRules(schema, [
    { id: '', owner: '', when, effect, target: '', message: null, value: null, source: null },
  ]);
  return { de, en: `This has to be so: ${de}` };
}

/** Equal as JSON, whatever the order of keys. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return left.size === right.size && [...left].every(([key, value]) => right.has(key) && isSame(value, right.get(key)));
}
