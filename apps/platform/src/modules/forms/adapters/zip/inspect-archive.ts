import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, validateFileName, type ZipFile } from 'yauzl';
import {
  archiveLimits,
  type ArchiveProblem,
  contentKind,
  flagOfName,
  isProgramArchive,
  judgeEntry,
  typeOfArchive,
} from '../../domain/archive-rules.ts';
import { type FileFlag } from '../../domain/file-flags.ts';
import { newPdfBudget, type PdfBudget, PdfLook } from '../pdf/pdf-look.ts';
import { RangeReader, type RangeSource, sourceOfBytes } from './range-reader.ts';

export type ArchiveReport =
  { ok: true; mimeType: string; flags: readonly FileFlag[] } | { ok: false; problem: ArchiveProblem };

/** What is spent on all levels together. */
interface Budget {
  entries: number;
  unpackedBytes: number;
  pdf: PdfBudget;
}

class Refused extends Error {
  readonly problem: ArchiveProblem;

  constructor(problem: ArchiveProblem) {
    super(problem);
    this.problem = problem;
  }
}

const stored = 0;
const deflated = 8;
const headBytes = 1024;

/**
 * Looks through a ZIP archive (also DOCX, XLSX, ODT …) without unpacking it to the disk: directory first, then every
 * entry is unpacked into nothing, so that what it says of its sizes is known to be true. Memory: one entry's window,
 * and an inner archive up to its limit.
 */
export async function inspectArchive(source: RangeSource): Promise<ArchiveReport> {
  try {
    const flags = new Set<FileFlag>();
    const mimeType = await inspectLevel(source, 1, { entries: 0, unpackedBytes: 0, pdf: newPdfBudget() }, flags);
    return { ok: true, mimeType, flags: [...flags] };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, problem: error.problem };
    // Anything else yauzl or zlib complains about: the archive is not what it says. Our own storage says so by code.
    if (error instanceof Error && !('kind' in error)) return { ok: false, problem: 'archive-damaged' };
    throw error;
  }
}

async function inspectLevel(source: RangeSource, depth: number, budget: Budget, flags: Set<FileFlag>): Promise<string> {
  const zip = await fromRandomAccessReaderPromise(new RangeReader(source), source.bytes, {
    autoClose: false,
    lazyEntries: true,
    // Decoded below: a bad name is a finding of its own, not damage.
    decodeStrings: false,
    validateEntrySizes: true,
  });
  budget.entries += zip.entryCount;
  if (budget.entries > archiveLimits.entries) throw new Refused('archive-too-many');
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    const name = judgedName(entry, budget);
    const flag = flagOfName(name);
    if (flag !== null) flags.add(flag);
    // Two entries of one name: programs disagree on which one counts.
    if (entries.has(name)) throw new Refused('archive-damaged');
    entries.set(name, entry);
  }
  const names = new Set(entries.keys());
  if (isProgramArchive(names)) throw new Refused('archive-program');
  await checkPlaces(zip, [...entries.values()], source.bytes);
  let mimetype: string | null = null;
  for (const [name, entry] of entries) {
    const head = await inspectContent(zip, entry, depth, budget, flags);
    if (name === 'mimetype') mimetype = head.toString('latin1').trim();
  }
  return typeOfArchive(names, mimetype);
}

function judgedName(entry: Entry, budget: Budget): string {
  const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
  if (validateFileName(name) !== null || name.includes('\0')) throw new Refused('archive-path');
  const problem = judgeEntry({
    name,
    packed: entry.compressedSize,
    unpacked: entry.uncompressedSize,
    isEncrypted: entry.isEncrypted(),
    unixMode: entry.externalFileAttributes >>> 16,
  });
  if (problem !== null) throw new Refused(problem);
  if (entry.compressionMethod !== stored && entry.compressionMethod !== deflated) throw new Refused('archive-damaged');
  budget.unpackedBytes += entry.uncompressedSize;
  if (budget.unpackedBytes > archiveLimits.unpackedBytes) throw new Refused('archive-bomb');
  return name;
}

/** No byte belongs to two entries (the bomb of 2019), none before the first, and both headers of an entry agree. */
async function checkPlaces(zip: ZipFile, entries: readonly Entry[], bytes: number): Promise<void> {
  const places = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  let end = 0;
  for (const [index, entry] of places.entries()) {
    const start = entry.relativeOffsetOfLocalHeader;
    if (start < end) throw new Refused('archive-bomb');
    if (index === 0 && start !== 0) throw new Refused('archive-damaged');
    const header = await zip.readLocalFileHeaderPromise(entry);
    const agrees =
      header.fileName.equals(entry.fileNameRaw) &&
      header.compressionMethod === entry.compressionMethod &&
      (header.generalPurposeBitFlag & 1) === 0;
    if (!agrees) throw new Refused('archive-damaged');
    end = header.fileDataStart + entry.compressedSize;
    if (end > bytes) throw new Refused('archive-damaged');
  }
}

/** Unpacks one entry into nothing and gives its first bytes. */
async function inspectContent(
  zip: ZipFile,
  entry: Entry,
  depth: number,
  budget: Budget,
  flags: Set<FileFlag>,
): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  let inner: Buffer[] | null = null;
  let pdf: PdfLook | null = null;
  let isJudged = false;
  const judge = (): void => {
    isJudged = true;
    const kind = contentKind(head);
    if (kind === 'program') throw new Refused('archive-program');
    const isTooDeep = depth >= archiveLimits.depth || entry.uncompressedSize > archiveLimits.innerBytes;
    if (kind === 'other-archive' || (kind === 'zip' && isTooDeep)) throw new Refused('archive-nested');
    if (kind === 'object') flags.add('active-content');
    if (kind === 'zip') inner = [head];
    if (kind !== 'pdf') return;
    pdf = new PdfLook(budget.pdf);
    pdf.take(head);
  };
  const unpacked: AsyncIterable<Buffer> = await zip.openReadStreamPromise(entry);
  for await (const bytes of unpacked) {
    if (!isJudged) {
      head = Buffer.concat([head, bytes]);
      if (head.length >= headBytes) judge();
    } else collect(bytes, inner, pdf);
  }
  if (!isJudged) judge();
  finishPdf(pdf, flags);
  await inspectInner(inner, depth, budget, flags);
  return head.subarray(0, headBytes);
}

function collect(bytes: Buffer, inner: Buffer[] | null, pdf: PdfLook | null): void {
  inner?.push(bytes);
  pdf?.take(bytes);
}

function finishPdf(pdf: PdfLook | null, flags: Set<FileFlag>): void {
  const found = pdf?.finish();
  if (found === undefined) return;
  if (found.startsProgram) throw new Refused('archive-program');
  for (const flag of found.flags) flags.add(flag);
}

async function inspectInner(
  inner: readonly Buffer[] | null,
  depth: number,
  budget: Budget,
  flags: Set<FileFlag>,
): Promise<void> {
  if (inner !== null) await inspectLevel(sourceOfBytes(Buffer.concat(inner)), depth + 1, budget, flags);
}
