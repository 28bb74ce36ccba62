import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { encrypt } from '@verbund/fit-connect';
import { transportRetention } from '../retention.ts';
import { newClient, newDestination, service, startService } from './life-support.ts';

test('retention never leaves an item that can still be submitted without its files', async () => {
  const on = await startService();
  try {
    const portal = await newClient(on, 'sender');
    const destinationId = await newDestination(on, await newClient(on, 'subscriber', 'manager'));
    const attachmentId = randomUUID();
    const announcedAttachments = [attachmentId];
    const { submissionId } = await portal.sender.announce({
      destinationId,
      publicService: service,
      announcedAttachments,
    });
    const jwe = (cty: string) => encrypt(Buffer.from('{}'), on.keys.encryption.publicJwk, { cty });
    const upload = async () => portal.sender.uploadAttachment(submissionId, attachmentId, await jwe('text/plain'));
    await upload();
    on.test.clock.advance(86_400_000);
    // The run stops after the files went and before the item is marked as deleted.
    const { config, clock, log, blobs } = on.test.kernel;
    const db = on.test.database.as('transport');
    const runStoppedBy = (sign: () => Promise<never>) => {
      const events = { issuer: '', sign, keys: sign };
      const rule = transportRetention({ config, clock, log, blobs, db, events, smtp: null }).find(
        ({ name }) => name === 'transport.incomplete',
      );
      return rule?.run(clock.now(), log);
    };
    const died = new Error('the process dies here');
    await assert.rejects(async () => runStoppedBy(() => Promise.reject(died)), died);
    const content = { encryptedMetadata: await jwe('application/json'), encryptedData: await jwe('application/json') };
    await assert.rejects(portal.sender.submit(submissionId, content), /[Mm]issing/u);
    // A file that comes at this very moment must not stay behind without an item.
    await assert.rejects(async () => runStoppedBy(() => upload().then(() => Promise.reject(died))), died);
    const rule = on.module.retention.find(({ name }) => name === 'transport.incomplete');
    assert.equal((await rule?.run(clock.now(), log))?.deleted, 1);
    for (const table of ['kernel.blob', 'transport.attachment'])
      assert.deepEqual(await on.test.database.admin(`select from ${table}`), [], table);
  } finally {
    await on.close();
  }
});
