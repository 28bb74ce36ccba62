import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execFileSync } from 'node:child_process';
import { type Finding, listFiles, report } from './source-files.ts';

const MAX_LINES = 500;
const README_LINES = 80;
const TEXT_FILE =
  /\.(ts|tsx|js|mjs|json|md|sql|yml|yaml|css|svg|html|typ|sh|txt|npmrc|gitignore)$|(^|\/)(LICENSE|run|Dockerfile)$/;
const EXEMPT_FROM_SIZE = /(\.gen\.|\/assets\/|\/seeds\/|\/fixtures\/|package-lock\.json$|LICENSE|\/texts\/)/;

interface SizeException {
  file: string;
  lines: number;
  /** Day until which the file must be split, YYYY-MM-DD. */
  until: string;
}

// Written in pieces so that this file does not find itself.
const SECRETS: readonly [RegExp, string][] = [
  [new RegExp('-----BEGIN ' + '([A-Z]+ )?PRIVATE KEY-----'), 'a private key'],
  [/"d"\s*:\s*"[A-Za-z0-9_-]{40,}"/, 'the private part of a JWK'],
  [/\bAKIA[0-9A-Z]{16}\b/, 'an access key'],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b/, 'an access token'],
  [/\b(password|passwort|secret|api_?key)\b['"]?\s*[:=]\s*['"][A-Za-z0-9+/_=-]{20,}['"]/i, 'a secret in a literal'],
  [/\b[a-z]+:\/\/[^\s:/@'"`$<{]+:[^\s:/@'"`$<{]{8,}@(?!localhost|127\.0\.0\.1)/, 'a password in an address'],
];
const MACHINE_PATH = /(?<![\w.~*/$}-])\/(work|root|home|tmp|opt)\/[\w.]/;
const REGISTRY = /registry\.[a-z0-9.-]+\.[a-z]{2,}|[a-z0-9.-]*artifactory[a-z0-9.-]*\.[a-z]{2,}/i;
const MIGRATION = /\/migrations\/(?<name>[^/]+)$/;

type Check = (file: string, text: string) => Finding[];

const at = (file: string, line: number, rule: string, message: string, wayOut: string): Finding => ({
  file,
  line,
  rule,
  message,
  wayOut,
});

const isTestFile = (file: string): boolean => /\.test\.tsx?$|(^|\/)test\/|^e2e\//.test(file);

/** Lines that hold something that does not belong into a public repository. */
export const checkLines: Check = (file, text) => {
  const findings: Finding[] = [];
  const generated = file === 'package-lock.json';
  for (const [index, line] of text.split('\n').entries()) {
    for (const [pattern, what] of SECRETS) {
      if (!generated && pattern.test(line)) {
        findings.push(
          at(file, index + 1, 'no-secrets', `looks like ${what}`, 'make it at start, or read it from a file'),
        );
      }
    }
    if (!generated && MACHINE_PATH.test(line) && !isTestFile(file)) {
      findings.push(
        at(file, index + 1, 'no-machine-paths', line.trim().slice(0, 80), 'use a relative path or a setting'),
      );
    }
    if (REGISTRY.test(line)) {
      findings.push(at(file, index + 1, 'no-registry-hosts', line.trim().slice(0, 80), 'leave the registry to npm'));
    }
  }
  return findings;
};

/** Files over the limit, unless they stand in the list that may only shrink. */
export function checkSize(file: string, text: string, exceptions: readonly SizeException[], today: string): Finding[] {
  if (EXEMPT_FROM_SIZE.test(file) || !/\.(ts|tsx|mjs|js|sql|css)$/.test(file)) return [];
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (lines <= MAX_LINES) return [];
  const exception = exceptions.find((e) => e.file === file);
  if (exception === undefined) {
    return [at(file, 1, 'file-size', `${lines} lines, ${MAX_LINES} allowed`, 'split it by subject')];
  }
  if (lines > exception.lines) {
    return [
      at(file, 1, 'file-size', `${lines} lines, it had ${exception.lines}`, 'the list may only shrink: split it'),
    ];
  }
  return exception.until < today
    ? [at(file, 1, 'file-size', `was to be split until ${exception.until}`, 'split it by subject now')]
    : [];
}

/** Relative links of a Markdown file that lead nowhere. */
export function checkLinks(file: string, text: string, exists: (path: string) => boolean): Finding[] {
  const findings: Finding[] = [];
  let fenced = false;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    if (fenced) continue;
    for (const match of line.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)) {
      const target = (match[1] ?? '').replace(/#.*$/, '');
      if (target === '' || /^[a-z][a-z0-9+.-]*:/i.test(target)) continue;
      const path = posix.join(posix.dirname(file), decodeURIComponent(target));
      if (!exists(path)) {
        findings.push(at(file, index + 1, 'docs-links', `${target} does not exist`, 'correct or remove the link'));
      }
    }
  }
  return findings;
}

