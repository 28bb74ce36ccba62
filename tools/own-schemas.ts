// Our own schemas for the tests of other workspaces: with every trait of real ones, and made up by chance.
export { randomForm } from '../packages/xdatenfelder/test/random-model.ts';
export { field, group, schema } from '../packages/xdatenfelder/test/support.ts';
export { longList, traitSchema } from '../packages/xdatenfelder/test/trait-schema.ts';
export { writeXdf } from '../packages/xdatenfelder/test/write-xdf.ts';
