import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { applyOverlay, type Condition, type Rule } from '@verbund/xdatenfelder';
import { field, group, schema } from '../../../../../../tools/own-schemas.ts';
import { type CompiledForm } from '#modules/catalogue';
import { createWorld, type World } from './world.ts';

const model = schema([
  group(
    'G99000000001',
    [field('F99000000003', { label: 'Name', min: 1 }), field('F99000000001', { label: 'Telefon' })],
    {
      label: 'Erreichbarkeit',
      min: 1,
    },
  ),
  group('G99000000002', [field('F99000000002', { label: 'E-Mail' })], { label: 'Weiteres' }),
]);
const name = 'G99000000001/F99000000003';
const phone = 'G99000000001/F99000000001';
const mail = 'G99000000002/F99000000002';
const noMail: Condition = { op: 'empty', path: mail };
const rule: Rule = {
  id: 'R1',
  owner: '',
  when: noMail,
  effect: 'require',
  target: phone,
  message: null,
  value: null,
  source: null,
};
const compiled: CompiledForm = {
  digest: 'sha256:erreichbarkeit',
  schema: model,
  form: applyOverlay(model, null),
  rules: { rules: [rule] },
};

let world: World;
before(async () => {
  world = await createWorld(undefined, { erreichbarkeit: compiled });
});
after(() => world.close());

test('a rule about a question of a later page holds nobody up before it; the check does', async () => {
  const browser = world.browser('erika');
  await browser.start('erreichbarkeit');
  const first = browser.path;
  await browser.send({ [name]: 'Erika', [phone]: '' });
  assert.notEqual(browser.path, first, 'on to the page that can still answer it');
  await browser.send({ [mail]: '' });
  assert.match(browser.path, /pruefen/);
  assert.match(browser.page.text, /Telefon/);
  assert.doesNotMatch(browser.page.text, /name="erklaerung"/);
  await browser.get(first);
  await browser.send({ [phone]: '02801 1' });
  await browser.send({});
  assert.match(browser.page.text, /name="erklaerung"/);
});
