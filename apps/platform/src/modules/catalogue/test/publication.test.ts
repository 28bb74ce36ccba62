import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { AppError } from '#kernel/errors';
import { recogniseRules, type Rule } from '@verbund/xdatenfelder';
import { makeTenant, sampleManifest } from '../../../../test/support/sample-service.ts';
import { testKernel, type TestKernel } from '../../../../test/support/test-kernel.ts';
import { type IdentityService, type Tenant } from '../../identity/index.ts';
import { createIdentity } from '../../identity/module.ts';
import { canonicalJson, manifestDigest, noDecisions, pinRules, type ServiceManifest, type Signed } from '../index.ts';
import { createCatalogue } from '../module.ts';
import { type CatalogueService, type ImportResult } from '../types.ts';
import { genericode, smallSchema, type SmallSchema, withRules } from '../../../../test/support/small-schema.ts';

let test: TestKernel;
let identity: IdentityService;
let catalogue: CatalogueService;
let provider: Tenant;
let template: ServiceManifest;
const signed: Signed = { by: 'Petra Prüfer', on: '2026-03-01', reason: 'Nur ein Hinweis.' };

before(async () => {
  test = await testKernel({ modules: ['keys', 'identity', 'catalogue'] });
  identity = createIdentity(test.kernel, { erasurePorts: [] }).service;
  catalogue = createCatalogue(test.kernel, { identity }).service;
  provider = await makeTenant(identity, { kind: 'provider', ars: null, slug: 'rz', name: 'Rechenzentrum' });
  template = { ...(await sampleManifest(catalogue, provider, 'hundesteuer-anmeldung')), overlay: {} };
});
after(() => test.close());

/** A manifest of its own for a schema, its rules pinned as nobody decided anything. */
function manifestFor(slug: string, { schema, schemaDigest }: ImportResult): ServiceManifest {
  return {
    ...template,
    service: { ...template.service, slug },
    schema: { ...template.schema, digest: schemaDigest, id: schema.id, dialect: schema.dialect, version: '1.0.0' },
    rules: pinRules(schema, noDecisions),
  };
}

function publish(manifest: ServiceManifest): Promise<{ digest: string }> {
  return test.kernel.db.tx({ tenant: provider.id }, (tx) => catalogue.publishVersion(tx, provider.id, manifest));
}

