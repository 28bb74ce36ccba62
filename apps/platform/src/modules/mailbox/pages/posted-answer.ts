import { fileTypeFromBuffer } from 'file-type';
import { type RequestContext } from '#kernel/http';
import { type AnswerFile } from '../answers.ts';
import { isAllowedType, maxFileBytes, maxFiles, maxTextLength, safeFilename } from '../domain/files.ts';
import { type mailboxTexts } from '../texts/index.ts';

export type AnswerIssue = keyof ReturnType<typeof mailboxTexts>['problems'];

export interface PostedAnswer {
  /** Message id from the form, as claimed. */
  id: string;
  action: string;
  text: string;
  files: readonly AnswerFile[];
  issues: readonly AnswerIssue[];
}

/** Reads every file to its end: a stream that nobody reads holds up the request. */
export async function readPostedAnswer(ctx: RequestContext): Promise<PostedAnswer> {
  const issues = new Set<AnswerIssue>();
  const files: AnswerFile[] = [];
  for await (const file of ctx.files) {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of file.stream) {
      const bytes = Buffer.from(chunk as Uint8Array);
      size += bytes.length;
      if (size <= maxFileBytes && files.length < maxFiles) chunks.push(bytes);
    }
    // A file field left empty arrives as a part without name and content.
    if (size === 0) continue;
    if (size > maxFileBytes) issues.add('file-too-large');
    else if (files.length >= maxFiles) issues.add('too-many-files');
    else await addTyped(files, file.filename, Buffer.concat(chunks), issues);
  }
  // Buttons stand below the files, so their values are known only now.
  const action = ctx.form.get('_action') ?? '';
  const text = (ctx.form.get('text') ?? '').replaceAll('\r\n', '\n').trim();
  if (text.length > maxTextLength) issues.add('text-too-long');
  return {
    id: ctx.form.get('antwort') ?? '',
    action,
    text: text.slice(0, 4 * maxTextLength),
    files,
    issues: [...issues],
  };
}

async function addTyped(files: AnswerFile[], name: string, bytes: Buffer, issues: Set<AnswerIssue>): Promise<void> {
  const mimeType = (await fileTypeFromBuffer(bytes))?.mime;
  if (isAllowedType(mimeType)) files.push({ filename: safeFilename(name, mimeType), mimeType, bytes });
  else issues.add('file-type');
}
