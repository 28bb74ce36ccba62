import { XdfError } from '../error.ts';
import { type CodeListReference, type ListedValue } from '../model.ts';
import { childOf, childrenOf, collapseSpace, lineOf } from '../read/text.ts';
import { readXml, type ByteSource, type ReadLimits, type XmlElement } from '../read/xml-tree.ts';

/** One immutable version of a genericode list. Rows are keyed by column id. */
export interface CodeList {
  canonicalUri: string;
  version: string;
  canonicalVersionUri: string;
  name: string;
  columns: string[];
  /** Columns named by a `Key`, the recommended one (AppInfo of XRepository) first. */
  keyColumns: string[];
  rows: Record<string, string>[];
  /** Made up for a test (name or title begins with TEST); publication refuses it. */
  test?: boolean;
}

/** Marks of the recommended code column in four generations of the XÖV code list handbook. */
const recommendedMarks = new Set(['recommendedKeyColumn', 'empfohleneCodeSpalte', 'xoev-code']);

/**
 * Reads OASIS genericode 1.0. By local name: the standard leaves the children unqualified, FIM
 * editors qualify them.
 * @throws XdfError
 */
export async function readCodeList(source: ByteSource, limits: ReadLimits = {}): Promise<CodeList> {
  const top = await readXml(source, new Set(), limits, (_namespace, name) => {
    if (name !== 'CodeList' && name !== 'xdatenfelder.codeliste.0105') throw notGenericode();
  });
  const root = findList(top);
  const identification = childOf(root, 'Identification');
  const canonicalUri = lineOf(identification, 'CanonicalUri');
  const version = lineOf(identification, 'Version');
  if (canonicalUri === null || version === null) throw notGenericode();
  const columnSet = childOf(root, 'ColumnSet');
  const titles = ['ShortName', 'LongName'].map((name) => lineOf(identification, name) ?? '');
  const columns = columnSet === undefined ? [] : childrenOf(columnSet, 'Column').map(idOf);
  return {
    canonicalUri,
    version,
    canonicalVersionUri: lineOf(identification, 'CanonicalVersionUri') ?? `${canonicalUri}_${version}`,
    name: lineOf(identification, 'LongName') ?? lineOf(identification, 'ShortName') ?? canonicalUri,
    columns,
    keyColumns: readKeys(columnSet, columns),
    rows: childrenOf(childOf(root, 'SimpleCodeList') ?? root, 'Row').map((row) => readRow(row, columns)),
    ...(titles.some((title) => /^TEST\b/u.test(title)) ? { test: true } : {}),
  };
}

/** Message 0105 wraps the list in a few elements of its own. */
function findList(element: XmlElement): XmlElement {
  if (element.name === 'CodeList') return element;
  const next = element.children.find(({ name }) => ['CodeList', 'codeliste', 'genericode'].includes(name));
  if (next === undefined) throw notGenericode();
  return findList(next);
}

function idOf(element: XmlElement): string {
  return element.attributes['Id'] ?? '';
}

function readKeys(columnSet: XmlElement | undefined, columns: string[]): string[] {
  if (columnSet === undefined) return [];
  const keys = childrenOf(columnSet, 'Key').map((key) => ({
    column: childOf(key, 'ColumnRef')?.attributes['Ref'] ?? '',
    recommended: hasRecommendation(key),
  }));
  const marked = childrenOf(columnSet, 'Column').filter(hasRecommendation).map(idOf);
  const sorted = [...keys.filter((key) => key.recommended), ...keys.filter((key) => !key.recommended)];
  return [...new Set([...marked, ...sorted.map((key) => key.column)])].filter((id) => columns.includes(id));
}

function hasRecommendation(element: XmlElement): boolean {
  const annotation = childOf(element, 'Annotation');
  if (annotation === undefined) return false;
  return (childOf(annotation, 'AppInfo')?.children ?? []).some((mark) => recommendedMarks.has(mark.name));
}

/** A `Value` without `ColumnRef` stands in the column after the previous one (OASIS standard). */
function readRow(row: XmlElement, columns: string[]): Record<string, string> {
  const cells: Record<string, string> = {};
  let at = -1;
  for (const value of childrenOf(row, 'Value')) {
    const reference = value.attributes['ColumnRef'];
    at = reference === undefined ? at + 1 : columns.indexOf(reference);
    const column = columns[at];
    const text = childOf(value, 'SimpleValue')?.text;
    if (column !== undefined && text !== undefined) cells[column] = collapseSpace(text);
  }
  return cells;
}

/**
 * Chooses the columns in the order: `codeKey` of the schema, recommended column, first key, first
 * column; for labels `nameKey`, a column with a usual name, one that begins with it, the second column.
 */
export function listedValues(
  list: CodeList,
  reference: Pick<CodeListReference, 'codeKey' | 'nameKey' | 'helpKey'>,
): ListedValue[] {
  const columns = chooseColumns(list, reference);
  return list.rows.flatMap((row) => {
    const code = row[columns.code];
    if (code === undefined || code === '') return [];
    const help = columns.help === null ? undefined : row[columns.help];
    const name = row[columns.name] || code;
    const also = columns.also.flatMap((column) => row[column] || []).filter((other) => other !== name);
    return [
      {
        code,
        name,
        help: help === undefined || help === '' ? null : help,
        ...(also.length > 0 ? { also: [...new Set(also)] } : {}),
      },
    ];
  });
}

const usualNames = ['name', 'bezeichnung', 'wert', 'beschreibung'];

function chooseColumns(list: CodeList, reference: Pick<CodeListReference, 'codeKey' | 'nameKey' | 'helpKey'>) {
  const named = (id: string | null) => (id !== null && list.columns.includes(id) ? id : undefined);
  const code = named(reference.codeKey) ?? list.keyColumns[0] ?? list.columns[0] ?? '';
  const others = list.columns.filter((column) => column !== code);
  const usual = usualNames
    .map((name) => others.find((column) => column.toLowerCase() === name))
    .find((column) => column !== undefined);
  const several = others.filter(isOneOfSeveralNames);
  const name = named(reference.nameKey) ?? usual ?? mostTelling(list, several) ?? others[0] ?? code;
  const also = several.filter((column) => column !== name);
  return { code, name, also, help: named(reference.helpKey) ?? null };
}

/** `Bezeichnung-kurz`, `Bezeichnung-lang`. */
function isOneOfSeveralNames(column: string): boolean {
  return usualNames.some((name) => new RegExp(`^${name}[^\\p{L}]`, 'iu').test(column));
}

/** Of columns that hold something in every row the one that tells most entries apart. */
function mostTelling(list: CodeList, columns: readonly string[]): string | undefined {
  const told = (column: string): number => new Set(list.rows.map((row) => row[column])).size;
  return columns
    .filter((column) => list.rows.every((row) => (row[column] ?? '') !== ''))
    .toSorted((a, b) => told(b) - told(a))[0];
}

function notGenericode(): XdfError {
  return new XdfError('xdf/not-genericode', {
    de: 'Die Datei ist keine Codeliste im Format genericode mit Kennung und Version.',
    en: 'The file is not a genericode code list with identifier and version.',
  });
}
