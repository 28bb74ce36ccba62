import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { setUpConnector, startKnownConnector } from '../src/demo/connector.ts';
import { offer } from '../src/demo/seed.ts';
import { type BlobStore, createFileBlobStore } from '../src/kernel/blobs/index.ts';
import { durableFiles } from '../src/kernel/blobs/file-blob-store.ts';
import { createDatabase } from '../src/kernel/db/index.ts';
import { AppError } from '../src/kernel/errors/index.ts';
import { createDatabaseProxy, type DatabaseProxy } from './support/database-proxy.ts';
import {
  dogAnswers,
  fillAllPages,
  fillPage,
  pageForm,
  samplePdf,
  send,
  startDraft,
  typedFor,
} from './support/dog-journey.ts';
import { type VisitedPage, wordsOf } from './support/plain-browser.ts';
import { eventually, testPlatform, type TestPlatform } from './support/test-platform.ts';
import { testServerUrl } from './support/test-server.ts';

/** A page for people: its language, one heading, what is saved, what to do, a number to ask for. */
function assertErrorPage(page: VisitedPage, status: number): void {
  const words = wordsOf(page.text);
  assert.equal(page.status, status, words.slice(0, 300));
  assert.match(page.headers.get('content-type') ?? '', /text\/html/);
  assert.match(page.text, /<html lang="de"/);
  assert.match(page.text, /<title>Fehler/);
  assert.equal(page.text.match(/<h1/g)?.length, 1);
  assert.match(words, /gespeichert|erhalten/, 'says nothing about what is saved');
  assert.match(words, /erneut|noch einmal/, 'says nothing about what to do');
  assert.doesNotMatch(page.text, / at .*\.ts:\d+|select |insert into/i, 'shows its inside');
}

