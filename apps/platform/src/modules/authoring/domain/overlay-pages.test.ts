import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyOverlay } from '@verbund/xdatenfelder';
import fc from 'fast-check';
import { field, group, schemaOf } from '../test/small-model.ts';
import {
  type EditedPage,
  editedPages,
  joinWithNext,
  moveNode,
  movePage,
  type PageChange,
  splitPage,
} from './overlay-pages.ts';

const schema = schemaOf(
  field('F0'),
  group('G1', [field('F1'), group('G2', [field('F2'), field('F3')]), field('F4')]),
  group('G5', [field('F5'), group('G6', [field('F6'), field('F7')])], { max: null }),
  group('G8', [field('F8'), field('F9')], { choice: true }),
);
const start = editedPages(schema, {}, []);
const nodesOf = (pages: readonly EditedPage[]): string[][] => pages.map(({ nodes }) => nodes);

function done(change: PageChange): EditedPage[] {
  if (!change.ok) assert.fail(change.reason);
  return change.pages;
}

test('without an overlay there is a page for loose fields and one for each group', () => {
  assert.deepEqual(nodesOf(start), [['F0'], ['G1'], ['G5'], ['G8']]);
  assert.equal(start[1]?.title.de, 'G1');
});

test('a page breaks before a node, however deep, and joining mends it', () => {
  const split = done(splitPage(schema, start, 'G1/G2/F3'));
  assert.deepEqual(nodesOf(split), [['F0'], ['G1/F1', 'G1/G2/F2'], ['G1/G2/F3', 'G1/F4'], ['G5'], ['G8']]);
  assert.deepEqual([split[1]?.id, split[2]?.id, split[2]?.title.de], ['g1', 'g1-2', 'F3']);
  assert.deepEqual(nodesOf(done(joinWithNext(schema, split, 'g1'))), nodesOf(start));
  const again = done(splitPage(schema, split, 'G1/F4'));
  assert.deepEqual(
    again.map(({ id }) => id),
    ['allgemein', 'g1', 'g1-2', 'g1-3', 'g5', 'g8'],
  );
});

test('a group that an author took apart stays so when another page break goes', () => {
  const apart: EditedPage[] = [
    { id: 'a', title: { de: 'A' }, nodes: ['G1/F1', 'G1/G2', 'G1/F4'] },
    { id: 'b', title: { de: 'B' }, nodes: ['F0'] },
  ];
  assert.deepEqual(nodesOf(done(joinWithNext(schema, apart, 'a'))), [['G1/F1', 'G1/G2', 'G1/F4', 'F0']]);
});

const refusals: readonly [string, PageChange, string][] = [
  ['split before the first node of a page', splitPage(schema, start, 'G1'), 'edge'],
  ['split inside a list', splitPage(schema, start, 'G5/G6'), 'repeatable'],
  ['split inside a choice', splitPage(schema, start, 'G8/F9'), 'repeatable'],
  ['split before what is not there', splitPage(schema, start, 'G1/F99'), 'no-such-node'],
  ['join the last page', joinWithNext(schema, start, 'g8'), 'edge'],
  ['join no page', joinWithNext(schema, start, 'nein'), 'no-such-page'],
  ['move the first page up', movePage(start, 'allgemein', 'up'), 'edge'],
  ['move no page', movePage(start, 'nein', 'up'), 'no-such-page'],
  ['move the first node up', moveNode(schema, start, 'F0', 'up'), 'edge'],
  ['move within a list', moveNode(schema, start, 'G5/G6/F7', 'up'), 'repeatable'],
];
for (const [name, change, reason] of refusals) {
  test(`refuses to ${name}`, () => assert.deepEqual(change, { ok: false, reason }));
}

test('nodes move by one place, over the edge of a page to the next', () => {
  const once = done(moveNode(schema, start, 'G1/F4', 'up'));
  assert.deepEqual(once[1]?.nodes, ['G1/F1', 'G1/F4', 'G1/G2']);
  assert.deepEqual(nodesOf(done(moveNode(schema, once, 'G1/F4', 'down'))), nodesOf(start));
  const over = done(moveNode(schema, start, 'G5', 'up'));
  assert.deepEqual(nodesOf(over), [['F0'], ['G1', 'G5'], ['G8']]);
  const down = done(moveNode(schema, start, 'F0', 'down'));
  assert.deepEqual(nodesOf(down), [['F0', 'G1'], ['G5'], ['G8']]);
  assert.deepEqual(
    done(movePage(start, 'g8', 'up')).map(({ id }) => id),
    ['allgemein', 'g1', 'g8', 'g5'],
  );
});

test('places of another version of the schema stay where they are', () => {
  const old: EditedPage[] = [
    { id: 'a', title: { de: 'A' }, nodes: ['F77', 'G1'] },
    { id: 'b', title: { de: 'B' }, nodes: ['F78'] },
  ];
  const pages = editedPages(schema, { pages: old }, old);
  assert.deepEqual(nodesOf(pages), [['F77', 'G1'], ['F0'], ['G5'], ['G8'], ['F78']]);
  assert.deepEqual(done(splitPage(schema, pages, 'G1'))[0]?.nodes, ['F77']);
});

test('whatever is done, every question is asked exactly once', () => {
  const paths = [
    'F0',
    'G1',
    'G1/F1',
    'G1/G2',
    'G1/G2/F2',
    'G1/G2/F3',
    'G1/F4',
    'G5',
    'G5/F5',
    'G5/G6/F7',
    'G8',
    'G8/F8',
  ];
  const path = fc.constantFrom(...paths);
  const at = fc.nat(6);
  const direction = fc.constantFrom('up' as const, 'down' as const);
  const act = fc.oneof(
    fc.record({ kind: fc.constant('split' as const), path }),
    fc.record({ kind: fc.constant('node' as const), path, direction }),
    fc.record({ kind: fc.constant('page' as const), at, direction }),
    fc.record({ kind: fc.constant('join' as const), at }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      let pages = start;
      for (const one of acts) {
        const id = 'at' in one ? (pages[one.at]?.id ?? '') : '';
        const change =
          one.kind === 'split' ? splitPage(schema, pages, one.path)
          : one.kind === 'node' ? moveNode(schema, pages, one.path, one.direction)
          : one.kind === 'page' ? movePage(pages, id, one.direction)
          : joinWithNext(schema, pages, id); // prettier-ignore
        if (change.ok) pages = change.pages;
      }
      const form = applyOverlay(schema, { pages });
      assert.deepEqual(
        form.pages.map(({ id }) => id),
        pages.map(({ id }) => id),
        'nothing was forgotten',
      );
      assert.equal(new Set(pages.map(({ id }) => id)).size, pages.length);
      const asked = form.pages.flatMap(({ nodes }) => nodes.flatMap((root) => fieldsBelow(root)));
      assert.deepEqual([...asked].sort(), fieldsBelow('').sort());
    }),
  );
});

function fieldsBelow(root: string): string[] {
  const all = ['F0', 'G1/F1', 'G1/G2/F2', 'G1/G2/F3', 'G1/F4', 'G5/F5', 'G5/G6/F6', 'G5/G6/F7', 'G8/F8', 'G8/F9'];
  return all.filter((path) => root === '' || path === root || path.startsWith(`${root}/`));
}
