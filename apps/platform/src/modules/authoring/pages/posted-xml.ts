import { XdfError } from '@verbund/xdatenfelder';
import { AppError } from '#kernel/errors';
import { type UploadedFile } from '#kernel/http';
import { type Lang } from '#kernel/ids';
import { safeFilename } from '#kernel/uploads';
import { authoringTexts } from '../texts/index.ts';

/** Real schemas have up to four megabytes; the reader itself refuses what is too large once it is unpacked. */
export const maxFileBytes = 32 * 1024 * 1024;
/** The kernel takes twenty files of a form. */
export const maxLists = 19;

export interface PostedXml {
  field: string;
  name: string;
  bytes: Uint8Array;
}

/** The files of a form in memory, within the limits; what is beyond them is read away and named. */
export async function readPostedXml(
  posted: AsyncIterable<UploadedFile>,
): Promise<{ files: PostedXml[]; tooLarge: string[] }> {
  const files: PostedXml[] = [];
  const tooLarge: string[] = [];
  for await (const file of posted) {
    const name = safeFilename(file.filename, 'application/xml');
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of file.stream) {
      const bytes = Buffer.from(chunk as Uint8Array);
      size += bytes.length;
      if (size <= maxFileBytes) chunks.push(bytes);
    }
    // A file field left empty arrives as a part without name and content.
    if (size === 0 && file.filename === '') continue;
    if (size > maxFileBytes) tooLarge.push(name);
    else files.push({ field: file.field, name, bytes: Buffer.concat(chunks) });
  }
  return { files, tooLarge };
}

/** What a person is told about a file that cannot be taken; null: it was something else that went wrong. */
export function refusalOf(error: unknown, name: string, lang: Lang): string | null {
  if (!(error instanceof AppError)) return null;
  const t = authoringTexts(lang).create.problems;
  if (error.code === 'catalogue/code-list-changed') return t['list-changed'](String(error.params['list'] ?? name));
  const about = String(error.params['file'] ?? name);
  return error.cause instanceof XdfError ? t.unreadable(about, error.cause.text[lang]) : null;
}
