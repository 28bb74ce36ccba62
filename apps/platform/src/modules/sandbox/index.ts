export * from './types.ts';
export { sandboxPaths } from './paths.ts';
