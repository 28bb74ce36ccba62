export * from './types.ts';
export { createTownMaker } from './create-town.ts';
export { onboardingPaths } from './paths.ts';
