import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';

import addFormatsModule from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';

import {
  diffSchemas,
  generateAnswers,
  migrateAnswers,
  pruneAnswers,
  readSchema,
  recogniseRules,
  toFimJson,
  toJsonSchema,
  toOutline,
  toXmlInstance,
  toXsd,
} from '../src/index.ts';
import { fimSamples } from './support.ts';

const context = { today: '2026-11-02', land: 'NW' };

test('every real file of both dialects is read, derived and answered', async (t) => {
  if (fimSamples === null) {
    t.skip('skipped: no samples');
    return;
  }
  for (const dialect of ['xdf2', 'xdf3']) {
    for (const name of (await readdir(`${fimSamples}/${dialect}`)).sort()) {
      const { schema, findings } = await readSchema(await readFile(`${fimSamples}/${dialect}/${name}`));
      assert.deepEqual(
        findings.filter(({ level, code }) => level === 'error' && code !== 'select-without-list'),
        [],
        name,
      );
      const rules = { rules: recogniseRules(schema).recognised };
      const ajv = new Ajv2020({ strict: true, allErrors: true });
      addFormatsModule.default(ajv);
      const check = ajv.compile(toJsonSchema(schema, rules));
      assert.match(toXsd(schema, rules), /^<\?xml[\s\S]*<\/xs:schema>\s*$/u);
      assert.ok(toOutline(schema, 'de').includes(schema.title), name);
      for (let seed = 0; seed < 4; seed += 1) {
        const { answers, errors } = generateAnswers(schema, rules, { ...context, seed });
        assert.deepEqual(errors, [], `${name} ${String(seed)}`);
        assert.ok(check(toFimJson(schema, answers)), `${name} ${JSON.stringify(check.errors)}`);
        assert.ok(toXmlInstance(schema, answers).includes('<'), name);
        assert.deepEqual(pruneAnswers(schema, rules, answers, context), answers);
        assert.deepEqual(migrateAnswers(schema, schema, answers).answers, answers);
      }
      assert.deepEqual(diffSchemas(schema, schema).changed, []);
    }
  }
});
