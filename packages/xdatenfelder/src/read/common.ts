import { type LegalBasis } from '../model.ts';
import { childOf, childrenOf, collapseSpace, lineOf } from './text.ts';
import { type XmlElement } from './xml-tree.ts';

export function identifierOf(element: XmlElement): { id: string | null; version: string | null } {
  const identification = childOf(element, 'identifikation');
  return { id: lineOf(identification, 'id'), version: lineOf(identification, 'version') };
}

export function readLegalBasis(element: XmlElement): LegalBasis[] {
  return childrenOf(element, 'bezug').flatMap((reference) => {
    const text = collapseSpace(reference.text);
    const link = reference.attributes['link'] ?? null;
    return text === '' && link === null ? [] : [{ text: text || (link ?? ''), link: safeLink(link) }];
  });
}

/** A link ends up as href on public pages; anything but http(s) is dropped. */
function safeLink(link: string | null): string | null {
  return link !== null && /^https?:\/\/[^\s"<>]+$/iu.test(link) ? link : null;
}

export function mergeLegalBasis(here: LegalBasis[], general: LegalBasis[]): LegalBasis[] {
  const known = new Set(here.map((basis) => basis.text));
  return [...here, ...general.filter((basis) => !known.has(basis.text))];
}
