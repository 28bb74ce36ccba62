import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipPart {
  name: string;
  content?: Uint8Array;
  /** What the headers say instead of the truth. */
  claims?: {
    unpacked?: number;
    localName?: string;
    method?: number;
    flags?: number;
    unixMode?: number;
    offset?: number;
  };
  store?: boolean;
}

/** A ZIP archive byte by byte (APPNOTE 4.3), so that tests can lie in every place. */
export function buildZip(parts: readonly ZipPart[], options: { before?: Uint8Array } = {}): Buffer {
  const bodies: Buffer[] = [Buffer.from(options.before ?? [])];
  const directory: Buffer[] = [];
  let at = bodies[0]?.length ?? 0;
  for (const { name, content = Buffer.from('Inhalt'), claims = {}, store = false } of parts) {
    const packed = store ? Buffer.from(content) : deflateRawSync(content);
    const method = claims.method ?? (store ? 0 : 8);
    const flags = claims.flags ?? 0x800;
    const rawName = Buffer.from(name);
    const localName = Buffer.from(claims.localName ?? name);
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(crc32(content), 0);
    sizes.writeUInt32LE(packed.length, 4);
    sizes.writeUInt32LE(claims.unpacked ?? content.length, 8);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(flags, 6);
    local.writeUInt16LE(method, 8);
    sizes.copy(local, 14);
    local.writeUInt16LE(localName.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(0x0314, 4);
    central.writeUInt16LE(20, 6);
    central.writeUInt16LE(flags, 8);
    central.writeUInt16LE(method, 10);
    sizes.copy(central, 16);
    central.writeUInt16LE(rawName.length, 28);
    central.writeUInt32LE(((claims.unixMode ?? 0o100644) << 16) >>> 0, 38);
    central.writeUInt32LE(claims.offset ?? at, 42);
    bodies.push(local, localName, packed);
    directory.push(central, rawName);
    at += local.length + localName.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, central, end]);
}

const contentTypes = Buffer.from('<?xml version="1.0"?><Types/>');

export function buildDocx(extra: readonly ZipPart[] = []): Buffer {
  return buildZip([
    { name: '[Content_Types].xml', content: contentTypes },
    { name: '_rels/.rels' },
    { name: 'word/document.xml', content: Buffer.from('<w:document/>') },
    ...extra,
  ]);
}

export function buildOdt(extra: readonly ZipPart[] = []): Buffer {
  const mimetype = Buffer.from('application/vnd.oasis.opendocument.text');
  return buildZip([{ name: 'mimetype', content: mimetype, store: true }, { name: 'content.xml' }, ...extra]);
}
