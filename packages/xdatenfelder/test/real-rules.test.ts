import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';

import {
  readCodeList,
  readSchema,
  recogniseRules,
  resolveCodeLists,
  XdfError,
  type CodeList,
  type Recognition,
  type RuleText,
} from '../src/index.ts';
import { ruleNotation } from './rule-notation.ts';
import { fimSamples } from './support.ts';

/**
 * The labels of real texts, without the texts: what each means, compared by eye with its text, or
 * null where it must be left to a person. Key: file, then rule and the last id of its owner.
 */
const labels = JSON.parse(readFileSync(new URL('real-rules.json', import.meta.url), 'utf8')) as Record<
  string,
  Record<string, string[] | null>
>;

async function codeLists(folder: string): Promise<CodeList[]> {
  const lists: CodeList[] = [];
  for (const name of (await readdir(folder)).sort()) {
    try {
      lists.push(await readCodeList(await readFile(`${folder}/${name}`)));
    } catch (error) {
      if (!(error instanceof XdfError)) throw error;
    }
  }
  return lists;
}

function provider(lists: readonly CodeList[]) {
  return {
    find(uri: string, version: string | null): CodeList | null {
      const named = lists.filter((list) => list.canonicalUri === uri);
      const newest = named.toSorted((a, b) => (a.version < b.version ? 1 : -1))[0];
      return (version === null ? newest : named.find((list) => list.version === version)) ?? null;
    },
  };
}

function meaning(recognition: Recognition, text: RuleText): string[] | null {
  if (recognition.unrecognised.includes(text)) return null;
  return recognition.recognised
    .filter((rule) => rule.source?.ruleId === text.id && rule.owner === text.owner)
    .map((rule) => ruleNotation(rule, text.owner));
}

test('real rules mean what their labels say, and at least nine of ten are read', async (t) => {
  if (fimSamples === null) {
    t.skip('skipped: no samples');
    return;
  }
  const lists = provider(await codeLists(`${fimSamples}/genericode`));
  const total = { rules: 0, read: 0 };
  for (const file of Object.keys(labels)) {
    const folder = file.endsWith('_xdf2.xml') ? 'xdf2' : 'xdf3';
    if (!existsSync(`${fimSamples}/${folder}/${file}`)) continue;
    const read = await readSchema(await readFile(`${fimSamples}/${folder}/${file}`));
    const { schema } = await resolveCodeLists(read.schema, lists);
    const recognition = recogniseRules(schema);
    const found = Object.fromEntries(
      schema.rules.map((text) => [`${text.id} ${text.owner}`, meaning(recognition, text)]),
    );
    assert.deepEqual(found, labels[file], file);
    const count = schema.rules.length - recognition.unrecognised.length;
    if (folder === 'xdf3') {
      total.rules += schema.rules.length;
      total.read += count;
    }
    t.diagnostic(`${file}: ${String(count)} of ${String(schema.rules.length)} rules`);
  }
  t.diagnostic(
    `all of 3.0: ${String(total.read)} of ${String(total.rules)}, ${((100 * total.read) / total.rules).toFixed(1)} %`,
  );
  assert.ok(total.read >= 0.9 * total.rules);
});
