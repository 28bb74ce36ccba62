import assert from 'node:assert/strict';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBackOffice } from '../src/back-office/receiver.ts';

const secret = 'a secret of the back office';
const sha512 = (text: string): string => createHash('sha512').update(text).digest('hex');

interface Changes {
  id?: string;
  key?: string;
  secret?: string;
  age?: number;
  data?: string;
}

test('it takes what is signed, whole and new, and nothing else', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'back-office-'));
  mkdirSync(join(folder, '.part-of-a-killed-predecessor'));
  const office = await startBackOffice({ folder, secret, port: 0 });
  context.after(async () => {
    await office.close();
    rmSync(folder, { recursive: true, force: true });
  });
  assert.deepEqual(readdirSync(folder), []);
  async function post({ id = randomUUID(), key = id, secret: used = secret, age = 0, data = '{}' }: Changes = {}) {
    const attachments = [{ file: 'attachments/a.txt', sha512: sha512('Anlage') }];
    const hashes = { dataSha512: sha512('{}'), metadataSha512: sha512('{"m":1}') };
    const manifest = JSON.stringify({ submissionId: id, dataFile: 'data.json', ...hashes, attachments });
    const stamp = String(Math.floor(Date.now() / 1000) - age);
    const form = new FormData();
    for (const [name, filename, content] of [
      ['submission', 'submission.json', manifest],
      ['metadata', 'metadata.json', '{"m":1}'],
      ['data', 'data.json', data],
      ['attachment', '../a.txt', 'Anlage'],
    ] as const)
      form.append(name, new Blob([content]), filename);
    const headers = {
      'idempotency-key': key,
      'verbund-timestamp': stamp,
      'verbund-signature': createHmac('sha256', used).update(`${stamp}.${manifest}`).digest('hex'),
    };
    return (await fetch(`${office.url}/submissions`, { method: 'POST', body: form, headers })).status;
  }
  const id = randomUUID();
  assert.equal(await post({ id }), 201);
  assert.equal(await post({ id }), 409);
  assert.equal(readFileSync(join(folder, id, 'attachments/a.txt'), 'utf8'), 'Anlage');
  const table: [Changes, number][] = [
    [{ secret: 'another' }, 401],
    [{ age: 301 }, 401],
    [{ data: '{"changed":1}' }, 400],
    [{ key: randomUUID() }, 400],
    [{ key: '../x' }, 400],
  ];
  for (const [changes, status] of table) assert.equal(await post(changes), status, JSON.stringify(changes));
  assert.deepEqual(readdirSync(folder), [id]);
  await fetch(`${office.url}/behaviour`, { method: 'POST', body: '{"answer":503,"times":2}' });
  assert.deepEqual([await post(), await post(), await post()], [503, 503, 201]);
});

test('a form that is cut off leaves nothing behind', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'back-office-'));
  const office = await startBackOffice({ folder, secret, port: 0 });
  context.after(async () => {
    await office.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const boundary = 'x';
  const head = (name: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${name}.json"\r\n\r\n`;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const headers = {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': 1_000_000,
      'idempotency-key': randomUUID(),
    };
    const upload = request(`${office.url}/submissions`, { method: 'POST', headers });
    upload.on('error', () => undefined);
    upload.write(`${head('metadata')}{}\r\n${head('data')}{}\r\n${head('attachment')}${'a'.repeat(1000)}`);
    await sleep(attempt);
    upload.destroy();
  }
  for (let waited = 0; waited < 100 && readdirSync(folder).length > 0; waited += 1) await sleep(20);
  assert.deepEqual(readdirSync(folder), []);
});
