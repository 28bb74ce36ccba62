/**
 * Base64 for large contents. jose encodes base64url byte by byte on the main thread unless the engine offers
 * `Uint8Array.prototype.toBase64` (Node 26); for 5 MB that stalls the event loop by about 100 ms on Node 24.
 */
const urlAlphabet = /^[A-Za-z0-9_-]*$/;

type Base64Options = { alphabet?: string; omitPadding?: boolean };

/** Base64url without padding (RFC 7515 section 2). */
export function encodeBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

/** Decodes base64url without padding. Throws a TypeError for foreign characters: Buffer alone would skip them. */
export function decodeBase64Url(text: string): Uint8Array {
  if (!urlAlphabet.test(text) || text.length % 4 === 1) throw new TypeError('not base64url');
  return Buffer.from(text, 'base64url');
}

/** True when `text` is unpadded base64url. */
export function isBase64Url(text: string): boolean {
  return urlAlphabet.test(text) && text.length % 4 !== 1;
}

function toBase64(this: Uint8Array, options: Base64Options = {}): string {
  const bytes = Buffer.from(this.buffer, this.byteOffset, this.byteLength);
  if (options.alphabet !== 'base64url') {
    const text = bytes.toString('base64');
    return options.omitPadding ? text.replace(/=+$/, '') : text;
  }
  const text = bytes.toString('base64url');
  return options.omitPadding ? text : text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

function fromBase64(text: string, options: Base64Options = {}): Uint8Array {
  const url = options.alphabet === 'base64url';
  const compact = text.replace(/[\t\n\f\r ]/g, '');
  const bare = compact.replace(/={1,2}$/, '');
  const alphabet = url ? urlAlphabet : /^[A-Za-z0-9+/]*$/;
  if (!alphabet.test(bare) || bare.length % 4 === 1) throw new SyntaxError('not base64');
  if (compact.length !== bare.length && compact.length % 4 !== 0) throw new SyntaxError('wrong base64 padding');
  return new Uint8Array(Buffer.from(bare, url ? 'base64url' : 'base64'));
}

/**
 * Gives engines without the TC39 base64 methods (Node 22 and 24) a fast version over Buffer. Does nothing where the
 * engine has its own. Importing the package entry calls it; calling it again is harmless.
 */
export function installBase64Shim(): void {
  if (!('toBase64' in Uint8Array.prototype)) {
    Object.defineProperty(Uint8Array.prototype, 'toBase64', { value: toBase64, writable: true, configurable: true });
  }
  if (!('fromBase64' in Uint8Array)) {
    Object.defineProperty(Uint8Array, 'fromBase64', { value: fromBase64, writable: true, configurable: true });
  }
}
