import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  buildMetadata,
  createSender,
  createSubscriber,
  encrypt,
  FitConnectError,
  sha512Hex,
  type DeliveryProgress,
  type HttpTransport,
  type OutgoingAttachment,
  type ReceiveResult,
  type SendLimits,
  type VerifiedAttachment,
} from '../src/index.ts';
import { memoryJournal } from '../src/testing/index.ts';
import { openSocketFront } from './socket-front.ts';
import { createWorld, schemaUri } from './world.ts';

type World = Awaited<ReturnType<typeof createWorld>>;

/** Bytes that differ everywhere, so that exchanged or doubled fragments are seen. */
function pattern(length: number): Buffer {
  const block = createHash('sha512').update(`${length}`).digest();
  const bytes = Buffer.alloc(length, block);
  for (let at = 0; at < length; at += 1000) bytes.writeUInt8((at / 1000) % 256, at);
  return bytes;
}

function streamed(bytes: Buffer, piece = 7777): OutgoingAttachment & { opened: number } {
  const attachment = {
    opened: 0,
    byteLength: bytes.length,
    mimeType: 'application/zip',
    purpose: 'attachment' as const,
    filename: 'plan.zip',
    async *content() {
      attachment.opened += 1;
      for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
    },
  };
  return attachment;
}

function senderOf(
  world: World,
  limits: Partial<SendLimits> = {},
  more: { transport?: HttpTransport; attempts?: number } = {},
) {
  return createSender({ ...world.common, ...world.portal, limits, ...more });
}

async function received(world: World, itemId: string, subscriber = world.subscriber) {
  const taken: (Omit<VerifiedAttachment, 'content'> & { bytes: Buffer })[] = [];
  const result = await subscriber.receiveSubmission(itemId, {
    ...world.receiveOptions,
    async onAttachmentStream({ content, ...attachment }) {
      const pieces: Uint8Array[] = [];
      for await (const piece of content()) pieces.push(piece);
      taken.push({ ...attachment, bytes: Buffer.concat(pieces) });
    },
  });
  return { result, taken };
}

const isUpload = (line: string) => line.startsWith('PUT') && line.includes('/attachments/');

test('an attachment above the limit travels in fragments and arrives as one', async () => {
  const world = await createWorld();
  const sender = senderOf(world, { fragmentBytes: 100_000 });
  for (const length of [99_999, 100_000, 100_001, 250_000, 300_000]) {
    const bytes = pattern(length);
    const attachments = [streamed(bytes), { content: bytes, mimeType: 'application/pdf', purpose: 'report' as const }];
    const delivered = await sender.sendSubmission({ ...world.outgoing, attachments }, memoryJournal());
    const { result, taken } = await received(world, delivered.itemId);
    assert.ok(result.ok, JSON.stringify(result));
    const described = result.submission.metadata.contentStructure.attachments;
    const count = Math.ceil(length / 100_000);
    for (const { attachmentId, fragments } of described) {
      assert.equal(fragments?.length, count > 1 ? count : undefined);
      // Our choice: fragments are announced in place of their attachment.
      assert.equal(world.service.item(delivered.itemId).announced.includes(attachmentId), count === 1);
    }
    assert.deepEqual(
      taken.map(({ attachmentId }) => attachmentId),
      delivered.attachmentIds,
    );
    for (const { bytes: got, sha512, byteLength } of taken) {
      assert.ok(got.equals(bytes));
      assert.deepEqual([sha512, byteLength], [sha512Hex(bytes), length]);
    }
    const { submission } = result;
    assert.deepEqual(submission.attachments, []);
  }
});

test('wherever the process dies, fragments and streams arrive once and whole', async () => {
  const bytes = pattern(2_300_000);
  for (let survive = 1; survive < 13; survive += 1) {
    const world = await createWorld();
    const journal = memoryJournal();
    const outgoing = {
      ...world.outgoing,
      attachments: [streamed(bytes, 50_000), streamed(bytes.subarray(0, 1_100_000))],
    };
    world.service.failNext(
      (request) => !request.url.endsWith('/token') && world.service.requests.length > survive,
      survive % 2 === 0 ? 'lost-answer' : 'no-connection',
    );
    let itemId: string | undefined;
    for (let run = 0; run < 3 && itemId === undefined; run += 1) {
      // A new process knows nothing but the journal.
      const sender = senderOf(world, { fragmentBytes: 1_200_000 }, { attempts: 1 });
      try {
        ({ itemId } = await sender.sendSubmission(outgoing, journal));
      } catch (error) {
        assert.ok(error instanceof FitConnectError && error.retryable, String(error));
      }
    }
    assert.ok(itemId, `after ${survive}`);
    assert.equal(world.service.items().filter((item) => item.state === 'submitted').length, 1);
    const { result, taken } = await received(world, itemId);
    assert.ok(result.ok, `after ${survive}`);
    assert.deepEqual(
      taken.map((attachment) => attachment.byteLength),
      [2_300_000, 1_100_000],
    );
  }
});

