export const maxFiles = 5;
export const maxFileBytes = 10 * 1024 * 1024;
export const maxAnswerBytes = 30 * 1024 * 1024;
export const maxTextLength = 10_000;
