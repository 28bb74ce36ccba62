import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testDatabase, type TestDatabase } from '../../test/support/test-database.ts';
import { runCommand } from './run-command.ts';

let database: TestDatabase;
const dataDir = mkdtempSync(join(tmpdir(), 'verbund-cli-'));
before(async () => {
  database = await testDatabase();
});
after(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function run(...argv: string[]): Promise<{ code: number; json: Record<string, unknown>; err: string }> {
  let out = '';
  let err = '';
  const code = await runCommand([...argv, '--json'], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    env: {
      VERBUND_MODE: 'test',
      VERBUND_DATA_DIR: dataDir,
      DATABASE_URL: database.urls.app,
      VERBUND_MIGRATION_DATABASE_URL: database.urls.owner,
      VERBUND_KEYS_DATABASE_URL: database.urls.keys,
      VERBUND_QUEUE_DATABASE_URL: database.urls.queue,
      VERBUND_TRANSPORT_DATABASE_URL: database.urls.transport,
    },
  });
  return { code, json: JSON.parse(out) as Record<string, unknown>, err };
}

const schema = fileURLToPath(new URL('../../seeds/schemas/bewohnerparkausweis.xml', import.meta.url));
const town = ['tenant', 'create', '--ars', '051700052052', '--name', 'Stadt Xanten', '--admin', 'amt@xanten.example'];

describe('commands of the catalogue', () => {
  it('creates a tenant at the address of its area and invites its administrator', async () => {
    const made = await run(...town);
    assert.equal(made.code, 0, made.err);
    assert.deepEqual([made.json['slug'], made.json['kind'], made.json['ars']], ['xanten', 'town', '051700052052']);
    assert.match(String(made.json['invitationUrl']), /\/amt\/anmelden\?einladung=/);
    const mails = await database.admin('select count(*)::int as n from kernel.mail');
    assert.equal(mails[0]?.['n'], 1);
    const again = await run(...town);
    assert.equal(again.code, 1);
    assert.deepEqual((again.json['error'] as { code: string }).code, 'identity/tenant-exists');
  });

  it('refuses what is no key, no address or another area’s address', async () => {
    const create = (...extra: string[]) => run('tenant', 'create', '--name', 'A', '--admin', 'a@b.example', ...extra);
    assert.equal((await create('--ars', '12')).code, 1);
    assert.equal((await create('--ars', '051700024024', '--slug', 'konto')).code, 1);
    assert.equal((await create('--ars', '051700024024', '--slug', 'koeln')).code, 1);
    assert.equal((await create()).code, 2);
  });

  it('imports a schema once, for a provider that exists', async () => {
    const first = await run('fim', 'import', schema);
    assert.equal(first.code, 0, first.err);
    await run('fim', 'import', schema);
    const rows = await database.admin('select schema_digest from catalogue.schema');
    assert.deepEqual(
      rows.map((row) => row['schema_digest']),
      [(first.json['files'] as { schemaDigest: string }[])[0]?.schemaDigest],
    );
    assert.equal((await run('fim', 'import', schema, '--provider', 'nobody')).code, 1);
  });
});