async function refusal(manifest: ServiceManifest): Promise<AppError> {
  try {
    await publish(manifest);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return assert.fail('was published');
}

const importSmall = (schema: SmallSchema, codeLists: readonly Uint8Array[] = []): Promise<ImportResult> =>
  catalogue.importSchema({ xml: smallSchema(schema), provider: provider.id, codeLists });

describe('a version with rules that nobody decided on', () => {
  it('is refused with the rules, and published once somebody decides or accepts them by name', async () => {
    const imported = await importSmall(withRules);
    const error = await refusal(manifestFor('offen', imported));
    assert.deepEqual([error.kind, error.code], ['conflict', 'catalogue/rules-open']);
    assert.deepEqual(error.problems, [{ field: '#R99000000002', code: 'rule-open' }]);
    const text = imported.schema.rules[1]?.text ?? '';
    const note = { ...noDecisions, texts: { '#R99000000002': { text, decision: { kind: 'note' as const, signed } } } };
    await publish({ ...manifestFor('notiz', imported), rules: pinRules(imported.schema, note) });
    const accepted = pinRules(imported.schema, { ...noDecisions, acceptance: signed });
    const { digest } = await publish({ ...manifestFor('hingenommen', imported), rules: accepted });
    const { rules } = await catalogue.compiledForm(digest);
    assert.deepEqual(rules.rules, recogniseRules(imported.schema).recognised);
  });

  it('obeys its own trees, not those of the recogniser', async () => {
    const imported = await importSmall({ ...withRules, rules: withRules.rules?.slice(0, 1) ?? [] });
    const [text] = imported.schema.rules;
    assert.ok(text);
    const source = { ruleId: text.id, text: text.text };
    const tree: Rule = {
      ...{ id: 'R99000000001.1', owner: '', effect: 'forbid', target: 'F99000000002', message: null, value: null },
      when: { op: 'empty', path: 'F99000000001' },
      source,
    };
    const manifest = manifestFor('aelter', imported);
    const rules = { format: 2 as const, texts: [{ key: '#R99000000001', decision: { kind: 'recognised' as const, rules: [tree], signed: null } }], own: [], acceptance: null }; // prettier-ignore
    const { digest } = await publish({ ...manifest, rules });
    assert.deepEqual((await catalogue.compiledForm(digest)).rules.rules, [tree]);
    assert.notDeepEqual(recogniseRules(imported.schema).recognised, [tree]);
  });
});

describe('a version whose schema lacks a list', () => {
  const uri = 'urn:example:farbe';
  const colours: SmallSchema = {
    id: 'S99000000002',
    fields: [{ id: 'F99000000001', list: { uri, version: '3' } }, { id: 'F99000000002', list: { uri: 'urn:example:form' } }], // prettier-ignore
  };

  it('is refused with the names of the lists', async () => {
    const error = await refusal(manifestFor('farben', await importSmall(colours)));
    assert.deepEqual([error.kind, error.code], ['conflict', 'catalogue/code-lists-missing']);
    assert.deepEqual(error.problems, [
      { field: `${uri}_3`, code: 'code-list-missing' },
      { field: 'urn:example:form', code: 'code-list-missing' },
    ]);
    assert.match(String(error.params['names']), /urn:example:farbe_3, urn:example:form/u);
  });

  it('is refused with a list made up for a test', async () => {
    const lists = [
      genericode(uri, '3', { r: 'Rot' }),
      genericode('urn:example:form', '1', { a: 'Eckig' }, 'TEST Formen'),
    ];
    const error = await refusal(manifestFor('farben', await importSmall(colours, lists)));
    assert.equal(error.code, 'catalogue/code-lists-missing');
    assert.deepEqual(error.problems, [{ field: 'urn:example:form_1', code: 'code-list-test' }]);
  });

  it('is published with another version of the list, by a decision that the version carries', async () => {
    const schema: SmallSchema = { id: 'S99000000003', fields: [{ id: 'F99000000001', list: { uri, version: '2' } }] };
    const decision = { list: `${uri}_2`, use: '3', decidedBy: 'Petra Prüfer', reason: 'Dieselben Farben.' };
    const xml = smallSchema(schema);
    const missing = await catalogue.importSchema({ xml, provider: provider.id, codeLists: [] });
    assert.equal((await refusal(manifestFor('zwei', missing))).code, 'catalogue/code-lists-missing');
    const replaced = await catalogue.importAgain({
      schemaDigest: missing.schemaDigest,
      provider: provider.id,
      replacements: [decision],
    });
    const { digest } = await publish(manifestFor('zwei', replaced));
    const form = await catalogue.compiledForm(digest);
    const [origin] = Object.values(form.schema.listOrigins ?? {});
    assert.deepEqual([origin?.replacement?.use, origin?.replacement?.decidedBy], ['3', 'Petra Prüfer']);
  });
});

describe('versions from before rules were pinned', () => {
  /** As an earlier release left it behind. */
  async function publishAsBefore(manifest: ServiceManifest): Promise<string> {
    const digest = manifestDigest(manifest);
    await test.database.admin(
      `insert into catalogue.service_version (version_digest, tenant_id, service_slug, version, leistungsschluessel,
         schema_digest, schema_uri, manifest, published_at, rules_pinned)
       values ($1, $2, $3, $4, null, $5, $6, $7, now(), false)`,
      [digest, provider.id, manifest.service.slug, manifest.version, manifest.schema.digest, manifest.delivery.schemaUri, canonicalJson(manifest)], // prettier-ignore
    );
    return digest;
  }
  const resolved = () => test.database.admin('select version_digest, rules from catalogue.legacy_rules');

  it('load with a list of rules and with {add, remove}, and what they obey is written down once', async () => {
    const imported = await importSmall(withRules);
    const { recognised } = recogniseRules(imported.schema);
    const own: Rule = {
      ...{ id: 'own', owner: '', effect: 'valid', target: 'F99000000002', message: null, value: null, source: null },
      when: { op: 'empty', path: 'F99000000001' },
    };
    const plain = await publishAsBefore({ ...manifestFor('alt', imported), rules: [] });
    const { id, when, effect, target } = own;
    const changes = { add: [{ id, when: { op: 'empty', path: String(when.op === 'empty' && when.path) }, effect, target }], remove: recognised.map((rule) => rule.id) }; // prettier-ignore
    const changed = await publishAsBefore({ ...manifestFor('alt-anders', imported), rules: changes });
    assert.deepEqual((await catalogue.compiledForm(plain)).rules.rules, recognised);
    assert.deepEqual((await catalogue.compiledForm(changed)).rules.rules, [own]);
    assert.equal((await resolved()).length, 2);
    assert.deepEqual(
      await publish({ ...manifestFor('alt', imported), rules: [] }),
      { digest: plain },
      'is still there',
    );
  });

  it('keep what they obeyed, whatever a later release recognises', async () => {
    const imported = await importSmall(withRules);
    const digest = await publishAsBefore({ ...manifestFor('alt-fest', imported), rules: [] });
    // What another release had made of it.
    const before: Rule = {
      ...{ id: 'before', owner: '', effect: 'show', target: 'F99000000002', message: null, value: null, source: null },
      when: { op: 'equal', path: 'F99000000001', value: false },
    };
    await test.database.admin('insert into catalogue.legacy_rules values ($1, $2, $3, now())', [
      digest,
      provider.id,
      JSON.stringify({ rules: [before] }),
    ]);
    assert.deepEqual((await catalogue.compiledForm(digest)).rules.rules, [before]);
    await assert.rejects(test.database.admin('delete from catalogue.legacy_rules'), /immutable/u);
  });

  it('are written down for their provider alone', async () => {
    const imported = await importSmall({ ...withRules, id: 'S99000000008' });
    const digest = await publishAsBefore({ ...manifestFor('alt-fremd', imported), rules: [] });
    const other = await makeTenant(identity, { kind: 'provider', ars: null, slug: 'fremd', name: 'Fremd' });
    const stolen = test.kernel.db.tx({ tenant: other.id }, (tx) =>
      sql`insert into catalogue.legacy_rules values (${digest}, ${other.id}, '{"rules":[]}', now())`.execute(tx),
    );
    await assert.rejects(stolen, /foreign key/u);
    const asIf = test.kernel.db.tx({ tenant: other.id }, (tx) =>
      sql`insert into catalogue.legacy_rules values (${digest}, ${provider.id}, '{"rules":[]}', now())`.execute(tx),
    );
    await assert.rejects(asIf, /row-level security/u);
  });

  it('are all written down when the platform starts', async () => {
    const imported = await importSmall({ ...withRules, id: 'S99000000009' });
    const digest = await publishAsBefore({ ...manifestFor('alt-start', imported), rules: [] });
    await createCatalogue(test.kernel, { identity }).service.warmUp();
    assert.ok((await resolved()).some((row) => row['version_digest'] === digest));
  });
});
