export * from './types.ts';
export { createOAuth } from './oauth.ts';
export { selfServiceRoutes, type DeskDeps } from './self-service-pages.ts';
