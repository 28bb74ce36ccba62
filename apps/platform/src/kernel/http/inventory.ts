import { type Route } from './types.ts';

export interface InventoryEntry {
  name: string;
  method: Route['method'];
  path: string;
  surface: Route['surface'];
  access: string;
  rate: Route['rate'];
  /** A path that a crawler can open; null when parameters are missing. */
  examplePath: string | null;
}

export interface RouteInventory {
  routes: readonly InventoryEntry[];
  /** GET pages that nobody can crawl because an example for their parameters is missing. */
  missingExamples: readonly string[];
}

const parameterPattern = /:(\w+)/g;
const accessKinds = new Set(['public', 'person', 'staff', 'operator', 'protocol']);

/** Everything that must stop the start of the platform, all of it at once. */
export function routeFaults(routes: readonly Route[], hasCsrfKey: boolean): string[] {
  const faults: string[] = [];
  const names = new Set<string>();
  const addresses = new Set<string>();
  for (const route of routes) {
    const address = `${route.method} ${route.path.replace(parameterPattern, ':')}`;
    if (names.has(route.name)) faults.push(`route name used twice: ${route.name}`);
    if (addresses.has(address)) faults.push(`address used twice: ${route.method} ${route.path} (${route.name})`);
    if (!hasAccessRule(route)) faults.push(`route without access rule: ${route.name}`);
    if (route.surface === 'page' && !hasCsrfKey) faults.push(`page route without master key: ${route.name}`);
    if (route.surface === 'api' && !['public', 'protocol'].includes(route.access?.kind)) {
      faults.push(`API route with a cookie rule: ${route.name}`);
    }
    names.add(route.name);
    addresses.add(address);
  }
  return faults;
}

// The type demands a rule, but plain JavaScript, a cast or a spread can lose it; then the start must fail.
function hasAccessRule(route: Route): boolean {
  const access: Partial<Route['access']> | undefined = route.access;
  if (access?.kind === undefined || !accessKinds.has(access.kind)) return false;
  if (route.access.kind === 'staff' || route.access.kind === 'operator') return route.access.action !== '';
  return true;
}

function accessWords(access: Route['access']): string {
  switch (access.kind) {
    case 'staff':
    case 'operator':
      return `${access.kind}: ${access.action}`;
    case 'protocol':
      return `protocol: ${access.why}`;
    case 'public':
    case 'person':
      return access.kind;
  }
}

function examplePath(route: Route): string | null {
  let complete = true;
  const path = route.path.replace(parameterPattern, (_match, name: string) => {
    const value = route.example?.[name];
    if (value === undefined) complete = false;
    return encodeURIComponent(value ?? '');
  });
  return complete ? path : null;
}

/** The list that crawlers, accessibility runs and the access documentation are made from. */
export function routeInventory(routes: readonly Route[]): RouteInventory {
  const entries = routes.map((route) => ({
    name: route.name,
    method: route.method,
    path: route.path,
    surface: route.surface,
    access: accessWords(route.access),
    rate: route.rate,
    examplePath: examplePath(route),
  }));
  const missingExamples = entries
    .filter((entry) => entry.method === 'GET' && entry.surface === 'page' && entry.examplePath === null)
    .map((entry) => entry.name);
  return { routes: entries, missingExamples };
}
