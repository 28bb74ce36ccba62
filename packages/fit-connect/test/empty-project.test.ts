import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { packPackage } from '../../../tools/pack-package.ts';
import { testKeys } from '../../../tools/test-keys.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
/** Where npm put a dependency: beside the package when the root holds another version. */
const installed = (name: string) =>
  [join(import.meta.dirname, '../node_modules', name), join(root, 'node_modules', name)].find((place) =>
    existsSync(place),
  ) ?? name;
type Description = {
  exports: Record<string, { types: string; default: string }>;
  dependencies: Record<string, string>;
};

/** Looks at what happened from outside the examples. */
const main = `
import assert from 'node:assert/strict';
import { delivered } from './sender.ts';
import { delivery, saved } from './settings.ts';
await import('./subscriber.ts');
assert.deepEqual(saved.map(({ submissionId, json }) => [submissionId, json]), [[delivered.itemId, { name: 'Müller' }]]);
assert.equal(delivery.item(delivered.itemId).state, 'accepted');
console.log(process.version);
`;

/** Loaded before the examples: hands out keys from the cache of the tests, because making one takes seconds. */
const keyGiver = (pems: readonly string[]) => `
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';
const pems = ${JSON.stringify(pems)};
crypto.generateKeyPair[promisify.custom] = async (type, { modulusLength }) => {
  if (type !== 'rsa' || modulusLength !== 4096) throw new Error('another kind of key');
  const privateKey = crypto.createPrivateKey(pems.shift());
  return { privateKey, publicKey: crypto.createPublicKey(privateKey) };
};
syncBuiltinESMExports();
`;

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

/** The TypeScript blocks of the README by the file name in their heading. */
async function examples(): Promise<Map<string, string>> {
  const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');
  const blocks = readme.matchAll(/^## .*`([a-z]+\.ts)`\n(?:(?!^## )[\s\S])*?```ts\n([\s\S]*?)```/gm);
  return new Map([...blocks].map(([, name = '', code = '']) => [name, code]));
}

/** Node 22 or newer: this one, and what else stands on the PATH. */
async function findNodes(): Promise<Map<number, string>> {
  const nodes = new Map<number, string>();
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  for (const file of new Set([process.execPath, ...onPath].filter(existsSync).map((file) => realpathSync(file)))) {
    const { stdout } = await run(file, ['--version']);
    const major = Number(/^v(\d+)\./.exec(stdout)?.[1] ?? 0);
    if (major >= 22 && !nodes.has(major)) nodes.set(major, file);
  }
  return nodes;
}

const nodes = await findNodes();
let folder = '';
let tarball = '';

before(async () => {
  folder = realpathSync(await mkdtemp(join(tmpdir(), 'empty-project-')));
  tarball = await packPackage('packages/fit-connect', folder);
  const home = join(folder, 'node_modules/@verbund/fit-connect');
  await mkdir(home, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', home, '--strip-components=1']);
  const { dependencies } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as Description;
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    const link = join(folder, 'node_modules', name);
    await mkdir(join(link, '..'), { recursive: true });
    await symlink(installed(name), link);
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(strictest));
  await writeFile(join(folder, 'main.ts'), main);
  const pems = (await testKeys(4)).map(({ privateKey }) => privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await writeFile(join(folder, 'keys.mjs'), keyGiver(pems.map(String)), { mode: 0o600 });
  for (const [name, code] of await examples()) await writeFile(join(folder, name), code);
});

after(() => rm(folder, { recursive: true, force: true }));

test('the tarball holds programs and declarations, and nothing of this repository', async () => {
  const { stdout } = await run('tar', ['-tzf', tarball]);
  const files = stdout.trim().split('\n');
  for (const name of ['LICENSE', 'README.md', 'CHANGELOG.md', 'package.json', 'dist/index.js', 'dist/index.d.ts'])
    assert.ok(files.includes(`package/${name}`), name);
  const foreign = files.filter((name) => !/\/(dist\/.+\.(js|d\.ts)|[A-Z]+(\.md)?|package\.json)$/.test(name));
  assert.deepEqual(foreign, []);
  const home = join(folder, 'node_modules/@verbund/fit-connect');
  const text = await readFile(join(home, 'package.json'), 'utf8');
  assert.ok(!/"(devDependencies|scripts|private|workspaces)"|\.ts"(?<!\.d\.ts")/.test(text), text);
  const entries = Object.values((JSON.parse(text) as Description).exports);
  assert.equal(entries.length, 2);
  for (const entry of entries) for (const file of Object.values(entry)) assert.ok(existsSync(join(home, file)), file);
});

test('sender and subscriber of the README are 15 lines each and fit the declarations', async () => {
  const blocks = await examples();
  assert.deepEqual([...blocks.keys()], ['sender.ts', 'subscriber.ts', 'settings.ts']);
  for (const name of ['sender.ts', 'subscriber.ts'])
    assert.ok((blocks.get(name)?.trim().split('\n').length ?? 99) <= 15, name);
  await run(process.execPath, [installed('typescript-7/bin/tsc'), '-p', folder]).catch((error: unknown) => {
    assert.fail(error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error));
  });
});

for (const major of [22, 24, ...[...nodes.keys()].filter((found) => found !== 22 && found !== 24)]) {
  const node = nodes.get(major);
  test(
    `the README runs in an empty project under Node ${major}`,
    {
      skip: node === undefined ? `skipped: no Node.js ${major} on the PATH` : false,
    },
    async () => {
      const { stdout } = await run(node ?? '', ['--import', './keys.mjs', 'out/main.js'], { cwd: folder, env: {} });
      assert.match(stdout, new RegExp(`^v${major}\\.`));
    },
  );
}
