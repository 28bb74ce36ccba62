import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import addFormatsModule from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import {
  type Answers,
  applyOverlay,
  type CodeList,
  evaluationContext,
  type FileAnswer,
  type Fill,
  fromFimJson,
  generateAnswers,
  pruneAnswers,
  readCodeList,
  readSchema,
  recogniseRules,
  toFimJson,
  toJsonSchema,
  validateAnswers,
  XdfError,
} from '@verbund/xdatenfelder';
import { type CompiledForm } from '#modules/catalogue';
import { longList, traitSchema } from '../../../../../../packages/xdatenfelder/test/trait-schema.ts';
import { writeXdf } from '../../../../../../packages/xdatenfelder/test/write-xdf.ts';
import { finishForm } from '../../../../test/support/finish-form.ts';
import { resolveForTest } from '../../../../test/support/lists-for-tests.ts';
import { createWorld, type World } from './world.ts';

const besideRepository = fileURLToPath(new URL('../../../../../../../shared/data', import.meta.url));
const samples = join(process.env['VERBUND_SAMPLES'] ?? besideRepository, 'fim');
const xanten = '051700052052';
const context = evaluationContext(xanten, '2026-11-02');
const fills: readonly Fill[] = ['minimal', 'typical', 'full'];

const forms: Record<string, CompiledForm> = {};
let world: World;

async function compile(xml: Uint8Array, digest: string, lists: readonly CodeList[]): Promise<CompiledForm> {
  const { schema } = await resolveForTest((await readSchema(xml)).schema, lists);
  return { digest, schema, form: applyOverlay(schema, null), rules: { rules: recogniseRules(schema).recognised } };
}

async function sampleLists(): Promise<CodeList[]> {
  const lists: CodeList[] = [];
  for (const name of (await readdir(join(samples, 'genericode'))).sort()) {
    try {
      lists.push(await readCodeList(await readFile(join(samples, 'genericode', name))));
    } catch (error) {
      // One of the shared files is no list.
      if (!(error instanceof XdfError)) throw error;
    }
  }
  return lists;
}

/** Files are known by what the form made of them; everything else must be what was wanted. */
function withoutFileIds(json: unknown, answers: Answers): string {
  const ids = Object.values(answers).flatMap((value) => (typeof value === 'object' ? [value.fileId] : []));
  return ids.reduce((text, id) => text.replaceAll(id, 'file'), JSON.stringify(json));
}

function filesOf(
  delivered: readonly { attachmentId: string; filename: string; mimeType: string; bytes: number; sha512: string }[],
) {
  return new Map(
    delivered.map(({ attachmentId, filename, mimeType, bytes, sha512 }): [string, FileAnswer] => [
      attachmentId,
      { fileId: attachmentId, filename, mimeType, size: bytes, sha512 },
    ]),
  );
}

/** From the first page to what dispatch is given, then judged as a back office would. */
async function finishAndJudge(slug: string, fill: Fill, seed: number): Promise<number> {
  const compiled = forms[slug];
  assert.ok(compiled);
  const { schema, rules } = compiled;
  const made = generateAnswers(schema, rules, { ...context, seed, fill });
  assert.deepEqual(made.errors, [], 'the generator finds answers');
  const browser = world.browser('erika');
  await browser.start(slug);
  const { receipt, requests } = await finishForm(browser, schema, made.answers);
  await world.deliverAll();
  const submission = world.submissions.find(({ id }) => receipt.includes(id));
  assert.ok(submission, 'handed over to dispatch');
  const json: unknown = JSON.parse(Buffer.from(submission.data.bytes).toString('utf8'));

  const ajv = new Ajv2020({ strict: true, allErrors: true });
  addFormatsModule.default(ajv);
  const check = ajv.compile(toJsonSchema(schema, rules));
  assert.ok(check(json), JSON.stringify(check.errors));
  const files = filesOf(submission.attachments);
  const back = fromFimJson(schema, json, files);
  assert.deepEqual(back.unknown, []);
  const answers = pruneAnswers(schema, rules, back.answers, context);
  assert.deepEqual(toFimJson(schema, answers), json, 'nothing is delivered that a rule removes');
  assert.deepEqual(validateAnswers(schema, rules, answers, context), []);
  const wanted = withoutFileIds(toFimJson(schema, made.answers), made.answers);
  assert.equal(withoutFileIds(json, answers), wanted, 'every wanted answer, and nothing else');
  return requests;
}

describe('every schema becomes a form that is finished without script', () => {
  before(async () => {
    forms['alle-eigenheiten'] = await compile(Buffer.from(writeXdf(traitSchema())), 'sha256:eigenheiten', [
      await readCodeList(Buffer.from(longList())),
    ]);
    const folder = join(samples, 'xdf3');
    if (existsSync(folder)) {
      const lists = await sampleLists();
      for (const name of (await readdir(folder)).filter((file) => file.endsWith('.xml')).sort()) {
        forms[name.toLowerCase().replace(/\W+/gu, '-')] = await compile(
          await readFile(join(folder, name)),
          `sha256:${name}`,
          lists,
        );
      }
    }
    world = await createWorld(undefined, forms);
  });
  after(() => world.close());

  test('our own schema with every trait', async () => {
    for (const fill of fills) await finishAndJudge('alle-eigenheiten', fill, 4);
  });

  test('the real files', async (t) => {
    const real = Object.keys(forms).filter((slug) => slug !== 'alle-eigenheiten');
    if (real.length === 0) return t.skip('skipped: no samples');
    for (const slug of real) {
      await t.test(slug, async (one) => {
        for (const [seed, fill] of fills.entries()) {
          one.diagnostic(`${fill}: ${String(await finishAndJudge(slug, fill, seed))} requests`);
        }
      });
    }
  });
});