/** Names and numbering of migrations: 0001-words.sql, no number twice. */
export function checkMigrations(files: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const name = MIGRATION.exec(file)?.groups?.['name'];
    if (name === undefined || !file.startsWith('apps/')) continue;
    if (!/^\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.sql$/.test(name)) {
      findings.push(at(file, 1, 'migration-name', name, 'name it 0001-words.sql'));
      continue;
    }
    const folder = posix.dirname(file);
    folders.set(folder, [...(folders.get(folder) ?? []), name]);
  }
  for (const [folder, names] of folders) {
    const numbers = new Set<string>();
    for (const name of names.toSorted()) {
      const number = name.slice(0, 4);
      if (numbers.has(number)) {
        const wayOut = 'give the younger one the next free number';
        findings.push(at(`${folder}/${name}`, 1, 'migration-name', `number ${number} is there twice`, wayOut));
      }
      numbers.add(number);
    }
  }
  return findings;
}

/** Every module says in one screen what it is. */
export function checkModuleReadmes(files: readonly string[], read: (file: string) => string): Finding[] {
  const findings: Finding[] = [];
  const modules = new Set(files.map((f) => /^apps\/platform\/src\/modules\/([^/]+)\//.exec(f)?.[1]).filter((m) => m));
  for (const name of modules) {
    const file = `apps/platform/src/modules/${name}/README.md`;
    const lines = files.includes(file) ? read(file).split('\n').length : 0;
    if (lines < 5) {
      findings.push(at(file, 1, 'module-readme', 'is missing', 'purpose, tables, what it exposes, events, standards'));
    } else if (lines > README_LINES) {
      findings.push(at(file, 1, 'module-readme', `${lines} lines`, `one screen: at most ${README_LINES} lines`));
    }
  }
  return findings;
}

/** Paths inside a text object; functions and strings both count as leaves. */
function keysOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, path === '' ? key : `${path}.${key}`));
}

/** Compares two text objects and says which keys one of them lacks; also empty texts. */
export function compareTexts(folder: string, de: unknown, en: unknown): Finding[] {
  const [german, english] = [keysOf(de), keysOf(en)];
  const lack = (keys: string[], others: string[], file: string): Finding[] =>
    others
      .filter((key) => !keys.includes(key))
      .map((key) =>
        at(`${folder}/${file}`, 1, 'texts', `lacks ${key}`, 'translate it; both languages have the same keys'),
      );
  return [...lack(german, english, 'de.ts'), ...lack(english, german, 'en.ts')];
}

async function checkTexts(root: string, files: readonly string[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const file of files.filter((f) => /^apps\/.*\/texts\/de\.tsx?$/.test(f))) {
    const folder = posix.dirname(file);
    const other = posix.join(folder, posix.basename(file).replace('de.', 'en.'));
    if (!files.includes(other)) {
      findings.push(at(file, 1, 'texts', 'has no English counterpart', `write ${other}`));
      continue;
    }
    const [de, en] = (await Promise.all([file, other].map((f) => import(join(root, f))))) as Record<string, unknown>[];
    findings.push(...compareTexts(folder, de?.['de'], en?.['en']));
  }
  return findings;
}

/** Files that git knows or would add; the data folder and the like are none of our business. */
function repositoryFiles(root: string): string[] {
  try {
    const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
    const out = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], options);
    return out.split('\0').filter((f) => f !== '' && existsSync(join(root, f)));
  } catch {
    // A source archive without .git is checked as it lies.
    return listFiles(root);
  }
}

/** Runs every repository rule. */
export async function checkRepository(root: string, today: string): Promise<{ findings: Finding[]; files: number }> {
  const files = repositoryFiles(root);
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  const exceptions = JSON.parse(read('tools/size-exceptions.json')) as SizeException[];
  const findings: Finding[] = [];
  for (const file of files.filter((f) => TEXT_FILE.test(f))) {
    const text = read(file);
    findings.push(...checkLines(file, text), ...checkSize(file, text, exceptions, today));
    if (file.endsWith('.md')) findings.push(...checkLinks(file, text, (path) => existsSync(join(root, path))));
  }
  findings.push(...checkMigrations(files), ...checkModuleReadmes(files, read), ...(await checkTexts(root, files)));
  return { findings, files: files.length };
}

if (import.meta.filename === process.argv[1]) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const { findings, files } = await checkRepository(root, new Date().toISOString().slice(0, 10));
  process.exitCode = report('repository rules', findings, `${files} files`);
}
