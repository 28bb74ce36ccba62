import { SaxesParser, type SaxesTagNS } from 'saxes';

import { XdfError } from '../error.ts';
import { SpanFilter } from './span-filter.ts';

/** Element with local names only; the namespace is checked once, at the root. */
export interface XmlElement {
  name: string;
  namespace: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

export interface ReadLimits {
  /** Bytes; default 20 MB. */
  maxBytes?: number;
  /** Element nesting; default 64 (real schemas stay below 40). */
  maxDepth?: number;
  /** Elements that are kept; default 300,000 (the largest real schema has 40,000). */
  maxElements?: number;
}

export type ByteSource = Uint8Array | AsyncIterable<Uint8Array>;

const MEGABYTE = 1024 * 1024;
/** Real elements have at most five; the parser compares each with each namespace. */
const maxAttributes = 100;
/** Shared by all elements that have none: most do, and a big file has hundreds of thousands. */
const noAttributes: Record<string, string> = Object.freeze({});

/**
 * Streams XML into a light tree. Elements named in `skip` are dropped with everything below: real
 * files carry some 10,000 `relation` elements, which make up nine tenths of their size.
 * `checkRoot` runs on the first start tag, so that a foreign file fails early.
 */
export async function readXml(
  source: ByteSource,
  skip: ReadonlySet<string>,
  limits: ReadLimits,
  checkRoot: (namespace: string, name: string) => void,
): Promise<XmlElement> {
  const builder = new TreeBuilder(skip, limits, checkRoot);
  const maxBytes = limits.maxBytes ?? 20 * MEGABYTE;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  for await (const chunk of chunksOf(source)) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    builder.write(decode(decoder, chunk));
  }
  builder.write(decode(decoder, undefined));
  return builder.finish();
}

async function* chunksOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  if (source instanceof Uint8Array) {
    // In slices, so that a refused root is noticed before the whole text is decoded.
    for (let at = 0; at < source.byteLength; at += MEGABYTE / 4) yield source.subarray(at, at + MEGABYTE / 4);
    return;
  }
  yield* source;
}

function decode(decoder: TextDecoder, chunk: Uint8Array | undefined): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (cause) {
    const text = { de: 'Die Datei ist nicht in UTF-8 kodiert.', en: 'The file is not encoded in UTF-8.' };
    throw new XdfError('xdf/not-utf-8', text, { cause });
  }
}

class TreeBuilder {
  readonly #parser = new SaxesParser({ xmlns: true, position: false });
  readonly #stack: XmlElement[] = [];
  readonly #filter = new SpanFilter((text) => this.#parser.write(text));
  #root: XmlElement | null = null;
  #skipping = 0;
  #elements = 0;
  #attributes = 0;
  readonly #maxDepth: number;
  readonly #maxElements: number;

