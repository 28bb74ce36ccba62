import { replyKinds, type ReplyKind } from '@verbund/fit-connect';

export interface AnswerValues {
  subject: string;
  text: string;
  kind: string;
}

export type AnswerProblem = 'subject-missing' | 'subject-too-long' | 'text-missing' | 'text-too-long' | 'kind-missing';

export const maxSubjectLength = 255;
export const maxTextLength = 20_000;
export const maxReplyFiles = 5;
export const maxReplyFileBytes = 10 * 1024 * 1024;

export interface AnswerInput {
  subject: string;
  text: string;
  kind: ReplyKind;
}

export type AnswerResult = { ok: true; input: AnswerInput } | { ok: false; problems: AnswerProblem[] };

export function readAnswer(values: AnswerValues): AnswerResult {
  const subject = values.subject.replace(/\s+/gu, ' ').trim();
  const text = values.text.replaceAll('\r\n', '\n').trim();
  const kind = replyKinds.find((candidate) => candidate === values.kind);
  const problems: AnswerProblem[] = [];
  if (kind === undefined) problems.push('kind-missing');
  if (subject === '') problems.push('subject-missing');
  if (subject.length > maxSubjectLength) problems.push('subject-too-long');
  if (text === '') problems.push('text-missing');
  if (text.length > maxTextLength) problems.push('text-too-long');
  if (kind === undefined || problems.length > 0) return { ok: false, problems };
  return { ok: true, input: { subject, text, kind } };
}
