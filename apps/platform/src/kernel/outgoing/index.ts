export * from './types.ts';
export { createAllowList } from './addresses.ts';
export { createOutgoingHttp, type OutgoingOptions } from './outgoing.ts';
