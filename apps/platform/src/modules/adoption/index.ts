export * from './types.ts';
export { commandActor } from './actor.ts';
export { createAdoptionForCommand } from './for-commands.ts';
export { adoptionPaths } from './paths.ts';
