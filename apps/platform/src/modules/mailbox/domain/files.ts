export const maxFiles = 5;
export const maxFileBytes = 10 * 1024 * 1024;
export const maxAnswerBytes = 30 * 1024 * 1024;
export const maxTextLength = 10_000;

const extensions: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
};

export function isAllowedType(mimeType: string | undefined): mimeType is string {
  return mimeType !== undefined && mimeType in extensions;
}

// eslint-disable-next-line no-control-regex -- control characters and those that reverse the reading direction
const forbidden = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff<>:"|?*\\/]/gu;

/** Safe to show, send and save: no folders, no control or direction characters, ending fits the content. */
export function safeFilename(claimed: string, mimeType: string): string {
  const base = claimed.normalize('NFC').replace(/^.*[\\/]/u, '');
  const clean = base.replace(forbidden, '').replace(/^[.\s]+|[.\s]+$/gu, '');
  const dot = clean.lastIndexOf('.');
  const ending = dot > 0 ? clean.slice(dot + 1).toLowerCase() : '';
  const stem = dot > 0 ? clean.slice(0, dot) : clean;
  const fitting = extensions[mimeType];
  if (fitting === undefined) return [...clean].slice(0, 120).join('') || 'datei';
  const kept = [...(fitting.includes(ending) ? stem : clean)].slice(0, 100).join('') || 'datei';
  return `${kept}.${fitting.includes(ending) ? ending : (fitting[0] ?? '')}`;
}

/**
 * What a browser may be told about a file from outside: types it would run in our origin become bytes. The answer is
 * always sent as a download, this is the second lock.
 */
export function safeContentType(mimeType: string): string {
  const known = ['application/pdf', 'image/jpeg', 'image/png', 'text/plain', 'application/zip'];
  return known.includes(mimeType) ? mimeType : 'application/octet-stream';
}
