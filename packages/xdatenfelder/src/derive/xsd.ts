import { toDecimal } from '../answers/decimal.ts';
import { isDateTime, isIsoDate, isTime } from '../answers/dates.ts';
import { compilePattern } from '../answers/pattern.ts';
import { type FieldNode, type GroupNode, type ListedValue, type SchemaModel, type SchemaNode } from '../model.ts';
import { noRules, type RuleSet } from '../rules/rules.ts';
import { deliveryOf, type Delivery } from './delivery.ts';
import { xfallNamespace, xmlNames } from './xml-names.ts';
import { escapeXml } from './xml-text.ts';
import { toXsdPattern } from './xsd-pattern.ts';

/**
 * XML Schema 1.0 of the delivery made by `toXmlInstance`, in the style of the FIM converter: one
 * global element per building block, named by its id; `xs:choice` for choice groups; enumerations
 * on `xs:token`. Minimums of nodes that a rule can remove are relaxed as in `toJsonSchema`.
 */
export function toXsd(model: SchemaModel, ruleSet: RuleSet = noRules): string {
  const writer = new XsdWriter(model, ruleSet);
  return writer.write();
}

class XsdWriter {
  readonly #model: SchemaModel;
  readonly #delivery: Delivery;
  readonly #names: ReadonlyMap<string, string>;
  /** Global elements by name; the same block in two places is one element. */
  readonly #elements = new Map<string, string>();
  readonly #lists = new Map<ListedValue[], string>();

  constructor(model: SchemaModel, ruleSet: RuleSet) {
    this.#model = model;
    this.#delivery = deliveryOf(model, ruleSet);
    this.#names = xmlNames(model);
  }

