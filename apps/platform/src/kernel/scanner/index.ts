export type { Scanner, ScanResult } from './types.ts';
export { parseScannerAddress, type ScannerAddress, staysOnThisMachine } from './address.ts';
export { createScanner } from './create-scanner.ts';
export { scannerErrorTexts } from './errors.ts';
export { eicarTestFile } from './test-file.ts';
