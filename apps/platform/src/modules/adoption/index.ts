export * from './types.ts';
export { adoptionPaths } from './paths.ts';
