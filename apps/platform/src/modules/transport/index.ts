export * from './types.ts';
export { inspectDelivery, type DeliveryInspection } from './inspection.ts';
export { regionOfKey } from './domain/own-region.ts';
export { createOAuth } from './oauth.ts';
export { selfServiceRoutes, type DeskDeps } from './self-service-pages.ts';
