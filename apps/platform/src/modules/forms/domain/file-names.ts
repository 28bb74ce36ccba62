// eslint-disable-next-line no-control-regex -- control characters and those that reverse the reading direction
const forbidden = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff<>:"|?*\\/]/gu;
const maxLength = 100;

const extensions: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
};

/**
 * A name that is safe to show, to send and to save: no folders, no control or direction characters, not hidden, and an
 * extension that fits the content (`rechnung.exe` with a PDF inside becomes `rechnung.exe.pdf`).
 */
export function safeFilename(claimed: string, mimeType: string): string {
  const base = claimed.normalize('NFC').replace(/^.*[\\/]/u, '');
  const clean = base
    .replace(forbidden, '')
    .replace(/^[.\s]+/u, '')
    .replace(/[.\s]+$/u, '')
    .trim();
  const dot = clean.lastIndexOf('.');
  const stem = dot > 0 ? clean.slice(0, dot) : clean;
  const extension = dot > 0 ? clean.slice(dot + 1).toLowerCase() : '';
  const fitting = extensions[mimeType];
  const fits = fitting === undefined || fitting.includes(extension);
  const kept = [...(fits ? stem : clean)].slice(0, maxLength).join('') || 'datei';
  const ending = fits ? extension : (fitting[0] ?? '');
  return ending === '' ? kept : `${kept}.${ending}`;
}

/** What a file field takes when its schema names no types. */
export const defaultMediaTypes = ['application/pdf', 'image/jpeg', 'image/png'] as const;
export const defaultMaxFileBytes = 10 * 1024 * 1024;
export const maxFilesPerField = 20;
export const maxFilesPerDraft = 60;
