import { type FormModel, type FormNode, type LocalText, type SchemaNode } from '@verbund/xdatenfelder';

export interface Gaps {
  missing: number;
  total: number;
}

/** Longer lists are registers (places, states, professions) whose names nobody translates one by one. */
export const countedValues = 200;

/** Texts that a page shows and that lack English or plain language, by page. Help counts where there is German help. */
export function textGaps(form: FormModel, layer: 'en' | 'simple'): { whole: Gaps; byPage: ReadonlyMap<string, Gaps> } {
  const byPage = new Map<string, Gaps>();
  for (const page of form.pages) {
    const gaps = count([page.title, ...page.nodes.flatMap((path) => textsBelow(form, path))], layer);
    byPage.set(page.id, gaps);
  }
  const all = [...byPage.values(), count([form.title], layer)];
  const sum = (key: keyof Gaps): number => all.reduce((total, gaps) => total + gaps[key], 0);
  return { whole: { missing: sum('missing'), total: sum('total') }, byPage };
}

/** The same for one node alone, without those in it. */
export function nodeGaps(form: FormNode, layer: 'en' | 'simple'): Gaps {
  return count(textsOf(form), layer);
}

function textsBelow(form: FormModel, path: string): LocalText[] {
  const own = form.nodes[path];
  if (own === undefined) return [];
  const children: readonly SchemaNode[] = own.node.kind === 'group' ? own.node.children : [];
  return [...textsOf(own), ...children.flatMap((child) => textsBelow(form, child.path))];
}

function textsOf({ node, label, help, content, values }: FormNode): LocalText[] {
  if (node.kind === 'field' && node.fieldKind === 'hidden') return [];
  // A text field shows its content in place of the label.
  const main = content === null ? [label, help] : [content];
  const names = values !== null && values.length <= countedValues ? values.map((value) => value.label) : [];
  return [...main, ...names].filter((text) => text !== null && text.de.trim() !== '').filter((text) => text !== null);
}

function count(texts: readonly LocalText[], layer: 'en' | 'simple'): Gaps {
  return { missing: texts.filter((text) => (text[layer] ?? null) === null).length, total: texts.length };
}
