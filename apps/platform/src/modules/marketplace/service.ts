import { type MarketplaceDeps } from './deps.ts';
import { createModeration } from './moderation.ts';
import { createReviews } from './reviews.ts';
import { createRunning } from './running.ts';
import { createShelf } from './shelf.ts';
import { type MarketplaceService } from './types.ts';
import { createWishes } from './wishes.ts';

export function createMarketplaceService(deps: MarketplaceDeps): MarketplaceService {
  return {
    ...createShelf(deps),
    ...createRunning(deps),
    ...createReviews(deps),
    ...createModeration(deps),
    ...createWishes(deps),
  };
}