  constructor(skip: ReadonlySet<string>, limits: ReadLimits, checkRoot: (namespace: string, name: string) => void) {
    const parser = this.#parser;
    this.#maxDepth = limits.maxDepth ?? 64;
    this.#maxElements = limits.maxElements ?? 300_000;
    parser.on('error', (error) => {
      throw notWellFormed(error);
    });
    parser.on('doctype', () => {
      throw new XdfError('xdf/doctype', {
        de: 'Die Datei enthält eine Dokumenttyp-Deklaration (DOCTYPE). Das ist aus Sicherheitsgründen nicht erlaubt.',
        en: 'The file contains a document type declaration (DOCTYPE), which is refused for security.',
      });
    });
    parser.on('xmldecl', (declaration) => {
      const encoding = declaration.encoding?.toLowerCase();
      if (encoding !== undefined && encoding !== 'utf-8' && encoding !== 'us-ascii') throw declaredEncoding(encoding);
    });
    parser.on('processinginstruction', ({ target }) => {
      if (/^xml-?(?:stylesheet|transform)|^xsl/iu.test(target)) throw stylesheet(target);
    });
    parser.on('opentagstart', () => (this.#attributes = 0));
    parser.on('attribute', () => {
      this.#attributes += 1;
      if (this.#attributes > maxAttributes) throw tooMany(maxAttributes, 'Attribute an einem Element', 'attributes');
    });
    parser.on('opentag', (tag) => this.#open(tag, skip, checkRoot));
    parser.on('closetag', () => this.#close());
    const addText = (text: string) => this.#addText(text);
    parser.on('text', addText);
    parser.on('cdata', addText);
  }

  write(text: string): void {
    if (text !== '') this.#filter.write(text);
  }

  finish(): XmlElement {
    this.#filter.finish();
    this.#parser.close();
    if (this.#root === null) throw notWellFormed(new Error('no root element'));
    return this.#root;
  }

  #open(tag: SaxesTagNS, skip: ReadonlySet<string>, checkRoot: (ns: string, name: string) => void) {
    if (this.#skipping > 0 || (this.#stack.length > 1 && skip.has(tag.local))) {
      this.#skipping += 1;
      if (this.#stack.length + this.#skipping > this.#maxDepth) throw tooDeep(this.#maxDepth);
      return;
    }
    if (this.#root === null) checkRoot(tag.uri, tag.local);
    if (this.#stack.length >= this.#maxDepth) throw tooDeep(this.#maxDepth);
    this.#elements += 1;
    if (this.#elements > this.#maxElements) throw tooMany(this.#maxElements, 'Elemente', 'elements');
    const attributes = this.#attributes === 0 ? noAttributes : attributesOf(tag);
    const element: XmlElement = { name: tag.local, namespace: tag.uri, attributes, children: [], text: '' };
    const parent = this.#stack.at(-1);
    if (parent === undefined) {
      this.#root = element;
      if (skip.has('relation')) this.#filter.start(tag.prefix === '' ? 'relation' : `${tag.prefix}:relation`);
    }
    parent?.children.push(element);
    this.#stack.push(element);
  }

  #close() {
    if (this.#skipping > 0) this.#skipping -= 1;
    else this.#stack.pop();
  }

  #addText(text: string) {
    const element = this.#stack.at(-1);
    if (this.#skipping === 0 && element !== undefined) element.text += text;
  }
}

function attributesOf(tag: SaxesTagNS): Record<string, string> {
  const values: Record<string, string> = {};
  for (const attribute of Object.values(tag.attributes)) values[attribute.local] = attribute.value;
  return values;
}

function tooMany(max: number, de: string, en: string): XdfError {
  return new XdfError('xdf/too-many', {
    de: `Die Datei enthält mehr als ${max} ${de}.`,
    en: `The file contains more than ${max} ${en}.`,
  });
}

/** Nobody follows it here, but the next program might: such a file is not passed on. */
function stylesheet(target: string): XdfError {
  return new XdfError('xdf/instruction', {
    de: `Die Datei enthält eine Verarbeitungsanweisung „${target.slice(0, 40)}“. Das ist aus Sicherheitsgründen nicht erlaubt.`,
    en: `The file contains a processing instruction "${target.slice(0, 40)}", which is refused for security.`,
  });
}

function tooLarge(maxBytes: number): XdfError {
  const limit = Math.round((maxBytes / MEGABYTE) * 10) / 10;
  return new XdfError('xdf/too-large', {
    de: `Die Datei ist größer als ${String(limit).replace('.', ',')} MB.`,
    en: `The file is larger than ${limit} MB.`,
  });
}

function tooDeep(maxDepth: number): XdfError {
  return new XdfError('xdf/too-deep', {
    de: `Die Datei ist tiefer als ${maxDepth} Ebenen verschachtelt.`,
    en: `The file is nested deeper than ${maxDepth} levels.`,
  });
}

function declaredEncoding(encoding: string): XdfError {
  return new XdfError('xdf/not-utf-8', {
    de: `Die Datei nennt die Kodierung „${encoding}“; gelesen wird nur UTF-8.`,
    en: `The file declares the encoding "${encoding}"; only UTF-8 is read.`,
  });
}

function notWellFormed(cause: Error): XdfError {
  const text = {
    de: `Die Datei ist kein wohlgeformtes XML (${cause.message}).`,
    en: `The file is not well-formed XML (${cause.message}).`,
  };
  return new XdfError('xdf/not-well-formed', text, { cause });
}
