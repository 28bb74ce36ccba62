import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyOverlay, parseOverlay, readSchema } from '@verbund/xdatenfelder';
import { demoService, demoServiceNames } from '../src/demo/content.ts';
import { failingTests } from '../src/modules/authoring/domain/kept-tests.ts';
import {
  type CompiledForm,
  parseManifest,
  parseRuleDecisions,
  parseServiceLevel,
  pinRules,
  ruleSetOf,
} from '../src/modules/catalogue/index.ts';
import { parsePriceModel } from '../src/modules/costs/index.ts';

const digest = `sha256:${'0'.repeat(64)}`;

async function packageOf(name: string) {
  const { xml, overlay, manifest } = await demoService(name);
  const { schema } = await readSchema(xml);
  const decisions = parseRuleDecisions(manifest['rules']);
  assert.ok(decisions.ok, name);
  const pinned = pinRules(schema, decisions.value);
  const schemaUri = `urn:verbund:schema:${schema.id}`;
  const parsed = parseManifest({
    ...manifest,
    overlay,
    rules: pinned,
    schema: {
      digest,
      schemaUri,
      mimeType: 'application/json',
      dialect: schema.dialect,
      id: schema.id,
      version: schema.version ?? '0',
    },
    delivery: { metadataVersion: '2.1.0', summaryPdf: true, schemaUri },
  });
  assert.ok(parsed.ok, `${name}: ${JSON.stringify(parsed)}`);
  const form: CompiledForm = {
    digest,
    schema,
    form: applyOverlay(schema, parseOverlay(overlay, schema)),
    rules: ruleSetOf(pinned),
  };
  return { manifest: parsed.manifest, form };
}

describe('the packages of the demonstration', () => {
  for (const name of demoServiceNames) {
    it(`${name} delivers what its test cases expect`, async () => {
      const { manifest, form } = await packageOf(name);
      assert.ok(manifest.tests.length >= 3);
      assert.deepEqual(failingTests(form, manifest.tests), []);
      const [first] = manifest.tests;
      assert.ok(first);
      const { delivery, ...setting } = first.expected as { delivery: object };
      const changed = [{ ...first, expected: { ...setting, delivery: { ...delivery, F99000999999: 'x' } } }];
      assert.notDeepEqual(failingTests(form, changed), [], 'another delivery is noticed');
      assert.equal(manifest.reuse?.changes[0]?.version, manifest.version);
    });
  }

  it('differ in maturity, price model and what is known of them', async () => {
    const all = await Promise.all(demoServiceNames.map(packageOf));
    const facts = all.map(({ manifest }) => ({ ...manifest, sheet: parsePriceModel(manifest.priceModel) }));
    const models = facts.flatMap(({ sheet }) => (sheet.ok ? sheet.value.items.map(({ price }) => price.model) : []));
    assert.deepEqual([...new Set(models)].toSorted(), ['M1', 'M2', 'M3', 'M4', 'M5', 'M6']);
    const unfinished = facts.find(({ service }) => service.slug === 'strassenfest-anmelden');
    assert.equal(unfinished?.sheet.ok, false);
    assert.equal(unfinished.reuse?.factSheet.pentest, null);
    assert.deepEqual(unfinished.reuse.factSheet.languages, ['de']);
    assert.equal(facts.filter(({ sheet }) => sheet.ok).length, 4);
    assert.equal(facts.filter(({ serviceLevel }) => parseServiceLevel(serviceLevel).ok).length, 4);
    const levels = facts.map(({ reuse }) => reuse?.factSheet.maturity.map(({ level }) => level).join('/'));
    assert.ok(new Set(levels).size >= 4, levels.join(' '));
  });
});
