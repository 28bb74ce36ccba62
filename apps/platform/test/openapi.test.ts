import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { newEventsBody, newRepliesBody, newSubmissionsBody } from '@verbund/fit-connect';
import { createPlatform, type Platform } from '../src/app.ts';
import { systemClock } from '../src/kernel/clock/index.ts';
import { readConfig } from '../src/kernel/config/index.ts';
import { createLogger } from '../src/kernel/logging/index.ts';
import { checkAnswer, type Documents, documentsOf } from './support/openapi-check.ts';

type Json = Record<string, unknown>;
type Operation = { operationId: string; tags: string[]; parameters?: { in: string; name: string }[] };

let platform: Platform;
let documents: Documents;
const dataDir = mkdtempSync(join(tmpdir(), 'verbund-openapi-'));

before(async () => {
  // Pools connect with their first statement; none is sent.
  const nowhere = 'postgres://127.0.0.1:1/none';
  const urls = { owner: null, app: nowhere, transport: nowhere, keys: nowhere, queue: nowhere };
  const config = readConfig({ VERBUND_MODE: 'test', VERBUND_DATA_DIR: dataDir });
  platform = await createPlatform({ config, urls, clock: systemClock, log: createLogger({ level: 'silent' }) });
  documents = await documentsOf(platform.server);
});
after(async () => {
  await platform.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const title = (document: Json): string => String((document['info'] as Json)['title']);

function operationsOf(document: Json): { method: string; path: string; operation: Operation }[] {
  return Object.entries(document['paths'] as Record<string, Record<string, Operation>>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );
}

describe('the OpenAPI documents', () => {
  it('are four: the Submission API in both versions, the Destination API, the Routing API', () => {
    const titles = documents.list.map(title).toSorted();
    assert.deepEqual(titles, ['Destination API', 'Routing API', 'Submission API v1', 'Submission API v2']);
  });

  it('follow the rules of OpenAPI 3.1', async () => {
    for (const document of documents.list) {
      const { valid, errors } = await new Validator().validate(structuredClone(document));
      assert.ok(valid, `${title(document)}: ${JSON.stringify(errors)}`);
    }
    const [first] = documents.list;
    const broken = { ...first, paths: { '/x': { get: { responses: { 200: {} } } } } };
    assert.equal((await new Validator().validate(broken)).valid, false);
  });

  it('describe every route of these interfaces under its name, and nothing else', () => {
    const routes = platform.server.routes
      .filter(({ path }) => /^\/(submission-api|destination-api|routing-api|oauth)\//.test(path))
      .map(({ method, path, name }) => `${name}: ${method} ${path.replace(/:\w+/g, '{}')}`);
    const operations = documents.list.flatMap(operationsOf).map(({ method, path, operation }) => {
      return `${operation.operationId}: ${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '{}')}`;
    });
    assert.deepEqual(operations.toSorted(), routes.toSorted());
    assert.ok(routes.length > 50, String(routes.length));
  });

  it('declare their parameters and tags, and refer to nothing that is missing', () => {
    for (const document of documents.list) {
      const tags = (document['tags'] as { name: string }[]).map(({ name }) => name);
      for (const { path, operation } of operationsOf(document)) {
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        const declared = (operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name);
        assert.deepEqual(declared, inPath, operation.operationId);
        assert.ok(
          operation.tags.every((tag) => tags.includes(tag)),
          operation.operationId,
        );
      }
      const { schemas } = document['components'] as { schemas: Json };
      const text = JSON.stringify(document);
      const named = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => String(name));
      assert.deepEqual([...new Set(named)].filter((name) => !(name in schemas)), [], title(document)); // prettier-ignore
    }
  });

  it('give examples that fit', () => {
    let count = 0;
    for (const [index, document] of documents.list.entries()) {
      const { schemas } = document['components'] as { schemas: Record<string, { examples?: unknown[] }> };
      for (const [name, { examples = [] }] of Object.entries(schemas)) {
        const validate = documents.schema(index, name);
        for (const example of examples) {
          count += 1;
          assert.ok(validate(example), `${title(document)} ${name}: ${JSON.stringify(validate.errors)}`);
        }
      }
    }
    assert.ok(count > 10);
  });
});

it('the callbacks are described as they are built', () => {
  const [submissionId, caseId, destinationId, replyId] = [1, 2, 3, 4].map((at) =>
    randomUUID().replace(/^./, String(at)),
  );
  assert.ok(submissionId && caseId && destinationId && replyId);
  const bodies = {
    NewSubmissions: newSubmissionsBody([{ submissionId, caseId, destinationId }]),
    NewReplies: newRepliesBody([{ replyId, caseId }]),
    NewEvents: newEventsBody({
      submissions: [{ submissionId, caseId, destinationId }],
      replies: [{ replyId, caseId }],
    }),
  };
  for (const [index, document] of documents.list.entries()) {
    if (!('webhooks' in document)) continue;
    for (const [name, body] of Object.entries(bodies)) {
      const validate = documents.schema(index, name);
      assert.ok(validate(JSON.parse(body)), JSON.stringify(validate.errors));
      assert.equal(validate({ ...(JSON.parse(body) as object), type: 'other' }), false);
    }
  }
});

describe('the comparison of answers', () => {
  const url = '/routing-api/v2/info';
  const version = { major: 2, minor: 0, patch: 0 };
  const answer = (body: unknown, status = 200, type = 'application/json', address = url) =>
    checkAnswer(
      documents,
      { method: 'GET', url: address },
      { status, headers: { 'content-type': type }, body: Buffer.from(JSON.stringify(body)) },
    );

  it('lets pass what is described', () => answer({ version }));
  const wrong: [words: string, ...Parameters<typeof answer>][] = [
    ['a missing member', {}],
    ['a member too many', { version, build: 7 }],
    ['a member too many inside', { version: { ...version, build: 7 } }],
    ['another status', { version }, 201],
    ['another type', { version }, 200, 'text/plain'],
    [
      'another problem',
      { type: 'about:blank', title: 'x', status: 404, detail: 'x', instance: 'x' },
      404,
      'application/problem+json',
      '/submission-api/v2/destinations/x',
    ],
    ['an unknown address', { version }, 200, 'application/json', '/routing-api/v2/secret'],
  ];
  for (const [words, ...parameters] of wrong) {
    it(`finds ${words}`, () => assert.throws(() => answer(...parameters), { name: 'AssertionError' }));
  }
});
