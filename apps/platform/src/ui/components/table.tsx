import { type ComponentChildren, type VNode } from 'preact';

export interface Column {
  key: string;
  header: string;
  numeric?: boolean;
}

export interface TableProps {
  /** Says what the table shows; read first by screen readers. */
  caption: string;
  captionHidden?: boolean;
  columns: readonly Column[];
  rows: readonly { key: string; cells: Readonly<Record<string, ComponentChildren>> }[];
}

/**
 * Data table; the first column heads its row. On narrow screens every row becomes a block with the names of the
 * columns in it; the explicit roles keep it a table for screen readers then.
 */
export function Table(p: TableProps): VNode {
  return (
    <table class="kern-table vb-table" role="table">
      <caption class={p.captionHidden === true ? 'kern-sr-only' : 'kern-title'}>{p.caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {p.columns.map((column) => (
            <th key={column.key} scope="col" role="columnheader" class={column.numeric === true ? 'vb-num' : undefined}>
              {column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {p.rows.map((row) => (
          <tr key={row.key} role="row">
            {p.columns.map((column, i) =>
              i === 0 ? (
                <th key={column.key} scope="row" role="rowheader">
                  {row.cells[column.key]}
                </th>
              ) : (
                <td
                  key={column.key}
                  role="cell"
                  data-label={column.header}
                  class={column.numeric === true ? 'vb-num' : undefined}
                >
                  {row.cells[column.key]}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
