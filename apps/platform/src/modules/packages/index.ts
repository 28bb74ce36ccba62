export * from './types.ts';
export { parseServiceLevel, type ServiceLevel } from '#modules/catalogue';
