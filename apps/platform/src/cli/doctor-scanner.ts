import { type Config } from '#kernel/config';
import { createScanner, eicarTestFile, type Scanner } from '#kernel/scanner';

export const scannerMend =
  'clamd starten, VERBUND_CLAMD und dessen Grenzen prüfen / start clamd, check VERBUND_CLAMD and its limits (docs/how-to/run-in-production.md)';

/** The largest single file that a form may ask for (modules/forms/routes.ts). */
const largestFileBytes = 100 * 1024 * 1024;

/**
 * Whether the scanner finds what it must find, lets pass what is clean and takes the largest file. Without a setting it
 * says that nothing is checked; production does not start like that.
 */
export async function examineScanner(config: Pick<Config, 'scanner' | 'mode'>): Promise<string> {
  const scanner = createScanner(config);
  if (!scanner.isConnected) return 'not set (VERBUND_CLAMD): uploaded files are not scanned, which is said beside them';
  const version = await scanner.version();
  await demand(scanner, 'the EICAR test file', pieces(eicarTestFile), 'infected');
  await demand(scanner, 'harmless text', pieces(Buffer.from('Nachweis')), 'clean');
  await demand(scanner, 'a file of 100 MiB', zeros(largestFileBytes), 'clean');
  return `${version} finds the EICAR test file and takes files of 100 MiB`;
}

async function demand(
  scanner: Scanner,
  what: string,
  content: AsyncIterable<Uint8Array>,
  expected: 'clean' | 'infected',
): Promise<void> {
  const result = await scanner.scan(content);
  if (result.kind === expected) return;
  const why = result.kind === 'unfit' ? ` (${result.reason}: raise StreamMaxLength, MaxFileSize, MaxScanSize)` : '';
  throw new Error(`it says of ${what}: ${result.kind}${why}`);
}

async function* pieces(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

async function* zeros(bytes: number): AsyncGenerator<Uint8Array> {
  const piece = Buffer.alloc(1024 * 1024);
  for (let left = bytes; left > 0; left -= piece.length) yield piece;
}
