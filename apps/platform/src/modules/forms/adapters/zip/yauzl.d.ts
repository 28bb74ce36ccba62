/** What is used of yauzl 3.4, which brings no types. */
declare module 'yauzl' {
  import { type Readable } from 'node:stream';

  export interface ExtraField {
    id: number;
    data: Buffer;
  }

  export class Entry {
    readonly fileNameRaw: Buffer;
    readonly extraFields: readonly ExtraField[];
    readonly generalPurposeBitFlag: number;
    readonly compressionMethod: number;
    readonly compressedSize: number;
    readonly uncompressedSize: number;
    readonly externalFileAttributes: number;
    readonly relativeOffsetOfLocalHeader: number;
    isEncrypted(): boolean;
  }

  export interface LocalFileHeader {
    readonly fileDataStart: number;
    readonly generalPurposeBitFlag: number;
    readonly compressionMethod: number;
    readonly fileName: Buffer;
  }

  export class ZipFile {
    readonly entryCount: number;
    eachEntry(): AsyncIterable<Entry>;
    openReadStreamPromise(entry: Entry): Promise<Readable>;
    readLocalFileHeaderPromise(entry: Entry): Promise<LocalFileHeader>;
    close(): void;
  }

  export abstract class RandomAccessReader {
    /** Bytes from `start` up to, but not with, `end`. */
    abstract _readStreamForRange(start: number, end: number): Readable;
    read(
      buffer: Buffer,
      offset: number,
      length: number,
      position: number,
      callback: (error: Error | null, bytesRead?: number) => void,
    ): void;
    close(callback: (error?: Error) => void): void;
  }

  export interface OpenOptions {
    autoClose?: boolean;
    lazyEntries?: boolean;
    decodeStrings?: boolean;
    validateEntrySizes?: boolean;
    strictFileNames?: boolean;
  }

  export function fromRandomAccessReaderPromise(
    reader: RandomAccessReader,
    totalSize: number,
    options?: OpenOptions,
  ): Promise<ZipFile>;
  export function getFileNameLowLevel(
    generalPurposeBitFlag: number,
    fileNameRaw: Buffer,
    extraFields: readonly ExtraField[],
    strictFileNames: boolean,
  ): string;
  /** A sentence when the name leads out of the folder that an archive is unpacked to. */
  export function validateFileName(fileName: string): string | null;
}
