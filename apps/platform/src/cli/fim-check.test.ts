import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
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
    missingCodeLists: string[];
    unrecognisedRules: { id: string }[];
    conflicts: { code: string; path: string }[];
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
      ...['codeLists', 'findings', 'missingCodeLists', 'unrecognisedRules', 'conflicts'],
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

  it('names missing lists, rules to decide on and conflicts', async () => {
    const rule = (id: string, text: string) =>
      `<x:regel><x:identifikation><x:id>${id}</x:id></x:identifikation><x:name>${id}</x:name><x:freitextRegel>${text}</x:freitextRegel></x:regel>`;
    const field = (id: string, type: string, kind: string, more = '') =>
      `<x:struktur><x:anzahl>1:1</x:anzahl><x:enthaelt><x:datenfeld><x:identifikation><x:id>${id}</x:id></x:identifikation><x:name>N</x:name><x:feldart><code>${kind}</code></x:feldart><x:datentyp><code>${type}</code></x:datentyp>${more}</x:datenfeld></x:enthaelt></x:struktur>`;
    const list =
      '<x:codelisteReferenz><x:canonicalIdentification>urn:fehlt</x:canonicalIdentification></x:codelisteReferenz>';
    const path = join(folder, 'conflict.xml');
    writeFileSync(
      path,
      `<x:xdatenfelder.stammdatenschema.0102 xmlns:x="urn:xoev-de:fim:standard:xdatenfelder_3.0.0"><x:stammdatenschema><x:identifikation><x:id>S99000000001</x:id></x:identifikation><x:name>N</x:name>${rule('R99000000001', 'Bei Vollmond ist besondere Sorgfalt geboten.')}${rule('R99000000002', 'Wenn F99000000001 = wahr, dann muss F99000000002 ausgefüllt werden, sonst darf F99000000002 nicht ausgefüllt werden.')}${field('F99000000001', 'bool', 'input')}${field('F99000000002', 'text', 'input')}${field('F99000000003', 'text', 'select', list)}</x:stammdatenschema></x:xdatenfelder.stammdatenschema.0102>`,
    );
    const [file] = parse((await check(path, '--json')).out).files;
    assert.deepEqual(file?.missingCodeLists, ['urn:fehlt']);
    assert.deepEqual(
      file.unrecognisedRules.map(({ id }) => id),
      ['R99000000001'],
    );
    assert.ok(
      file.conflicts.some(({ path: place }) => place === 'F99000000002'),
      JSON.stringify(file),
    );
  });

  it('refuses 200 MB after the first few of them', async () => {
    const path = join(folder, 'huge.xml');
    writeFileSync(
      path,
      '<x:xdatenfelder.stammdatenschema.0102 xmlns:x="urn:xoev-de:fim:standard:xdatenfelder_3.0.0"><x:a>',
    );
    truncateSync(path, 200 * 1024 * 1024);
    const { code, out } = await check(path, '--json');
    assert.equal(code, 1);
    assert.match(parse(out).files[0]?.findings[0]?.code ?? '', /^xdf\//u);
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

  it('reports the same things of every file, both dialects, and they agree with each other', async (t) => {
    const data =
      process.env['VERBUND_SAMPLES'] ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
    if (!existsSync(data)) return t.skip('skipped: no samples');
    const paths = ['fim/xdf2', 'fim/xdf3'].flatMap((part) =>
      readdirSync(join(data, part))
        .filter((name) => name.endsWith('.xml'))
        .map((name) => join(data, part, name)),
    );
    const { code, out } = await check(...paths, '--codelists', join(data, 'fim/genericode'), '--json');
    assert.equal(code, 0);
    const { files } = parse(out);
    assert.deepEqual(
      files.map(({ file }) => file),
      paths,
    );
    for (const file of files) {
      const { rules, recognisedRules, unrecognisedRules, missingCodeLists, codeLists, conflicts, findings } = file;
      assert.ok(file.dialect !== null && file.fields > 0, file.file);
      assert.equal(unrecognisedRules.length, rules - recognisedRules, file.file);
      assert.equal(missingCodeLists.length, codeLists.missing, file.file);
      const reported = new Set(findings.map((finding) => JSON.stringify(finding)));
      assert.ok(
        conflicts.every((conflict) => reported.has(JSON.stringify(conflict))),
        file.file,
      );
    }
    const doubled = files.find(({ file }) => file.includes('S05000001313'));
    const codes = doubled?.conflicts.map((conflict) => conflict.code) ?? [];
    assert.ok(codes.includes('rule-same-condition') || codes.includes('rule-contradiction'), 'S05000001313 has one');
  });

  it('validates against XSDs that the operator keeps, and says which are not there', async (t) => {
    const data =
      process.env['VERBUND_SAMPLES'] ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
    if (!existsSync(data)) return t.skip('skipped: no samples');
    const samples = ['xdf2/S05000058V1.0_xdf2.xml', 'xdf3/S00000000364V1.0.0_xdf3.xml'];
    const paths = samples.map((name) => join(data, 'fim', name));
    assert.equal((await check(...paths, '--xsd', join(data, 'fim/xsd'))).code, 0);
    const bad = join(folder, 'bad.xml');
    writeFileSync(
      bad,
      readFileSync(paths[1] ?? '', 'utf8').replace(/<(\w+:)?vorbefuellung[\s\S]*?<\/(\w+:)?vorbefuellung>/u, ''),
    );
    const violated = await check(bad, '--xsd', join(data, 'fim/xsd'), '--json');
    assert.equal(violated.code, 1);
    assert.ok(parse(violated.out).files[0]?.findings.some(({ code }) => code === 'xsd-violation'));
    const none = await check(bad, '--xsd', folder, '--json');
    assert.deepEqual([none.code, parse(none.out).files[0]?.findings[0]?.code], [1, 'xsd-missing']);
  });
});
