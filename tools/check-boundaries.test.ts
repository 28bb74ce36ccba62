import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkSource, findCycle } from './check-boundaries.ts';

const M = 'apps/platform/src/modules';
const rules = (file: string, text: string): string[] => checkSource(file, text).map((f) => f.rule);

interface Case {
  name: string;
  file: string;
  bad: string;
  good: string;
  rule: string;
}

const cases: Case[] = [
  {
    name: 'an edge that the table does not hold',
    file: `${M}/casework/service.ts`,
    bad: `import { x } from '#modules/transport';`,
    good: `import { x } from '#modules/catalogue';`,
    rule: 'module-edge',
  },
  {
    name: 'a type import over a missing edge',
    file: `${M}/transport/service.ts`,
    bad: `import { type Person } from '#modules/identity';`,
    good: `import { type Tx } from '#kernel/db';`,
    rule: 'module-edge',
  },
  {
    name: 'a module that nobody declared',
    file: `${M}/payments/service.ts`,
    bad: `export const x = 1;`,
    good: ``,
    rule: 'module-edge',
  },
  {
    name: 'a deep import through the alias',
    file: `${M}/forms/service.ts`,
    bad: `import { find } from '#modules/catalogue/store/offerings';`,
    good: `import { find } from '#modules/catalogue';`,
    rule: 'deep-import',
  },
  {
    name: 'a deep import by a relative path',
    file: `${M}/forms/service.ts`,
    bad: `import { find } from '../catalogue/store/offerings.ts';`,
    good: `import { find } from './store/drafts.ts';`,
    rule: 'deep-import',
  },
  {
    name: 'a deep import by import()',
    file: `${M}/forms/service.ts`,
    bad: `const x = await import('../catalogue/store/offerings.ts');`,
    good: `const x = await import('./store/drafts.ts');`,
    rule: 'deep-import',
  },
  {
    name: 'module.ts outside app.ts',
    file: 'apps/platform/src/web/home.page.tsx',
    bad: `import { createForms } from '../modules/forms/module.ts';`,
    good: `import { type Forms } from '#modules/forms';`,
    rule: 'module-declaration',
  },
  {
    name: 'a module importing itself from above',
    file: `${M}/forms/service.ts`,
    bad: `import { x } from '#modules/forms';`,
    good: `import { x } from './index.ts';`,
    rule: 'own-index',
  },
  {
    name: 'the kernel importing a module',
    file: 'apps/platform/src/kernel/http/server.ts',
    bad: `import { x } from '#modules/identity';`,
    good: `import { x } from '../errors/index.ts';`,
    rule: 'layer',
  },
  {
    name: 'a module importing web',
    file: `${M}/forms/pages/start.page.tsx`,
    bad: `import { x } from '../../../web/home.page.tsx';`,
    good: `import { x } from '#ui';`,
    rule: 'layer',
  },
  {
    name: 'cli importing app.ts',
    file: 'apps/platform/src/cli/serve.ts',
    bad: `import { createApp } from '../app.ts';`,
    good: `import { type Config } from '#kernel/config';`,
    rule: 'layer',
  },
  {
    name: 'web importing its neighbour cli',
    file: 'apps/platform/src/web/home.page.tsx',
    bad: `import { x } from '../cli/serve.ts';`,
    good: `import { x } from './search.page.tsx';`,
    rule: 'layer',
  },
  {
    name: 'transport taking the key service',
    file: `${M}/transport/service.ts`,
    bad: `import { type KeyService } from '#kernel/keys';`,
    good: `import { type Blobs } from '#kernel/blobs';`,
    rule: 'transport-blind',
  },
  {
    name: 'transport using the secrets of the kernel',
    file: `${M}/transport/service.ts`,
    bad: `await kernel.secrets.open(x);`,
    good: `await kernel.blobs.open(x);`,
    rule: 'transport-blind',
  },
  {
    name: 'input and output in domain/',
    file: `${M}/forms/domain/pages.ts`,
    bad: `import { readFile } from 'node:fs/promises';`,
    good: `import { isDeepStrictEqual } from 'node:util';`,
    rule: 'pure-domain',
  },
  {
    name: 'the database in domain/, even as a type',
    file: `${M}/forms/domain/pages.ts`,
    bad: `import { type Tx } from '#kernel/db';`,
    good: `import { type Clock } from '#kernel/clock';`,
    rule: 'pure-domain',
  },
  {
    name: 'store/ in domain/',
    file: `${M}/forms/domain/pages.ts`,
    bad: `import { type Row } from '../store/drafts.ts';`,
    good: `import { type Row } from './drafts.ts';`,
    rule: 'pure-domain',
  },
  {
    name: 'random bytes in domain/',
    file: `${M}/forms/domain/pages.ts`,
    bad: `import { randomBytes } from 'node:crypto';`,
    good: `import { createHash } from 'node:crypto';`,
    rule: 'pure-domain',
  },
  {
    name: 'the clock in domain/',
    file: `${M}/forms/domain/pages.ts`,
    bad: `const now = new Date();`,
    good: `const then = new Date(instant);`,
    rule: 'pure-domain',
  },
  {
    name: 'Date.now in domain/',
    file: `${M}/forms/domain/pages.ts`,
    bad: `const now = Date.now();`,
    good: `// Date.now() is refused here\nconst x = 'Date.now()';`,
    rule: 'pure-domain',
  },
  {
    name: 'Math.random in a service',
    file: `${M}/forms/service.ts`,
    bad: `const n = Math.random();`,
    good: `const n = Math.max(1, 2);`,
    rule: 'clock-and-ids',
  },
  {
    name: 'a tagged statement outside store/',
    file: `${M}/forms/service.ts`,
    bad: 'await sql<Row>`select 1`.execute(tx);',
    good: 'await findDraft(tx, { id });',
    rule: 'sql-in-store',
  },
  {
    name: 'a statement in a string outside store/',
    file: `${M}/forms/pages/x.page.tsx`,
    bad: `await tx.query('select id from forms.draft');`,
    good: `const text = 'select a town';`,
    rule: 'sql-in-store',
  },
  {
    name: 'the environment outside the configuration',
    file: `${M}/forms/service.ts`,
    bad: `const port = process.env['PORT'];`,
    good: `const port = kernel.config.port;`,
    rule: 'environment',
  },
  {
    name: 'a package importing an app by name',
    file: 'packages/fit-connect/src/sender.ts',
    bad: `import { x } from '@verbund/platform';`,
    good: `import { x } from '@verbund/xdatenfelder';`,
    rule: 'packages-import-apps',
  },
  {
    name: 'a package importing an app by path',
    file: 'packages/fit-connect/src/sender.ts',
    bad: `import { x } from '../../../apps/platform/src/app.ts';`,
    good: `import { x } from './crypto.ts';`,
    rule: 'packages-import-apps',
  },
  {
    name: 'a fake outside the tests',
    file: `${M}/dispatch/adapters/sender.ts`,
    bad: `import { x } from '@verbund/fit-connect/testing';`,
    good: `import { x } from '@verbund/fit-connect';`,
    rule: 'testing-entry',
  },
];

