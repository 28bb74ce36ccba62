export * from './types.ts';
export { kernelErrorTexts } from './error-texts.ts';
export { toAppError } from './errors.ts';
export { type InProcessRequest, type InProcessResponse, type InProcessTransport } from './in-process.ts';
export { type InventoryEntry, type RouteInventory, routeInventory } from './inventory.ts';
export { localPath } from './local-path.ts';
export {
  type ErrorPage,
  type ErrorPageArgs,
  type HttpServerOptions,
  type ReadinessCheck,
  type Timeouts,
} from './options.ts';
export { type RateSetting, rateLimitsPerMinute } from './rate-classes.ts';
export { createHttpServer, type HttpServer, inProcess, RouteFaults } from './server.ts';
