export * from './types.ts';
export { createRetention, type Retention, type RetentionReportLine } from './create-retention.ts';
export { type RetentionRun } from './retention-rows.ts';
export { erasePerson, type ErasurePort } from './erase-person.ts';
