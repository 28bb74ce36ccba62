import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  createEmptyProject,
  type EmptyProject,
  foreignFiles,
  missingExports,
  nodesToTry,
} from '../../../tools/empty-project.ts';
import { testKeys } from '../../../tools/test-keys.ts';

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

/** The TypeScript blocks of the README by the file name in their heading. */
async function examples(): Promise<Map<string, string>> {
  const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');
  const blocks = readme.matchAll(/^## .*`([a-z]+\.ts)`\n(?:(?!^## )[\s\S])*?```ts\n([\s\S]*?)```/gm);
  return new Map([...blocks].map(([, name = '', code = '']) => [name, code]));
}

let project: EmptyProject;

before(async () => {
  project = await createEmptyProject('packages/fit-connect');
  await project.write('main.ts', main);
  const pems = (await testKeys(4)).map(({ privateKey }) => privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await project.write('keys.mjs', keyGiver(pems.map(String)));
  for (const [name, code] of await examples()) await project.write(name, code);
});

after(() => project.remove());

test('the tarball holds programs and declarations, and nothing of this repository', () => {
  for (const name of ['LICENSE', 'README.md', 'CHANGELOG.md', 'package.json', 'dist/index.js', 'dist/index.d.ts'])
    assert.ok(project.files.includes(name), name);
  assert.deepEqual([foreignFiles(project), missingExports(project)], [[], []]);
  const text = project.descriptionText;
  assert.ok(!/"(devDependencies|scripts|private|workspaces)"|\.ts"(?<!\.d\.ts")/.test(text), text);
  assert.equal(Object.keys(project.description.exports).length, 2);
});

test('sender and subscriber of the README are 15 lines each and fit the declarations', async () => {
  const blocks = await examples();
  assert.deepEqual([...blocks.keys()], ['sender.ts', 'subscriber.ts', 'settings.ts']);
  for (const name of ['sender.ts', 'subscriber.ts'])
    assert.ok((blocks.get(name)?.trim().split('\n').length ?? 99) <= 15, name);
  await project.compile();
});

for (const [major, node] of await nodesToTry()) {
  const skip = node === null ? `skipped: no Node.js ${major} on the PATH` : false;
  test(`the README runs in an empty project under Node ${major}`, { skip }, async () => {
    assert.match(await project.run(node ?? '', ['--import', './keys.mjs', 'out/main.js']), new RegExp(`^v${major}\\.`));
  });
}
