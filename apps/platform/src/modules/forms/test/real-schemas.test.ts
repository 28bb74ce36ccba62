import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import addFormatsModule from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
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
import { longList, randomForm, traitSchema, writeXdf } from '../../../../../../tools/own-schemas.ts';
import { finishForm } from '../../../../test/support/finish-form.ts';
import { resolveForTest } from '../../../../test/support/lists-for-tests.ts';
import { createWorld, type World } from './world.ts';

const besideRepository = fileURLToPath(new URL('../../../../../../../shared/data', import.meta.url));
const samples = join(process.env['VERBUND_SAMPLES'] ?? besideRepository, 'fim');
const xanten = '051700052052';
const context = evaluationContext(xanten, '2026-11-02');
const fills: readonly Fill[] = ['minimal', 'typical', 'full'];
/** Made-up schemas, every third asked question by question; a seed, so that a failure comes again. */
const madeUp = { count: 24, seed: 2026 };

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

const validators = new Map<CompiledForm, ValidateFunction>();

function validatorOf(compiled: CompiledForm): ValidateFunction {
  const known = validators.get(compiled);
  if (known !== undefined) return known;
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  addFormatsModule.default(ajv);
  const made = ajv.compile(toJsonSchema(compiled.schema, compiled.rules));
  validators.set(compiled, made);
  return made;
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
  const application = /\/konto\/antrag\/([\w-]+)/u.exec(receipt)?.[1] ?? '';
  await world.deliverAll(application);
  const submission = world.submissions.find(({ id }) => id === application);
  assert.ok(submission, 'handed over to dispatch');
  const json: unknown = JSON.parse(Buffer.from(submission.data.bytes).toString('utf8'));

  const check = validatorOf(compiled);
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

function addMadeUp(): string[] {
  return fc.sample(randomForm, { numRuns: madeUp.count, seed: madeUp.seed }).map(({ model, rules }, at) => {
    const form = applyOverlay(model, at % 3 === 2 ? { mode: 'questions' } : null);
    forms[`form-${String(at)}`] = { digest: `sha256:form-${String(at)}`, schema: model, form, rules: { rules } };
    return `form-${String(at)}`;
  });
}

/** All files of a dialect, by the name of the offering. */
async function addReal(dialect: 'xdf2' | 'xdf3'): Promise<string[]> {
  const folder = join(samples, dialect);
  if (!existsSync(folder)) return [];
  const lists = await sampleLists();
  const names = (await readdir(folder)).filter((file) => file.endsWith('.xml')).sort();
  for (const name of names)
    forms[slugOf(name)] = await compile(await readFile(join(folder, name)), slugOf(name), lists);
  return names.map(slugOf);
}

function slugOf(file: string): string {
  return file.toLowerCase().replace(/\W+/gu, '-');
}

describe('every schema becomes a form that is finished without script', () => {
  let random: readonly string[] = [];
  let real: Record<'xdf2' | 'xdf3', readonly string[]> = { xdf2: [], xdf3: [] };
  before(async () => {
    const all = await compile(Buffer.from(writeXdf(traitSchema())), 'sha256:eigenheiten', [
      await readCodeList(Buffer.from(longList())),
    ]);
    forms['alle-eigenheiten'] = all;
    forms['frage-fuer-frage'] = {
      ...all,
      digest: 'sha256:fragen',
      form: applyOverlay(all.schema, { mode: 'questions' }),
    };
    random = addMadeUp();
    real = { xdf2: await addReal('xdf2'), xdf3: await addReal('xdf3') };
    world = await createWorld(undefined, forms);
  });
  after(() => world.close());

  test('our own schema with every trait', async () => {
    for (const fill of fills) await finishAndJudge('alle-eigenheiten', fill, 4);
  });

  test('the same, question by question', async () => {
    await finishAndJudge('frage-fuer-frage', 'minimal', 4);
  });

  test('schemas made up by chance', async () => {
    for (const [seed, slug] of random.entries()) {
      await finishAndJudge(slug, fills[seed % fills.length] ?? 'full', seed).catch((error: unknown) => {
        throw new Error(`${slug} of seed ${String(madeUp.seed)}`, { cause: error });
      });
    }
  });

  for (const [dialect, tried] of [
    ['xdf3', fills],
    ['xdf2', ['typical']],
  ] as const) {
    test(`the real files of ${dialect}`, async (t) => {
      if (real[dialect].length === 0) {
        t.skip('skipped: no samples');
        return;
      }
      for (const slug of real[dialect]) {
        await t.test(slug, async (one) => {
          for (const [seed, fill] of tried.entries()) {
            one.diagnostic(`${fill}: ${String(await finishAndJudge(slug, fill, seed))} requests`);
          }
        });
      }
    });
  }
});
