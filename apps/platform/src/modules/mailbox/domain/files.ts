export const maxFiles = 5;
export const maxFileBytes = 10 * 1024 * 1024;
export const maxAnswerBytes = 30 * 1024 * 1024;
/** Unsent answers of one thread; a page makes a new id each time, so a script could go on for ever. */
export const maxDrafts = 20;
export const maxTextLength = 10_000;
