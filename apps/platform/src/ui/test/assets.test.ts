import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { makeAssets } from '../../../../../tools/build-assets.ts';
import { manifest } from '../assets/manifest.gen.ts';
import { renderDocument } from '../index.ts';
import { gallery } from './gallery.tsx';

function asset(name: string): Buffer {
  return readFileSync(new URL(`../assets/${name}`, import.meta.url));
}

test('the committed assets are what the build makes now', async () => {
  const { files, manifest: source } = await makeAssets();
  assert.equal(readFileSync(new URL('../assets/manifest.gen.ts', import.meta.url), 'utf8'), source, 'run npm run gen');
  assert.deepEqual([...manifest.files], [...files.keys()].sort());
  for (const [name, content] of files) assert.ok(asset(name).equals(Buffer.from(content)), name);
  const present = readdirSync(new URL('../assets/', import.meta.url)).filter((n) => /\.(css|js|woff2)$/.test(n));
  assert.deepEqual(present.sort(), [...manifest.files]);
});

test('the style sheet knows every KERN class that the gallery renders, and every variable it refers to', () => {
  const css = asset(manifest.css).toString('utf8');
  const kern = readFileSync(
    new URL('../../../../../node_modules/@kern-ux/native/dist/kern.css', import.meta.url),
    'utf8',
  );
  const used = new Set<string>();
  for (const page of Object.values(gallery)) {
    for (const [, names = ''] of renderDocument(page()).matchAll(/ class="([^"]*)"/g)) {
      for (const name of names.split(' ')) if (/^(?:kern|vb)-/.test(name)) used.add(name);
    }
  }
  assert.ok(used.size > 60);
  const has = (text: string, name: string): boolean => new RegExp(`\\.${name}(?![\\w-])`).test(text);
  const missing = [...used].filter((name) => name.startsWith('kern-') && has(kern, name) && !has(css, name));
  assert.deepEqual(missing, []);
  const own = [...used].filter((name) => name.startsWith('vb-') && !has(css, name));
  assert.deepEqual(own, []);
  const defined = new Set([...css.matchAll(/(--(?:kern|vb)-[\w-]+)\s*:/g)].map((m) => m[1]));
  const kernDefined = new Set([...kern.matchAll(/(--kern-[\w-]+)\s*:/g)].map((m) => m[1]));
  const dangling = [...css.matchAll(/var\((--(?:kern|vb)-[\w-]+)/g)]
    .map((m) => m[1])
    .filter((name) => !defined.has(name) && (kernDefined.has(name) || name?.startsWith('--vb-') === true));
  assert.deepEqual([...new Set(dangling)], []);
});

test('a first visit costs at most 60 kB compressed and 6 requests', () => {
  const landing = gallery.landing;
  assert.ok(landing);
  const html = renderDocument(landing());
  const requested = manifest.files.filter((name) => html.includes(name));
  assert.deepEqual(requested.length, 4, 'style sheet, script, two fonts');
  const bytes =
    gzipSync(html).length +
    asset(manifest.fontRegular).length +
    asset(manifest.fontBold).length +
    brotliCompressSync(asset(manifest.css)).length +
    gzipSync(asset(manifest.script)).length;
  assert.ok(bytes <= 60_000, `${bytes} bytes`);
  assert.ok(asset(manifest.script).length <= 3000);
});
