export * from './types.ts';
export { costsApi } from './api/openapi.ts';
export { toCosts } from './api/costs-api.ts';
export {
  costBlocks,
  parsePriceModel,
  type CostBlock,
  type FundingPromise,
  type Guarantee,
  type PriceFinding,
  type PriceItem,
  type PriceModel,
  type PriceModelResult,
  type Pricing,
  type Range,
} from './domain/price-model.ts';
export { readCount, readEuros, writeEuros } from './domain/entries.ts';
export { landKeys, maxCents, type LandKey, type PriceFindingCode } from './domain/price-model.ts';
export { type TownFacts } from './domain/reckoning.ts';
export { priceForTown, type TownPrice, type TownPriceItem, type TownPriceYear } from './domain/town-price.ts';
export { costsPaths } from './paths.ts';
export { createCostsService } from './service.ts';
