import { type Config } from '../config/types.ts';
import { createClamdScanner } from './clamd-scanner.ts';
import { noScanner } from './no-scanner.ts';
import { type Scanner, type ScannerTimeouts } from './types.ts';

export function createScanner(
  config: Pick<Config, 'scanner' | 'mode'>,
  options: { timeouts?: Partial<ScannerTimeouts> } = {},
): Scanner {
  if (config.scanner === null) return noScanner;
  return createClamdScanner({ address: config.scanner, mode: config.mode, ...options });
}
