export type PictureType = 'png' | 'jpg' | 'webp';
export type PictureProblem = 'type' | 'vector' | 'damaged' | 'dimensions' | 'animated';

export type PictureResult =
  | { ok: true; type: PictureType; bytes: Buffer; width: number; height: number }
  | { ok: false; problem: PictureProblem };

/** Longest side; a coat of arms is shown at 44 × 52 pixels. */
export const maxSide = 2000;
export const maxPictureBytes = 300_000;

/** Size of zlib data unpacked; null when it is damaged or larger than `most`. */
export type Inflate = (data: Buffer, most: number) => number | null;

const no = (problem: PictureProblem): PictureResult => ({ ok: false, problem });

/**
 * A picture rebuilt from those of its parts that are needed to draw it: what stands behind the end, in comments or in
 * metadata (places, names, scripts for somebody who reads it as HTML) does not come along. Vector graphics are refused:
 * they can hold scripts and load from elsewhere.
 */
export function cleanPicture(input: Buffer, inflatedSize: Inflate): PictureResult {
  const found = cleanByType(input, inflatedSize);
  if (!found.ok) return found;
  const { width, height } = found;
  return width < 1 || height < 1 || width > maxSide || height > maxSide ? no('dimensions') : found;
}

function cleanByType(input: Buffer, inflatedSize: Inflate): PictureResult {
  if (input.subarray(0, 8).equals(pngSignature)) return cleanPng(input, inflatedSize);
  if (input[0] === 0xff && input[1] === 0xd8 && input[2] === 0xff) return cleanJpeg(input);
  if (input.toString('latin1', 0, 4) === 'RIFF' && input.toString('latin1', 8, 12) === 'WEBP') return cleanWebp(input);
  return no(/<(?:\?xml|!doctype|svg|html|script)/i.test(input.toString('latin1', 0, 2000)) ? 'vector' : 'type');
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** PNG (third edition), 5.6: what is needed to draw. */
const pngParts = new Set(['IHDR', 'PLTE', 'tRNS', 'gAMA', 'sRGB', 'cHRM', 'IDAT', 'IEND']);

function cleanPng(input: Buffer, inflatedSize: Inflate): PictureResult {
  const kept: Buffer[] = [pngSignature];
  const data: Buffer[] = [];
  let header: Buffer | null = null;
  for (let at = 8; at + 12 <= input.length;) {
    const length = input.readUInt32BE(at);
    const end = at + 12 + length;
    const type = input.toString('latin1', at + 4, at + 8);
    if (end > input.length) return no('damaged');
    const body = input.subarray(at + 8, at + 8 + length);
    if (crc32(input.subarray(at + 4, at + 8 + length)) !== input.readUInt32BE(end - 4)) return no('damaged');
    if (header === null) {
      if (type !== 'IHDR' || length !== 13) return no('damaged');
      header = body;
    } else if (type === 'IHDR') return no('damaged');
    if (type === 'acTL') return no('animated');
    // An unknown critical part (capital letter) cannot be left out without changing the picture.
    if (!pngParts.has(type) && /^[A-Z]/.test(type)) return no('damaged');
    if (pngParts.has(type)) kept.push(input.subarray(at, end));
    if (type === 'IDAT') data.push(body);
    at = end;
    if (type === 'IEND') return finishPng(header, data, kept, inflatedSize);
  }
  return no('damaged');
}

/** The pixels must unpack to exactly as many bytes as the header promises: no bomb, no hidden rest. */
function finishPng(
  header: Buffer,
  data: readonly Buffer[],
  kept: readonly Buffer[],
  inflatedSize: Inflate,
): PictureResult {
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (width < 1 || height < 1 || width > maxSide || height > maxSide) return no('dimensions');
  const channels = ({ 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as Record<number, number>)[header[9] ?? -1];
  const depth = header[8] ?? 0;
  if (channels === undefined || ![1, 2, 4, 8, 16].includes(depth)) return no('damaged');
  const expected = pngSize(width, height, channels * depth, header[12] === 1);
  if (inflatedSize(Buffer.concat(data), expected) !== expected) return no('damaged');
  return { ok: true, type: 'png', bytes: Buffer.concat(kept), width, height };
}

/** PNG, 8: seven passes when interlaced; one filter byte before each line. */
function pngSize(width: number, height: number, bits: number, isInterlaced: boolean): number {
  const pass = (w: number, h: number): number => (w === 0 || h === 0 ? 0 : h * (1 + Math.ceil((w * bits) / 8)));
  if (!isInterlaced) return pass(width, height);
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const;
  return passes.reduce(
    (sum, [x, y, dx, dy]) =>
      sum + pass(Math.max(0, Math.ceil((width - x) / dx)), Math.max(0, Math.ceil((height - y) / dy))),
    0,
  );
}

/** ITU-T T.81, B.1: tables, frame and scan stay; application data but JFIF and Adobe, and comments, go. */
function cleanJpeg(input: Buffer): PictureResult {
  const kept: Buffer[] = [input.subarray(0, 2)];
  let size: { width: number; height: number } | null = null;
  let at = 2;
  while (at + 4 <= input.length) {
    if (input[at] !== 0xff) return no('damaged');
    const marker = input[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xd9) break;
    const end = at + 2 + input.readUInt16BE(at + 2);
    if (end > input.length || end < at + 4) return no('damaged');
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame && end >= at + 9) size = { height: input.readUInt16BE(at + 5), width: input.readUInt16BE(at + 7) };
    const isDropped = marker === 0xfe || (marker >= 0xe1 && marker <= 0xef && marker !== 0xee);
    if (!isDropped) kept.push(input.subarray(at, end));
    at = end;
    if (marker !== 0xda) continue;
    const stop = endOfScan(input, at);
    kept.push(input.subarray(at, stop));
    at = stop;
  }
  if (size === null || input[at] !== 0xff || input[at + 1] !== 0xd9) return no('damaged');
  return { ok: true, type: 'jpg', bytes: Buffer.concat([...kept, Buffer.from([0xff, 0xd9])]), ...size };
}

/** Where the next marker stands that is neither a stuffed byte nor a restart. */
function endOfScan(input: Buffer, from: number): number {
  for (let at = from; at + 1 < input.length; at += 1) {
    const next = input[at + 1] ?? 0;
    if (input[at] === 0xff && next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return input.length;
}

/** WebP container: pixels and transparency stay, metadata and colour profile go. */
function cleanWebp(input: Buffer): PictureResult {
  const kept: Buffer[] = [];
  let size: { width: number; height: number } | null = null;
  const total = Math.min(input.length, 8 + input.readUInt32LE(4));
  for (let at = 12; at + 8 <= total;) {
    const type = input.toString('latin1', at, at + 4);
    const length = input.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    if (at + 8 + length > total) return no('damaged');
    const body = input.subarray(at + 8, at + 8 + length);
    if (type === 'ANIM' || type === 'ANMF') return no('animated');
    if (type === 'VP8X' || type === 'VP8 ' || type === 'VP8L' || type === 'ALPH') {
      const chunk = Buffer.from(input.subarray(at, Math.min(end, total)));
      // Flags of profile, EXIF and XMP, whose chunks stay behind.
      if (type === 'VP8X') chunk.writeUInt8((body[0] ?? 0) & 0x10, 8);
      kept.push(chunk.length % 2 === 0 ? chunk : Buffer.concat([chunk, Buffer.from([0])]));
    }
    size = webpSize(type, body) ?? size;
    at = end;
  }
  if (size === null || !kept.some((chunk) => /^VP8[ L]/.test(chunk.toString('latin1', 0, 4)))) return no('damaged');
  const content = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...kept]);
  const head = Buffer.alloc(8);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(content.length, 4);
  return { ok: true, type: 'webp', bytes: Buffer.concat([head, content]), ...size };
}

function webpSize(type: string, body: Buffer): { width: number; height: number } | null {
  if (type === 'VP8 ' && body.length >= 10 && body.readUIntBE(3, 3) === 0x9d012a) {
    return { width: body.readUInt16LE(6) & 0x3fff, height: body.readUInt16LE(8) & 0x3fff };
  }
  if (type === 'VP8L' && body.length >= 5 && body[0] === 0x2f) {
    const bits = body.readUInt32LE(1);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  return null;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc32(bytes: Buffer): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = (crcTable[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
