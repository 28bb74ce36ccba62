import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import addFormatsModule from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { generateAnswers, readSchema, recogniseRules, toFimJson, toXmlInstance } from '@verbund/xdatenfelder';
import { readFile } from 'node:fs/promises';
import { runCommand } from './run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'verbund-derive-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const dog = fileURLToPath(new URL('../../seeds/schemas/hundesteuer-anmeldung.xml', import.meta.url));

async function derive(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const streams = { out: (text: string) => (out += text), err: (text: string) => (err += text), env: {} };
  return { code: await runCommand(['fim', 'derive', ...args], streams), out, err };
}

async function validAnswers() {
  const { schema } = await readSchema(await readFile(dog));
  const rules = { rules: recogniseRules(schema).recognised };
  const { answers, errors } = generateAnswers(schema, rules, { seed: 7, today: '2026-03-01', land: 'NW' });
  assert.deepEqual(errors, []);
  return { schema, answers };
}

describe('fim derive', () => {
  it('gives a JSON Schema that a strict validator takes and that accepts generated answers', async () => {
    const { code, out } = await derive(dog, '--to', 'json-schema');
    assert.equal(code, 0);
    assert.equal((await derive(dog, '--to', 'json-schema', '--json')).out, out);
    const ajv = new Ajv2020({ strict: true, allErrors: true });
    addFormatsModule.default(ajv);
    const check = ajv.compile(JSON.parse(out) as object);
    const { schema, answers } = await validAnswers();
    assert.ok(check(toFimJson(schema, answers)), JSON.stringify(check.errors));
    assert.equal(check({}), false);
  });

  it('gives an XSD that xmllint takes and that accepts generated answers', async (t) => {
    const { code, out } = await derive(dog, '--to', 'xsd');
    assert.equal(code, 0);
    const [xsd, xml] = [join(folder, 'dog.xsd'), join(folder, 'dog.xml')];
    writeFileSync(xsd, out);
    const { schema, answers } = await validAnswers();
    writeFileSync(xml, toXmlInstance(schema, answers));
    try {
      execFileSync('xmllint', ['--noout', '--nonet', '--schema', xsd, xml], { stdio: 'pipe' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return t.skip('skipped: no xmllint');
      throw error;
    }
  });

  it('prints an outline, and wraps it for programs', async () => {
    const { code, out } = await derive(dog, '--to', 'outline');
    assert.equal(code, 0);
    assert.match(out, /S99000000101/u);
    const wrapped = JSON.parse((await derive(dog, '--to', 'outline', '--json')).out) as { to: string; text: string };
    assert.deepEqual([wrapped.to, wrapped.text], ['outline', out]);
  });

  it('answers wrong usage with 2 and an unreadable file with 1', async () => {
    for (const args of [[], [dog], [dog, '--to', 'pdf'], [dog, dog, '--to', 'xsd']]) {
      assert.equal((await derive(...args)).code, 2, args.join(' '));
    }
    const other = join(folder, 'other.xml');
    writeFileSync(other, '<a/>');
    assert.equal((await derive(other, '--to', 'xsd')).code, 1);
  });
});
