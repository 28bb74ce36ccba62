import { type ElementReference } from '../details.ts';
import { XdfError } from '../error.ts';
import { type ListedValue } from '../model.ts';
import { readReference } from './details.ts';
import { checkMessage } from './message.ts';
import { readValues } from './nodes.ts';
import { childOf, childrenOf, keepParagraphs, lineOf, paragraphsOf } from './text.ts';
import { readXml, type ByteSource, type ReadLimits, type XmlElement } from './xml-tree.ts';

/** Message 0106 (3.0): texts of one schema, group or field in other languages. */
export interface Translation {
  /** What is translated. */
  of: ElementReference;
  languages: TranslatedLanguage[];
}

export interface TranslatedLanguage {
  /** ISO 639, e.g. `en`. */
  language: string;
  /** ISO 3166, or `null`. */
  region: string | null;
  /** `simple` = plain language. */
  variant: string | null;
  version: string | null;
  elements: TranslatedElement[];
}

export interface TranslatedElement extends ElementReference {
  label: string | null;
  outputLabel: string | null;
  helpInput: string | null;
  helpOutput: string | null;
  content: string | null;
  values: ListedValue[] | null;
  rules: { of: ElementReference; errors: { code: string; text: string }[] }[];
}

/**
 * Reads a message `xdatenfelder.uebersetzung.0106`.
 * @throws XdfError
 */
export async function readTranslation(source: ByteSource, limits: ReadLimits = {}): Promise<Translation> {
  const root = await readXml(source, new Set(), limits, (namespace, name) =>
    checkMessage(namespace, name, 'xdatenfelder.uebersetzung.0106'),
  );
  const of = readReference(childOf(root, 'uebersetzt'));
  if (of === null) {
    throw new XdfError('xdf/incomplete', {
      de: 'Die Übersetzung nennt nicht, was sie übersetzt.',
      en: 'The translation does not say what it translates.',
    });
  }
  const languages = childrenOf(root, 'sprache').map((element) => ({
    language: (element.attributes['lang'] ?? '').toLowerCase(),
    region: element.attributes['region'] ?? null,
    variant: element.attributes['variant'] ?? null,
    version: element.attributes['version'] ?? null,
    elements: childrenOf(element, 'element').map(readElement),
  }));
  return { of, languages };
}

function readElement(element: XmlElement): TranslatedElement {
  return {
    ...(readReference(childOf(element, 'uebersetzt')) ?? { id: '', version: null }),
    label: lineOf(element, 'bezeichnungEingabe'),
    outputLabel: lineOf(element, 'bezeichnungAusgabe'),
    helpInput: paragraphsOf(element, 'hilfetextEingabe'),
    helpOutput: paragraphsOf(element, 'hilfetextAusgabe'),
    content: paragraphsOf(element, 'inhalt'),
    values: readValues(childOf(element, 'werte')),
    rules: childrenOf(element, 'regel').map((rule) => ({
      of: readReference(childOf(rule, 'uebersetzt')) ?? { id: '', version: null },
      errors: childrenOf(rule, 'fehler').map((error) => ({
        code: error.attributes['code'] ?? '',
        text: keepParagraphs(error.text),
      })),
    })),
  };
}