  write(): string {
    const root = this.#element('', this.#model.title, this.#content([{ children: this.#model.nodes, choice: false }]));
    const blocks = this.#blocks(this.#model.nodes);
    for (const [name, group] of blocks) if (!this.#elements.has(name)) this.#elements.set(name, this.#block(group));
    const lists = [...this.#lists].map(([values, name]) => listType(name, values));
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="${xfallNamespace}" targetNamespace="${xfallNamespace}" elementFormDefault="qualified">`,
      root,
      ...this.#elements.values(),
      ...lists,
      '</xs:schema>',
      '',
    ].join('\n');
  }

  /** All places of each block, by element name. */
  #blocks(nodes: readonly SchemaNode[], found = new Map<string, SchemaNode[]>()): Map<string, SchemaNode[]> {
    for (const node of this.#delivery.parts(nodes)) {
      const name = this.#nameOf(node);
      const places = found.get(name);
      if (places === undefined) found.set(name, [node]);
      else places.push(node);
      if (node.kind === 'group') this.#blocks(node.children, found);
    }
    return found;
  }

  #nameOf(node: SchemaNode): string {
    return this.#names.get(node.path) ?? node.id;
  }

  /** One definition for all places; a minimum that is relaxed in one place is relaxed in all. */
  #block(places: readonly SchemaNode[]): string {
    const [first] = places;
    if (first === undefined) return '';
    if (first.kind === 'field') return this.#element(first.path, first.label, this.#fieldType(first));
    const groups = places.filter((node): node is GroupNode => node.kind === 'group');
    return this.#element(first.path, first.label, this.#content(groups));
  }

  #element(path: string, label: string, type: string): string {
    const name = escapeXml(this.#names.get(path) ?? '');
    const note = `<xs:annotation><xs:documentation>${escapeXml(label)}</xs:documentation></xs:annotation>`;
    return type.startsWith('<')
      ? `  <xs:element name="${name}">${note}${type}</xs:element>`
      : `  <xs:element name="${name}" type="${type}">${note}</xs:element>`;
  }

  #content(places: readonly Pick<GroupNode, 'children' | 'choice'>[]): string {
    const particles = new Map<string, { min: number; max: number | null }>();
    for (const { children, choice } of places) {
      const present = this.#delivery.parts(children);
      for (const node of present) {
        const name = this.#nameOf(node);
        const known = particles.get(name);
        const min = choice ? 1 : this.#delivery.minimum(node);
        particles.set(name, {
          min: Math.min(known?.min ?? min, min),
          max: known?.max === null || node.max === null ? null : Math.max(known?.max ?? 0, node.max),
        });
      }
    }
    const kind = places[0]?.choice === true ? 'choice' : 'sequence';
    const parts = [...particles].map(([name, { min, max }]) => {
      const least = min === 1 ? '' : ` minOccurs="${min}"`;
      const most = max === 1 ? '' : ` maxOccurs="${max ?? 'unbounded'}"`;
      return `<xs:element ref="${escapeXml(name)}"${least}${most}/>`;
    });
    return `<xs:complexType><xs:${kind}>${parts.join('')}</xs:${kind}></xs:complexType>`;
  }

  #fieldType(field: FieldNode): string {
    const values = this.#delivery.codes(field);
    if (values !== null && values.length > 0) {
      const name = this.#lists.get(values) ?? `Codeliste.${this.#lists.size + 1}`;
      this.#lists.set(values, name);
      return name;
    }
    switch (field.dataType) {
      case 'bool':
        return 'xs:boolean';
      case 'date':
        return limited('xs:date', field, (limit) => (isIsoDate(limit) ? limit : null));
      case 'time':
        return limited('xs:time', field, (limit) => (isTime(limit) ? withSeconds(limit) : null));
      case 'datetime':
        return limited('xs:dateTime', field, (limit) => (isDateTime(limit) ? withSeconds(limit) : null));
      case 'num':
        return limited('xs:float', field, toDecimal);
      case 'num_int':
        return limited('xs:integer', field, (limit) => (/^[+-]?\d+$/u.test(limit) ? toDecimal(limit) : null));
      case 'num_currency':
        return limited('xs:decimal', field, toDecimal, '<xs:fractionDigits value="2"/>');
      case 'file':
      case 'obj':
        return 'xs:string';
      case 'text':
      case 'text_latin':
        return textType(field);
    }
  }
}

function listType(name: string, values: readonly ListedValue[]): string {
  const distinct = [...new Map(values.map((value) => [value.code, value])).values()];
  const entries = distinct.map(({ code }) => `<xs:enumeration value="${escapeXml(code)}"/>`);
  return `  <xs:simpleType name="${name}"><xs:restriction base="xs:token">${entries.join('')}</xs:restriction></xs:simpleType>`;
}

/** XML Schema wants seconds; the form does not ask for them. */
export function withSeconds(time: string): string {
  return /\d{2}:\d{2}:\d{2}$/u.test(time) ? time : `${time}:00`;
}

/** Limits that are no value of their type are left out; they are a finding of the check. */
function limited(type: string, field: FieldNode, read: (limit: string) => string | null, more = ''): string {
  const { minValue, maxValue } = field.constraints;
  const min = minValue === null ? null : read(minValue);
  const max = maxValue === null ? null : read(maxValue);
  const facets = [
    more,
    min === null ? '' : `<xs:minInclusive value="${escapeXml(min)}"/>`,
    // Both ends of an empty range would make the schema itself invalid.
    max === null || isBelow(max, min) ? '' : `<xs:maxInclusive value="${escapeXml(max)}"/>`,
  ].join('');
  return facets === '' ? type : restriction(type, facets);
}

function isBelow(max: string, min: string | null): boolean {
  if (min === null) return false;
  const [a, b] = [Number(max), Number(min)];
  return Number.isNaN(a) || Number.isNaN(b) ? max < min : a < b;
}

function textType({ constraints: { minLength, maxLength, pattern } }: FieldNode): string {
  const translated = pattern !== null && compilePattern(pattern).ok ? toXsdPattern(pattern) : null;
  const contradiction = minLength !== null && maxLength !== null && minLength > maxLength;
  const facets = [
    minLength === null ? '' : `<xs:minLength value="${minLength}"/>`,
    maxLength === null || contradiction ? '' : `<xs:maxLength value="${maxLength}"/>`,
    translated === null ? '' : `<xs:pattern value="${escapeXml(translated)}"/>`,
  ].join('');
  return facets === '' ? 'xs:string' : restriction('xs:string', facets);
}

function restriction(base: string, facets: string): string {
  return `<xs:simpleType><xs:restriction base="${base}">${facets}</xs:restriction></xs:simpleType>`;
}
