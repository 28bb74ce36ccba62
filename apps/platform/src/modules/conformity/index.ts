export * from './types.ts';
export { conformityPaths } from './paths.ts';
