/** One fact of several offers; [] is unknown. */
export interface SideBySide {
  id: string;
  label: string;
  values: readonly (readonly string[])[];
}

export interface ComparedRow extends SideBySide {
  /** Said in words on the page: colour alone would not do. */
  differs: boolean;
}

/** Unknown against known differs; the order inside a list does not. */
export function comparisonOf(rows: readonly SideBySide[]): readonly ComparedRow[] {
  const keyOf = (lines: readonly string[]): string => JSON.stringify(lines.toSorted());
  return rows.map((row) => ({ ...row, differs: new Set(row.values.map(keyOf)).size > 1 }));
}
