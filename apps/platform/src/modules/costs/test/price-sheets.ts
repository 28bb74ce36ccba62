import { type PriceItem, type PriceModel, type Pricing } from '../domain/price-model.ts';

/** A price item with what the case needs; the rest is plain. */
export function anItem(price: Pricing, part: Partial<PriceItem> = {}): PriceItem {
  return {
    id: 'posten',
    label: { de: 'Posten', en: 'Item' },
    block: 'operation-fixed',
    due: price.model === 'M5' ? 'once' : 'yearly',
    firstYear: null,
    lastYear: null,
    price,
    ...part,
  };
}

/** A sheet of five even years from 2026 on with twenty users. */
export function aSheet(items: readonly PriceItem[], part: Partial<PriceModel> = {}): PriceModel {
  return {
    kind: 'price-sheet',
    formatVersion: 1,
    currency: 'EUR',
    asOf: '2026-01-01',
    items: [...items],
    forecast: [2026, 2027, 2028, 2029, 2030].map((year) => ({
      year,
      level: { low: 1000, expected: 1000, high: 1000 },
      users: { low: 20, expected: 20, high: 20 },
      reason: { de: 'unverändert', en: 'unchanged' },
    })),
    guarantee: null,
    funding: [],
    ownDevelopment: null,
    usage: null,
    ...part,
  };
}
