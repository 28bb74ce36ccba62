import assert from 'node:assert/strict';
import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { authenticationTag, buildMetadata, sha512Hex, type PublicJwk } from '@verbund/fit-connect';
import { createWorld, eventsOf, schemaUri, serviceUrn } from './world.ts';

/** A JWE as v1 senders make it. */
function zipped(plaintext: Uint8Array, { kid, kty, n, e }: PublicJwk, cty: string): string {
  const [contentKey, iv] = [randomBytes(32), randomBytes(12)];
  const named = { alg: 'RSA-OAEP-256', enc: 'A256GCM', zip: 'DEF', kid, cty };
  const header = Buffer.from(JSON.stringify(named)).toString('base64url');
  const gcm = createCipheriv('aes-256-gcm', contentKey, iv).setAAD(Buffer.from(header));
  const sealed = Buffer.concat([gcm.update(deflateRawSync(plaintext)), gcm.final()]);
  const key = createPublicKey({ key: { kty, n, e }, format: 'jwk' });
  const wrapped = publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, contentKey);
  return [header, ...[wrapped, iv, sealed, gcm.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
}

test('what a v1 sender compressed is opened, handed over and accepted', async (context) => {
  const world = await createWorld(context);
  const { sender, destinationId, delivery } = world;
  const { encryptionKid } = await sender.getDestination(destinationId);
  const key = await sender.getDestinationKey(destinationId, encryptionKid);
  const data = Buffer.from(`{"name":"${'Müller '.repeat(500)}"}`);
  const file = Buffer.from('%PDF-1.7 eins '.repeat(5000));
  const attachmentId = randomUUID();
  const metadata = buildMetadata({
    data: { hash: sha512Hex(data), schema: { schemaUri, mimeType: 'application/json' } },
    attachments: [
      { attachmentId, hash: sha512Hex(file), purpose: 'form', mimeType: 'application/pdf', filename: 'antrag.pdf' },
    ],
  });
  const { submissionId, caseId } = await sender.announce({
    destinationId,
    publicService: { identifier: serviceUrn, name: 'Wohnsitz' },
    announcedAttachments: [attachmentId],
  });
  // The service in memory speaks v2 and takes none of this; so it is put where the v1 calls of a real one would.
  const item = delivery.item(submissionId);
  const sealed = {
    encryptedMetadata: zipped(Buffer.from(JSON.stringify(metadata)), key, 'application/json'),
    encryptedData: zipped(data, key, 'application/json'),
  };
  const attachment = zipped(file, key, 'application/pdf');
  const tags = {
    metadata: authenticationTag(sealed.encryptedMetadata),
    data: authenticationTag(sealed.encryptedData),
    attachments: { [attachmentId]: authenticationTag(attachment) },
  };
  item.attachments.set(attachmentId, attachment);
  Object.assign(item, { ...sealed, tags });
  await delivery.serviceEvent(submissionId, 'submit', { authenticationTags: tags });

  const { work } = await world.start();
  assert.equal(await work(), true);
  assert.equal(eventsOf(world, caseId).at(-1), 'accept-submission');
  const folder = join(world.target, submissionId);
  assert.deepEqual(await readFile(join(folder, 'data.json')), data);
  assert.deepEqual(await readFile(join(folder, 'attachments/antrag.pdf')), file);
});
