/** Milliseconds and megabytes. */
export interface FimMeasure {
  import: number;
  /** Reading with its quality check, without lists and rules. */
  parse: number;
  peak: number;
  empty: number;
  /** Texts of rules. */
  rules: number;
  evaluate: number;
}
