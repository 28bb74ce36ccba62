import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const SKIPPED_FOLDERS = new Set(['node_modules', 'data', 'coverage', 'test-results', '.git']);

/** Every file below `root`, as paths relative to it with forward slashes, sorted. */
export function listFiles(root: string, below: readonly string[] = ['.']): string[] {
  const found: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name)) walk(path);
      } else if (entry.isFile()) {
        found.push(relative(root, path).split(sep).join('/'));
      }
    }
  };
  for (const folder of below) {
    try {
      walk(join(root, folder));
    } catch (error) {
      // A workspace folder that does not exist yet is not a finding.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return found.sort();
}

/** What a repository check says about one place: which rule, where, and how to mend it. */
export interface Finding {
  file: string;
  line: number;
  rule: string;
  message: string;
  wayOut: string;
}

/** Prints findings and returns the exit code. */
export function report(name: string, findings: readonly Finding[], checked: string): number {
  for (const f of findings) {
    console.error(`${f.file}:${f.line}  [${f.rule}] ${f.message}\n    way out: ${f.wayOut}`);
  }
  console.log(`${name}: ${checked}, ${findings.length} finding${findings.length === 1 ? '' : 's'}`);
  return findings.length === 0 ? 0 : 1;
}