describe('commands of code lists', () => {
  const uri = 'urn:example:farbe';
  const field = (id: string, version: string) =>
    `<x:struktur><x:anzahl>1:1</x:anzahl><x:enthaelt><x:datenfeld><x:identifikation><x:id>${id}</x:id></x:identifikation><x:name>${id}</x:name><x:feldart><code>select</code></x:feldart><x:datentyp><code>text</code></x:datentyp><x:codelisteReferenz><x:canonicalIdentification>${uri}</x:canonicalIdentification><x:version>${version}</x:version></x:codelisteReferenz></x:datenfeld></x:enthaelt></x:struktur>`;
  const genericode = (version: string, code: string, name = 'Farben') =>
    `<CodeList><Identification><ShortName>${name}</ShortName><Version>${version}</Version><CanonicalUri>${uri}</CanonicalUri></Identification><ColumnSet><Column Id="c"/></ColumnSet><SimpleCodeList><Row><Value><SimpleValue>${code}</SimpleValue></Value></Row></SimpleCodeList></CodeList>`;
  function write(name: string, content: string): string {
    const path = join(dataDir, 'files', name);
    mkdirSync(join(dataDir, 'files'), { recursive: true });
    writeFileSync(path, content);
    return path;
  }
  const colours = (...versions: string[]) =>
    `<x:xdatenfelder.stammdatenschema.0102 xmlns:x="urn:xoev-de:fim:standard:xdatenfelder_3.0.0"><x:stammdatenschema><x:identifikation><x:id>S99000000021</x:id></x:identifikation><x:name>Farben</x:name>${versions.map((version, at) => field(`F9900000000${String(at)}`, version)).join('')}</x:stammdatenschema></x:xdatenfelder.stammdatenschema.0102>`;

  it('put lists into the store once and list them', async () => {
    const [one, test] = [write('1.xml', genericode('1', 'rot')), write('t.xml', genericode('0', 'x', 'TEST Farben'))];
    const added = await run('code-list', 'add', one, test);
    assert.equal(added.code, 0, added.err);
    const seen = (json: Record<string, unknown>) =>
      (json['codeLists'] as { version: string; test: boolean; isNew?: boolean }[]).map(
        ({ version, test: isTest, isNew }) => [version, isTest, isNew],
      );
    assert.deepEqual(seen(added.json), [
      ['1', false, true],
      ['0', true, true],
    ]);
    assert.deepEqual(seen((await run('code-list', 'add', one)).json), [['1', false, false]]);
    const listed = await run('code-list', 'list', '--provider', 'xanten');
    assert.deepEqual(seen(listed.json), [
      ['0', true, undefined],
      ['1', false, undefined],
    ]);
    const changed = await run('code-list', 'add', write('1b.xml', genericode('1', 'blau')));
    assert.deepEqual(
      [changed.code, (changed.json['error'] as { code: string }).code],
      [1, 'catalogue/code-list-changed'],
    );
    assert.equal((await run('code-list', 'add', schema)).code, 1);
    assert.equal((await run('code-list', 'add')).code, 2);
    assert.equal((await run('code-list', 'list', '--provider', 'nobody')).code, 1);
  });

  it('import with another version in place of a missing one, by name and with a reason', async () => {
    const path = write('farben.xml', colours('1', '2'));
    const files = (json: Record<string, unknown>) =>
      json['files'] as { schemaDigest: string; missingCodeLists: string[] }[];
    const without = await run('fim', 'import', path);
    assert.deepEqual(files(without.json)[0]?.missingCodeLists, [`${uri}_2`]);
    const replace = ['--replace', `${uri}_2=1`, '--by', 'Petra Prüfer'];
    assert.equal((await run('fim', 'import', path, ...replace)).code, 2, 'a reason is missing');
    const replaced = await run('fim', 'import', path, ...replace, '--reason', 'Dieselben Farben');
    assert.equal(replaced.code, 0, replaced.err);
    assert.deepEqual(files(replaced.json)[0]?.missingCodeLists, []);
    const rows = await database.admin('select model from catalogue.schema where schema_digest = $1', [
      files(replaced.json)[0]?.schemaDigest,
    ]);
    assert.match(
      String(rows[0]?.['model']),
      /"use":"1","decidedBy":"Petra Prüfer","decidedOn":"\d{4}-\d\d-\d\d","reason":"Dieselben Farben"/u,
    );
    const signed = ['--by', 'Petra', '--reason', 'Weil'];
    assert.equal(
      (await run('fim', 'import', path, '--replace', 'urn:andere_1=2', ...signed)).code,
      1,
      'no file names it',
    );
    const unknown = await run('fim', 'import', path, '--replace', `${uri}_2=7`, ...signed);
    assert.equal((unknown.json['error'] as { code: string }).code, 'catalogue/replacement-misfit');
    assert.equal((await run('fim', 'import', path, '--replace', 'nonsense', ...signed)).code, 2);
  });

  it('import with the lists of a folder, which are in the store afterwards', async () => {
    mkdirSync(join(dataDir, 'lists'), { recursive: true });
    writeFileSync(join(dataDir, 'lists', '2.xml'), genericode('2', 'blau'));
    const imported = await run(
      'fim',
      'import',
      write('farben.xml', colours('1', '2')),
      '--codelists',
      join(dataDir, 'lists'),
    );
    assert.deepEqual((imported.json['files'] as { missingCodeLists: string[] }[])[0]?.missingCodeLists, []);
    const listed = await run('code-list', 'list');
    assert.deepEqual(
      (listed.json['codeLists'] as { version: string }[]).map(({ version }) => version),
      ['0', '1', '2'],
    );
  });
});
