import { fileTypeFromBuffer } from 'file-type';
import { AppError } from '../errors/index.ts';
import { type UploadedFile } from '../http/index.ts';
import { type Scanner } from '../scanner/index.ts';
import { commonFileTypes, safeFilename } from './file-names.ts';

export type PostedFileIssue = 'file-too-large' | 'too-many-files' | 'file-type' | 'file-infected' | 'file-unchecked';

/** A small file in memory; its type is that of its content, its name is safe. */
export interface PostedFile {
  filename: string;
  mimeType: string;
  bytes: Buffer;
}

/**
 * The files of a form as PDF, JPEG or PNG within the limits, called clean by the scanner where there is one; for large
 * ones see the streamed uploads of forms. While the scanner is away none is taken.
 */
export async function readPostedFiles(
  posted: AsyncIterable<UploadedFile>,
  limits: { files: number; bytesPerFile: number },
  scanner: Scanner,
): Promise<{ files: PostedFile[]; issues: Set<PostedFileIssue> }> {
  const files: PostedFile[] = [];
  const issues = new Set<PostedFileIssue>();
  for await (const file of posted) {
    const keep = files.length < limits.files;
    const { bytes, size } = await readToEnd(file, keep ? limits.bytesPerFile : 0);
    // A file field left empty arrives as a part without name and content.
    if (size === 0 && file.filename === '') continue;
    if (size > limits.bytesPerFile) issues.add('file-too-large');
    else if (!keep) issues.add('too-many-files');
    else {
      const mimeType = (await fileTypeFromBuffer(bytes))?.mime;
      if (mimeType === undefined || !commonFileTypes.includes(mimeType)) issues.add('file-type');
      else if (!(await isClean(scanner, bytes, issues))) continue;
      else files.push({ filename: safeFilename(file.filename, mimeType), mimeType, bytes });
    }
  }
  return { files, issues };
}

async function isClean(scanner: Scanner, bytes: Buffer, issues: Set<PostedFileIssue>): Promise<boolean> {
  if (!scanner.isConnected) return true;
  try {
    const { kind } = await scanner.scan(onePiece(bytes));
    if (kind === 'infected') issues.add('file-infected');
    if (kind === 'unfit') issues.add('file-unchecked');
    return kind === 'clean';
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'unavailable') throw error;
    issues.add('file-unchecked');
    return false;
  }
}

async function* onePiece(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** To the end also past the limit: a stream that nobody reads holds up the request. */
async function readToEnd(file: UploadedFile, keepBytes: number): Promise<{ bytes: Buffer; size: number }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file.stream) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size <= keepBytes) chunks.push(bytes);
  }
  return { bytes: Buffer.concat(chunks), size };
}
