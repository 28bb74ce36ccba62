// An empty project with a packed package of this repository in it, as somebody else would have it; for tests.
import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { packPackage } from './pack-package.ts';

const run = promisify(execFile);
const root = dirname(dirname(fileURLToPath(import.meta.url)));

interface PackedDescription {
  exports: Record<string, Record<string, string>>;
  dependencies: Record<string, string>;
}

export interface EmptyProject {
  folder: string;
  /** Where the package is installed. */
  home: string;
  /** Paths in the tarball, without the folder `package/` around them. */
  files: readonly string[];
  description: PackedDescription;
  /** Text of the published package.json. */
  descriptionText: string;
  write(name: string, text: string): Promise<void>;
  /** Compiles all TypeScript files under the strictest rules to `out/`; throws what the compiler says. */
  compile(): Promise<void>;
  /** Runs a file with a Node.js and nothing of this repository's environment; resolves with what it prints. */
  run(node: string, args: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

const strictest = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noPropertyAccessFromIndexSignature: true,
    noUnusedLocals: true,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    skipLibCheck: true,
    rewriteRelativeImportExtensions: true,
    outDir: 'out',
  },
  include: ['*.ts'],
};

/** Packs the workspace (`packages/…`) and installs it; its dependencies are linked from this repository. */
export async function createEmptyProject(workspace: string): Promise<EmptyProject> {
  const folder = realpathSync(await mkdtemp(join(tmpdir(), 'empty-project-')));
  const tarball = await packPackage(workspace, folder);
  const { name } = JSON.parse(await readFile(join(root, workspace, 'package.json'), 'utf8')) as { name: string };
  const home = join(folder, 'node_modules', name);
  await mkdir(home, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', home, '--strip-components=1']);
  const { stdout } = await run('tar', ['-tzf', tarball]);
  const descriptionText = await readFile(join(home, 'package.json'), 'utf8');
  const description = JSON.parse(descriptionText) as PackedDescription;
  for (const dependency of [...Object.keys(description.dependencies), '@types/node']) {
    const link = join(folder, 'node_modules', dependency);
    await mkdir(dirname(link), { recursive: true });
    await symlink(installed(workspace, dependency), link);
  }
  const write = (file: string, text: string): Promise<void> => writeFile(join(folder, file), text, { mode: 0o600 });
  await write('package.json', JSON.stringify({ type: 'module' }));
  await write('tsconfig.json', JSON.stringify(strictest));
  return {
    folder,
    home,
    files: stdout
      .trim()
      .split('\n')
      .map((file) => file.replace(/^package\//, '')),
    description,
    descriptionText,
    write,
    async compile() {
      const compiler = join(root, 'node_modules/typescript-7/bin/tsc');
      await run(process.execPath, [compiler, '-p', folder]).catch((error: unknown) => {
        throw new Error(error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error));
      });
    },
    run: async (node, args) => (await run(node, [...args], { cwd: folder, env: {} })).stdout,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Where npm put a dependency: beside the package when the root holds another version. */
function installed(workspace: string, name: string): string {
  const places = [join(root, workspace, 'node_modules', name), join(root, 'node_modules', name)];
  return places.find((place) => existsSync(place)) ?? name;
}

/** What a published package must not hold: sources, tests, anything for developers of this repository. */
export function foreignFiles({ files }: EmptyProject): string[] {
  return files.filter((name) => !/^(dist\/.+\.(js|d\.ts)|docs\/api\.md|[A-Z]+(\.md)?|package\.json)$/.test(name));
}

/** Files that the `exports` of the package name and that are not there. */
export function missingExports({ description, home }: EmptyProject): string[] {
  const named = Object.values(description.exports).flatMap((entry) => Object.values(entry));
  return named.filter((file) => !existsSync(join(home, file)));
}

/** Node 22 or newer: this one, and what else stands on the PATH. By major version; null where there is none. */
export async function nodesToTry(): Promise<ReadonlyMap<number, string | null>> {
  const nodes = new Map<number, string | null>([
    [22, null],
    [24, null],
  ]);
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  for (const file of new Set([process.execPath, ...onPath].filter(existsSync).map((file) => realpathSync(file)))) {
    const { stdout } = await run(file, ['--version']);
    const major = Number(/^v(\d+)\./.exec(stdout)?.[1] ?? 0);
    if (major >= 22) nodes.set(major, nodes.get(major) ?? file);
  }
  return nodes;
}
