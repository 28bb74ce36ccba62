import { XdfError } from '../error.ts';
import { type Dialect } from '../model.ts';

const dialectByNamespace: Record<string, Dialect> = {
  'urn:xoev-de:fim:standard:xdatenfelder_2': '2.0',
  'urn:xoev-de:fim:standard:xdatenfelder_3.0.0': '3.0.0',
};

/** The namespace decides, never a prefix or a file name. */
export function dialectOf(namespace: string): Dialect | undefined {
  return dialectByNamespace[namespace];
}

const contents: Record<string, { de: string; en: string }> = {
  'xdatenfelder.dokumentsteckbrief.0101': { de: 'ein Dokumentsteckbrief (0101)', en: 'a document profile (0101)' },
  'xdatenfelder.stammdatenschema.0102': { de: 'ein Stammdatenschema (0102)', en: 'a schema (0102)' },
  'xdatenfelder.uebersetzung.0106': { de: 'eine Übersetzung (0106)', en: 'a translation (0106)' },
};

/** @throws XdfError when the root element is another message, another dialect or no message at all */
export function checkMessage(namespace: string, name: string, expected: string): void {
  if (dialectOf(namespace) === undefined) throw unknownNamespace(namespace);
  if (name === expected) return;
  const shown = name.slice(0, 80);
  const wanted = contents[expected];
  throw new XdfError('xdf/other-message', {
    de: `Die Datei ist eine XDatenfelder-Nachricht „${shown}“, erwartet wird ${wanted?.de ?? expected}.`,
    en: `The file is an XDatenfelder message "${shown}"; ${wanted?.en ?? expected} is expected.`,
  });
}

function unknownNamespace(namespace: string): XdfError {
  if (/xdatenfelder(?:[_:/-]?v?_?1(?:\D|$)|$)/iu.test(namespace)) {
    return new XdfError('xdf/version-1', {
      de: 'XDatenfelder 1.x wird nicht gelesen. Bitte exportieren Sie das Schema als XDatenfelder 2.0 oder 3.0.0.',
      en: 'XDatenfelder 1.x is not read. Please export the schema as XDatenfelder 2.0 or 3.0.0.',
    });
  }
  return new XdfError('xdf/unknown-namespace', {
    de: `Die Datei ist kein XDatenfelder 2.0 oder 3.0.0 (Namensraum „${namespace.slice(0, 120)}“).`,
    en: `The file is not XDatenfelder 2.0 or 3.0.0 (namespace "${namespace.slice(0, 120)}").`,
  });
}
