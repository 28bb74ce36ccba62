import { type Answers, type AnswerValue, type FileAnswer } from '../answers/answers.ts';
import { isDateTime, isTime } from '../answers/dates.ts';
import { toDecimal } from '../answers/decimal.ts';
import { instanceCounts, MAX_INSTANCES } from '../answers/instances.ts';
import { XdfError } from '../error.ts';
import { type FieldNode, type SchemaModel, type SchemaNode } from '../model.ts';
import { readXml, type ByteSource, type ReadLimits, type XmlElement } from '../read/xml-tree.ts';
import { isRepeatable, lastSegment, valuesOf } from '../tree.ts';
import { isCoded } from './delivery.ts';
import { xfallNamespace, xmlNames } from './xml-names.ts';
import { escapeXml } from './xml-text.ts';
import { withSeconds } from './xsd.ts';

/** The delivery as an XML instance of `toXsd`: a file as its `fileId`, nothing empty. Prune first. */
export function toXmlInstance(model: SchemaModel, answers: Answers): string {
  const counts = instanceCounts(model, answers);
  const names = xmlNames(model);
  const children = (nodes: SchemaNode[], prefix: string): string =>
    nodes
      .map((node) => {
        const segment = lastSegment(node.path);
        const list = prefix === '' ? segment : `${prefix}/${segment}`;
        if (!isRepeatable(node)) return element(node, list);
        return Array.from({ length: counts[list] ?? 0 }, (_, index) => element(node, `${list}[${index}]`)).join('');
      })
      .join('');
  const element = (node: SchemaNode, path: string): string => {
    const name = names.get(node.path) ?? node.id;
    const content = node.kind === 'group' ? children(node.children, path) : toText(node, answers[path]);
    return content === '' || content === null ? '' : `<${name}>${content}</${name}>`;
  };
  const root = names.get('') ?? model.id;
  const content = children(model.nodes, '');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${xfallNamespace}">${content}</${root}>\n`;
}

/** `null`: not delivered. An empty text of the person is not delivered either. */
function toText(field: FieldNode, answer: AnswerValue | undefined): string | null {
  if (answer === undefined || field.fieldKind === 'label') return null;
  if (typeof answer === 'object') return escapeXml(answer.fileId);
  if (typeof answer === 'boolean') return String(answer);
  const isTimed =
    (field.dataType === 'time' && isTime(answer)) || (field.dataType === 'datetime' && isDateTime(answer));
  return escapeXml(isTimed ? withSeconds(answer) : answer);
}

/**
 * The way back. Files are looked up by their id; what does not fit the model is listed in `unknown`
 * (element names joined by `/`) and left out. Seconds `:00` of times are dropped.
 * @throws XdfError when the bytes are no instance of this schema at all
 */
export async function fromXmlInstance(
  model: SchemaModel,
  source: ByteSource,
  options: ReadLimits & { files?: ReadonlyMap<string, FileAnswer> } = {},
): Promise<{ answers: Answers; unknown: string[] }> {
  const names = xmlNames(model);
  const root = await readXml(source, new Set(), options, (namespace, name) => {
    if (namespace !== xfallNamespace || name !== names.get('')) throw otherRoot(name, names.get('') ?? '');
  });
  const answers: Answers = {};
  const unknown: string[] = [];
  const files = options.files ?? new Map<string, FileAnswer>();
  const readChildren = (nodes: SchemaNode[], parent: XmlElement, prefix: string, at: string): void => {
    const byName = new Map(nodes.map((node) => [names.get(node.path) ?? node.id, node]));
    const seen = new Map<SchemaNode, number>();
    for (const child of parent.children) {
      const place = `${at}/${child.name}`;
      const node = byName.get(child.name);
      const index = node === undefined ? 0 : (seen.get(node) ?? 0);
      if (node === undefined || index >= (isRepeatable(node) ? MAX_INSTANCES : 1)) {
        unknown.push(place);
        continue;
      }
      seen.set(node, index + 1);
      const segment = lastSegment(node.path) + (isRepeatable(node) ? `[${index}]` : '');
      const path = prefix === '' ? segment : `${prefix}/${segment}`;
      if (node.kind === 'group') readChildren(node.children, child, path, place);
      else {
        const value = child.children.length > 0 ? null : fromText(model, node, child.text, files);
        if (value === null) unknown.push(place);
        else answers[path] = value;
      }
    }
  };
  readChildren(model.nodes, root, '', '');
  return { answers, unknown };
}

function fromText(
  model: SchemaModel,
  field: FieldNode,
  text: string,
  files: ReadonlyMap<string, FileAnswer>,
): AnswerValue | null {
  if (field.fieldKind === 'label') return null;
  const line = text.trim();
  switch (field.dataType) {
    case 'bool':
      return line === 'true' || line === '1' ? true : line === 'false' || line === '0' ? false : null;
    case 'file':
    case 'obj':
      return files.get(line) ?? null;
    case 'time':
    case 'datetime':
      return line.replace(/^(.*\d{2}:\d{2}):00$/u, '$1');
    case 'date':
      return line;
    case 'num':
    case 'num_int':
    case 'num_currency':
      return isCoded(field) && valuesOf(model, field) !== null ? line : toDecimal(line);
    case 'text':
    case 'text_latin':
      return valuesOf(model, field) === null ? text : line;
  }
}

function otherRoot(found: string, expected: string): XdfError {
  return new XdfError('xdf/other-message', {
    de: `Das Wurzelelement ist „${found.slice(0, 80)}“, erwartet wird „${expected}“ im Namensraum ${xfallNamespace}.`,
    en: `The root element is "${found.slice(0, 80)}"; "${expected}" in the namespace ${xfallNamespace} is expected.`,
  });
}
