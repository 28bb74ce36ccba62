import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'verbund-fim-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Report {
  files: {
    file: string;
    dialect: string | null;
    groups: number;
    fields: number;
    rules: number;
    recognisedRules: number;
    codeLists: { found: number; missing: number };
    findings: { level: string; code: string; path: string; message: string }[];
  }[];
}

async function check(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCommand(['fim', 'check', ...args], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    env: {},
  });
  return { code, out, err };
}

const parse = (text: string): Report => JSON.parse(text) as Report;
const seeds = fileURLToPath(new URL('../../seeds/schemas/', import.meta.url));
const dog = join(seeds, 'hundesteuer-anmeldung.xml');

describe('fim check', () => {
  it('counts what is in a file, for people and for programs', async () => {
    const { code, out } = await check(dog, '--json');
    assert.equal(code, 0);
    const [file] = parse(out).files;
    assert.equal(file?.dialect, '3.0.0');
    assert.ok(file.groups >= 4 && file.fields >= 15 && file.rules >= 1 && file.recognisedRules <= file.rules);
    assert.deepEqual(Object.keys(file), [
      ...['file', 'dialect', 'id', 'version', 'name', 'groups', 'fields', 'rules', 'recognisedRules'],
      ...['codeLists', 'findings'],
    ]);
    assert.match((await check(dog)).out, new RegExp(`${String(file.fields)} Felder`));
  });

  it('refuses XDatenfelder 1 and anything else with 1, and still checks the other files', async () => {
    const old = join(folder, 'old.xml');
    writeFileSync(old, '<x:a xmlns:x="http://www.regierung-mv.de/xdatenfelder_1"/>');
    const { code, out } = await check(old, dog, '--json');
    assert.equal(code, 1);
    const { files } = parse(out);
    assert.deepEqual([files.length, files[0]?.dialect, files[0]?.findings[0]?.level], [2, null, 'error']);
    assert.ok((files[1]?.fields ?? 0) > 0);
  });

  it('answers a missing file with 1 and no file with 2', async () => {
    assert.equal((await check(join(folder, 'nothing.xml'))).code, 1);
    assert.equal((await check()).code, 2);
  });

  it('finds code lists in a folder', async (t) => {
    const data =
      process.env['VERBUND_SAMPLES'] ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
    if (!existsSync(data)) return t.skip('skipped: no samples');
    const schemas = readdirSync(join(data, 'fim/xdf3')).filter((name) => name.endsWith('.xml'));
    const paths = schemas.map((name) => join(data, 'fim/xdf3', name));
    const { code, out } = await check(...paths, '--codelists', join(data, 'fim/genericode'), '--json');
    assert.equal(code, 0);
    const { files } = parse(out);
    assert.equal(files.length, paths.length);
    assert.ok(files.every((file) => file.fields > 0));
    assert.ok(files.some((file) => file.codeLists.found > 0));
  });
});
