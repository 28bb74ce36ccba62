/** The few forms of DER (X.690) that a certificate is made of. */
type Bytes = Uint8Array<ArrayBuffer>;

function join(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Tag, length and content; contents of 64 kB and more do not occur here. */
export function tagged(tag: number, ...parts: readonly Uint8Array[]): Bytes {
  const content = join(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return join([Uint8Array.from([tag, ...size]), content]);
}

export const sequence = (...parts: readonly Uint8Array[]): Bytes => tagged(0x30, ...parts);
export const setOf = (...parts: readonly Uint8Array[]): Bytes => tagged(0x31, ...parts);
/** Content of the integer, shortest form with its sign bit. */
export const integer = (...bytes: readonly number[]): Bytes => tagged(0x02, Uint8Array.from(bytes));
export const bitString = (unusedBits: number, bytes: Uint8Array): Bytes =>
  tagged(0x03, Uint8Array.from([unusedBits]), bytes);
export const octetString = (bytes: Uint8Array): Bytes => tagged(0x04, bytes);
export const utf8String = (text: string): Bytes => tagged(0x0c, new TextEncoder().encode(text));
export const empty = (): Bytes => tagged(0x05);
export const yes = (): Bytes => tagged(0x01, Uint8Array.from([255]));

/** UTCTime has two digits for the year and so ends with 2049; from then on RFC 5280 wants GeneralizedTime. */
export function time(milliseconds: number): Bytes {
  const digits = new Date(milliseconds).toISOString().replace(/\.\d+|[-:T]/g, '');
  const isShort = Number(digits.slice(0, 4)) < 2050;
  return tagged(isShort ? 0x17 : 0x18, new TextEncoder().encode(isShort ? digits.slice(2) : digits));
}

/** Object identifier from its numbers with points between. */
export function objectId(text: string): Bytes {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const number of rest) {
    const groups = [number & 127];
    for (let left = number >> 7; left > 0; left >>= 7) groups.unshift((left & 127) | 128);
    bytes.push(...groups);
  }
  return tagged(0x06, Uint8Array.from(bytes));
}
