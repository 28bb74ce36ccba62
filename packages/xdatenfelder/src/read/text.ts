import { type XmlElement } from './xml-tree.ts';

/** Labels: exporters leave tabs, line breaks and `&#xD;` inside; collapse all white space. */
export function collapseSpace(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** Help and static text: keep lines and single blank lines, drop everything else. */
export function keepParagraphs(text: string): string {
  return text
    .replace(/\r\n?/gu, '\n')
    .split('\n')
    .map((line) => line.replace(/\s+/gu, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
}

export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** Collapsed text of a child, `null` when absent or blank. */
export function lineOf(element: XmlElement | undefined, name: string): string | null {
  return collapseSpace(childOf(element, name)?.text ?? '') || null;
}

/** Text of a child with its paragraphs, `null` when absent or blank. */
export function paragraphsOf(element: XmlElement, name: string): string | null {
  return keepParagraphs(childOf(element, name)?.text ?? '') || null;
}

/** Coded values are `<x listURI=…><code>…</code></x>`, the `code` in no namespace. */
export function codeOf(element: XmlElement, name: string): string | null {
  return lineOf(childOf(element, name), 'code');
}
