/** One observation of a check. `path` is a JSON pointer into what was checked, empty for the whole. */
export type Finding = { level: 'error' | 'warning'; code: string; path: string; message: string };

/** True when nothing forbids going on; warnings do not count. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.level === 'error');
}