test('an upload cut in the middle is sent again from the start; what was complete stays', async () => {
  const world = await createWorld();
  const front = await openSocketFront(world.service);
  try {
    const bytes = pattern(2_500_000);
    const journal = memoryJournal();
    const attachment = streamed(bytes);
    const outgoing = { ...world.outgoing, attachments: [attachment] };
    const limits = { fragmentBytes: 1_000_000 };
    let uploads = 0;
    const before: (DeliveryProgress | undefined)[] = [];
    const watching: HttpTransport = async (request) => {
      if (isUpload(`${request.method} ${request.url}`)) before.push(structuredClone(journal.progress));
      return front.transport(request);
    };
    front.cutNext((line) => isUpload(line) && (uploads += 1) === 2, 300_000);
    const first = senderOf(world, limits, { transport: watching, attempts: 1 });
    await assert.rejects(first.sendSubmission(outgoing, journal), { status: 0, retryable: true });
    const [item] = world.service.items();
    assert.ok(item && before.length === 2 && before.every((progress) => progress?.itemId === item.id));
    assert.equal(item.attachments.size, 1);

    const linesBefore = front.lines.length;
    await senderOf(world, limits, { transport: watching }).sendSubmission(outgoing, journal);
    const second = front.lines.slice(linesBefore);
    const firstPut = second.findIndex((line) => line.startsWith('PUT'));
    assert.ok(
      second.slice(0, firstPut).some((line) => line.includes('/events')),
      'the log is read before the repeat',
    );
    assert.equal(second.filter(isUpload).length, 2);
    assert.equal(world.service.items().length, 1);

    // Reading is repeated by itself, and what the broken attempt brought counts for nothing.
    front.cutNext((line) => line.startsWith('GET') && line.includes('/attachments/'), 500_000);
    const subscriber = createSubscriber({ ...world.common, ...world.town, transport: front.transport });
    const { result, taken } = await received(world, item.id, subscriber);
    assert.ok(result.ok, JSON.stringify(result));
    assert.ok(taken[0]?.bytes.equals(bytes));
  } finally {
    front.close();
  }
});

test('a first attempt that arrives after the second is known to be ours', async () => {
  const world = await createWorld();
  const journal = memoryJournal();
  const late: (() => Promise<unknown>)[] = [];
  const transport: HttpTransport = async (request) => {
    const { body } = request;
    if (!isUpload(`${request.method} ${request.url}`) || typeof body !== 'object') {
      if (request.method === 'PUT') for (const arrive of late.splice(0)) await arrive();
      return world.service.transport(request);
    }
    if (late.length > 0) return world.service.transport(request);
    const pieces: Uint8Array[] = [];
    for await (const piece of body as AsyncIterable<Uint8Array>) pieces.push(piece);
    late.push(() => world.service.transport({ ...request, body: Buffer.concat(pieces) }));
    throw new Error('time-out');
  };
  const attachments = [streamed(pattern(1_500_000))];
  const delivered = await senderOf(world, {}, { transport }).sendSubmission(
    { ...world.outgoing, attachments },
    journal,
  );
  const [entry] = journal.progress?.attachments ?? [];
  assert.equal(entry?.begun?.tags.length, 2);
  assert.equal(delivered.authenticationTags.attachments[entry.attachmentId], entry.begun.tags[0]);
  assert.ok((await received(world, delivered.itemId)).result.ok);
});

test('content that changes between two attempts is not sent', async () => {
  const world = await createWorld();
  const limits = { fragmentBytes: 1_000_000 };
  const changed = pattern(2_500_000);
  changed.writeUInt8(changed.readUInt8(5) ^ 1, 5);
  for (const failing of [1, 2]) {
    const journal = memoryJournal();
    let uploads = 0;
    const transport: HttpTransport = async (request) => {
      const response = await world.service.transport(request);
      if (isUpload(`${request.method} ${request.url}`) && (uploads += 1) === failing)
        throw new Error('connection reset');
      return response;
    };
    const outgoing = { ...world.outgoing, attachments: [streamed(pattern(2_500_000))] };
    await assert.rejects(senderOf(world, limits, { transport, attempts: 1 }).sendSubmission(outgoing, journal));
    for (const other of [changed, pattern(2_499_999)]) {
      await assert.rejects(
        senderOf(world, limits).sendSubmission({ ...outgoing, attachments: [streamed(other)] }, journal),
        {
          type: 'urn:verbund:fit-connect:content-changed',
          retryable: false,
        },
      );
    }
  }
});

