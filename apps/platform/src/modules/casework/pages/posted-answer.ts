import { Readable } from 'node:stream';
import { type StoredBlob } from '#kernel/blobs';
import { type RequestContext } from '#kernel/http';
import { isUuid, newUuid } from '#kernel/ids';
import { type Scanner } from '#kernel/scanner';
import { readPostedFiles } from '#kernel/uploads';
import { type Cases } from '../cases.ts';
import {
  type AnswerInput,
  type AnswerValues,
  maxReplyFileBytes,
  maxReplyFiles,
  readAnswer,
} from '../domain/answer-form.ts';
import { type AnswerIssue } from './answer-form.tsx';
import { staffOf } from './staff.ts';

export type PostedAnswer = { reply: string; values: AnswerValues } & (
  | { ok: true; input: AnswerInput; files: { blob: StoredBlob; filename: string; mimeType: string }[] }
  | { ok: false; issues: AnswerIssue[] }
);

/** The answer as posted; files are stored only when everything else is right. */
export async function readPostedAnswer(
  ctx: RequestContext,
  { cases, scanner }: { cases: Cases; scanner: Scanner },
): Promise<PostedAnswer> {
  const staff = staffOf(ctx);
  const posted = await readPostedFiles(ctx.files, { files: maxReplyFiles, bytesPerFile: maxReplyFileBytes }, scanner);
  const issues = new Set<AnswerIssue>(posted.issues);
  const text = (name: string): string => ctx.form.get(name) ?? '';
  const values: AnswerValues = { subject: text('betreff'), text: text('text'), kind: text('art') };
  const claimed = text('antwort');
  const reply = isUuid(claimed) ? claimed : newUuid();
  const result = readAnswer(values);
  if (!result.ok) for (const problem of result.problems) issues.add(problem);
  else if (result.input.kind === 'decision' && !staff.actions.has('case.decide')) issues.add('kind-forbidden');
  if (!result.ok || issues.size > 0) return { ok: false, reply, values, issues: [...issues] };
  const files = [];
  for (const { bytes, ...file } of posted.files) {
    files.push({ ...file, blob: await cases.storeFile(staff, Readable.from([bytes]), maxReplyFileBytes) });
  }
  return { ok: true, reply, values, input: result.input, files };
}
