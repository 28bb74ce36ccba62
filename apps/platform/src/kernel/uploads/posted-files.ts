import { fileTypeFromBuffer } from 'file-type';
import { type UploadedFile } from '../http/index.ts';
import { commonFileTypes, safeFilename } from './file-names.ts';

export type PostedFileIssue = 'file-too-large' | 'too-many-files' | 'file-type';

/** A small file in memory; its type is that of its content, its name is safe. */
export interface PostedFile {
  filename: string;
  mimeType: string;
  bytes: Buffer;
}

/** The files of a form as PDF, JPEG or PNG within the limits; for large ones see the streamed uploads of forms. */
export async function readPostedFiles(
  posted: AsyncIterable<UploadedFile>,
  limits: { files: number; bytesPerFile: number },
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
      else files.push({ filename: safeFilename(file.filename, mimeType), mimeType, bytes });
    }
  }
  return { files, issues };
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
