import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import addFormatsModule from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';

import {
  fromFimJson,
  fromXmlInstance,
  generateAnswers,
  generateFaultyAnswers,
  pruneAnswers,
  toFimJson,
  toJsonSchema,
  toXmlInstance,
  toXsd,
  validateAnswers,
  type Answers,
  type FileAnswer,
} from '../src/index.ts';
import { randomForm } from './random-model.ts';
import { today } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'verbund-derive-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const data = (answers: Answers) => Object.fromEntries(Object.entries(answers).filter(([key]) => !key.includes('#')));
const filesOf = (answers: Answers) =>
  new Map(
    Object.values(answers)
      .filter((value): value is FileAnswer => typeof value === 'object')
      .map((file) => [file.fileId, file]),
  );

test('for any model and satisfiable rules, generated answers validate and fit the derived JSON Schema', () => {
  fc.assert(
    fc.property(
      randomForm,
      fc.integer(),
      fc.constantFrom('minimal', 'typical', 'full'),
      ({ model, rules }, seed, fill) => {
        const made = generateAnswers(model, { rules }, { ...today, seed, fill });
        assert.deepEqual(made.errors, []);
        assert.deepEqual(validateAnswers(model, { rules }, made.answers, today), []);
        assert.deepEqual(pruneAnswers(model, { rules }, made.answers, today), made.answers);
        assert.deepEqual(generateAnswers(model, { rules }, { ...today, seed, fill }), made);
        const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: true, strictRequired: true });
        addFormatsModule.default(ajv);
        const check = ajv.compile(toJsonSchema(model, { rules }));
        const json = toFimJson(model, made.answers);
        assert.ok(check(json), JSON.stringify([check.errors, json]));
        const back = fromFimJson(model, JSON.parse(JSON.stringify(json)), filesOf(made.answers));
        assert.deepEqual(back.unknown, []);
        assert.deepEqual(toFimJson(model, back.answers), json);
      },
    ),
    { numRuns: 120 },
  );
});

test('for any model, near-valid answers have exactly the one fault that is named', () => {
  let found = 0;
  const kinds = new Set<string>();
  fc.assert(
    fc.property(randomForm, fc.integer(), ({ model, rules }, seed) => {
      const faulty = generateFaultyAnswers(model, { rules }, { ...today, seed });
      if (faulty === null) return;
      found += 1;
      kinds.add(faulty.fault.code);
      const errors = validateAnswers(model, { rules }, faulty.answers, today);
      assert.deepEqual(
        errors.map(({ path, code }) => ({ path, code })),
        [faulty.fault],
      );
    }),
    { numRuns: 100 },
  );
  assert.ok(found > 50 && kinds.size >= 6, `${found} faults of ${kinds.size} kinds`);
});

test('XML instances come back as they were, and xmllint accepts them against the derived XSD', async (t) => {
  const missing = (() => {
    try {
      execFileSync('xmllint', ['--version'], { stdio: 'ignore' });
      return false;
    } catch {
      return true;
    }
  })();
  let number = 0;
  await fc.assert(
    fc.asyncProperty(randomForm, fc.integer(), async ({ model, rules }, seed) => {
      const { answers } = generateAnswers(model, { rules }, { ...today, seed });
      const xml = toXmlInstance(model, answers);
      const back = await fromXmlInstance(model, new TextEncoder().encode(xml), { files: filesOf(answers) });
      assert.deepEqual(back.unknown, []);
      assert.equal(toXmlInstance(model, back.answers), xml);
      if (missing) return;
      number += 1;
      const [xsdFile, xmlFile] = [join(folder, `${number}.xsd`), join(folder, `${number}.xml`)];
      writeFileSync(xsdFile, toXsd(model, { rules }));
      writeFileSync(xmlFile, xml);
      try {
        execFileSync('xmllint', ['--noout', '--nonet', '--schema', xsdFile, xmlFile], { stdio: 'pipe' });
      } catch (error) {
        assert.fail(`${String((error as { stderr?: Buffer }).stderr)}\n${xml}`);
      }
    }),
    { numRuns: 60 },
  );
  if (missing) t.diagnostic('skipped: no xmllint, only the way back was tested');
});

test('answers without a file or a repetition come back from XML exactly', async () => {
  await fc.assert(
    fc.asyncProperty(randomForm, fc.integer(), async ({ model, rules }, seed) => {
      const { answers } = generateAnswers(model, { rules }, { ...today, seed });
      const xml = new TextEncoder().encode(toXmlInstance(model, answers));
      const back = await fromXmlInstance(model, xml, { files: filesOf(answers) });
      const again = pruneAnswers(model, { rules }, back.answers, today);
      const repeated = Object.keys(answers).some((key) => key.includes('['));
      if (!repeated) assert.deepEqual(data(again), data(answers));
    }),
    { numRuns: 60 },
  );
});
