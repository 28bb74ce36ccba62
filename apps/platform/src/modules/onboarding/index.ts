export * from './types.ts';
export { onboardingPaths } from './paths.ts';
