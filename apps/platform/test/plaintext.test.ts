import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findInDatabase, findInFiles, findInText, traces } from './support/mark-search.ts';
import { testPlatform, type TestPlatform } from './support/test-platform.ts';
import { playWholeCase } from './support/whole-case.ts';

// Long and of letters that base64 and hex both keep apart from everything else.
const mark = 'Quittenbaumschnittkurs';

describe('what people write lies nowhere in the clear', { timeout: 120_000 }, () => {
  let test: TestPlatform;
  before(async () => {
    test = await testPlatform();
    await playWholeCase(test, mark);
  });
  after(() => test.close());

  it('not in any column of any table', async () => {
    const { found, tables, rows } = await findInDatabase(test.database, mark);
    assert.ok(tables > 30 && rows > 100, `only ${String(rows)} rows in ${String(tables)} tables were searched`);
    assert.deepEqual(found, []);
  });

  it('not in any stored file', () => {
    const { found, files } = findInFiles(test.dataDir, mark);
    assert.ok(files > 3, `only ${String(files)} files were searched`);
    assert.deepEqual(found, []);
  });

  it('not in the log', () => {
    assert.ok(test.logged().length > 500, 'hardly anything was logged');
    assert.deepEqual(findInText(test.logged(), mark), []);
  });

  it('not in the mails that went out', async () => {
    const mails = await (await fetch(`${test.mailUrl}/`, { headers: { accept: 'application/json' } })).text();
    assert.match(mails, /Postfach/, 'no mail told the person of the reply');
    assert.deepEqual(findInText(mails, mark), []);
  });

  it('and the search finds what is there', async () => {
    for (const at of [0, 1, 2]) {
      const padded = Buffer.from(`${'x'.repeat(at)}${mark}yz`);
      assert.notDeepEqual(findInText(padded.toString('base64'), mark), [], `base64 at offset ${String(at)}`);
      assert.notDeepEqual(findInText(padded.toString('hex'), mark), [], `hex at offset ${String(at)}`);
    }
    assert.equal(new Set(traces(mark)).size, traces(mark).length);
    await test.database.admin(`create table kernel.open_text (a bytea, b text)`);
    await test.database.admin(`insert into kernel.open_text values ($1, $2)`, [Buffer.from(`x${mark}`), 'nothing']);
    const { found } = await findInDatabase(test.database, mark);
    assert.equal(found.length, 1);
  });
});
