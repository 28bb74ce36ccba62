import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { AppError } from '#kernel/errors';
import { makeTenant } from '../../../../test/support/sample-service.ts';
import { testKernel, type TestKernel } from '../../../../test/support/test-kernel.ts';
import { type IdentityService, type Tenant } from '../../identity/index.ts';
import { createIdentity } from '../../identity/module.ts';
import { createCatalogue } from '../module.ts';
import { type CatalogueService, type ListDecision } from '../types.ts';
import { genericode, smallSchema } from '../../../../test/support/small-schema.ts';

let test: TestKernel;
let identity: IdentityService;
let catalogue: CatalogueService;
let operator: Tenant;
let provider: Tenant;
let other: Tenant;
const uri = 'urn:example:staat';

before(async () => {
  test = await testKernel({ modules: ['keys', 'identity', 'catalogue'] });
  identity = createIdentity(test.kernel, { erasurePorts: [] }).service;
  catalogue = createCatalogue(test.kernel, { identity }).service;
  operator = await identity.operatorTenant();
  provider = await makeTenant(identity, { kind: 'provider', ars: null, slug: 'rz', name: 'Rechenzentrum' });
  other = await makeTenant(identity, { kind: 'provider', ars: null, slug: 'anderes-rz', name: 'Anderes' });
});
after(() => test.close());

const add = (tenant: Tenant, ...lists: readonly Uint8Array[]) =>
  catalogue.addCodeLists(
    tenant.id,
    lists.map((bytes, at) => ({ name: `liste-${String(at)}.xml`, bytes })),
  );

async function refusal(work: Promise<unknown>): Promise<AppError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return assert.fail('was not refused');
}

/** A schema with one field that names the list. */
const fileFor = (list: { uri: string; version?: string }, id = 'S99000000011'): Buffer =>
  smallSchema({ id, fields: [{ id: 'F99000000001', list }] });

describe('the store of code lists', () => {
  it('keeps versions, the operator’s for everybody, others for their provider alone', async () => {
    const [own] = await add(provider, genericode(uri, '2', { DE: 'Deutschland' }));
    await add(operator, genericode(uri, '10', { DE: 'Deutschland', FR: 'Frankreich' }, 'Staaten'));
    await add(operator, genericode(uri, '9', { DE: 'Deutschland' }));
    assert.deepEqual([own?.isNew, own?.codes, own?.test, own?.shared], [true, 1, false, false]);
    const lists = await catalogue.codeLists(provider.id);
    const seen = lists.map(({ version, shared, codes }) => [version, shared, codes]);
    assert.deepEqual(seen, [['2', false, 1], ['9', true, 1], ['10', true, 2]]); // prettier-ignore
    assert.deepEqual((await catalogue.codeLists(other.id)).map(({ version }) => version), ['9', '10']); // prettier-ignore
    const whole = await catalogue.codeList(provider.id, own?.id ?? '');
    assert.deepEqual(whole?.content.rows, [{ code: 'DE', name: 'Deutschland' }]);
    assert.equal(await catalogue.codeList(other.id, own?.id ?? ''), null);
    assert.equal(await catalogue.codeList(other.id, 'none'), null);
  });

  it('refuses names that no list has, in words and not with a fault of the store', async () => {
    const long = Array.from({ length: 5000 }, () => String.fromCharCode(97 + Math.floor(Math.random() * 26))).join('');
    for (const list of [genericode(`urn:example:${long}`, '1', { A: 'B' }), genericode(uri, long, { A: 'B' })]) {
      const error = await refusal(add(provider, list));
      assert.deepEqual([error.kind, error.code], ['invalid', 'catalogue/code-list-unreadable']);
    }
  });

  it('takes the same list twice as one and refuses other content under the same version', async () => {
    const [again] = await add(provider, genericode(uri, '2', { DE: 'Deutschland' }));
    assert.equal(again?.isNew, false);
    const error = await refusal(add(provider, genericode(uri, '2', { DE: 'Alemannia' })));
    assert.deepEqual([error.kind, error.code, error.params['list']], ['conflict', 'catalogue/code-list-changed', `${uri}_2`]); // prettier-ignore
    const shared = await refusal(add(provider, genericode(uri, '9', { DE: 'Alemannia' })));
    assert.equal(shared.code, 'catalogue/code-list-changed', 'the operator’s version counts, too');
    for (const statement of ["update catalogue.code_list set version = '3'", 'delete from catalogue.code_list']) {
      await assert.rejects(test.database.admin(statement), /immutable/u);
    }
  });

  it('refuses what is no list and names the file', async () => {
    const error = await refusal(add(provider, Buffer.from('<?xml version="1.0"?><a/>')));
    assert.deepEqual([error.code, error.params['file']], ['catalogue/code-list-unreadable', 'liste-0.xml']);
    assert.equal((await refusal(add(provider, Buffer.from('%PDF-1.7')))).code, 'catalogue/code-list-unreadable');
  });

  it('lets nobody put a list into another’s store, nor a list of the operator', async () => {
    for (const victim of [other, operator]) {
      const stolen = test.kernel.db.tx(
        { tenant: provider.id },
        (tx) =>
        sql`insert into catalogue.code_list values (gen_random_uuid(), ${victim.id}, 'u', '1', 'u_1', 'n', 0, false, '', now())`.execute(tx), // prettier-ignore
      );
      await assert.rejects(stolen, /row-level security/u);
    }
  });

  it('marks lists made up for tests', async () => {
    const [list] = await add(provider, genericode('urn:example:probe', '1', { a: 'A' }, 'TEST Probe'));
    assert.equal(list?.test, true);
    const imported = await catalogue.importSchema({ xml: fileFor({ uri: 'urn:example:probe' }, 'S99000000012'), provider: provider.id, codeLists: [] }); // prettier-ignore
    const report = await catalogue.schemaReport(provider.id, imported.schemaDigest);
    assert.deepEqual([report.missing, report.testLists], [[], ['urn:example:probe_1']]);
  });
});

