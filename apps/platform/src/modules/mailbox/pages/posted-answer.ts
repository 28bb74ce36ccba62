import { type RequestContext } from '#kernel/http';
import { type Scanner } from '#kernel/scanner';
import { type PostedFile, readPostedFiles } from '#kernel/uploads';
import { maxFileBytes, maxFiles, maxTextLength } from '../domain/files.ts';
import { type mailboxTexts } from '../texts/index.ts';

export type AnswerIssue = keyof ReturnType<typeof mailboxTexts>['problems'];

export interface PostedAnswer {
  /** Message id from the form, as claimed. */
  id: string;
  action: string;
  text: string;
  files: readonly PostedFile[];
  issues: readonly AnswerIssue[];
}

export async function readPostedAnswer(ctx: RequestContext, scanner: Scanner): Promise<PostedAnswer> {
  const posted = await readPostedFiles(ctx.files, { files: maxFiles, bytesPerFile: maxFileBytes }, scanner);
  const issues = new Set<AnswerIssue>(posted.issues);
  // Buttons stand below the files, so their values are known only now.
  const action = ctx.form.get('_action') ?? '';
  const text = (ctx.form.get('text') ?? '').replaceAll('\r\n', '\n').trim();
  if (text.length > maxTextLength) issues.add('text-too-long');
  return {
    id: ctx.form.get('antwort') ?? '',
    action,
    text: text.slice(0, 4 * maxTextLength),
    files: posted.files,
    issues: [...issues],
  };
}
