import { closeSync, openSync, readSync, realpathSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { type Dialect, type Finding } from '@verbund/xdatenfelder';
import { type XmlDocument } from 'libxml2-wasm';
import { RefusedError } from './command.ts';

/** A megabyte of WebAssembly: loaded only when asked for. */
const loadLibrary = () => import('libxml2-wasm');
type Library = Awaited<ReturnType<typeof loadLibrary>>;

/** Violations as findings; the file was read before, hence is no bigger than the reader allows. */
export type XsdCheck = (dialect: Dialect, bytes: Uint8Array) => Promise<Finding[]>;

const namespaces: Record<Dialect, string> = {
  '2.0': 'urn:xoev-de:fim:standard:xdatenfelder_2',
  '3.0.0': 'urn:xoev-de:fim:standard:xdatenfelder_3.0.0',
};
const shownViolations = 100;

/**
 * Validates against the published XSDs, which the operator keeps in a folder (one per dialect below it,
 * as XRepository delivers them). Includes are read from that folder only; nothing is fetched.
 */
export async function loadXsdCheck(folder: string): Promise<XsdCheck> {
  const xml = await loadLibrary();
  const roots = await findRoots(folder);
  const validators = new Map<Dialect, Awaited<ReturnType<typeof compile>>>();
  return async (dialect, bytes) => {
    const file = roots.get(namespaces[dialect]);
    if (file === undefined) return [missing(dialect, folder)];
    const validator = validators.get(dialect) ?? (await compile(xml, file, folder));
    validators.set(dialect, validator);
    return withDocument(xml, bytes, (document) => {
      try {
        validator.validate(document);
        return [];
      } catch (error) {
        if (!(error instanceof xml.XmlLibError)) throw error;
        return error.details.slice(0, shownViolations).map(({ line, message }) => violation(line, message));
      }
    });
  };
}

/** By target namespace: an XSD that declares the messages, not one of the parts it includes. */
async function findRoots(folder: string): Promise<ReadonlyMap<string, string>> {
  let names: string[];
  try {
    names = await readdir(folder, { recursive: true });
  } catch {
    throw new RefusedError(`${folder}: kein lesbarer Ordner / not a readable folder`);
  }
  const roots = new Map<string, string>();
  for (const name of names.filter((one) => one.endsWith('.xsd'))) {
    const text = await readFile(join(folder, name), 'utf8');
    if (!/<\w+:element\s[^>]*name="xdatenfelder\.stammdatenschema\.0102"/u.test(text)) continue;
    const namespace = /targetNamespace="([^"]*)"/u.exec(text)?.[1];
    if (namespace !== undefined) roots.set(namespace, resolve(folder, name));
  }
  return roots;
}

async function compile(xml: Library, file: string, folder: string) {
  const bytes = await readFile(file);
  xml.xmlRegisterInputProvider(filesBelow(folder, dirname(file)));
  try {
    const document = xml.XmlDocument.fromBuffer(bytes, { url: file, option: xml.ParseOption.XML_PARSE_NONET });
    try {
      return xml.XsdValidator.fromDoc(document);
    } finally {
      document.dispose();
    }
  } catch (error) {
    if (!(error instanceof xml.XmlLibError)) throw error;
    throw new RefusedError(`${file}: XSD unbrauchbar / unusable XSD (${error.details[0]?.message.trim() ?? ''})`);
  } finally {
    xml.xmlCleanupInputProvider();
  }
}

function withDocument(xml: Library, bytes: Uint8Array, look: (document: XmlDocument) => Finding[]): Finding[] {
  const { XML_PARSE_NONET, XML_PARSE_NO_XXE } = xml.ParseOption;
  const document = xml.XmlDocument.fromBuffer(bytes, { option: XML_PARSE_NONET | XML_PARSE_NO_XXE });
  try {
    return look(document);
  } finally {
    document.dispose();
  }
}

function violation(line: number, message: string): Finding {
  const text = message.replaceAll(/\{[^}]*\}/gu, '').trim();
  return {
    level: 'error',
    code: 'xsd-violation',
    path: '',
    message: { de: `Zeile ${String(line)}: ${text}`, en: `Line ${String(line)}: ${text}` },
  };
}

function missing(dialect: Dialect, folder: string): Finding {
  return {
    level: 'error',
    code: 'xsd-missing',
    path: '',
    message: {
      de: `In „${folder}“ liegt kein XSD für XDatenfelder ${dialect}.`,
      en: `"${folder}" holds no XSD for XDatenfelder ${dialect}.`,
    },
  };
}

function filesBelow(folder: string, base: string) {
  const root = realpathSync(folder);
  const pathOf = (name: string): string | undefined => {
    try {
      const path = realpathSync(name.startsWith('file:') ? new URL(name).pathname : resolve(base, name));
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
