import { qualityFindings } from '../check/quality.ts';
import { type SchemaDetails } from '../details.ts';
import { XdfError } from '../error.ts';
import { type Finding, type SchemaModel } from '../model.ts';
import { identifierOf, readLegalBasis } from './common.ts';
import { readElementDetails, readHeader, readReference } from './details.ts';
import { checkInstances } from './limits.ts';
import { checkMessage, dialectOf } from './message.ts';
import { readRules, readStructure, type ReadState } from './nodes.ts';
import { childOf, codeOf, lineOf, paragraphsOf } from './text.ts';
import { readXml, type ByteSource, type ReadLimits, type XmlElement } from './xml-tree.ts';

/** Names of private persons must not travel on; relations are nine tenths of real files. */
const skipped: ReadonlySet<string> = new Set(['relation', 'stichwort', 'fachlicherErsteller', 'statusGesetztDurch']);

export interface ReadSchemaOptions extends ReadLimits {
  /** Groups and fields; default 5,000 (the largest real schema has some 400). */
  maxNodes?: number;
  /** Reads relations, keywords and the names of persons, too. Never publish those names. */
  complete?: boolean;
}

/**
 * Reads a message `xdatenfelder.stammdatenschema.0102` of XDatenfelder 2.0 or 3.0.0.
 * @param source whole file or stream of bytes, UTF-8
 * @param options `maxBytes` (default 20 MB), `maxDepth` (default 64), `maxElements`, `maxNodes`
 * @returns the schema, what else the message says, and what is noteworthy about it, worst first
 * @throws XdfError when the file cannot be read at all
 */
export async function readSchema(
  source: ByteSource,
  options: ReadSchemaOptions = {},
): Promise<{ schema: SchemaModel; details: SchemaDetails; findings: Finding[] }> {
  const skip = options.complete === true ? new Set<string>() : skipped;
  const root = await readXml(source, skip, options, (namespace, name) =>
    checkMessage(namespace, name, 'xdatenfelder.stammdatenschema.0102'),
  );
  const dialect = dialectOf(root.namespace);
  const element = childOf(root, 'stammdatenschema');
  if (element === undefined || dialect === undefined) throw incomplete();
  const read = { nodes: {}, rules: [] };
  const state: ReadState = {
    dialect,
    findings: [],
    rules: [],
    details: read,
    count: 0,
    maxNodes: options.maxNodes ?? 5000,
  };
  const schema = readRoot(element, state);
  checkInstances(schema.nodes);
  const details: SchemaDetails = {
    header: readHeader(root),
    schema: {
      ...readElementDetails(element),
      structureChange: codeOf(element, 'ableitungsmodifikationenStruktur'),
      representationChange: codeOf(element, 'ableitungsmodifikationenRepraesentation'),
      documentProfile: readReference(childOf(element, 'dokumentsteckbrief')),
    },
    ...read,
  };
  const findings = [...state.findings, ...qualityFindings(schema, details)];
  const rank = { error: 0, warning: 1, note: 2 };
  return { schema, details, findings: findings.sort((a, b) => rank[a.level] - rank[b.level]) };
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

function incomplete(): XdfError {
  return new XdfError('xdf/incomplete', {
    de: 'In der Datei fehlt das Stammdatenschema oder seine Kennung.',
    en: 'The file lacks the schema or its identifier.',
  });
}