describe('an import', () => {
  const listsIn = (schema: { lists: Record<string, unknown> }): string[] => Object.keys(schema.lists);

  it('takes lists from the store; without a version the newest, counted by parts and not by letters', async () => {
    const { schema, missingCodeLists } = await catalogue.importSchema({ xml: fileFor({ uri }), provider: other.id, codeLists: [] }); // prettier-ignore
    assert.deepEqual([listsIn(schema), missingCodeLists], [[`${uri}_10`], []]);
  });

  it('puts the lists that come with it into the store, and pins what it used', async () => {
    const before = await catalogue.importSchema({ xml: fileFor({ uri }), provider: provider.id, codeLists: [] });
    const list = genericode(uri, '11', { DE: 'Deutschland', FR: 'Frankreich', IT: 'Italien' });
    const after = await catalogue.importSchema({ xml: fileFor({ uri }), provider: provider.id, codeLists: [list] });
    assert.deepEqual([listsIn(before.schema), listsIn(after.schema)], [[`${uri}_10`], [`${uri}_11`]]);
    assert.notEqual(before.schemaDigest, after.schemaDigest, 'the same file with newer lists is another form');
    const kept = await catalogue.schemaReport(provider.id, before.schemaDigest);
    assert.deepEqual(listsIn(kept.schema), [`${uri}_10`]);
    assert.ok((await catalogue.codeLists(provider.id)).some(({ version }) => version === '11'));
    const versions = (await catalogue.codeLists(other.id)).map(({ version }) => version);
    assert.ok(!versions.includes('11'), 'not into the store of others');
  });

  it('prefers a provider’s own version, so that nobody else changes its forms', async () => {
    const own = genericode('urn:example:eigen', '1', { a: 'Meins' });
    await add(other, own);
    await add(operator, genericode('urn:example:eigen', '1', { a: 'Für alle' }));
    const names = async (tenant: Tenant) => {
      const xml = fileFor({ uri: 'urn:example:eigen', version: '1' });
      const { schema } = await catalogue.importSchema({ xml, provider: tenant.id, codeLists: [] });
      return Object.values(schema.lists).flat().map(({ name }) => name); // prettier-ignore
    };
    assert.deepEqual([await names(other), await names(provider)], [['Meins'], ['Für alle']]);
  });

  it('reports missing lists with the versions that are there', async () => {
    const { schemaDigest } = await catalogue.importSchema({ xml: fileFor({ uri, version: '1' }), provider: other.id, codeLists: [] }); // prettier-ignore
    const report = await catalogue.schemaReport(other.id, schemaDigest);
    assert.deepEqual(report.missing, [{ name: `${uri}_1`, uri, version: '1', available: ['9', '10'] }]);
    assert.deepEqual([report.groups, report.fields, report.rules, report.unrecognisedRules], [0, 1, 0, 0]);
    const finding = report.findings.find(({ code }) => code === 'code-list-missing');
    assert.match(finding?.messageEn ?? '', /is not available. Available: version 9, 10/u);
    assert.match(finding?.message ?? '', /liegt nicht vor/u);
    await add(other, genericode(uri, '1', { DE: 'Deutschland' }));
    assert.ok((await catalogue.schemaReport(other.id, schemaDigest)).missing[0]?.available.includes('1'));
    const again = await catalogue.importAgain({ schemaDigest, provider: other.id });
    assert.deepEqual([again.missingCodeLists, listsIn(again.schema)], [[], [`${uri}_1`]]);
    assert.equal((await refusal(catalogue.schemaReport(other.id, 'sha256:none'))).code, 'catalogue/schema-not-found');
  });
});

