export * from './types.ts';
export { offersOf } from './domain/offers-of-offerings.ts';
