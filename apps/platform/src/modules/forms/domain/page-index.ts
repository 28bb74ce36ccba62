import { type FormModel } from '@verbund/xdatenfelder';

/** Positions of the pages that show a node, by node path; a group above its pages has none here. */
export type PageIndex = ReadonlyMap<string, readonly number[]>;

const indexes = new WeakMap<FormModel, PageIndex>();

/** Found once per form: a form asked question by question has as many pages as questions. */
export function pageIndex(form: FormModel): PageIndex {
  const known = indexes.get(form);
  if (known !== undefined) return known;
  const byRoot = new Map<string, number[]>();
  form.pages.forEach((page, position) => {
    for (const root of page.nodes) byRoot.set(root, [...(byRoot.get(root) ?? []), position]);
  });
  const index = new Map<string, readonly number[]>();
  for (const path of Object.keys(form.nodes)) {
    const positions = new Set<number>();
    for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
      for (const position of byRoot.get(at) ?? []) positions.add(position);
    }
    if (positions.size > 0)
      index.set(
        path,
        [...positions].sort((a, b) => a - b),
      );
  }
  indexes.set(form, index);
  return index;
}

/** The page to go to for a node: the one that shows it, else the first one that shows a part of it. */
export function pagePositionOf(form: FormModel, nodePath: string): number | null {
  const shown = pageIndex(form).get(nodePath)?.[0];
  if (shown !== undefined) return shown;
  const part = form.pages.findIndex((page) => page.nodes.some((root) => root.startsWith(`${nodePath}/`)));
  return part === -1 ? null : part;
}
