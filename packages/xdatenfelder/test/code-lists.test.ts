import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  applyOverlay,
  codeListLibrary,
  compareListVersions,
  listedValues,
  publicationFindings,
  readCodeList,
  resolveCodeLists,
  valuesOf,
  type CodeList,
  type CodeListReference,
} from '../src/index.ts';
import { field, schema } from './support.ts';

const list = (version: string, codes: string[], more: Partial<CodeList> = {}): CodeList => ({
  canonicalUri: 'urn:l',
  version,
  canonicalVersionUri: `urn:l_${version}`,
  name: 'Probe',
  columns: ['code', 'name'],
  keyColumns: ['code'],
  rows: codes.map((code) => ({ code, name: `Wert ${code}` })),
  ...more,
});
const reference = (version: string | null, more: Partial<CodeListReference> = {}): CodeListReference => ({
  ...{ canonicalUri: 'urn:l', version, canonicalVersionUri: null, codeKey: null, nameKey: null, helpKey: null },
  listKey: null,
  ...more,
});
const form = (...references: CodeListReference[]) =>
  schema(references.map((codeList, at) => field(`F${at}`, { fieldKind: 'select', codeList })));
const codesOf = (findings: { code: string; level: string }[]) => findings.map(({ level, code }) => `${level} ${code}`);

test('versions are ordered as people read them, and never change', () => {
  const versions = ['2024-08-01', '10', '9', '2017-01-01', '1.10', '1.9'];
  assert.deepEqual(versions.sort(compareListVersions), ['1.9', '1.10', '9', '10', '2017-01-01', '2024-08-01']);
  const library = codeListLibrary([list('9', ['a']), list('10', ['b']), list('9', ['a'])]);
  assert.deepEqual(library.versions?.('urn:l'), ['9', '10']);
  assert.throws(() => codeListLibrary([list('9', ['a']), list('9', ['b'])]), { code: 'xdf/list-changed' });
});

test('an unversioned reference gets the newest version, pinned', async () => {
  const library = codeListLibrary([list('9', ['a']), list('10', ['b'])]);
  const { schema: resolved, findings } = await resolveCodeLists(form(reference(null)), library);
  const node = resolved.nodes[0];
  assert.ok(node?.kind === 'field');
  assert.equal(node.codeList?.version, '10');
  assert.deepEqual(
    valuesOf(resolved, node)?.map(({ code }) => code),
    ['b'],
  );
  assert.deepEqual(codesOf(findings), ['note code-list-unversioned']);
  assert.deepEqual(publicationFindings(resolved), []);
});

test('a missing list blocks publication; a decision in somebody’s name lifts that and is kept', async () => {
  const library = codeListLibrary([list('10', ['b'])]);
  const model = form(reference('9'), reference(null, { canonicalUri: 'urn:nirgends' }));
  const open = await resolveCodeLists(model, library);
  assert.deepEqual(open.status.missing, ['urn:l_9', 'urn:nirgends']);
  assert.ok(open.findings[0]?.message.de.includes('Version 10'));
  assert.deepEqual(codesOf(publicationFindings(open.schema)), ['error code-list-missing', 'error code-list-missing']);
  const decision = {
    canonicalUri: 'urn:l',
    version: '9',
    use: '10',
    decidedBy: 'Erika Muster',
    decidedOn: '2026-03-01',
  };
  const replacements = [{ ...decision, reason: 'Version 9 ist nicht zu beschaffen.' }];
  const decided = await resolveCodeLists(model, library, { replacements });
  assert.deepEqual(decided.schema.listOrigins, { 'urn:l_10': { test: false, replacement: replacements[0] } });
  assert.ok(
    decided.findings.some(({ code, message }) => code === 'code-list-replaced' && /Erika Muster/u.test(message.de)),
  );
  // No version at all: nothing can stand in.
  assert.deepEqual(
    publicationFindings(decided.schema).map(({ path }) => path),
    ['F1'],
  );
});

test('a list marked TEST serves for trying and is refused for publication', async () => {
  const source = (name: string) =>
    new TextEncoder().encode(
      `<CodeList><Identification><ShortName>${name}</ShortName><Version>1</Version><CanonicalUri>urn:l</CanonicalUri></Identification><ColumnSet><Column Id="code"/></ColumnSet><SimpleCodeList><Row><Value><SimpleValue>1</SimpleValue></Value></Row></SimpleCodeList></CodeList>`,
    );
  assert.equal((await readCodeList(source('Testament'))).test, undefined);
  const made = await readCodeList(source('TEST Staaten'));
  assert.equal(made.test, true);
  const { schema: resolved, findings } = await resolveCodeLists(form(reference('1')), codeListLibrary([made]));
  assert.deepEqual(codesOf(findings), ['warning code-list-test']);
  assert.deepEqual(codesOf(publicationFindings(resolved)), ['error code-list-test']);
});

test('columns: the schema first, then the recommendation, the key, the first; unknown ones are reported', async () => {
  const wide = list('1', [], {
    columns: ['id', 'kurz', 'Bezeichnung', 'hilfe'],
    keyColumns: ['kurz'],
    rows: [{ id: '1', kurz: 'a', Bezeichnung: 'Langer Name', hilfe: 'So' }],
  });
  const pick = (codeKey: string | null, nameKey: string | null, helpKey: string | null) =>
    listedValues(wide, { codeKey, nameKey, helpKey })[0];
  assert.deepEqual(pick(null, null, null), { code: 'a', name: 'Langer Name', help: null });
  assert.deepEqual(pick('id', 'kurz', 'hilfe'), { code: '1', name: 'a', help: 'So' });
  const { findings } = await resolveCodeLists(form(reference('1', { codeKey: 'fehlt' })), codeListLibrary([wide]));
  assert.deepEqual(codesOf(findings), ['warning code-list-column']);
});

test('of names in several lengths the one that tells entries apart; entries of one name show their code', async () => {
  const forms = list('1', [], {
    columns: ['Code', 'Art', 'Bezeichnung-kurz', 'Bezeichnung-lang'],
    keyColumns: ['Code'],
    rows: [
      { Code: '1', Art: 'Form', 'Bezeichnung-kurz': 'OHG', 'Bezeichnung-lang': 'Offene Handelsgesellschaft' },
      { Code: '2', Art: 'Form', 'Bezeichnung-kurz': '', 'Bezeichnung-lang': 'Sonstige' },
      { Code: '3', Art: 'Gruppe', 'Bezeichnung-kurz': '', 'Bezeichnung-lang': 'Sonstige' },
    ],
  });
  const usual = { codeKey: null, nameKey: null, helpKey: null };
  assert.deepEqual(
    listedValues(forms, usual).map(({ name }) => name),
    ['Offene Handelsgesellschaft', 'Sonstige', 'Sonstige'],
  );
  assert.equal(listedValues(forms, { ...usual, nameKey: 'Bezeichnung-kurz' })[1]?.name, '2');
  assert.deepEqual(
    listedValues(forms, usual).map(({ also }) => also),
    [['OHG'], undefined, undefined],
  );
  const { schema: resolved } = await resolveCodeLists(form(reference('1')), codeListLibrary([forms]));
  const shown = applyOverlay(resolved, null).nodes['F0']?.values?.map(({ label }) => label.de);
  assert.deepEqual(shown, ['Offene Handelsgesellschaft', 'Sonstige (2)', 'Sonstige (3)']);
});
