import { type Route } from '#kernel/http';
import { clientRoutes } from './pages/client.page.tsx';
import { type DeskDeps } from './pages/desk.ts';
import { destinationFormRoutes } from './pages/destination-form.page.tsx';
import { destinationRoutes } from './pages/destination.page.tsx';
import { keyRoutes } from './pages/key.page.tsx';
import { logRoutes } from './pages/log.page.tsx';
import { overviewRoutes } from './pages/overview.page.tsx';

export type { DeskDeps };

/** Pages for staff of the tenants; without the service in this process only one that says where it is. */
export function selfServiceRoutes(deps: DeskDeps): Route[] {
  if (deps.service === null) return overviewRoutes(deps);
  return [
    ...overviewRoutes(deps),
    ...clientRoutes(deps),
    ...destinationFormRoutes(deps),
    ...destinationRoutes(deps),
    ...keyRoutes(deps),
    ...logRoutes(deps),
  ];
}
