import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import {
  applyOverlay,
  nodesByPath,
  parseOverlay,
  pickText,
  pruneAnswers,
  readSchema,
  recogniseRules,
  validateAnswers,
  valuesOf,
} from '../src/index.ts';
import { today } from './support.ts';

const folder = fileURLToPath(new URL('../../../apps/platform/seeds/schemas', import.meta.url));

for (const name of ['hundesteuer-anmeldung', 'bewohnerparkausweis', 'gewerbeanmeldung', 'sperrmuell']) {
  test(`${name}: nothing to mend, every rule understood, fully translated`, async () => {
    const { schema, findings } = await readSchema(await readFile(`${folder}/${name}.xml`));
    assert.deepEqual(
      findings.filter(({ level }) => level !== 'note'),
      [],
    );
    assert.deepEqual(recogniseRules(schema).unrecognised, []);
    const form = applyOverlay(
      schema,
      parseOverlay(JSON.parse(await readFile(`${folder}/${name}.overlay.json`, 'utf8')), schema),
    );
    assert.equal(pickText(form.title, 'en').lang, 'en');
    for (const node of nodesByPath(schema).values()) {
      const texts = form.nodes[node.path];
      assert.ok(
        texts !== undefined &&
          [texts.label, texts.help, texts.content].every((text) => text === null || text.en !== null),
        node.path,
      );
      assert.equal(texts.values?.every((value) => value.label.en !== null) ?? true, true, node.path);
      assert.equal(texts.values?.length, node.kind === 'field' ? valuesOf(schema, node)?.length : undefined);
    }
    const covered = form.pages.flatMap((page) => page.nodes);
    assert.deepEqual(new Set(covered), new Set(schema.nodes.map((node) => node.path)));
  });
}

test('hundesteuer-anmeldung: the breed as text belongs to each dog of its own', async () => {
  const { schema } = await readSchema(await readFile(`${folder}/hundesteuer-anmeldung.xml`));
  const rules = { rules: recogniseRules(schema).recognised };
  const dog = (index: number, breed: string) => ({
    [`G99000010500[${index}]/F99000010502`]: breed,
    [`G99000010500[${index}]/F99000010503`]: 'Eurasier',
  });
  const answers = { ...dog(0, '002'), ...dog(1, '999') };
  assert.deepEqual(
    Object.keys(pruneAnswers(schema, rules, answers, today)).filter((key) => key.endsWith('503')),
    ['G99000010500[1]/F99000010503'],
  );
  const errors = validateAnswers(
    schema,
    rules,
    { 'G99000010500[0]/F99000010502': '999' },
    { ...today, nodes: ['G99000010500'] },
  );
  assert.ok(errors.some((error) => error.path === 'G99000010500[0]/F99000010503' && error.code === 'required'));
});
