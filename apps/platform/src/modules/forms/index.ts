export * from './types.ts';
export { formsPaths } from './paths.ts';
