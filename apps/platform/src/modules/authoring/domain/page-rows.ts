import { isRepeatable, nodesByPath, type SchemaModel, type SchemaNode } from '@verbund/xdatenfelder';

/** One line of a page in the editor. */
export interface PageRow {
  node: SchemaNode;
  /** Place of the node in the schema. */
  element: number;
  depth: number;
  /** False for parts of a list or of a choice, which stay together. */
  movable: boolean;
  /** Nothing of the page stands before it: a page cannot break there. */
  leads: boolean;
  /** Nothing of the page follows it. */
  trails: boolean;
}

/** Everything on a page in the order in which it is shown. */
export function pageRows(schema: SchemaModel, roots: readonly string[]): PageRow[] {
  const places = elementPlaces(schema);
  const rows: PageRow[] = [];
  const visit = (node: SchemaNode, row: Omit<PageRow, 'node' | 'element'>): void => {
    rows.push({ node, element: places.get(node.path) ?? 0, ...row });
    if (node.kind !== 'group') return;
    const movable = row.movable && !isRepeatable(node) && !node.choice;
    node.children.forEach((child, at) => {
      const trails = row.trails && at === node.children.length - 1;
      visit(child, { depth: row.depth + 1, movable, leads: row.leads && at === 0, trails });
    });
  };
  const known = roots.flatMap((root) => nodesByPath(schema).get(root) ?? []);
  known.forEach((node, at) => {
    const movable = !isInWhole(schema, node.path);
    visit(node, { depth: 0, movable, leads: at === 0, trails: at === known.length - 1 });
  });
  return rows;
}

/** An overlay may have put a part of a list on a page of its own. */
function isInWhole(schema: SchemaModel, path: string): boolean {
  const segments = path.split('/');
  return segments.slice(1).some((_, index) => {
    const above = nodesByPath(schema).get(segments.slice(0, index + 1).join('/'));
    return above?.kind === 'group' && (isRepeatable(above) || above.choice);
  });
}

export function elementAt(schema: SchemaModel, place: string): SchemaNode | null {
  if (!/^\d{1,5}$/u.test(place)) return null;
  return [...nodesByPath(schema).values()][Number(place)] ?? null;
}

export function elementPlaces(schema: SchemaModel): ReadonlyMap<string, number> {
  return new Map([...nodesByPath(schema).keys()].map((path, place) => [path, place]));
}

/** Questions among them, for people who count. */
export function questionCount(rows: readonly PageRow[]): number {
  return rows.filter(({ node }) => node.kind === 'field' && node.fieldKind !== 'label' && node.fieldKind !== 'hidden')
    .length;
}
