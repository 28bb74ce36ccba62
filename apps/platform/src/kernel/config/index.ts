export * from './types.ts';
export { readConfig, type ReadConfigOptions } from './read-config.ts';
export { ConfigError, type ConfigProblem } from './problems.ts';
export { demoMasterKey } from './production-rules.ts';
export { settingsReference } from './settings.ts';
export { readOrCreateLocalSecrets, type LocalSecrets } from './local-secrets.ts';
