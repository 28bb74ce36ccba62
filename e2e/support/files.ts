import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'verbund-e2e-files-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

function make(name: string, content: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The smallest PDF that readers open, with a comment that makes each one different. */
export function pdf(name: string, note = name): string {
  const text = [
    '%PDF-1.4',
    `% ${note}`,
    '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
    '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj',
    'trailer<</Root 1 0 R>>',
    '%%EOF',
    '',
  ].join('\n');
  return make(name, Buffer.from(text));
}

/** Says it is a PDF and is none. */
export function textAsPdf(name: string): string {
  return make(name, Buffer.from('Dies ist nur Text.\n'));
}

export function largePdf(name: string, bytes: number): string {
  return make(name, Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(bytes, 0x20), Buffer.from('\n%%EOF\n')]));
}