describe('faults around the platform', { timeout: 180_000 }, () => {
  const blobFolder = mkdtempSync(join(tmpdir(), 'verbund-faults-'));
  let isFull = false;
  let proxy: DatabaseProxy;
  let test: TestPlatform;

  before(async () => {
    proxy = await createDatabaseProxy(await testServerUrl());
    test = await testPlatform({
      urls: (urls) => ({ ...urls, app: proxy.through(urls.app ?? '') }),
      input: { blobStore: fillable() },
    });
  });
  after(async () => {
    await proxy.mend().catch(() => undefined);
    await test.close();
    await proxy.close();
    rmSync(blobFolder, { recursive: true, force: true });
  });

  /** The real store on files whose disk says ENOSPC while `isFull`. */
  function fillable(): BlobStore {
    return createFileBlobStore(join(blobFolder, 'blobs'), {
      ...durableFiles,
      async open(path, flags, mode) {
        const file = await open(path, flags, mode);
        if (!isFull) return file;
        await file.close();
        throw Object.assign(new Error('ENOSPC: no space left on device, open'), { code: 'ENOSPC' });
      },
    });
  }

  it('a stopped database gives a page, and everything goes on when it is back', async () => {
    const browser = test.browser();
    const draft = await startDraft(browser, '/xanten/hundesteuer-anmelden');
    assert.ok(await fillPage(browser, dogAnswers('VorherX')));
    const [form, page] = [browser.form(pageForm), browser.page.url];
    const typed = typedFor(browser, pageForm, dogAnswers('VorherX'));
    await proxy.cut();
    try {
      assertErrorPage(await browser.submit(form, typed, '_action=weiter'), 503);
      assert.equal((await fetch(`${test.url}/readyz`)).status, 503);
      assert.equal((await fetch(`${test.url}/healthz`)).status, 200);
      // Longer than anything is remembered.
      await sleep(5500);
      assertErrorPage(await browser.get(`${test.url}/konto`), 503);
    } finally {
      await proxy.mend();
    }
    await eventually('ready again', async () => (await fetch(`${test.url}/readyz`)).status === 200);
    await browser.submit(form, typed, '_action=weiter');
    assert.notEqual(browser.page.url, page, 'the same form is not taken after the fault');
    const first = await browser.get(`${test.url}/konto/entwurf/${draft}/halter`);
    assert.ok(first.text.includes('VorherX'), 'what was saved before is gone');
    await browser.get(`${test.url}/konto/entwurf/${draft}`);
    await fillAllPages(browser, dogAnswers('VorherX'));
    await send(browser);
  });

  it('a database that hangs is given up, and its connections are not used again', async () => {
    const other = await createDatabaseProxy(await testServerUrl());
    const db = createDatabase(other.through(test.database.urls.app), { max: 2, statementTimeoutMs: 300 });
    try {
      await db.ping();
      other.freeze();
      const from = performance.now();
      for (let round = 0; round < 2; round += 1) {
        await assert.rejects(
          db.tx({}, (tx) => sql`select 1`.execute(tx)),
          (error) => error instanceof AppError && error.kind === 'unavailable',
        );
      }
      assert.ok(performance.now() - from < 10_000, 'waited too long');
      await other.mend();
      await eventually('answers again', () =>
        db.ping().then(
          () => true,
          () => false,
        ),
      );
    } finally {
      await db.close();
      await other.close();
    }
  });

  it('a full disk gives a page, and the other entries are saved', async () => {
    const browser = test.browser();
    const draft = await startDraft(browser, '/xanten/hundesteuer-anmelden');
    const answers = dogAnswers('Voll', { proof: true });
    for (let page = 0; page < 3; page += 1) assert.ok(await fillPage(browser, answers));
    // The question for the proof comes up by this answer.
    await fillPage(browser, answers);
    const form = browser.form(pageForm);
    const field = form.fields.find(({ type }) => type === 'file');
    assert.ok(field, 'no field for a file');
    const files = [
      { field: field.name, filename: 'nachweis.pdf', type: 'application/pdf', content: samplePdf('Voll') },
    ];
    isFull = true;
    try {
      const refused = await browser.submit(form, typedFor(browser, pageForm, answers), '_action=weiter', files);
      assert.ok(refused.status >= 400, 'the file was taken');
      assert.match(wordsOf(refused.text), /Datei konnte gerade nicht gespeichert werden/);
      assert.match(wordsOf(refused.text), /übrigen Angaben sind gespeichert/);
    } finally {
      isFull = false;
    }
    await browser.get(`${test.url}/konto/entwurf/${draft}/halter`);
    assert.ok(browser.page.text.includes('Voll'), 'the answers are gone');
    await browser.get(`${test.url}/konto/entwurf/${draft}/befreiung`);
    await fillAllPages(browser, answers, samplePdf('Voll'));
    await send(browser);
  });

  it('a receiver that is away gets everything later, exactly once', async () => {
    const { platform, dataDir, url: publicUrl, log, seeded } = test;
    const [, tenant] = [...seeded.towns].find(([town]) => town.receives === 'connector') ?? [];
    assert.ok(tenant);
    const input = { platform, dataDir, publicUrl, tenant, versions: seeded.versions, log, env: {} };
    const connector = await setUpConnector(input);
    await offer(platform, tenant, connector.destinationId, seeded.versions);
    await (await connector.program).stop();
    const browser = test.browser();
    // A new offering is seen after the seconds for which pages remember.
    await eventually(
      'the offering is live',
      async () => (await browser.get(`${publicUrl}/moers/hundesteuer-anmelden`)).status === 200,
    );
    await startDraft(browser, `${publicUrl}/moers/hundesteuer-anmelden`);
    await fillAllPages(browser, dogAnswers('Fort'));
    const { application } = await send(browser);
    const stateIs = (wanted: string) => async (): Promise<boolean> => {
      const [row] = await test.database.admin('select state from forms.application where application_id = $1', [
        application,
      ]);
      return row?.['state'] === wanted;
    };
    await eventually('it waits at the delivery service', stateIs('submitted'));
    const folder = join(dataDir, 'moers', 'eingang');
    const handedOver = (): string[] =>
      existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : [];
    assert.deepEqual(handedOver(), []);
    const again = await startKnownConnector('moers', input);
    assert.ok(again);
    try {
      await eventually('it is accepted', stateIs('accepted'));
      await sleep(2500);
      assert.equal(handedOver().length, 1);
    } finally {
      await (await again.program).stop();
    }
  });

  it('no login of the delivery service reads a key', async () => {
    const client = new pg.Client({ connectionString: test.database.urls.transport });
    await client.connect();
    for (const sql of [
      'select * from keys.key',
      'select * from keys.stock',
      'select keys.take_from_stock()',
      'select * from kernel.data_key',
    ]) {
      await assert.rejects(client.query(sql), { code: '42501' }, sql);
    }
    await client.end();
  });
});
