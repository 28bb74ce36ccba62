import { type MarketplaceDeps } from './deps.ts';
import { createReviews } from './reviews.ts';
import { type MarketplaceService } from './types.ts';
import { createWishes } from './wishes.ts';

export function createMarketplaceService(deps: MarketplaceDeps): MarketplaceService {
  return { ...createReviews(deps), ...createWishes(deps) };
}
