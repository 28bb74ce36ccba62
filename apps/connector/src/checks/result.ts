/** `mend` says what to do; a warning alone does not fail the check. */
export type CheckResult = {
  /** Name in the configuration; missing for what concerns the whole program. */
  destination?: string;
  check: string;
  result: 'good' | 'warning' | 'failed';
  message: string;
  mend?: string;
};

export const good = (check: string, message: string): CheckResult => ({ check, result: 'good', message });
export const warning = (check: string, message: string, mend: string): CheckResult => ({
  check,
  result: 'warning',
  message,
  mend,
});
export const failed = (check: string, message: string, mend: string): CheckResult => ({
  check,
  result: 'failed',
  message,
  mend,
});

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
