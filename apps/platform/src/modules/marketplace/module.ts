import { type ModuleInstance } from '#kernel/module';
import { type MarketplaceDeps } from './deps.ts';
import { marketplaceErrorTexts } from './errors.ts';
import { csvRoutes } from './api/csv.ts';
import { packagesApiRoutes } from './api/packages-api.ts';
import { compareRoutes } from './pages/compare.page.tsx';
import { type PageDeps } from './pages/frame.tsx';
import { listRoutes } from './pages/list.page.tsx';
import { maturityRoutes } from './pages/maturity.page.tsx';
import { moderationRoutes } from './pages/moderation.page.tsx';
import { packageRoutes } from './pages/package.page.tsx';
import { reviewsRoutes } from './pages/reviews.page.tsx';
import { townsRoutes } from './pages/towns.page.tsx';
import { wishRoutes } from './pages/wish.page.tsx';
import { wishesRoutes } from './pages/wishes.page.tsx';
import { writeReviewRoutes } from './pages/write-review.page.tsx';
import { createMarketplaceService } from './service.ts';
import { type MarketplaceService } from './types.ts';

export function createMarketplace(deps: MarketplaceDeps): ModuleInstance<MarketplaceService> {
  const service = createMarketplaceService(deps);
  const pages: PageDeps = { ...deps, service };
  return {
    name: 'marketplace',
    service,
    routes: [
      ...listRoutes(pages),
      ...packageRoutes(pages),
      ...townsRoutes(pages),
      ...compareRoutes(pages),
      ...reviewsRoutes(pages),
      ...writeReviewRoutes(pages),
      ...moderationRoutes(pages),
      ...wishesRoutes(pages),
      ...wishRoutes(pages),
      ...maturityRoutes(pages),
      ...csvRoutes(pages),
      ...packagesApiRoutes(pages),
    ],
    jobs: [],
    recurring: [],
    // Reviews and wishes name offices, not persons; their towns withdraw them.
    retention: [],
    errorTexts: marketplaceErrorTexts,
  };
}
