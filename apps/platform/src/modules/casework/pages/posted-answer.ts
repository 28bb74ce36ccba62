import { Readable } from 'node:stream';
import { fileTypeFromBuffer } from 'file-type';
import { type StoredBlob } from '#kernel/blobs';
import { type RequestContext } from '#kernel/http';
import { isUuid, newUuid } from '#kernel/ids';
import { type Cases } from '../cases.ts';
import {
  type AnswerInput,
  type AnswerValues,
  isReplyFileType,
  maxReplyFileBytes,
  maxReplyFiles,
  readAnswer,
  safeFilename,
} from '../domain/answer-form.ts';
import { type AnswerIssue } from './answer-form.tsx';
import { staffOf } from './staff.ts';

export type PostedAnswer = { reply: string; values: AnswerValues } & (
  | { ok: true; input: AnswerInput; files: { blob: StoredBlob; filename: string; mimeType: string }[] }
  | { ok: false; issues: AnswerIssue[] }
);

interface PostedFile {
  filename: string;
  bytes: Buffer;
}

/** Reads every file to its end, because a stream that nobody reads holds up the request. */
async function readFiles(ctx: RequestContext, issues: Set<AnswerIssue>): Promise<PostedFile[]> {
  const files: PostedFile[] = [];
  for await (const file of ctx.files) {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of file.stream) {
      const bytes = Buffer.from(chunk as Uint8Array);
      size += bytes.length;
      if (size <= maxReplyFileBytes && files.length < maxReplyFiles) chunks.push(bytes);
    }
    // A file field left empty arrives as a part without name and content.
    if (size === 0 && file.filename === '') continue;
    if (size > maxReplyFileBytes) issues.add('file-too-large');
    else if (files.length >= maxReplyFiles) issues.add('too-many-files');
    else files.push({ filename: file.filename, bytes: Buffer.concat(chunks) });
  }
  return files;
}

/** The answer as posted; files are stored only when everything else is right. */
export async function readPostedAnswer(ctx: RequestContext, cases: Cases): Promise<PostedAnswer> {
  const staff = staffOf(ctx);
  const issues = new Set<AnswerIssue>();
  const posted = await readFiles(ctx, issues);
  const text = (name: string): string => ctx.form.get(name) ?? '';
  const values: AnswerValues = { subject: text('betreff'), text: text('text'), kind: text('art') };
  const claimed = text('antwort');
  const reply = isUuid(claimed) ? claimed : newUuid();
  const result = readAnswer(values);
  if (!result.ok) for (const problem of result.problems) issues.add(problem);
  else if (result.input.kind === 'decision' && !staff.actions.has('case.decide')) issues.add('kind-forbidden');
  const typed: { filename: string; mimeType: string; bytes: Buffer }[] = [];
  for (const { filename, bytes } of posted) {
    const mimeType = (await fileTypeFromBuffer(bytes))?.mime ?? null;
    if (isReplyFileType(mimeType)) typed.push({ filename: safeFilename(filename, mimeType), mimeType, bytes });
    else issues.add('file-type');
  }
  if (!result.ok || issues.size > 0) return { ok: false, reply, values, issues: [...issues] };
  const files = [];
  for (const { bytes, ...file } of typed) {
    files.push({ ...file, blob: await cases.storeFile(staff, Readable.from([bytes]), maxReplyFileBytes) });
  }
  return { ok: true, reply, values, input: result.input, files };
}
