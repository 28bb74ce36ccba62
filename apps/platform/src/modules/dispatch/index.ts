export * from './types.ts';
export { createPortal, type Portal } from './portal.ts';
