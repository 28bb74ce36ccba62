export * from './types.ts';
export { createOutgoingHttp, type OutgoingOptions } from './outgoing.ts';
