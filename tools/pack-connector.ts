// Makes verbund-connector-<version>.tgz: one program without dependencies, for a computer that has Node 24 and no registry.
//   node --import tsx tools/pack-connector.ts [folder]
import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const run = promisify(execFile);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'apps/connector');

/** Builds and packs. Resolves with the path of the tarball in `folder`. */
export async function packConnector(folder: string): Promise<string> {
  const staging = await mkdtemp(join(tmpdir(), 'pack-connector-'));
  try {
    const bundled = await bundle(join(staging, 'dist'));
    await cp(join(source, 'bin'), join(staging, 'bin'), { recursive: true });
    await chmod(join(staging, 'bin/verbund-connector.mjs'), 0o755);
    await cp(join(source, 'systemd'), join(staging, 'systemd'), { recursive: true });
    await cp(join(source, 'README.md'), join(staging, 'README.md'));
    await cp(join(root, 'LICENSE'), join(staging, 'LICENSE'));
    await writeFile(join(staging, 'THIRD-PARTY-LICENSES.txt'), await noticesOf(bundled));
    await writeFile(join(staging, 'package.json'), `${JSON.stringify(await description(), null, 2)}\n`);
    await mkdir(folder, { recursive: true });
    const args = ['pack', '--json', '--ignore-scripts', '--offline', '--loglevel=error'];
    const { stdout } = await run('npm', [...args, '--pack-destination', resolve(folder)], { cwd: staging });
    const [packed] = JSON.parse(stdout) as { filename: string }[];
    if (packed === undefined) throw new Error(`npm packed nothing: ${stdout}`);
    return join(resolve(folder), packed.filename);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** @returns folders of the packages that went into the bundle */
async function bundle(outdir: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: { connector: join(source, 'src/main.ts') },
    outdir,
    absWorkingDir: root,
    bundle: true,
    // What reads XML is a megabyte; it is loaded only where XML comes.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    outExtension: { '.js': '.mjs' },
    banner: {
      js: `import { createRequire as verbundRequire } from 'node:module';\nconst require = verbundRequire(import.meta.url);`,
    },
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
  });
  const folders = Object.keys(metafile.inputs).flatMap((path) => {
    const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
    return folder === undefined ? [] : [join(root, folder)];
  });
  return [...new Set(folders)].sort();
}

async function description(): Promise<Record<string, unknown>> {
  const own = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as Record<string, unknown>;
  const { version, license, type, bin, description: text } = own;
  return {
    name: 'verbund-connector',
    version,
    description: text,
    license,
    type,
    bin,
    engines: { node: '>=24' },
    files: ['bin', 'dist', 'systemd', 'THIRD-PARTY-LICENSES.txt'],
  };
}

async function noticesOf(folders: readonly string[]): Promise<string> {
  const parts: string[] = [];
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
    parts.push([`${String(name)} ${String(version)} (${String(license)})`, ...texts].join('\n\n'));
  }
  return `verbund-connector contains the following packages.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await packConnector(process.argv[2] ?? 'data/packages'));
}
