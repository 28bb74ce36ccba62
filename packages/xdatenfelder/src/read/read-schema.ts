import { qualityFindings } from '../check/quality.ts';
import { XdfError } from '../error.ts';
import { type Dialect, type Finding, type SchemaModel } from '../model.ts';
import { identifierOf, readLegalBasis, readRules, readStructure, type ReadState } from './nodes.ts';
import { childOf, lineOf, paragraphsOf } from './text.ts';
import { readXml, type ByteSource, type ReadLimits, type XmlElement } from './xml-tree.ts';

const dialectByNamespace: Record<string, Dialect> = {
  'urn:xoev-de:fim:standard:xdatenfelder_2': '2.0',
  'urn:xoev-de:fim:standard:xdatenfelder_3.0.0': '3.0.0',
};

/** `fachlicherErsteller` often holds the name of a private person and must not travel on. */
const skipped = new Set(['relation', 'stichwort', 'fachlicherErsteller']);

/**
 * Reads a message `xdatenfelder.stammdatenschema.0102` of XDatenfelder 2.0 or 3.0.0.
 * @param source whole file or stream of bytes, UTF-8
 * @param options `maxBytes` (default 20 MB), `maxDepth` (default 64)
 * @returns the schema and what is noteworthy about it, worst first
 * @throws XdfError when the file cannot be read at all
 */
export async function readSchema(
  source: ByteSource,
  options: ReadLimits = {},
): Promise<{ schema: SchemaModel; findings: Finding[] }> {
  const root = await readXml(source, skipped, options, checkRoot);
  const dialect = dialectByNamespace[root.namespace];
  const element = childOf(root, 'stammdatenschema');
  if (element === undefined || dialect === undefined) throw incomplete();
  const state: ReadState = { dialect, findings: [], rules: [] };
  const schema = readRoot(element, state);
  const findings = [...state.findings, ...qualityFindings(schema)];
  const rank = { error: 0, warning: 1, note: 2 };
  return { schema, findings: findings.sort((a, b) => rank[a.level] - rank[b.level]) };
}

function readRoot(element: XmlElement, state: ReadState): SchemaModel {
  const { id, version } = identifierOf(element);
  if (id === null) throw incomplete();
  const name = lineOf(element, 'name') ?? id;
  readRules(element, '', state);
  return {
    dialect: state.dialect,
    id,
    version,
    name,
    title: lineOf(element, state.dialect === '3.0.0' ? 'bezeichnung' : 'bezeichnungEingabe') ?? name,
    help: paragraphsOf(element, 'hilfetext'),
    legalBasis: readLegalBasis(element),
    nodes: readStructure(element, '', state),
    rules: state.rules,
    lists: {},
  };
}

function checkRoot(namespace: string, name: string): void {
  if (dialectByNamespace[namespace] === undefined) throw unknownNamespace(namespace);
  if (name !== 'xdatenfelder.stammdatenschema.0102') {
    throw new XdfError('xdf/other-message', {
      de: `Die Datei ist eine XDatenfelder-Nachricht „${name}“, erwartet wird ein Stammdatenschema (0102).`,
      en: `The file is an XDatenfelder message "${name}"; a schema (0102) is expected.`,
    });
  }
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

function incomplete(): XdfError {
  return new XdfError('xdf/incomplete', {
    de: 'In der Datei fehlt das Stammdatenschema oder seine Kennung.',
    en: 'The file lacks the schema or its identifier.',
  });
}