describe('boundaries', () => {
  for (const c of cases) {
    it(`refuses ${c.name}`, () => {
      assert.ok(rules(c.file, c.bad).includes(c.rule), `${c.rule} expected, got ${rules(c.file, c.bad).join(', ')}`);
      if (c.good !== '') assert.deepEqual(rules(c.file, c.good), []);
    });
  }

  it('says file, line, rule and the way out', () => {
    const [finding] = checkSource(`${M}/casework/service.ts`, `\nimport { x } from '#modules/forms';`);
    assert.equal(finding?.file, `${M}/casework/service.ts`);
    assert.equal(finding.line, 2);
    assert.match(finding.wayOut, /event|port/);
  });

  it('lets the composition root, stores and tests do what only they may', () => {
    assert.deepEqual(rules('apps/platform/src/app.ts', `import { createForms } from './modules/forms/module.ts';`), []);
    assert.deepEqual(rules(`${M}/forms/store/drafts.ts`, 'sql`select 1`;'), []);
    assert.deepEqual(rules(`${M}/forms/test/drafts.test.ts`, `import { x } from '#modules/casework';`), []);
    assert.deepEqual(rules('apps/platform/src/kernel/config/read.ts', `export const e = process.env;`), []);
  });

  it('finds a cycle in the table', () => {
    assert.equal(findCycle({ a: ['b'], b: ['c'], c: [] }), null);
    assert.deepEqual(findCycle({ a: ['b'], b: ['c'], c: ['a'] }), ['a', 'b', 'c', 'a']);
  });
});
