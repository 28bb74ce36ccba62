/** What a file field takes when its schema names no size. */
export const defaultMaxFileBytes = 10 * 1024 * 1024;
export const maxFilesPerField = 20;
export const maxFilesPerDraft = 60;
/** All drafts of a person together; without it fifty drafts could hold 30 GB. */
export const maxDraftBytesPerPerson = 500 * 1024 * 1024;
