export * from './types.ts';
export { createOAuth } from './oauth.ts';
