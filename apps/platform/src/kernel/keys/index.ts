export * from './types.ts';
export { createKeys, type Keys, type KeysOptions } from './create-keys.ts';
export { rewrapPrivateKeys } from './key-rows.ts';
export { keysErrorTexts } from './errors.ts';
