import { supportedExtensions } from 'file-type';

// eslint-disable-next-line no-control-regex -- control characters and those that reverse the reading direction
const forbidden = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff<>:"|?*\\/]/gu;
const maxLength = 100;

/** Kinds of file that every receiver can open; found by content, never by the claimed type. */
export const commonFileTypes: readonly string[] = ['application/pdf', 'image/jpeg', 'image/png'];

const extensions: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/png': ['png'],
  'image/tiff': ['tif', 'tiff'],
  'application/zip': ['zip'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/vnd.oasis.opendocument.text': ['odt'],
  'application/vnd.oasis.opendocument.spreadsheet': ['ods'],
  'application/vnd.oasis.opendocument.presentation': ['odp'],
};

/** Without a signature in their content, so that `file-type` does not list them. */
const otherKnown: ReadonlySet<string> = new Set(
  'txt csv tsv json htm html xhtml svg md log xlsm docm pptm bat cmd com js jse vbs vbe ps1 scr hta msi lnk wsf jar sh'.split(
    ' ',
  ),
);

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

/**
 * Whether the ending of a name says another kind than the content is. A text behind a dot that is no known ending
 * ("Anlage Nr. 3", "Stand 12.2026") says nothing.
 */
export function contradictsContent(claimed: string, mimeType: string): boolean {
  const fitting = extensions[mimeType];
  const extension = extensionOf(bareName(claimed));
  if (fitting === undefined || extension === '' || fitting.includes(extension)) return false;
  return otherKnown.has(extension) || [...supportedExtensions].some((known) => known === extension);
}

function bareName(claimed: string): string {
  const base = claimed.normalize('NFC').replace(/^.*[\\/]/u, '');
  return base.replace(forbidden, '').replace(/^[.\s]+|[.\s]+$/gu, '');
}

/**
 * A name that is safe to show, to send and to save: no folders, no control or direction characters, not hidden, and an
 * extension that fits the content (`rechnung.exe` with a PDF inside becomes `rechnung.exe.pdf`).
 */
export function safeFilename(claimed: string, mimeType: string): string {
  const clean = bareName(claimed);
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
