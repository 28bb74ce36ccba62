import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkLines, checkLinks, checkMigrations, checkModuleReadmes, checkSize, compareTexts } from './repo-rules.ts';

const rulesOf = (findings: { rule: string }[]): string[] => findings.map((f) => f.rule);
const inCode = (line: string): string[] => rulesOf(checkLines('apps/platform/src/x.ts', line));

describe('repository rules', () => {
  it('finds secrets', () => {
    assert.deepEqual(inCode('-----BEGIN RSA ' + 'PRIVATE KEY-----'), ['no-secrets']);
    assert.deepEqual(inCode(`{"kty":"EC","d":"${'a'.repeat(43)}"}`), ['no-secrets']);
    assert.deepEqual(inCode(`const password = '${'x1'.repeat(12)}';`), ['no-secrets']);
    assert.deepEqual(inCode('postgres://app:' + 'longpassword@db.example.org/x'), ['no-secrets']);
    assert.deepEqual(inCode('const password = settings.password;'), []);
    assert.deepEqual(inCode('`postgres://${login}:${password}@${host}/x`'), []);
  });

  it('finds machine paths, but not addresses of ours', () => {
    assert.deepEqual(inCode("const x = '/home" + "/someone/x';"), ['no-machine-paths']);
    assert.deepEqual(inCode("const x = '/tmp" + "/x';"), ['no-machine-paths']);
    assert.deepEqual(rulesOf(checkLines('packages/a/test/x.ts', "'/tmp" + "/x'")), []);
    assert.deepEqual(inCode("const x = '/konto/entwurf'; import '../../tmp/x.ts';"), []);
  });

  it('finds registry hosts also in the lockfile', () => {
    assert.deepEqual(rulesOf(checkLines('package-lock.json', '"https://registry' + '.npmjs.org/x"')), [
      'no-registry-hosts',
    ]);
  });

  it('refuses long files, keeps the list of exceptions shrinking and dated', () => {
    const long = 'x\n'.repeat(501);
    const exceptions = [{ file: 'a.ts', lines: 501, until: '2027-01-31' }];
    assert.deepEqual(rulesOf(checkSize('a.ts', long, [], '2026-11-23')), ['file-size']);
    assert.deepEqual(checkSize('a.ts', 'x\n'.repeat(500), [], '2026-11-23'), []);
    assert.deepEqual(checkSize('a.ts', long, exceptions, '2026-11-23'), []);
    assert.deepEqual(rulesOf(checkSize('a.ts', `${long}x\n`, exceptions, '2026-11-23')), ['file-size']);
    assert.deepEqual(rulesOf(checkSize('a.ts', long, exceptions, '2027-02-01')), ['file-size']);
  });

  it('finds dead links outside code', () => {
    const text = '[a](x.md) [b](https://example.org) [c](#d) `[e](y.md)`\n```\n[f](z.md)\n```\n';
    assert.deepEqual(
      checkLinks('docs/a.md', text, (p) => p === 'docs/x.md'),
      [],
    );
    assert.deepEqual(rulesOf(checkLinks('docs/a.md', text, () => false)), ['docs-links']);
  });

  it('finds misnamed and doubled migrations', () => {
    const m = (name: string): string => `apps/platform/src/modules/forms/migrations/${name}`;
    assert.deepEqual(checkMigrations([m('0001-drafts.sql'), m('0002-uploads.sql')]), []);
    assert.deepEqual(rulesOf(checkMigrations([m('1_drafts.sql')])), ['migration-name']);
    assert.deepEqual(rulesOf(checkMigrations([m('0001-a.sql'), m('0001-b.sql')])), ['migration-name']);
  });

  it('wants a README of one screen in every module', () => {
    const files = ['apps/platform/src/modules/forms/service.ts'];
    const readme = 'apps/platform/src/modules/forms/README.md';
    assert.deepEqual(rulesOf(checkModuleReadmes(files, () => '')), ['module-readme']);
    assert.deepEqual(rulesOf(checkModuleReadmes([...files, readme], () => 'x\n'.repeat(90))), ['module-readme']);
    assert.deepEqual(
      checkModuleReadmes([...files, readme], () => 'x\n'.repeat(30)),
      [],
    );
  });

  it('compares the keys of both languages', () => {
    const de = { title: 'Titel', form: { next: () => 'Weiter' } };
    assert.deepEqual(compareTexts('t', de, { title: 'Title', form: { next: () => 'Next' } }), []);
    assert.deepEqual(rulesOf(compareTexts('t', de, { title: 'Title', form: {} })), ['texts']);
    assert.deepEqual(rulesOf(compareTexts('t', de, { ...de, more: 'x' })), ['texts']);
  });
});
