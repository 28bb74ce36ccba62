import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { memoryJournal } from '@verbund/fit-connect/testing';
import { type TenantId } from '#kernel/ids';
import { createWorld, goodAnswers, serviceUrn, type World } from './world.ts';

let world: World;
let xanten: { tenant: TenantId; destinationId: string };
const broken = new Set<string>();
before(async () => {
  world = await createWorld();
  const { transport } = world.access;
  // Pages of two, and submissions that cannot be fetched now.
  world.access.transport = async (request) => {
    const url = new URL(request.url);
    if (url.pathname.endsWith('/v2/submissions') && request.method === 'GET') url.searchParams.set('limit', '2');
    const id = url.pathname.split('/').at(-1) ?? '';
    if (broken.has(id)) return { status: 404, headers: {}, body: Buffer.from('{}') };
    return transport({ ...request, url: url.href });
  };
  xanten = await world.town('xanten', '051700052052');
});
after(() => world.close());

const send = (extra: Parameters<World['submission']>[2] = {}) =>
  world.sender.sendSubmission(world.submission(xanten.destinationId, goodAnswers, extra), memoryJournal());

test('a page full of submissions that must wait does not hide those behind it', async () => {
  for (let n = 0; n < 3; n += 1) broken.add((await send()).itemId);
  await send();
  await send();
  assert.deepEqual(await world.casework.service.fetchNow(xanten.tenant), { accepted: 2, rejected: 0, postponed: 3 });
  broken.clear();
  world.clock.advance(10_000);
  assert.deepEqual(await world.casework.service.fetchNow(xanten.tenant), { accepted: 3, rejected: 0, postponed: 0 });
});

test('a text that the database cannot hold does not keep a submission waiting for ever', async () => {
  await send({
    publicService: { identifier: serviceUrn, name: 'Hunde\u0000steuer' },
    additionalReferenceInfo: { senderReference: 'XAN\u0000-1', applicationDate: '2026-11-02' },
  });
  assert.equal((await world.casework.service.fetchNow(xanten.tenant)).accepted, 1);
});