test('limits are checked before anything is announced', async () => {
  const world = await createWorld();
  const never = (): Promise<Uint8Array> => {
    throw new Error('read too early');
  };
  const claim = (byteLength: number) =>
    ({ content: never, byteLength, mimeType: 'text/plain', purpose: 'attachment' }) as const;
  const many = (count: number, byteLength: number) => Array.from({ length: count }, () => claim(byteLength));
  const table: [string, OutgoingAttachment[], Partial<SendLimits>, RegExp][] = [
    ['101 attachments', many(101, 1), {}, /too-many-attachments/],
    ['fragments count', many(1, 1001), { fragmentBytes: 10 }, /too-many-attachments/],
    ['2 GB encrypted', many(9, 180_000_000), {}, /too-large/],
    ['a lower limit in all', many(2, 600), { totalBytes: 3000 }, /too-large/],
  ];
  for (const [what, attachments, limits, type] of table) {
    const sending = senderOf(world, limits).sendSubmission({ ...world.outgoing, attachments }, memoryJournal());
    await assert.rejects(
      sending,
      (error) => error instanceof FitConnectError && type.test(error.type) && !error.retryable,
      what,
    );
  }
  assert.deepEqual(world.service.items(), []);
  // A service that takes less gets smaller fragments instead of a refusal.
  const attachments = [{ content: pattern(40_000), mimeType: 'text/plain', purpose: 'attachment' as const }];
  const sender = senderOf(world, { attachmentBytes: 20_000 });
  const { itemId } = await sender.sendSubmission({ ...world.outgoing, attachments }, memoryJournal());
  for (const jwe of world.service.item(itemId).attachments.values()) assert.ok(jwe.length <= 20_000);
  assert.ok((await received(world, itemId)).result.ok);
});

test('nothing of an attachment is handed over before all of it is verified', async () => {
  const slugs = ({ result }: { result: ReceiveResult<unknown> }) =>
    result.ok ? [] : result.problems.map(({ type, instance }) => `${type.split('/').at(-1)} ${instance.split(':')[0]}`);
  const world = await createWorld();
  const send = async () => {
    const outgoing = { ...world.outgoing, attachments: [streamed(pattern(250_000))] };
    const { itemId } = await senderOf(world, { fragmentBytes: 100_000 }).sendSubmission(outgoing, memoryJournal());
    return world.service.item(itemId);
  };
  // The last fragment of three is changed, then exchanged.
  const changed = await send();
  const [id = '', jwe = ''] = [...changed.attachments].at(-1) ?? [];
  const [head, key, iv, text = '', tag] = jwe.split('.');
  changed.attachments.set(id, [head, key, iv, (text.startsWith('A') ? 'B' : 'A') + text.slice(1), tag].join('.'));
  const first = await received(world, changed.id);
  assert.deepEqual([slugs(first), first.taken], [['encryption-issue attachment'], []]);
  const exchanged = await send();
  const other = await encrypt(Buffer.from('x'), world.held.encryption.publicJwk, { cty: 'application/zip' });
  exchanged.attachments.set([...exchanged.attachments.keys()].at(-1) ?? '', other);
  const second = await received(world, exchanged.id);
  assert.deepEqual([slugs(second), second.taken], [['incorrect-authentication-tag attachment'], []]);

  // Each fragment is good, but their order is not the one that the hash was made of.
  const [one, two] = [world.newId(), world.newId()];
  const { submissionId } = await world.sender.announce({
    destinationId: world.destinationId,
    publicService: world.outgoing.publicService,
    announcedAttachments: [one, two],
  });
  const publicKey = world.held.encryption.publicJwk;
  for (const part of [one, two])
    await world.sender.uploadAttachment(
      submissionId,
      part,
      await encrypt(Buffer.from(part), publicKey, { cty: 'a/b' }),
    );
  const data = Buffer.from('{}');
  const metadata = buildMetadata({
    data: { hash: sha512Hex(data), schema: { schemaUri, mimeType: 'application/json' } },
    attachments: [
      {
        attachmentId: world.newId(),
        hash: sha512Hex(Buffer.from(one + two)),
        purpose: 'data',
        mimeType: 'a/b',
        fragments: [two, one],
      },
    ],
  });
  const json = { cty: 'application/json' };
  await world.sender.submit(submissionId, {
    encryptedMetadata: await encrypt(Buffer.from(JSON.stringify(metadata)), publicKey, json),
    encryptedData: await encrypt(data, publicKey, json),
  });
  const third = await received(world, submissionId);
  assert.deepEqual([slugs(third), third.taken], [['hash-mismatch attachment'], []]);
});