describe('another version in place of a missing one', () => {
  const decision: ListDecision = { list: `${uri}_1`, use: '9', decidedBy: 'Petra Prüfer', reason: 'Keine Änderung' };
  const importWith = (replacements: readonly ListDecision[], version = '1') =>
    catalogue.importSchema({ xml: fileFor({ uri, version }), provider: provider.id, codeLists: [], replacements });

  it('is recorded in the schema with name, day and reason, and stands when it is imported again', async () => {
    const { schemaDigest, schema, missingCodeLists } = await importWith([decision]);
    assert.deepEqual([Object.keys(schema.lists), missingCodeLists], [[`${uri}_9`], []]);
    const recorded = { canonicalUri: uri, version: '1', use: '9', decidedBy: 'Petra Prüfer', decidedOn: '2026-11-02', reason: 'Keine Änderung' }; // prettier-ignore
    assert.deepEqual((await catalogue.schemaReport(provider.id, schemaDigest)).replacements, [
      { ...recorded, decidedOn: recorded.decidedOn },
    ]);
    const again = await catalogue.importAgain({ schemaDigest, provider: provider.id });
    assert.equal(again.schemaDigest, schemaDigest);
    const reasoned = await importWith([{ ...decision, reason: 'Geprüft am Amtsblatt' }]);
    assert.notEqual(reasoned.schemaDigest, schemaDigest, 'another decision is another schema');
  });

  it('is refused without an object, a version that is there, a name or a reason', async () => {
    const code = async (change: Partial<ListDecision>, version?: string): Promise<string | undefined> => {
      const error = await refusal(importWith([{ ...decision, ...change }], version));
      assert.equal(error.code, 'catalogue/replacement-misfit');
      return error.problems[0]?.code;
    };
    assert.equal(await code({ list: 'urn:example:nichts_1' }), 'not-missing');
    assert.equal(await code({ list: `${uri}_9` }, '9'), 'not-missing');
    assert.equal(await code({ use: '8' }), 'unknown-version');
    assert.equal(await code({ decidedBy: ' ' }), 'unsigned');
    assert.equal(await code({ reason: '' }), 'unsigned');
  });
});

describe('schemas of a provider', () => {
  it('are what it imported, also when another brought the file first', async () => {
    const xml = fileFor({ uri, version: '10' }, 'S99000000013');
    const first = await catalogue.importSchema({ xml, provider: other.id, codeLists: [] });
    const ids = async () => (await catalogue.schemas(provider.id)).map(({ digest }) => digest);
    assert.ok(!(await ids()).includes(first.schemaDigest));
    await catalogue.importSchema({ xml, provider: provider.id, codeLists: [] });
    assert.ok((await ids()).includes(first.schemaDigest));
    const foreign = await test.kernel.db.tx({ tenant: provider.id }, (tx) =>
      sql`select from catalogue.schema_import where tenant_id = ${other.id}`.execute(tx),
    );
    assert.equal(foreign.rows.length, 0);
  });
});

describe('real files', () => {
  const data = process.env['VERBUND_SAMPLES'] ?? fileURLToPath(new URL('../../../../../../../shared/data', import.meta.url)); // prettier-ignore
  const filesIn = (folder: string) =>
    readdirSync(join(data, 'fim', folder))
      .filter((name) => /\.(xml|gc)$/u.test(name))
      .map((name) => ({ name, bytes: readFileSync(join(data, 'fim', folder, name)) }));

  it('are imported with the lists of the store; another version stands in where there is one', async (t) => {
    if (!existsSync(data)) return t.skip('skipped: no samples');
    const tenant = await makeTenant(identity, { kind: 'provider', ars: null, slug: 'echt', name: 'Echte Dateien' });
    const lists = filesIn('genericode');
    const added = await catalogue.addCodeLists(tenant.id, lists);
    assert.equal(added.length, lists.length);
    assert.ok(added.every(({ codes, isNew }) => codes > 0 && isNew));
    for (const { name, bytes } of [...filesIn('xdf2'), ...filesIn('xdf3')]) {
      const first = await catalogue.importSchema({ xml: bytes, provider: tenant.id, codeLists: [] });
      const report = await catalogue.schemaReport(tenant.id, first.schemaDigest);
      assert.deepEqual(report.missing.map((list) => list.name).sort(), first.missingCodeLists, name); // prettier-ignore
      const replacements = report.missing.flatMap(({ name: list, version, available }) => {
        const use = available.at(-1);
        const decided = { list, decidedBy: 'Petra Prüfer', reason: 'Die genannte Version liegt nicht vor.' };
        return use === undefined || version === null ? [] : [{ ...decided, use }];
      });
      const { schemaDigest } = await catalogue.importAgain({ schemaDigest: first.schemaDigest, provider: tenant.id, replacements }); // prettier-ignore
      const again = await catalogue.schemaReport(tenant.id, schemaDigest);
      assert.ok(again.missing.every(({ available }) => available.length === 0), name); // prettier-ignore
      assert.equal(again.replacements.length, replacements.length, name);
    }
  });
});
