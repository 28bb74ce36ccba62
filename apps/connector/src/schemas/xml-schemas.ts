import { readFile } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { closeSync, openSync, readSync, realpathSync } from 'node:fs';
import { type XmlDocument } from 'libxml2-wasm';
import { type SchemaCheck } from './schemas.ts';

/** A megabyte of WebAssembly: loaded by those who receive XML, and by nobody else. */
const load = () => import('libxml2-wasm');

/** XSD 1.0. Included files must lie in the folder of the schema or below; nothing is ever fetched from a network. */
export async function loadXmlSchema(file: string): Promise<SchemaCheck> {
  const xml = await load();
  const bytes = await readFile(file);
  xml.xmlRegisterInputProvider(filesBelow(dirname(file)));
  try {
    const document = xml.XmlDocument.fromBuffer(bytes, { url: file, option: xml.ParseOption.XML_PARSE_NONET });
    try {
      const validator = xml.XsdValidator.fromDoc(document);
      return ({ bytes: data }) => withDocument(xml, data, (read) => violationsOf(xml, () => validator.validate(read)));
    } finally {
      document.dispose();
    }
  } finally {
    xml.xmlCleanupInputProvider();
  }
}

/** Well-formed, and without a document type. */
export async function checkXml(bytes: Uint8Array): Promise<readonly string[]> {
  return withDocument(await load(), bytes, () => []);
}

type Library = Awaited<ReturnType<typeof load>>;

function withDocument(
  xml: Library,
  bytes: Uint8Array,
  look: (document: XmlDocument) => readonly string[],
): readonly string[] {
  let document: XmlDocument;
  try {
    const { XML_PARSE_NONET, XML_PARSE_NO_XXE } = xml.ParseOption;
    document = xml.XmlDocument.fromBuffer(bytes, { option: XML_PARSE_NONET | XML_PARSE_NO_XXE });
  } catch (error) {
    const line = error instanceof xml.XmlLibError ? error.details[0]?.line : undefined;
    return [`line ${line ?? 1} not well-formed XML`];
  }
  try {
    return document.dtd === null ? look(document) : ['a document type declaration is not allowed'];
  } finally {
    document.dispose();
  }
}

function violationsOf(xml: Library, validate: () => void): readonly string[] {
  try {
    validate();
    return [];
  } catch (error) {
    if (!(error instanceof xml.XmlLibError)) throw error;
    return error.details.map(({ line, message }) => `line ${line} ${withoutValues(message)}`);
  }
}

const structural =
  /^(This element is not expected\.|Missing child element\(s\)\.|The attribute '[\w:.-]+' is (required but missing|not allowed)\.|Character content )/;

/** The library quotes the applicant's values. Only what speaks of names and rules is repeated. */
function withoutValues(message: string): string {
  const [, place = '', rest = ''] = /^(Element '[^']*'(?:, attribute '[^']*')?): (.*)/s.exec(message) ?? [];
  if (structural.test(rest)) return `${place}: ${rest.trim()}`;
  const facet = /^\[facet '(\w+)'\]/.exec(rest)?.[1];
  if (facet !== undefined) return `${place}: violates ${facet}`;
  const type = /is not a valid value of the \w+ type '([\w:.-]+)'\.\s*$/.exec(rest)?.[1];
  return `${place}: ${type === undefined ? 'violates the schema' : `is no ${type}`}`;
}

function filesBelow(folder: string) {
  const root = realpathSync(folder);
  const pathOf = (name: string): string | undefined => {
    try {
      const path = realpathSync(name.startsWith('file:') ? new URL(name).pathname : resolve(root, name));
      return path.startsWith(root + sep) ? path : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    match: (name: string) => pathOf(name) !== undefined,
    open(name: string) {
      const path = pathOf(name);
      return path === undefined ? undefined : openSync(path, 'r');
    },
    read: (descriptor: number, buffer: Uint8Array) => readSync(descriptor, buffer, 0, buffer.byteLength, null),
    close(descriptor: number) {
      closeSync(descriptor);
      return true;
    },
  };
}
