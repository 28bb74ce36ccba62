export { commonFileTypes, safeFilename } from './file-names.ts';
export { type PostedFile, type PostedFileIssue, readPostedFiles } from './posted-files.ts';
