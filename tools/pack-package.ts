// Makes a publishable package of a workspace under packages/: compiled to dist with declarations, without anything that
// only works inside this repository.   node --import tsx tools/pack-package.ts packages/fit-connect [folder]
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const compiler = join(root, 'node_modules/typescript-7/bin/tsc');

type PackageJson = {
  name: string;
  version: string;
  exports: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: unknown;
  [member: string]: unknown;
};

/** Writes the content of the package, as it will be published, into the empty folder `target`. */
export async function stagePackage(workspace: string, target: string): Promise<void> {
  const source = resolve(root, workspace);
  const description = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as PackageJson;
  await mkdir(target, { recursive: true });
  await compile(source, target);
  await writeFile(join(target, 'package.json'), `${JSON.stringify(published(description), null, 2)}\n`);
  for (const name of ['README.md', 'CHANGELOG.md', 'docs/api.md']) await cp(join(source, name), join(target, name));
  await cp(join(root, 'LICENSE'), join(target, 'LICENSE'));
}

/** Stages and packs. Resolves with the path of the tarball in `folder`. Needs no registry. */
export async function packPackage(workspace: string, folder: string): Promise<string> {
  const staging = await mkdtemp(join(tmpdir(), `pack-${basename(workspace)}-`));
  try {
    await stagePackage(workspace, staging);
    await mkdir(folder, { recursive: true });
    const { stdout } = await run(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--offline', '--loglevel=error', '--pack-destination', resolve(folder)],
      { cwd: staging },
    );
    const [packed] = JSON.parse(stdout) as { filename: string }[];
    if (packed === undefined) throw new Error(`npm packed nothing: ${stdout}`);
    return join(resolve(folder), packed.filename);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function compile(source: string, target: string): Promise<void> {
  const dist = join(target, 'dist');
  const config = join(target, 'tsconfig.json');
  const compilerOptions = {
    noEmit: false,
    outDir: dist,
    rootDir: join(source, 'src'),
    declaration: true,
    rewriteRelativeImportExtensions: true,
    allowImportingTsExtensions: false,
    // Declarations of dependencies name types of the browser; ours do not.
    lib: ['es2024', 'esnext.disposable', 'dom'],
    typeRoots: [join(root, 'node_modules/@types')],
  };
  await writeFile(
    config,
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions,
      include: [join(source, 'src')],
      exclude: [join(source, 'src/**/*.test.ts')],
    }),
  );
  await run(process.execPath, [compiler, '-p', config]).catch((error: unknown) => {
    const output = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    throw new Error(`${basename(source)} does not compile by itself:\n${output}`, { cause: error });
  });
  await rm(config);
  // The compiler rewrites `./x.ts` in the programs but not in the declarations.
  for (const entry of await readdir(dist, { recursive: true })) {
    if (!entry.endsWith('.d.ts')) continue;
    const file = join(dist, entry);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/(from |import\()(['"])(\.{1,2}\/[^'"]+)\.ts\2/g, '$1$2$3.js$2'));
  }
}

/** The package.json as others get it: exports lead to dist, and nothing for developers of this repository is left. */
function published({ devDependencies: _tools, ...description }: PackageJson): PackageJson {
  for (const name of Object.keys(description.dependencies ?? {})) {
    if (name.startsWith('@verbund/'))
      throw new Error(`${description.name} depends on ${name}, which only this repository has`);
  }
  const exports = Object.entries(description.exports).map(([entry, file]) => {
    const compiled = file.replace(/^\.\/src\/(.+)\.ts$/, './dist/$1');
    if (compiled === file) throw new Error(`exports["${entry}"] is no source file: ${file}`);
    return [entry, { types: `${compiled}.d.ts`, default: `${compiled}.js` }] as const;
  });
  return {
    ...description,
    exports: Object.fromEntries(exports) as unknown as PackageJson['exports'],
    files: ['dist', 'docs', 'CHANGELOG.md'],
    publishConfig: { access: 'public' },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [workspace, folder = 'data/packages'] = process.argv.slice(2);
  if (workspace === undefined) {
    console.error('node --import tsx tools/pack-package.ts <packages/name> [folder for the tarball]');
    process.exit(2);
  }
  console.log(await packPackage(workspace, folder));
}
