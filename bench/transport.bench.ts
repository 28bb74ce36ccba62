import { type Bench, type Figure, one, whole } from './support/figures.ts';
import { writeBound, type WriteBound } from './support/pg-bound.ts';
import { prepareRsaBound, type CryptoWork } from './support/rsa-bound.ts';
import { memoryOf } from './support/processes.ts';
import { type Times, type TransportResult } from './support/transport-protocol.ts';
import { fillSubmissions, submissionScript, submissionTables } from './support/transport-rows.ts';
import { setTransportStage, type TransportStage } from './support/transport-stage.ts';

const seconds = Number(process.env['BENCH_SECONDS'] ?? 8);
const warmUpSeconds = 4;
/** The machine is not as fast in every minute: bound and load take turns, so that both see the same ones. */
const slices = 4;
const rampSeconds = 2;
const large = 500_000_000;
type Submissions = Extract<TransportResult, { kind: 'submissions' }>;
type Log = (line: string) => void;

export const transportBench: Bench = {
  name: 'transport',
  title: 'Delivery service',
  async run(log) {
    const stage = await setTransportStage();
    try {
      // Compiling and the first keys are not what is measured.
      await stage.load({ kind: 'submissions', senders: 10, slices: 1, seconds: 4, warmUpSeconds: 0, rampSeconds: 0 });
      const sizes = await sizesOf(stage);
      const work = cryptoWork(sizes);
      const boundSlice = await prepareRsaBound(work);
      await boundSlice(1);
      const measured: Measured[] = [];
      for (const senders of [1, 10, 50]) {
        const each = await measureSubmissions(stage, senders, boundSlice);
        log(`${String(senders)} senders: ${one(rate(each.result))}/s, ${describe(each.result.times)}; ${each.cost}`);
        log(`meanwhile ${one(each.crypto)}/s cryptography alone`);
        measured.push(each);
      }
      const rows = await writeBound(
        stage.databaseUrl,
        { tables: submissionTables, script: submissionScript(sizes) },
        10,
        seconds,
      );
      log(`${whole(rows.perSecond)}/s rows alone (${rows.by})`);
      const figures = measured.map((each) => throughput(each, work, rows));
      figures.push(await measureLarge(stage, log), ...(await measureGrowth(stage, log)));
      return { figures, notes };
    } finally {
      await stage.close();
    }
  },
};

const notes = [
  'Submission: announce, one attachment of 50 kB, submit, fetch, decrypt, check, accept, by `packages/fit-connect` on both sides, one after the other per sender; p50 and p99 are of the whole. Service, database, senders and receiver share the cores.',
  '“x + y + z ms” is processor time of one submission, in the service, in PostgreSQL, and in senders and receiver.',
  'Cryptography alone: the counted PS512 signatures with RSA-4096 and the JWE operations (encrypt and decrypt) of one submission on all threads, measured in turns with the submissions it stands beside: the machine is not equally fast in every minute. Rows alone: the same rows in the same transactions, with the same durability.',
  'Growth: half of the stored submissions wait at the one destination that is read, half are accepted.',
];

const rate = (result: Submissions): number => result.done / result.seconds;
const describe = ({ p50, p99 }: Times): string => `p50 ${one(p50)} ms, p99 ${one(p99)} ms`;

type Processor = ReturnType<TransportStage['processor']>;

interface Measured {
  senders: number;
  result: Submissions;
  cost: string;
  /** Of cryptography alone, in turns with the submissions. */
  crypto: number;
}

async function measureSubmissions(
  stage: TransportStage,
  senders: number,
  boundSlice: Awaited<ReturnType<typeof prepareRsaBound>>,
): Promise<Measured> {
  const bound = { done: 0, took: 0 };
  let began: Processor | undefined;
  const result = await stage.load(
    { kind: 'submissions', senders, slices, seconds: seconds / 2, warmUpSeconds, rampSeconds },
    {
      async before() {
        began ??= stage.processor();
        const slice = await boundSlice(seconds / 4);
        bound.done += slice.done;
        bound.took += slice.took;
      },
    },
  );
  const cost = costOf(began ?? stage.processor(), stage.processor(), result);
  return { senders, result, cost, crypto: bound.done / bound.took };
}

