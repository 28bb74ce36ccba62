import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { testDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { migrate, MigrationError, type MigrationSource } from './index.ts';

let test: TestDatabase;
let folder: string;
let sources: MigrationSource[];
before(async () => {
  test = await testDatabase({ empty: true });
});
after(() => test.drop());
beforeEach(async () => {
  await test.admin('drop schema if exists kernel, words cascade');
  folder = mkdtempSync(join(tmpdir(), 'verbund-migrations-'));
  mkdirSync(join(folder, 'words'));
  sources = [{ module: 'words', folder: join(folder, 'words') }];
  write('0001-first.sql', 'create table words.one (id int);');
});
after(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, sql: string): void => writeFileSync(join(folder, 'words', name), sql);
const run = (): Promise<string[]> => migrate({ url: test.urls.owner, sources });
const isMigrationError = (text: RegExp) => (error: unknown) =>
  error instanceof MigrationError && text.test(error.message);

describe('migrate', () => {
  it('applies in order, once, and owns what it makes', async () => {
    write('0002-second.sql', 'alter table words.one add column word text;');
    assert.deepEqual(await run(), ['words/0001-first.sql', 'words/0002-second.sql']);
    assert.deepEqual(await run(), []);
    assert.deepEqual(await test.admin(`select tableowner from pg_tables where schemaname = 'words'`), [
      { tableowner: 'verbund_owner' },
    ]);
  });

  it('lets processes that start together take turns', async () => {
    const results = await Promise.all(Array.from({ length: 6 }, run));
    assert.deepEqual(results.flat(), ['words/0001-first.sql']);
  });

  it('refuses an edited, a missing, a late and a badly named file', async () => {
    write('0003-third.sql', 'select 1;');
    await run();
    write('0001-first.sql', 'create table words.other (id int);');
    await assert.rejects(run(), isMigrationError(/0001-first.*changed/));
    write('0001-first.sql', 'create table words.one (id int);');
    write('0002-late.sql', 'select 1;');
    await assert.rejects(run(), isMigrationError(/0002-late.*before/));
    rmSync(join(folder, 'words/0002-late.sql'));
    rmSync(join(folder, 'words/0003-third.sql'));
    await assert.rejects(run(), isMigrationError(/newer version/));
    write('3-third.sql', 'select 1;');
    await assert.rejects(run(), isMigrationError(/0001-words/));
  });

  it('leaves nothing of a file that fails, names file and line, and goes on after it was mended', async () => {
    write('0002-broken.sql', 'create table words.half (id int);\n\nselect nonsense;');
    await assert.rejects(run(), isMigrationError(/words\/0002-broken\.sql:3: /));
    assert.deepEqual(
      await test.admin(`select to_regclass('words.one')::text as one, to_regclass('words.half')::text as half`),
      [{ one: 'words.one', half: null }],
    );
    write('0002-broken.sql', 'create table words.half (id int);');
    assert.deepEqual(await run(), ['words/0002-broken.sql']);
  });
});
