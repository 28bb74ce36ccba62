import { filePattern, packageLimits } from './package-format.ts';

/** Why a file is no archive of ours; the words are in the texts. */
export type ArchiveProblem =
  'too-large' | 'not-an-archive' | 'compressed' | 'file-name' | 'duplicate' | 'too-many-files' | 'damaged';

export type ArchiveResult =
  { ok: true; files: ReadonlyMap<string, Uint8Array> } | { ok: false; reason: ArchiveProblem; path: string };

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const endSignature = 0x06054b50;
const localBytes = 30;
/** Names are UTF-8 (bit 11); no other feature of the format is used. */
const flags = 0x0800;
/** 1 January 1980, the first day that the format knows: archives must not tell when they were made. */
const firstDay = 0x0021;
/** PKZIP 2.0, the oldest that knows folders. */
const formatVersion = 20;

/**
 * A ZIP archive (APPNOTE 6.3) of stored files: fixed order, no times, no owners, no compression, so that the same files
 * always give the same bytes.
 */
export function writeArchive(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  const names = [...files.keys()].sort((a, b) => orderOf(a) - orderOf(b) || (a < b ? -1 : 1));
  for (const name of names) {
    const content = files.get(name) ?? new Uint8Array();
    const nameBytes = new TextEncoder().encode(name);
    const common = commonHeader(nameBytes, content);
    parts.push(words([localSignature, 4], [formatVersion, 2]), common, words([0, 2]), nameBytes, content);
    directory.push(
      words([centralSignature, 4], [formatVersion, 2], [formatVersion, 2]),
      common,
      // Extra field, comment, disk, attributes inside and outside: none, so neither links nor rights.
      words([0, 2], [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]),
      nameBytes,
    );
    offset += localBytes + nameBytes.length + content.length;
  }
  const central = joined(directory);
  const count = files.size;
  const end = words(
    [endSignature, 4],
    [0, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [central.length, 4],
    [offset, 4],
    [0, 2],
  );
  return joined([...parts, central, end]);
}

/**
 * Reads only what `writeArchive` writes: what was read is written again and compared, so an archive has nothing hidden
 * between or behind its files, no links, no comments, and no second way to be read.
 */
export function readArchive(bytes: Uint8Array): ArchiveResult {
  const refused = (reason: ArchiveProblem, path = ''): ArchiveResult => ({ ok: false, reason, path });
  if (bytes.length > packageLimits.archive) return refused('too-large');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files = new Map<string, Uint8Array>();
  let at = 0;
  while (at + localBytes <= bytes.length && view.getUint32(at, true) === localSignature) {
    if (files.size > packageLimits.codeLists + 4) return refused('too-many-files');
    const nameLength = view.getUint16(at + 26, true);
    const name = new TextDecoder().decode(bytes.subarray(at + localBytes, at + localBytes + nameLength));
    if (!filePattern.test(name)) return refused('file-name', printable(name));
    if (files.has(name)) return refused('duplicate', name);
    const size = view.getUint32(at + 22, true);
    if (view.getUint16(at + 8, true) !== 0 || view.getUint32(at + 18, true) !== size)
      return refused('compressed', name);
    if (size > limitOf(name)) return refused('too-large', name);
    const start = at + localBytes + nameLength;
    if (start + size > bytes.length) return refused('damaged', name);
    files.set(name, bytes.subarray(start, start + size));
    at = start + size;
  }
  if (files.size === 0) return refused('not-an-archive');
  return isSame(writeArchive(files), bytes) ? { ok: true, files } : refused('damaged');
}

/** Readers meet the index first. */
const orderOf = (name: string): number =>
  ['index.json', 'signature.json', 'manifest.json', 'schema.xml', name].indexOf(name);

function limitOf(name: string): number {
  if (name === 'index.json') return packageLimits.index;
  if (name === 'signature.json') return packageLimits.signature;
  if (name === 'manifest.json') return packageLimits.manifest;
  return name === 'schema.xml' ? packageLimits.schema : packageLimits.codeList;
}

const printable = (name: string): string => name.replace(/[^\x20-\x7e]/gu, '?').slice(0, 80);

/** Members that both headers of a file share, from the flags to the length of the name. */
function commonHeader(name: Uint8Array, content: Uint8Array): Uint8Array {
  const { length } = content;
  return words(
    [flags, 2],
    [0, 2],
    [0, 2],
    [firstDay, 2],
    [crc32(content), 4],
    [length, 4],
    [length, 4],
    [name.length, 2],
  );
}

/** Little-endian numbers of two or four bytes. */
function words(...numbers: readonly (readonly [value: number, bytes: 2 | 4])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(numbers.reduce((sum, [, bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [value, bytes] of numbers) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** ISO 3309, as the format demands; integrity comes from the sums of the index. */
function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (table[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
