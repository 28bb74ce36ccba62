import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { encrypt } from '@verbund/fit-connect';
import { newClient, newDestination, service, startService, type TestClient, type TestService } from './life-support.ts';

let on: TestService;
let portal: TestClient;
let destinationId: string;

before(async () => {
  on = await startService({ limits: { attachmentBytes: 100_000, totalBytes: 150_000 } });
  portal = await newClient(on, 'sender');
  destinationId = await newDestination(on, await newClient(on, 'subscriber', 'manager'));
});
after(() => on.close());

it('uploads at the same time never hold more together than an item may have, and the rest is told so', async () => {
  const ids = Array.from({ length: 12 }, () => randomUUID());
  const announced = await portal.call(
    'POST',
    '/v2/submissions',
    JSON.stringify({ destinationId, publicService: service, announcedAttachments: ids }),
  );
  const submission = String(announced.json['submissionId']);
  const jwe = await encrypt(Buffer.alloc(20_000, 'x'), on.keys.encryption.publicJwk, { cty: 'application/pdf' });
  const fitting = Math.floor(150_000 / jwe.length);
  const answers = await Promise.all(
    ids.map((id) => portal.call('PUT', `/v2/submissions/${submission}/attachments/${id}`, jwe, 'application/jose')),
  );
  const statuses = answers.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [...Array<number>(fitting).fill(204), ...Array<number>(12 - fitting).fill(413)]);

  // Whoever came too late replaces nobody; whoever is there may be replaced.
  const kept = ids[answers.findIndex(({ status }) => status === 204)];
  const again = await portal.call(
    'PUT',
    `/v2/submissions/${submission}/attachments/${String(kept)}`,
    jwe,
    'application/jose',
  );
  assert.equal(again.status, 204);
});
