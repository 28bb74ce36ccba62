import { createHash } from 'node:crypto';
import { createSender, createSubscriber, fileSpool } from '../src/index.ts';
import { memoryJournal } from '../src/testing/index.ts';
import { openSocketFront } from './socket-front.ts';
import { createWorld } from './world.ts';

/** Passes a generated attachment through sender, sockets, files and receiver; prints how the memory grew. */
const [, , folder = '', megabytes = '0'] = process.argv;
const megabyte = 1_000_000;

const world = await createWorld();
const front = await openSocketFront(world.service, { folder });
const common = { ...world.common, transport: front.transport };
const sender = createSender({ ...common, ...world.portal, limits: { fragmentBytes: 60 * megabyte } });
const subscriber = createSubscriber({ ...common, ...world.town });

function* pieces(length: number): Generator<Buffer> {
  for (let at = 0; at < length; at += megabyte) yield Buffer.alloc(Math.min(megabyte, length - at), `${at} `);
}

async function pass(length: number): Promise<boolean> {
  const delivered = await sender.sendSubmission(
    {
      ...world.outgoing,
      attachments: [
        {
          async *content() {
            yield* pieces(length);
          },
          byteLength: length,
          mimeType: 'application/zip',
          purpose: 'attachment',
        },
      ],
    },
    memoryJournal(),
  );
  let isWhole = false;
  const result = await subscriber.receiveSubmission(delivered.itemId, {
    ...world.receiveOptions,
    spool: fileSpool({ folder }),
    async onAttachmentStream({ content, byteLength, sha512 }) {
      const hash = createHash('sha512');
      for await (const piece of content()) hash.update(piece);
      isWhole = byteLength === length && sha512 === hash.digest('hex');
    },
  });
  return result.ok && isWhole;
}

// The first round loads code and fills the pools; what comes after is what the size of the attachment costs.
const isWarm = await pass(10 * megabyte);
const before = process.resourceUsage().maxRSS;
const isWhole = await pass(Number(megabytes) * megabyte);
const grownMegabytes = Math.round((process.resourceUsage().maxRSS - before) / 1000);
front.close();
process.stdout.write(JSON.stringify({ isWhole: isWarm && isWhole, grownMegabytes }));
