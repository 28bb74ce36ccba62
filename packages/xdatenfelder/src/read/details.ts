import { type ElementDetails, type ElementReference, type MessageHeader, type RuleDetails } from '../details.ts';
import { readLegalBasis } from './common.ts';
import { childOf, childrenOf, codeOf, collapseSpace, keepParagraphs, lineOf, paragraphsOf } from './text.ts';
import { type XmlElement } from './xml-tree.ts';

export function readHeader(root: XmlElement): MessageHeader {
  const header = childOf(root, 'header');
  return {
    messageId: lineOf(header, 'nachrichtID'),
    createdAt: lineOf(header, 'erstellungszeitpunkt'),
    referenceId: lineOf(header, 'referenzID'),
    product: lineOf(header, 'produktbezeichnung'),
    maker: lineOf(header, 'produkthersteller'),
    productVersion: lineOf(header, 'produktversion'),
    dataQuality: header === undefined ? null : codeOf(header, 'datenqualitaet'),
  };
}

/** 2.0 calls the state `status`, 3.0 `freigabestatus`; all else has one name. */
export function readElementDetails(element: XmlElement): ElementDetails {
  const list = childOf(childOf(element, 'codelisteReferenz'), 'identifikation');
  return {
    description: paragraphsOf(element, 'beschreibung'),
    definition: paragraphsOf(element, 'definition'),
    elementKind: codeOf(element, 'schemaelementart'),
    status: codeOf(element, 'freigabestatus') ?? codeOf(element, 'status'),
    statusSetOn: lineOf(element, 'statusGesetztAm'),
    validFrom: lineOf(element, 'gueltigAb'),
    validUntil: lineOf(element, 'gueltigBis'),
    versionNote: paragraphsOf(element, 'versionshinweis'),
    releasedOn: lineOf(element, 'freigabedatum'),
    publishedOn: lineOf(element, 'veroeffentlichungsdatum'),
    changedAt: lineOf(element, 'letzteAenderung'),
    legalBasis: readLegalBasis(element),
    codeListId: lineOf(list, 'id'),
    editorNote: null,
    relations: childrenOf(element, 'relation').map((relation) => ({
      predicate: codeOf(relation, 'praedikat') ?? '',
      target: readReference(childOf(relation, 'objekt')) ?? { id: '', version: null },
    })),
    keywords: childrenOf(element, 'stichwort').map((keyword) => ({
      text: collapseSpace(keyword.text),
      uri: keyword.attributes['uri'] ?? null,
    })),
    creator: lineOf(element, 'fachlicherErsteller'),
    statusSetBy: lineOf(element, 'statusGesetztDurch'),
  };
}

export function readReference(element: XmlElement | undefined): ElementReference | null {
  const id = lineOf(element, 'id');
  return id === null ? null : { id, version: lineOf(element, 'version') };
}

export function readRuleDetails(rule: XmlElement, id: string): RuleDetails {
  const attribute = (element: XmlElement, name: string): string => element.attributes[name] ?? '';
  return {
    ...readElementDetails(rule),
    id,
    type: codeOf(rule, 'typ'),
    parameters: childrenOf(rule, 'param').map((parameter) => ({
      element: attribute(parameter, 'element'),
      name: attribute(parameter, 'name'),
      type: lineOf(parameter, 'typ') ?? parameter.attributes['typ'] ?? null,
    })),
    targets: childrenOf(rule, 'ziel').map((target) => ({
      element: attribute(target, 'element'),
      name: attribute(target, 'name'),
    })),
    errors: childrenOf(rule, 'fehler').map((error) => ({
      code: attribute(error, 'code'),
      text: keepParagraphs(error.text),
    })),
  };
}
