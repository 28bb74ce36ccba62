import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { genericode, smallSchema } from '../../../../test/support/small-schema.ts';
import { authoringPaths } from '../paths.ts';
import { formFields, type FormWorld, formWorld } from './form-world.ts';

let world: FormWorld;

before(async () => {
  world = await formWorld();
});
after(() => world.close());

const uris = ['urn:beispiel:laender', 'urn:beispiel:farben'];

test('decisions on two missing lists at the same moment are both kept', async () => {
  const kim = await world.provider('krzn', 'Kim');
  const xml = smallSchema({
    fields: uris.map((uri, at) => ({ id: `F9900000000${String(at)}`, list: { uri, version: '1' } })),
  });
  const lists = uris.map((uri) => genericode(uri, '2', { a: 'A', b: 'B' }));
  const work = await world.work(kim.tenant, { xml, lists });
  const { html } = await world.get(kim, authoringPaths.report(work.id));
  const answers = await Promise.all(
    uris.map((uri) => {
      const fields = formFields(html, `value="${uri}`).filter(([name]) => name !== 'version' && name !== 'begruendung');
      return world.post(kim, authoringPaths.replacement(work.id), [
        ...fields,
        ['version', '2'],
        ['begruendung', 'Version 1 wird nicht mehr herausgegeben.'],
      ]);
    }),
  );
  assert.deepEqual(
    answers.map(({ status, to }) => [status, to.split('?')[1]]),
    uris.map(() => [303, 'meldung=entschieden']),
  );
  const report = await world.get(kim, authoringPaths.report(work.id));
  assert.ok(!report.html.includes('name="begruendung"'), 'nothing is left to decide');
});
