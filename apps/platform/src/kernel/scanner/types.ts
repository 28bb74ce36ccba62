export type ScanResult =
  | { kind: 'clean' }
  | { kind: 'infected'; signature: string }
  /** The scanner did not look at all of it, so nobody can say that it is clean. */
  | { kind: 'unfit'; reason: 'too-large' | 'encrypted' };

/** Looks for malware in what it is given. */
export interface Scanner {
  /** False: none is set (demo and test only). Then nothing is checked, and whoever shows files says so. */
  readonly isConnected: boolean;
  /** Streams the content; never holds it. Throws AppError unavailable 'scanner/unavailable' when there is no answer. */
  scan(content: AsyncIterable<Uint8Array>, options?: { signal?: AbortSignal }): Promise<ScanResult>;
  /** Name, version and age of the signatures in the scanner's words. Throws as `scan` does. */
  version(): Promise<string>;
}

export interface ScannerTimeouts {
  connectMs: number;
  /** Without progress while sending. */
  sendMs: number;
  /** From the last byte to the verdict; clamd itself gives up after MaxScanTime (2 minutes). */
  verdictMs: number;
}
