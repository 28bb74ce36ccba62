export * from './types.ts';
export { packagesApi } from './api/openapi.ts';
export { marketplacePaths } from './paths.ts';
