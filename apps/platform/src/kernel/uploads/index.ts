export { commonFileTypes, contradictsContent, safeFilename } from './file-names.ts';
export { type PostedFile, type PostedFileIssue, readPostedFiles } from './posted-files.ts';
