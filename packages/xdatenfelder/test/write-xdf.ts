import { type FieldNode, type RuleText, type SchemaModel, type SchemaNode } from '../src/index.ts';

const namespace = 'urn:xoev-de:fim:standard:xdatenfelder_3.0.0';
const changed = '2026-01-01T00:00:00Z';

/** Writes a model as XDatenfelder 3.0.0, valid against the published XSD, for tests that need a file. */
export function writeXdf(model: SchemaModel): string {
  const rulesOf = (owner: string): string =>
    model.rules
      .filter((rule) => rule.owner === owner)
      .map(writeRule)
      .join('');
  const structure = (nodes: readonly SchemaNode[]): string =>
    nodes
      .map(({ min, max, ...rest }) => {
        const node: SchemaNode = { min, max, ...rest };
        const count = el('anzahl', `${min}:${max ?? '*'}`);
        return el(
          'struktur',
          count + el('enthaelt', node.kind === 'field' ? writeField(node, rulesOf(node.path)) : writeGroup(node)),
        );
      })
      .join('');
  const writeGroup = (node: SchemaNode & { kind: 'group' }): string =>
    el(
      'datenfeldgruppe',
      common(node) + (node.choice ? coded('art', 'X') : '') + rulesOf(node.path) + structure(node.children),
    );
  const body =
    element(model.id, model.version, model.name) +
    el('bezeichnung', text(model.title)) +
    optional('hilfetext', model.help) +
    coded('ableitungsmodifikationenStruktur', '3') +
    coded('ableitungsmodifikationenRepraesentation', '1') +
    el('dokumentsteckbrief', el('id', 'D99000000099')) +
    rulesOf('') +
    structure(model.nodes);
  const header = el('header', el('nachrichtID', 'n') + el('erstellungszeitpunkt', changed));
  const root = 'xdf:xdatenfelder.stammdatenschema.0102';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns:xdf="${namespace}">${header}${el('stammdatenschema', body)}</${root}>\n`;
}

function el(name: string, content: string): string {
  return `<xdf:${name}>${content}</xdf:${name}>`;
}

function text(value: string): string {
  return value.replace(/[&<>]/gu, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);
}

function attribute(name: string, value: string | number | null): string {
  return value === null ? '' : ` ${name}="${text(String(value)).replaceAll('"', '&quot;')}"`;
}

function optional(name: string, value: string | null): string {
  return value === null ? '' : el(name, text(value));
}

const listVersions: Record<string, string> = { feldart: '2.0', datentyp: '2.0' };
const lists: Record<string, string> = {
  art: 'urn:xoev-de:fim:codeliste:datenfelder.gruppenart',
  freigabestatus: 'urn:xoev-de:xprozess:codeliste:status',
  typ: 'urn:xoev-de:fim:codeliste:xdatenfelder.regeltyp',
};

function coded(name: string, code: string): string {
  const uri = lists[name] ?? `urn:xoev-de:fim:codeliste:xdatenfelder.${name}`;
  return `<xdf:${name} listURI="${uri}" listVersionID="${listVersions[name] ?? '1.0'}"><code>${code}</code></xdf:${name}>`;
}

function element(id: string, version: string | null, name: string): string {
  const identification = el('identifikation', el('id', id) + optional('version', version));
  return identification + el('name', text(name)) + coded('freigabestatus', '6') + el('letzteAenderung', changed);
}

function common(node: SchemaNode): string {
  return (
    element(node.id, node.version, node.name) +
    el('bezeichnungEingabe', text(node.label)) +
    el('bezeichnungAusgabe', text(node.outputLabel ?? node.label)) +
    coded('schemaelementart', 'HAR') +
    optional('hilfetextEingabe', node.helpInput) +
    optional('hilfetextAusgabe', node.helpOutput)
  );
}

const prefill = { none: 'keine', optional: 'optional', required: 'verpflichtend' } as const;

function writeField(field: FieldNode, rules: string): string {
  const { minLength, maxLength, minValue, maxValue, pattern } = field.constraints;
  const limits =
    attribute('minLength', minLength) + attribute('maxLength', maxLength) + attribute('minValue', minValue);
  const all = limits + attribute('maxValue', maxValue) + attribute('pattern', pattern);
  const values = field.values?.map(({ code, name, help }) =>
    el('wert', el('code', text(code)) + el('name', text(name)) + optional('hilfe', help)),
  );
  const list = field.codeList;
  const reference =
    list === null
      ? ''
      : el(
          'codelisteReferenz',
          optional('canonicalIdentification', list.canonicalUri) + optional('version', list.version),
        );
  return el(
    'datenfeld',
    common(field) +
      coded('feldart', field.fieldKind) +
      coded('datentyp', field.dataType) +
      (all === '' ? '' : `<xdf:praezisierung${all}/>`) +
      optional('inhalt', field.content) +
      coded('vorbefuellung', prefill[field.prefill]) +
      (values === undefined ? '' : el('werte', values.join(''))) +
      reference +
      rules +
      (field.maxSize === null ? '' : el('maxSize', String(field.maxSize))) +
      field.mediaTypes.map((type) => el('mediaType', type)).join(''),
  );
}

function writeRule(rule: RuleText): string {
  const identification = el('identifikation', el('id', rule.id) + optional('version', rule.version));
  return el(
    'regel',
    identification +
      el('name', text(rule.name)) +
      el('freitextRegel', text(rule.text)) +
      el('letzteAenderung', changed) +
      coded('typ', 'K'),
  );
}