/** Processor time of one submission: the one figure that other work on the machine leaves alone. */
function costOf(before: Processor, after: Processor, { processorSeconds, all }: Submissions): string {
  const each = (used: number): string => one((used * 1000) / all);
  return `${each(after.service - before.service)} + ${each(after.database - before.database)} + ${each(processorSeconds)} ms`;
}

interface Sizes {
  metadata: number;
  data: number;
  token: number;
  attachment: number;
  events: number;
}

/** Of what one submission leaves in the tables, in characters. */
async function sizesOf(stage: TransportStage): Promise<Sizes> {
  const [sizes] = await stage.query<Sizes>(
    `select avg(length(encrypted_metadata))::float as metadata, avg(length(encrypted_data))::float as data,
       (select avg(length(token))::float from transport.event) as token,
       (select avg(bytes)::float from transport.attachment) as attachment,
       (select count(*)::float / count(distinct item_id) from transport.event) as events
     from transport.item where encrypted_metadata is not null`,
  );
  if (sizes === undefined) throw new Error('nothing was submitted');
  return sizes;
}

function cryptoWork({ metadata, data, attachment, events }: Sizes): CryptoWork {
  const parts = [metadata, data, attachment].map((characters) => Math.round((characters * 3) / 4));
  return { signatures: Math.round(events), parts };
}

function throughput({ senders, result, cost, crypto }: Measured, work: CryptoWork, rows: WriteBound): Figure {
  const share = rate(result) / Math.min(crypto, rows.perSecond);
  return {
    what: `submissions, ${String(senders)} sender${senders === 1 ? '' : 's'}`,
    measured: `${one(rate(result))}/s, ${describe(result.times)}; ${(share * 100).toFixed(0)} % of the lower bound; ${cost}`,
    bound: `${one(crypto)}/s cryptography alone (${String(work.signatures)} signatures, ${String(work.parts.length)} JWE), ${whole(rows.perSecond)}/s rows alone (${rows.by})`,
    // One sender waits for each step; the goal is for a service that has something to do.
    goal: senders === 1 ? '–' : '≥ 60 % of the lower bound',
    met: senders === 1 || share >= 0.6,
  };
}

/** The memory of both sides while one file passes that is larger than what either may hold. */
async function measureLarge(stage: TransportStage, log: Log): Promise<Figure> {
  const { pid } = stage.service;
  const before = memoryOf(pid);
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, memoryOf(pid))), 20);
  const result = await stage.load({ kind: 'large' }, { attachmentBytes: large }).finally(() => clearInterval(watch));
  const [service, client] = [peak - before, result.memoryPeak - result.memoryBefore];
  log(`500 MB: sent in ${one(result.sentSeconds)} s, received in ${one(result.receivedSeconds)} s`);
  return {
    what: '500 MB in one attachment: growth of memory while it passes',
    measured: `service ${whole(service)} MB, client ${whole(client)} MB; sent in ${one(result.sentSeconds)} s, received in ${one(result.receivedSeconds)} s`,
    bound: '500 MB when held once',
    goal: '≤ 100 MB on each side',
    met: service <= 100 && client <= 100,
  };
}

async function measureGrowth(stage: TransportStage, log: Log): Promise<Figure[]> {
  const at = async (total: number) => {
    await stage.query(fillSubmissions, [stage.clientId, stage.destinationId, total]);
    await stage.query('vacuum analyze transport.item');
    await stage.query('vacuum analyze transport.event');
    const result = await stage.load({ kind: 'readings', readings: 600 });
    log(`${whole(total)} stored: list ${describe(result.list)}; fetch ${describe(result.fetch)}`);
    return result;
  };
  const [few, many] = [await at(10_000), await at(200_000)];
  return (['list', 'fetch'] as const).map((call) => {
    const change = many[call].p99 / few[call].p99 - 1;
    return {
      what: `${call === 'list' ? 'list of 100' : 'fetch of one'} with 200,000 stored submissions`,
      measured: `${describe(many[call])}; p99 ${change >= 0 ? '+' : '−'}${Math.abs(change * 100).toFixed(0)} %`,
      bound: `${describe(few[call])} with 10,000`,
      goal: 'p99 ± 20 %',
      met: change <= 0.2,
    };
  });
}
