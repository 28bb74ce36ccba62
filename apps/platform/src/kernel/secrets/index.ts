export * from './types.ts';
export { createSecrets, type SecretsOptions } from './create-secrets.ts';
export { createMasterKeys, type MasterKeys } from './envelope.ts';
export { rewrapDataKeys } from './data-keys.ts';
export { secretsErrorTexts } from './errors.ts';
