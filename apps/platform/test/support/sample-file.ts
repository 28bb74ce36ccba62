/** Beginnings that say what a file is, whatever its name; followed by words, the content is never looked at. */
const beginnings: Readonly<Record<string, Buffer>> = {
  'application/pdf': Buffer.from('%PDF-1.7\n'),
  'image/png': Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
  'image/jpeg': Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
  'image/gif': Buffer.from('GIF89a'),
  'image/tiff': Buffer.from('49492a0008000000', 'hex'),
  'image/bmp': Buffer.from('BM'),
  'application/xml': Buffer.from('<?xml version="1.0"?><datei/>'),
  'application/rtf': Buffer.from('{\\rtf1 '),
};

/** A small file of this kind. */
export function sampleFile(mimeType: string): Uint8Array {
  const beginning = beginnings[mimeType] ?? (mimeType.startsWith('text/') ? Buffer.alloc(0) : undefined);
  if (beginning === undefined) throw new Error(`no sample of ${mimeType}: add its beginning to sample-file.ts`);
  return Buffer.concat([beginning, Buffer.from('Eine kleine Datei für die Prüfung des Formulars.\n')]);
}
