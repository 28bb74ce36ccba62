import { type ModuleInstance } from '#kernel/module';
import { type MarketplaceDeps } from './deps.ts';
import { marketplaceErrorTexts } from './errors.ts';
import { createMarketplaceService } from './service.ts';
import { type MarketplaceService } from './types.ts';

export function createMarketplace(deps: MarketplaceDeps): ModuleInstance<MarketplaceService> {
  return {
    name: 'marketplace',
    service: createMarketplaceService(deps),
    routes: [],
    jobs: [],
    recurring: [],
    // Reviews and wishes name offices, not persons; their towns withdraw them.
    retention: [],
    errorTexts: marketplaceErrorTexts,
  };
}
