import { inflateSync } from 'node:zlib';
import { type FileFlag } from '../../domain/file-flags.ts';

export interface PdfFindings {
  /** A launch action: opening the document would start another program. */
  startsProgram: boolean;
  flags: readonly FileFlag[];
}

/** A dictionary and its keyword may lie across two pieces. */
const keptChars = 4096;
const keptInStream = 48;
const endOfStream = 'endstream';
const maxObjectStreamBytes = 8 * 1024 * 1024;
const maxInflatedBytes = 32 * 1024 * 1024;

/** What may still be unpacked: of one file, or of all files of an archive together. */
export interface PdfBudget {
  inflatableBytes: number;
}

export function newPdfBudget(): PdfBudget {
  return { inflatableBytes: maxInflatedBytes };
}

/** A name ends at a blank or delimiter (7.2.2); what is cut off at the end of a piece is seen with the next one. */
const launch = /\/Launch[\p{Cc}\s()<>[\]{}/%]/u;
const script = /\/(?:JavaScript|RichMedia)[\p{Cc}\s()<>[\]{}/%]/u;
/** Too short to be looked for in the bytes of pictures. */
const shortScript = /\/JS[\p{Cc}\s()<>[\]{}/%]/u;
const encryption = /\/Encrypt[\p{Cc}\s()<>[\]{}/%]/u;

/**
 * Looks through a PDF piece by piece for what acts by itself (ISO 32000-1, 12.6.4): launch actions and scripts, also in
 * compressed object streams (7.5.7) and behind names written with #xx (7.3.5). It is no parser: what a writer hides on
 * purpose behind another filter or encryption is the scanner's business.
 */
export class PdfLook {
  #pending = '';
  #inStream = false;
  /** Content of the object stream that is open. */
  #objects: string[] | null = null;
  #objectChars = 0;
  readonly #budget: PdfBudget;
  /** End of what was searched of the stream that is open. */
  #tail = '';
  readonly #found = { launch: false, script: false, encrypted: false };

  constructor(budget: PdfBudget = newPdfBudget()) {
    this.#budget = budget;
  }

  take(piece: Uint8Array): void {
    this.#pending += Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('latin1');
    while (this.#inStream ? this.#leaveStream() : this.#enterStream());
  }

  finish(): PdfFindings {
    this.#pending += '\n';
    if (this.#inStream) this.#consume(this.#pending);
    else this.#search(this.#pending, false);
    if (this.#inStream) this.#closeStream();
    const { launch: startsProgram, script: hasScript, encrypted } = this.#found;
    const flags: FileFlag[] = [];
    if (hasScript) flags.push('active-content');
    if (encrypted) flags.push('encrypted');
    return { startsProgram, flags };
  }

  #enterStream(): boolean {
    const at = startOfStream(this.#pending);
    const before = at < 0 ? this.#pending : this.#pending.slice(0, at);
    this.#search(before, false);
    if (at < 0) {
      this.#pending = before.slice(-keptChars);
      return false;
    }
    this.#objects = isObjectStream(before) ? [] : null;
    this.#objectChars = 0;
    this.#tail = '';
    this.#pending = this.#pending.slice(at);
    this.#inStream = true;
    return true;
  }

  #leaveStream(): boolean {
    const at = this.#pending.indexOf(endOfStream);
    if (at < 0) {
      const kept = Math.min(endOfStream.length - 1, this.#pending.length);
      this.#consume(this.#pending.slice(0, this.#pending.length - kept));
      this.#pending = this.#pending.slice(this.#pending.length - kept);
      return false;
    }
    this.#consume(this.#pending.slice(0, at));
    this.#closeStream();
    this.#pending = this.#pending.slice(at + endOfStream.length);
    this.#inStream = false;
    return true;
  }

  #consume(text: string): void {
    if (this.#objects !== null && this.#objectChars <= maxObjectStreamBytes) {
      this.#objects.push(text);
      this.#objectChars += text.length;
    }
    const looked = this.#tail + text;
    this.#search(looked, true);
    this.#tail = looked.slice(-keptInStream);
  }

  #closeStream(): void {
    if (this.#objects === null) return;
    const packed = Buffer.from(this.#objects.join('').replace(/^(?:\r\n|\r|\n)/u, ''), 'latin1');
    this.#objects = null;
    try {
      const bytes = inflateSync(packed, { maxOutputLength: Math.max(1, this.#budget.inflatableBytes) });
      this.#budget.inflatableBytes -= bytes.byteLength;
      this.#search(`${bytes.toString('latin1')}\n`, false);
    } catch (error) {
      // A bomb has cost as much as it may: a second one must not cost it again.
      if (isTooLarge(error)) this.#budget.inflatableBytes = 0;
      // Not deflate, encrypted, or a bomb: nobody could look into it, and the receiver should know.
      this.#found.encrypted = true;
    }
  }

  #search(text: string, isBinary: boolean): void {
    const plain = text.replace(/#([0-9A-Fa-f]{2})/gu, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    if (launch.test(plain)) this.#found.launch = true;
    if (script.test(plain) || (!isBinary && shortScript.test(plain))) this.#found.script = true;
    if (!isBinary && encryption.test(plain)) this.#found.encrypted = true;
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

/** The keyword behind the dictionary of a stream (7.3.8), not the word in some text. */
function startOfStream(text: string): number {
  const found = />>\s{0,16}stream(?=[\r\n])/u.exec(text);
  return found === null ? -1 : found.index + found[0].length;
}

function isObjectStream(before: string): boolean {
  return /\/ObjStm[\p{Cc}\s()<>[\]{}/%]/u.test(before.slice(before.lastIndexOf(' obj') + 1).slice(-4096));
}
