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

/** Kinds of file that every receiver can open; found by content, not by name. */
const extensions: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
};

export function isReplyFileType(mimeType: string | null): mimeType is string {
  return mimeType !== null && mimeType in extensions;
}

// eslint-disable-next-line no-control-regex -- control characters and those that reverse the reading direction
const forbidden = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff<>:"|?*\\/]/gu;

/** A name without folders and hidden characters, with an ending that fits the content. */
export function safeFilename(claimed: string, mimeType: string): string {
  const base = claimed.normalize('NFC').replace(/^.*[\\/]/u, '');
  const clean = base.replace(forbidden, '').replace(/^[.\s]+|[.\s]+$/gu, '');
  const wanted = extensions[mimeType];
  const name = [...clean].slice(-100).join('') || 'datei';
  const fits = wanted === undefined || name.toLowerCase().endsWith(`.${wanted}`) || /\.jpeg$/iu.test(name);
  return fits ? name : `${name}.${wanted}`;
}
