import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { AppError } from '#kernel/errors';
import { canonicalJson, type SchemaSource, type ServiceManifest } from '../../catalogue/index.ts';
import { type Tenant } from '../../identity/index.ts';
import { buildPackage, type Signer, signStatement } from '../build-package.ts';
import { readArchive, writeArchive } from '../domain/archive.ts';
import { packageStatement } from '../domain/signatures.ts';
import { readPackage } from '../read-package.ts';
import { type Installation, installation, makeProvider, packageManifest, testSigner } from './package-world.ts';

let here: Installation;
let provider: Tenant;
let manifest: ServiceManifest;
let source: SchemaSource;
let good: Uint8Array;
const signer = testSigner();

before(async () => {
  here = await installation();
  provider = await makeProvider(here);
  manifest = await packageManifest(here, provider);
  source = await here.catalogue.schemaSource(provider.id, manifest.schema.digest);
  good = (await buildPackage(manifest, source, signer)).bytes;
});
after(() => here.test.close());

type Files = Map<string, Uint8Array>;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

function filesOf(archive: Uint8Array): Files {
  const read = readArchive(archive);
  assert.ok(read.ok);
  return new Map(read.files);
}

/** As somebody with a key of their own would make it: sums and signature right, content hostile. */
async function resigned(change: (files: Files) => void, by: Signer = signer): Promise<Uint8Array> {
  const files = filesOf(good);
  change(files);
  const index = JSON.parse(textOf(files.get('index.json'))) as { files: unknown[]; manifestDigest: string };
  const named = [...files].filter(([path]) => path !== 'index.json' && path !== 'signature.json');
  index.files = named
    .map(([path, content]) => ({
      path,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  index.manifestDigest = `sha256:${createHash('sha256')
    .update(files.get('manifest.json') ?? '')
    .digest('hex')}`;
  const bytes = bytesOf(canonicalJson(index));
  files.set('index.json', bytes);
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const signature = await signStatement(by, 'verbund-package+jws', packageStatement(digest));
  files.set('signature.json', bytesOf(canonicalJson({ formatVersion: 1, key: by.key, signature, succession: [] })));
  return writeArchive(files);
}

const withManifest =
  (change: (manifest: Record<string, unknown>) => void) =>
  (files: Files): void => {
    const value = JSON.parse(textOf(files.get('manifest.json'))) as Record<string, unknown>;
    change(value);
    files.set('manifest.json', bytesOf(canonicalJson(value)));
  };

/** Bytes of the archive with some of them changed. */
function patched(change: (bytes: Buffer) => void): Uint8Array {
  const bytes = Buffer.from(good);
  change(bytes);
  return bytes;
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

const set = (path: string, value: unknown) => (root: Record<string, unknown>) => {
  const names = path.split('.');
  const last = names.pop() ?? '';
  let at: Record<string, unknown> = root;
  for (const name of names) at = at[name] as Record<string, unknown>;
  at[last] = value;
};

const hostile: readonly (readonly [name: string, make: () => Uint8Array | Promise<Uint8Array>, code: string])[] = [
  ['an empty file', () => new Uint8Array(), 'not-an-archive'],
  ['something else', () => bytesOf('<html>'), 'not-an-archive'],
  ['25 MiB', () => new Uint8Array(25 * 1024 * 1024), 'too-large'],
  ['a cut archive', () => good.subarray(0, good.length - 5), 'damaged'],
  ['bytes behind the archive', () => Buffer.concat([good, Buffer.from('#!/bin/sh')]), 'damaged'],
  ['bytes before the archive', () => Buffer.concat([Buffer.from('MZ'), good]), 'not-an-archive'],
  ['a link (attributes of a file outside)', () => patched((bytes) => void bytes.writeUInt32LE(0xa1ed0000, bytes.indexOf('PK\x01\x02', 0, 'latin1') + 38)), 'damaged'],
  ['another time', () => patched((bytes) => void bytes.writeUInt16LE(1, 10)), 'damaged'],
  ['a compressed file', () => patched((bytes) => void bytes.writeUInt16LE(8, 8)), 'compressed'],
  ['a file that says it is larger packed', () => patched((bytes) => void bytes.writeUInt32LE(5, 18)), 'compressed'],
  ['a file of 4 GiB', () => patched((bytes) => { bytes.writeUInt32LE(0xffffffff, 18); bytes.writeUInt32LE(0xffffffff, 22); }), 'too-large'],
  ['a script', () => writeArchive(filesOf(good).set('run.js', bytesOf('1'))), 'file-name'],
  ['a path that climbs', () => writeArchive(filesOf(good).set('../../etc/passwd', bytesOf('1'))), 'file-name'],
  ['an absolute path', () => writeArchive(filesOf(good).set('/etc/passwd', bytesOf('1'))), 'file-name'],
  ['a path with backslashes', () => writeArchive(filesOf(good).set('code-lists\\001.xml', bytesOf('1'))), 'file-name'],
  ['a path into a folder', () => writeArchive(filesOf(good).set('code-lists/a/001.xml', bytesOf('1'))), 'file-name'],
  ['a file twice', () => { const once = writeArchive(new Map([['schema.xml', bytesOf('1')]])); return Buffer.concat([once.subarray(0, 41), good]); }, 'duplicate'],
  ['a file that the index does not name', () => writeArchive(filesOf(good).set('code-lists/001.xml', bytesOf('1'))), 'extra-file'],
  ['no schema', () => { const files = filesOf(good); files.delete('schema.xml'); return writeArchive(files); }, 'missing-file'],
  ['no signature', () => { const files = filesOf(good); files.delete('signature.json'); return writeArchive(files); }, 'missing-file'],
  ['another schema', () => writeArchive(filesOf(good).set('schema.xml', bytesOf('<a/>'))), 'sum'],
  ['an index with a member more', () => resigned((files) => files.set('index.json', bytesOf(textOf(files.get('index.json')).replace('{', '{"aaa":1,')))), 'index'],
  ['an index with blanks', () => writeArchive(filesOf(good).set('index.json', bytesOf(textOf(filesOf(good).get('index.json')).replace('{', '{ ')))), 'json'],
  ['a member of the manifest twice', () => resigned((files) => files.set('manifest.json', bytesOf(textOf(files.get('manifest.json')).replace('{', '{"declaration":1,')))), 'json'],
  ['a manifest of a million brackets', () => resigned((files) => files.set('manifest.json', bytesOf('['.repeat(1_000_000)))), 'depth'],
  ['a manifest with 70 levels', () => resigned(withManifest(set('priceModel', nested(70)))), 'depth'],
  ['no facts on reuse', () => resigned(withManifest((one) => void delete one['reuse'])), 'no-reuse-facts'],
  ['a member for code', () => resigned(withManifest(set('script', 'process.exit()'))), 'manifest'],
  ['markup in a text', () => resigned(withManifest(set('declaration', { de: '<script>alert(1)</script>', en: '' }))), 'manifest'],
  ['markup in free JSON', () => resigned(withManifest(set('priceModel', { note: '<img src=x onerror=alert(1)>' }))), 'markup'],
  ['a script address in free JSON', () => resigned(withManifest(set('serviceLevel', { link: 'JavaScript:alert(1)' }))), 'markup'],
  ['an overlay for questions that do not exist', () => resigned(withManifest(set('overlay', { texts: { 'F-nix': { label: 'x' } } }))), 'content'],
  ['rules of another kind', () => resigned(withManifest(set('rules', { eval: '1+1' }))), 'content'],
  ['another package than it says', () => resigned(withManifest(set('service.slug', 'anderer-dienst'))), 'package-id'],
  ['another version than it says', () => resigned(withManifest(set('version', '1.0.1'))), 'version'],
  ['a schema that is none', () => resigned((files) => files.set('schema.xml', bytesOf('<a/>'))), 'content'],
  ['a schema with a document type that names a file', () => resigned((files) => files.set('schema.xml', bytesOf(`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${textOf(files.get('schema.xml')).replace(/^<\?xml[^>]*\?>/u, '')}`))), 'content'],
  ['a schema with another text', () => resigned((files) => files.set('schema.xml', bytesOf(`${textOf(files.get('schema.xml'))}<!-- x -->`))), 'schema-digest'],
]; // prettier-ignore

for (const [name, make, reason] of hostile) {
  test(`refused: ${name}`, async () => {
    const bytes = await make();
    await assert.rejects(readPackage(bytes), (error) => {
      assert.ok(error instanceof AppError, String(error));
      assert.deepEqual([error.code, error.params['reason']], ['packages/refused', reason], error.message);
      return true;
    });
  });
}

const signatures: readonly (readonly [name: string, make: () => Uint8Array | Promise<Uint8Array>])[] = [
  ['of another package', () => withSignature((signature) => ({ ...signature, signature: 'e30.e30.AAAA' }))],
  ['with a changed key', () => withSignature((signature) => ({ ...signature, key: testSigner().key }))],
  ['without an algorithm', () => withSignature((signature) => ({ ...signature, signature: headed(signature.signature, { alg: 'none' }) }))],
  ['with an HMAC made of the public key', () => withSignature((signature) => ({ ...signature, signature: headed(signature.signature, { alg: 'HS256' }) }))],
  ['with an extension to be understood', () => withSignature((signature) => ({ ...signature, signature: headed(signature.signature, { crit: ['b64'], b64: false }) }))],
  ['that is one about a key', async () => {
    const { digest } = await readPackage(good);
    const jws = await signStatement(signer, 'verbund-key+jws', packageStatement(digest));
    return withSignature((signature) => ({ ...signature, signature: jws }));
  }],
]; // prettier-ignore

interface Signed {
  signature: string;
  key: unknown;
}

function withSignature(change: (signature: Signed) => unknown): Uint8Array {
  const files = filesOf(good);
  const signature = JSON.parse(textOf(files.get('signature.json'))) as Signed;
  return writeArchive(files.set('signature.json', bytesOf(canonicalJson(change(signature)))));
}

function headed(jws: string, more: Readonly<Record<string, unknown>>): string {
  const [header = '', payload = '', signature = ''] = jws.split('.');
  const before = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>;
  return [Buffer.from(canonicalJson({ ...before, ...more })).toString('base64url'), payload, signature].join('.');
}

for (const [name, make] of signatures) {
  test(`refused: a signature ${name}`, async () => {
    await assert.rejects(readPackage(await make()), { code: 'packages/signature-invalid' });
  });
}

test('every byte of an archive counts', async () => {
  // Sampled: each position is a hash over the whole.
  for (let at = 0; at < good.length; at += 997) {
    const bytes = patched((copy) => void (copy[at] = (copy[at] ?? 0) ^ 1));
    await assert.rejects(readPackage(bytes), AppError, String(at));
  }
});

test('each kind of key signs, and the same content has the same digest and the same bytes', async () => {
  for (const kind of ['ed25519', 'p-256'] as const) {
    const by = testSigner(kind);
    const { bytes, digest } = await buildPackage(manifest, source, by);
    const read = await readPackage(bytes);
    assert.equal(read.digest, digest);
    assert.equal(digest, (await readPackage(good)).digest);
  }
  assert.deepEqual((await buildPackage(manifest, source, signer)).bytes, good);
});

test('a package for a newer platform is refused by its number', async () => {
  const reuse = { ...manifest.reuse, minimumPlatform: '99.0.0' } as NonNullable<ServiceManifest['reuse']>;
  const { bytes } = await buildPackage({ ...manifest, reuse }, source, signer);
  await assert.rejects(readPackage(bytes), { code: 'packages/platform-too-old' });
});

test('other content under a number that is taken, a name of a town and a page of ours are refused', async () => {
  const trustKey = (await here.packages.verify(good).catch(() => null))?.signer.thumbprint;
  assert.ok(trustKey);
  await here.packages.publish({ bytes: good, provider: null, trustKey, by: 'Otto' });
  const other = await buildPackage({ ...manifest, declaration: { de: 'Anders.', en: '' } }, source, signer);
  const publish = (bytes: Uint8Array) => here.packages.publish({ bytes, provider: null, trustKey, by: 'Otto' });
  await assert.rejects(publish(other.bytes), { code: 'packages/version-differs' });
  for (const slug of ['xanten', 'konto']) {
    const { bytes } = await buildPackage({ ...manifest, provider: { slug, name: 'Falsch' } }, source, signer);
    await assert.rejects(publish(bytes), { code: 'packages/provider-name-taken' });
  }
  const foreign = await makeProvider(here, 'anderes-rz');
  await assert.rejects(here.packages.publish({ bytes: good, provider: foreign.id, by: 'Eve' }), { code: 'packages/other-provider' }); // prettier-ignore
});
