import assert from 'node:assert/strict';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  createEmptyProject,
  type EmptyProject,
  foreignFiles,
  missingExports,
  nodesToTry,
} from '../../../tools/empty-project.ts';

/** Looks at what happened from outside the example. */
const main = `
import assert from 'node:assert/strict';
import { delivery, errors, findings, unrecognised } from './example.ts';
assert.deepEqual([findings.filter(({ level }) => level === 'error'), unrecognised], [[], []]);
assert.deepEqual(delivery, { G99000010500: [{ F99000010501: 'Bello' }] });
assert.ok(errors.some(({ code }) => code === 'required'), JSON.stringify(errors));
console.log(process.version);
`;

/** The first TypeScript block of the README. */
async function example(): Promise<string> {
  const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');
  return /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
}

let project: EmptyProject;

before(async () => {
  project = await createEmptyProject('packages/xdatenfelder');
  const schema = join(import.meta.dirname, '../../../apps/platform/seeds/schemas/hundesteuer-anmeldung.xml');
  await copyFile(schema, join(project.folder, 'hundesteuer-anmeldung.xml'));
  await project.write('example.ts', await example());
  await project.write('main.ts', main);
});

after(() => project.remove());

test('the tarball holds programs and declarations, and nothing of this repository', () => {
  for (const name of ['LICENSE', 'README.md', 'CHANGELOG.md', 'package.json', 'dist/index.js', 'dist/index.d.ts'])
    assert.ok(project.files.includes(name), name);
  assert.deepEqual([foreignFiles(project), missingExports(project)], [[], []]);
  assert.ok(!/"(devDependencies|scripts|private|workspaces)"/.test(project.descriptionText));
  assert.deepEqual(Object.keys(project.description.dependencies), ['saxes'], 'no dependency on the platform');
});

test('the example of the README is ten lines beside its imports, and fits the declarations', async () => {
  const lines = (await example()).split('\n').filter((line) => line !== '' && !line.startsWith('import '));
  assert.ok(lines.length <= 10, lines.join('\n'));
  await project.compile();
});

for (const [major, node] of await nodesToTry()) {
  const skip = node === null ? `skipped: no Node.js ${major} on the PATH` : false;
  test(`the example of the README runs in an empty project under Node ${major}`, { skip }, async () => {
    assert.match(await project.run(node ?? '', ['out/main.js']), new RegExp(`^v${major}\\.`));
  });
}
