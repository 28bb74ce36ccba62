import { type FileFlag } from './file-flags.ts';

/** Why an archive is refused. A receiver must never unpack what nobody could look into. */
export type ArchiveProblem =
  | 'archive-damaged'
  | 'archive-too-many'
  | 'archive-bomb'
  | 'archive-nested'
  | 'archive-path'
  | 'archive-encrypted'
  | 'archive-program';

export const archiveLimits = {
  /** Entries of all levels together. */
  entries: 2_000,
  /** Unpacked bytes of all levels together. */
  unpackedBytes: 256 * 1024 * 1024,
  /** Unpacked to packed bytes of one entry, past the size below: text packs 20:1, a bomb 1000:1. */
  ratio: 200,
  ratioFromBytes: 1024 * 1024,
  /** An archive (or document) in an archive is the most. */
  depth: 2,
  /** An inner archive is read from memory. */
  innerBytes: 16 * 1024 * 1024,
} as const;

export interface ArchiveEntry {
  name: string;
  packed: number;
  unpacked: number;
  isEncrypted: boolean;
  /** Host system attributes of the central directory. */
  unixMode: number;
}

const symbolicLink = 0o120000;
const kindOfFile = 0o170000;

/** What Windows, macOS or a shell runs when somebody opens it. */
export const programExtensions: ReadonlySet<string> = new Set(
  (
    'ade adp apk app appx bat chm cmd com cpl deb desktop dll dmg exe gadget hta img inf iso jar js jse lnk mde msc ' +
    'msi msix msp mst pif pkg ps1 ps1xml ps2 psc1 psm1 py rb reg rpm scf scr sct sh shb sys url vb vbe vbs vhd vhdx ' +
    'vxd wasm wsc wsf wsh xll'
  ).split(' '),
);

const programHeads: readonly (readonly number[])[] = [
  [0x4d, 0x5a], // MZ: Windows, also with any other name
  [0x7f, 0x45, 0x4c, 0x46], // ELF
  [0x23, 0x21], // #!
  [0xca, 0xfe, 0xba, 0xbe], // Java class, universal Mach-O
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xfe, 0xed, 0xfa, 0xce],
  [0xfe, 0xed, 0xfa, 0xcf],
  [0x00, 0x61, 0x73, 0x6d], // WebAssembly
  [0x4c, 0x00, 0x00, 0x00, 0x01, 0x14, 0x02, 0x00], // shell link
];

const zipHeads: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06],
];

/** Packed formats that are not looked into. */
const otherArchiveHeads: readonly (readonly number[])[] = [
  [0x52, 0x61, 0x72, 0x21], // Rar!
  [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], // 7z
  [0x1f, 0x8b], // gzip
  [0x42, 0x5a, 0x68], // bzip2
  [0xfd, 0x37, 0x7a, 0x58, 0x5a], // xz
  [0x28, 0xb5, 0x2f, 0xfd], // zstd
  [0x4d, 0x53, 0x43, 0x46], // cabinet
];
const olePrefix: readonly number[] = [0xd0, 0xcf, 0x11, 0xe0];

const startsWith = (head: Uint8Array, mark: readonly number[]): boolean => mark.every((byte, at) => head[at] === byte);
const startsWithAny = (head: Uint8Array, marks: readonly (readonly number[])[]): boolean =>
  marks.some((mark) => startsWith(head, mark));

export function extensionOf(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1);
  const dot = base.lastIndexOf('.');
  // Windows drops dots and blanks at the end: `a.exe. ` runs.
  return dot < 0
    ? ''
    : base
        .slice(dot + 1)
        .replace(/[.\s]+$/u, '')
        .toLowerCase();
}

export function isProgramName(name: string): boolean {
  return programExtensions.has(extensionOf(name.replace(/[.\s]+$/u, '')));
}

/** What the directory of the archive says, before anything is unpacked. */
export function judgeEntry(entry: ArchiveEntry): ArchiveProblem | null {
  if (entry.isEncrypted) return 'archive-encrypted';
  if ((entry.unixMode & kindOfFile) === symbolicLink) return 'archive-path';
  if (entry.unpacked > archiveLimits.unpackedBytes) return 'archive-bomb';
  const isLarge = entry.unpacked > archiveLimits.ratioFromBytes;
  if (isLarge && entry.unpacked > entry.packed * archiveLimits.ratio) return 'archive-bomb';
  return isProgramName(entry.name) ? 'archive-program' : null;
}

export type ContentKind = 'program' | 'zip' | 'other-archive' | 'pdf' | 'object' | 'plain';

/** By the first bytes of an entry, whatever its name is. */
export function contentKind(head: Uint8Array): ContentKind {
  if (startsWithAny(head, programHeads)) return 'program';
  if (startsWithAny(head, zipHeads)) return 'zip';
  const isTar = Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar';
  if (isTar || startsWithAny(head, otherArchiveHeads)) return 'other-archive';
  if (startsWith(head, olePrefix)) return 'object';
  return Buffer.from(head.subarray(0, 1024)).includes('%PDF-') ? 'pdf' : 'plain';
}

/** Parts of documents that can act by themselves. */
export function flagOfName(name: string): FileFlag | null {
  const lower = name.toLowerCase();
  const hasMacros =
    /(?:^|\/)vbaproject\.bin$|^xl\/macrosheets\/|^(?:basic|scripts)\/.|\.(?:docm|dotm|xlsm|xltm|xlam|pptm|potm)$/u;
  if (hasMacros.test(lower)) return 'macros';
  return /^(?:word|xl|ppt)\/(?:activex|embeddings)\//u.test(lower) ? 'active-content' : null;
}

const office = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';

/** Media types that are ZIP archives inside. */
export const zipTypes: readonly string[] = [
  'application/zip',
  `${office}.wordprocessingml.document`,
  `${office}.spreadsheetml.sheet`,
  `${office}.presentationml.presentation`,
  `${openDocument}.text`,
  `${openDocument}.spreadsheet`,
  `${openDocument}.presentation`,
];

/** What an archive is by its parts; `mimetype` is the text of the entry of that name, where OpenDocument says it. */
export function typeOfArchive(names: ReadonlySet<string>, mimetype: string | null): string {
  if (mimetype !== null && zipTypes.includes(mimetype)) return mimetype;
  if (names.has('[Content_Types].xml')) {
    if (names.has('word/document.xml')) return `${office}.wordprocessingml.document`;
    if (names.has('xl/workbook.xml')) return `${office}.spreadsheetml.sheet`;
    if (names.has('ppt/presentation.xml')) return `${office}.presentationml.presentation`;
  }
  return 'application/zip';
}

/** Programs packed as archives: Java, Android, browser extensions. */
export function isProgramArchive(names: ReadonlySet<string>): boolean {
  return ['META-INF/MANIFEST.MF', 'AndroidManifest.xml', 'AppxManifest.xml'].some((name) => names.has(name));
}
