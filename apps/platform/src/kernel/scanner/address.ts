export type ScannerAddress = { kind: 'socket'; path: string } | { kind: 'tcp'; host: string; port: number };

/** `unix:/run/clamav/clamd.ctl` or `tcp://host:port`; null when it is neither. */
export function parseScannerAddress(text: string): ScannerAddress | null {
  if (text.startsWith('unix:/')) return { kind: 'socket', path: text.slice('unix:'.length) };
  const url = text.startsWith('tcp://') ? URL.parse(text) : null;
  const port = Number(url?.port ?? '');
  if (url === null || url.hostname === '' || port < 1 || !/^\/?$/u.test(url.pathname)) return null;
  return { kind: 'tcp', host: url.hostname.replace(/^\[|\]$/gu, ''), port };
}

/** The protocol has no encryption: what is scanned crosses the line as it is. */
export function staysOnThisMachine(address: ScannerAddress): boolean {
  return address.kind === 'socket' || /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/u.test(address.host);
}
