export * from './types.ts';
export { createJobs, jobErrorTexts, type JobsOptions, type JobsRuntime, type QueueDepth } from './create-jobs.ts';
export { installQueue } from './install-queue.ts';
