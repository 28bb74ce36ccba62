// The other side of the delivery service in the benchmark: senders and a subscriber, by the client library alone.
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import {
  createSender,
  createSubscriber,
  httpTransport,
  localSigner,
  localUnwrapper,
  type OutgoingAttachment,
  type OutgoingSubmission,
} from '@verbund/fit-connect';
import { memoryJournal } from '@verbund/fit-connect/testing';
import {
  benchService,
  waiting,
  type SubmissionWork,
  type Times,
  type TransportLoad,
  type TransportResult,
} from './transport-protocol.ts';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const load = JSON.parse(await nextLine()) as TransportLoad;
const connection = {
  submissionBaseUrl: `${load.origin}/submission-api`,
  tokenUrl: `${load.origin}/oauth/token`,
  ...load.client,
  transport: httpTransport({ timeoutMs: 600_000 }),
};
const sender = createSender(connection);
const subscriber = createSubscriber(connection);
const unwrapper = localUnwrapper([load.keys.encryption]);
const signer = localSigner(load.keys.signing);
const destination = { destinationId: load.destinationId, publicServices: [benchService] };
const data = Buffer.from(JSON.stringify({ text: 'x'.repeat(1000) }));
const file = randomBytes(Math.min(load.attachmentBytes, 1_000_000));
const description = { mimeType: 'application/pdf', purpose: 'form' as const, filename: 'antrag.pdf' };

process.stdout.write(`${JSON.stringify(await run())}\n`);
process.stdin.destroy();

async function nextLine(): Promise<string> {
  const { value } = await lines.next();
  if (value === undefined) throw new Error('the measurement ended');
  return value;
}

async function run(): Promise<TransportResult> {
  switch (load.work.kind) {
    case 'submissions':
      return submissions(load.work);
    case 'readings':
      return readings(load.work.readings);
    case 'large':
      return large();
  }
}

function submission(attachment: OutgoingAttachment): OutgoingSubmission {
  const { identifier, submissionSchemas } = benchService;
  const [schema] = submissionSchemas;
  if (schema === undefined) throw new Error('no schema');
  return {
    destinationId: load.destinationId,
    publicService: { identifier, name: 'Messung' },
    data: { bytes: data, schema },
    attachments: [attachment],
  };
}

/** Announce, upload, submit, fetch, decrypt, check, accept. */
async function oneSubmission(): Promise<void> {
  const { itemId } = await sender.sendSubmission(submission({ ...description, content: file }), memoryJournal());
  const received = await subscriber.receiveSubmission(itemId, { unwrapper, destination });
  if (!received.ok) throw new Error(JSON.stringify(received.problems));
  await subscriber.settle(received, signer);
}

/** One after the other, by each of the senders; gives how long each took that counts, and the number of all. */
async function slice(senders: number, rampSeconds: number, seconds: number) {
  const from = performance.now() + rampSeconds * 1000;
  const end = from + seconds * 1000;
  const taken: number[] = [];
  let all = 0;
  const one = async (): Promise<void> => {
    while (performance.now() < end) {
      const began = performance.now();
      await oneSubmission();
      all += 1;
      const now = performance.now();
      if (now >= from && now <= end) taken.push(now - began);
    }
  };
  await Promise.all(Array.from({ length: senders }, one));
  return { taken, all };
}

async function submissions(work: SubmissionWork): Promise<TransportResult> {
  const { senders, slices, seconds, warmUpSeconds, rampSeconds } = work;
  if (warmUpSeconds > 0) await slice(senders, warmUpSeconds, 0);
  const taken: number[] = [];
  let all = 0;
  const started = process.cpuUsage();
  for (let index = 0; index < slices; index += 1) {
    process.stdout.write(`${waiting}\n`);
    await nextLine();
    const done = await slice(senders, rampSeconds, seconds);
    taken.push(...done.taken);
    all += done.all;
  }
  const { user, system } = process.cpuUsage(started);
  const processorSeconds = (user + system) / 1e6;
  return {
    kind: 'submissions',
    done: taken.length,
    seconds: slices * seconds,
    times: timesOf(taken),
    processorSeconds,
    all,
  };
}

async function readings(count: number): Promise<TransportResult> {
  const lists: number[] = [];
  const fetches: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const began = performance.now();
    const { items } = await subscriber.listSubmissions({ destinationId: load.destinationId, limit: 100 });
    const listed = performance.now();
    const one = items[index % items.length];
    if (one === undefined) throw new Error('nothing waits');
    await subscriber.getSubmission(one.submissionId);
    fetches.push(performance.now() - listed);
    lists.push(listed - began);
  }
  // The first calls fetch the token and fill caches.
  const warm = Math.floor(count / 10);
  return { kind: 'readings', list: timesOf(lists.slice(warm)), fetch: timesOf(fetches.slice(warm)) };
}

async function large(): Promise<TransportResult> {
  // The program itself is not what is measured.
  await oneSubmission();
  const memory = (): number => process.memoryUsage().rss / 2 ** 20;
  const memoryBefore = memory();
  let memoryPeak = memoryBefore;
  const watch = setInterval(() => (memoryPeak = Math.max(memoryPeak, memory())), 20);
  async function* content(): AsyncGenerator<Uint8Array> {
    for (let sent = 0; sent < load.attachmentBytes; sent += file.length) {
      yield file.subarray(0, Math.min(file.length, load.attachmentBytes - sent));
    }
  }
  const began = performance.now();
  const { itemId } = await sender.sendSubmission(
    submission({ ...description, content, byteLength: load.attachmentBytes }),
    memoryJournal(),
  );
  const sent = performance.now();
  let bytes = 0;
  const received = await subscriber.receiveSubmission(itemId, {
    unwrapper,
    destination,
    async onAttachmentStream(attachment) {
      for await (const chunk of attachment.content()) bytes += chunk.length;
    },
  });
  if (!received.ok || bytes !== load.attachmentBytes) throw new Error(`received ${String(bytes)} bytes`);
  await subscriber.settle(received, signer);
  clearInterval(watch);
  const seconds = (from: number, to: number): number => (to - from) / 1000;
  return {
    kind: 'large',
    sentSeconds: seconds(began, sent),
    receivedSeconds: seconds(sent, performance.now()),
    memoryBefore,
    memoryPeak,
  };
}

function timesOf(taken: number[]): Times {
  taken.sort((a, b) => a - b);
  const at = (share: number): number => taken[Math.floor(share * (taken.length - 1))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
