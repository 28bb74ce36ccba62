// eslint-disable-next-line no-control-regex -- control characters and those that reverse the reading direction
const forbidden = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff<>:"|?*\\/]/gu;
const maxLength = 100;

const extensions: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
};

/** Kinds of file that every receiver can open; found by content, never by the claimed type. */
export const commonFileTypes: readonly string[] = Object.keys(extensions);

/**
 * A name that is safe to show, to send and to save: no folders, no control or direction characters, not hidden, and an
 * extension that fits the content (`rechnung.exe` with a PDF inside becomes `rechnung.exe.pdf`).
 */
export function safeFilename(claimed: string, mimeType: string): string {
  const base = claimed.normalize('NFC').replace(/^.*[\\/]/u, '');
  const clean = base.replace(forbidden, '').replace(/^[.\s]+|[.\s]+$/gu, '');
  const fitting = extensions[mimeType];
  if (fitting === undefined)
    return (
      [...clean]
        .slice(-maxLength)
        .join('')
        .replace(/^[.\s]+/u, '') || 'datei'
    );
  const dot = clean.lastIndexOf('.');
  const stem = dot > 0 ? clean.slice(0, dot) : clean;
  const extension = dot > 0 ? clean.slice(dot + 1).toLowerCase() : '';
  const fits = fitting.includes(extension);
  const kept = [...(fits ? stem : clean)].slice(0, maxLength).join('') || 'datei';
  return `${kept}.${fits ? extension : (fitting[0] ?? '')}`;
}
