import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { dogAnswers, pageForm, startDraft, typedFor } from '../apps/platform/test/support/dog-journey.ts';
import { formPairs, type PlainBrowser } from '../apps/platform/test/support/plain-browser.ts';
import { type Bench, type Figure, one, perSecond, runLoad, whole } from './support/figures.ts';
import { type JourneyPage, type Load, type LoadResult, type Person } from './support/load-protocol.ts';
import { memoryOf } from './support/processes.ts';
import { postgresBound } from './support/pg-bound.ts';
import { rsaBound } from './support/rsa-bound.ts';
import { setStage, type Stage } from './support/stage.ts';

const connections = 10;
const seconds = Number(process.env['BENCH_SECONDS'] ?? 8);
const timing = { seconds, warmUpSeconds: 3 };
const service = '/xanten/hundesteuer-anmelden';

export const journeyBench: Bench = {
  name: 'journey',
  title: 'Pages, journeys, delivery',
  async run(log) {
    const stage = await setStage({ people: connections, log });
    try {
      const figures: Figure[] = [];
      const web = await stage.serve('web,transport,keys');
      const memoryBefore = memoryOf(web.pid);
      const drafts = await openDrafts(stage);
      figures.push(await measurePage(stage, drafts, log), await measurePost(stage, drafts, log));
      const pages = await learnPages(stage.browsers[0]);
      figures.push(await measureJourneys(stage, pages, log));
      const memory = memoryOf(web.pid);
      const goal = {
        what: 'memory of the web process after load',
        goal: '≤ 250 MB',
        bound: `${whole(memoryBefore)} MB before`,
      };
      figures.push({ ...goal, measured: `${whole(memory)} MB`, met: memory <= 250 });
      figures.push(await measureDelivery(stage, log));
      return { figures, notes };
    } finally {
      await stage.close();
    }
  },
};

const notes = [
  '“x + y ms” is processor time of one request or journey, in the platform and in PostgreSQL.',
  "Page: the first page of the form for the dog tax, ten fields, of a draft of one's own; read, opened, judged and rendered anew for each request.",
  'Bare: `node:http` alone in a process of its own, sending the same bytes and headers.',
  'POST: a valid page, saved in one transaction with fsync before the answer, from ten people at once.',
  'Journey: start, four pages (each shown and sent), check, send, receipt: twelve requests. The latency is that of the whole journey.',
  'Delivery: applications that wait, by one process with the roles transport, worker and keys, until the receiving inbox has accepted them; the bound is their counted RSA-4096 signatures, key wraps and ciphers alone.',
];

/** A load with the processor time of one unit: the one figure that other work on the machine leaves alone. */
async function withProcessor(stage: Stage, load: Load): Promise<LoadResult & { cost: string }> {
  const before = stage.processor();
  const result = await runLoad(load);
  const after = stage.processor();
  // The warm-up used the processor too, at the same price per unit.
  const units = (result.done * (load.seconds + load.warmUpSeconds)) / load.seconds;
  const milliseconds = (from: number, to: number): string => (((to - from) * 1000) / units).toFixed(1);
  const cost = `${milliseconds(before.platform, after.platform)} + ${milliseconds(before.database, after.database)} ms`;
  return { ...result, cost };
}

interface OpenDraft {
  person: Person;
  path: string;
  body: string;
}

/** One draft per person, on its first page, with the answers that a save sends. */
export async function openDrafts(stage: Stage): Promise<readonly OpenDraft[]> {
  const drafts: OpenDraft[] = [];
  for (const [index, browser] of stage.browsers.entries()) {
    const person = stage.people[index];
    if (person === undefined) continue;
    await startDraft(browser, service);
    const pairs = formPairs(
      browser.form(pageForm),
      typedFor(browser, pageForm, dogAnswers('Messung')),
      '_action=weiter',
    );
    drafts.push({ person, path: new URL(browser.page.url).pathname, body: new URLSearchParams(pairs).toString() });
  }
  return drafts;
}

export async function measurePage(
  stage: Stage,
  drafts: readonly OpenDraft[],
  log: (line: string) => void,
): Promise<Figure> {
  const requests = drafts.map(({ person, path }) => ({
    method: 'GET' as const,
    path,
    headers: { cookie: person.cookie, accept: 'text/html' },
    body: '',
  }));
  const load = { kind: 'repeat' as const, connections, ...timing, requests, expect: 200 };
  const ours = await withProcessor(stage, { ...load, origin: stage.origin });
  log(`page: ${describe(ours)}`);
  const bare = await startBare(stage, drafts[0]);
  const bound = await runLoad({ ...load, origin: bare.origin }).finally(() => bare.stop());
  log(`bare node:http: ${describe(bound)}`);
  const share = perSecond(ours) / perSecond(bound);
  return {
    what: 'form page of 10 fields, 10 connections',
    measured: `${whole(perSecond(ours))}/s, p99 ${one(ours.p99)} ms, ${(share * 100).toFixed(0)} % of bare; ${ours.cost}`,
    bound: `${whole(perSecond(bound))}/s bare node:http`,
    goal: '≥ 2,000/s, p99 ≤ 25 ms, ≥ 25 % of bare',
    met: perSecond(ours) >= 2000 && ours.p99 <= 25 && share >= 0.25,
  };
}

async function startBare(stage: Stage, draft: OpenDraft | undefined): Promise<{ origin: string; stop(): void }> {
  const response = await fetch(`${stage.origin}${draft?.path ?? ''}`, {
    headers: { cookie: draft?.person.cookie ?? '' },
  });
  const skipped = ['content-length', 'date', 'connection', 'keep-alive', 'transfer-encoding'];
  const headers = Object.fromEntries([...response.headers].filter(([name]) => !skipped.includes(name)));
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('support/bare-server.ts', import.meta.url))],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  child.stdin.end(JSON.stringify({ headers, body: await response.text() }));
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return { origin: `http://127.0.0.1:${port.toString().trim()}`, stop: () => void child.kill() };
}

export async function measurePost(
  stage: Stage,
  drafts: readonly OpenDraft[],
  log: (line: string) => void,
): Promise<Figure> {
  const headers = { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' };
  const requests = drafts.map(({ person, path, body }) => ({
    method: 'POST' as const,
    path,
    headers: { ...headers, cookie: person.cookie },
    body,
  }));
  const ours = await withProcessor(stage, {
    kind: 'repeat',
    connections,
    ...timing,
    requests,
    expect: 303,
    origin: stage.origin,
  });
  log(`save: ${describe(ours)}`);
  const [row] = await stage.query<{ size: number }>('select avg(octet_length(content))::int as size from forms.draft');
  const bound = await postgresBound(
    stage.databaseUrl,
    { draft: row?.size ?? 1000, snapshot: 0, pages: 97 },
    connections,
    seconds,
  );
  const saves = bound.perSecond * 97;
  log(`${bound.by}: ${whole(saves)} updates/s`);
  return {
    what: 'valid page POST, answers durable',
    measured: `${whole(perSecond(ours))}/s, p99 ${one(ours.p99)} ms; ${ours.cost}`,
    bound: `${whole(saves)}/s ${bound.by} updating the same row`,
    goal: '≥ 800/s, p99 ≤ 30 ms',
    met: perSecond(ours) >= 800 && ours.p99 <= 30,
  };
}

/** What each page of the form sends, by filling it in once. */
async function learnPages(browser: PlainBrowser | undefined): Promise<readonly JourneyPage[]> {
  if (browser === undefined) return [];
  const pages: JourneyPage[] = [];
  await startDraft(browser, service);
  while (!browser.page.url.endsWith('/pruefen') && pages.length < 12) {
    const path = new URL(browser.page.url).pathname;
    const form = browser.form(pageForm);
    const typed = typedFor(browser, pageForm, dogAnswers('MARKE'));
    const fixed = formPairs(form, typed, '_action=weiter').filter(
      ([name]) => !['_csrf', '_stand', '_blatt'].includes(name),
    );
    await browser.submit(form, typed, '_action=weiter');
    if (new URL(browser.page.url).pathname === path) throw new Error(`stuck at ${path}`);
    pages.push({ id: path.split('/').at(-1) ?? '', body: new URLSearchParams(fixed).toString() });
  }
  return pages;
}

async function measureJourneys(
  stage: Stage,
  pages: readonly JourneyPage[],
  log: (line: string) => void,
): Promise<Figure> {
  const ours = await withProcessor(stage, {
    kind: 'journeys',
    ...timing,
    origin: stage.origin,
    expect: 200,
    people: stage.people,
    start: `${service}/antrag`,
    pages,
  });
  log(`journeys: ${describe(ours)}, ${whole(ours.requests)} requests`);
  const [sizes] = await stage.query<{ draft: number; snapshot: number }>(
    `select (select avg(octet_length(content))::int from forms.draft) as draft, avg(octet_length(snapshot))::int as snapshot from forms.application`,
  );
  const bound = await postgresBound(
    stage.databaseUrl,
    { draft: sizes?.draft ?? 1000, snapshot: sizes?.snapshot ?? 1000, pages: pages.length },
    connections,
    seconds,
  );
  log(
    `${bound.by}: ${whole(bound.perSecond)} journeys/s (rows of ${String(sizes?.draft)} and ${String(sizes?.snapshot)} bytes)`,
  );
  const share = perSecond(ours) / bound.perSecond;
  return {
    what: 'whole journeys (form, check, send, receipt), 10 people',
    measured: `${whole(perSecond(ours))}/s, p99 ${one(ours.p99)} ms, ${(share * 100).toFixed(0)} % of the bound; ${ours.cost}`,
    bound: `${whole(bound.perSecond)}/s ${bound.by} writing the same rows`,
    goal: '≥ 150/s, p99 ≤ 200 ms, ≥ 50 % of the bound',
    met: perSecond(ours) >= 150 && ours.p99 <= 200 && share >= 0.5,
  };
}

async function measureDelivery(stage: Stage, log: (line: string) => void): Promise<Figure> {
  const accepted = async (): Promise<number> => {
    const [row] = await stage.query<{ n: number }>(
      `select count(*)::int as n from forms.application where state = 'accepted'`,
    );
    return row?.n ?? 0;
  };
  const [waiting] = await stage.query<{ n: number }>(
    `select count(*)::int as n from forms.application where state = 'stored'`,
  );
  log(`delivery: ${String(waiting?.n)} applications wait`);
  const worker = await stage.serve('transport,worker,keys');
  // Starting up and the first key of each person are not what is measured.
  for (let waited = 0; waited < 60 && (await accepted()) < 40; waited += 1) await sleep(500);
  const [countBefore, from] = [await accepted(), performance.now()];
  await sleep(Math.max(15, seconds) * 1000);
  const [done, took] = [(await accepted()) - countBefore, (performance.now() - from) / 1000];
  const memory = memoryOf(worker.pid);
  const [events] = await stage.query<{ n: number }>(
    `select count(*)::float / greatest(1, count(distinct case_id)) as n from transport.event where case_id in (select case_id from transport.item where state in ('accepted', 'deleted'))`,
  );
  const parts = await stage.query<{ n: number }>(
    `select avg(length(encrypted_metadata))::int * 3 / 4 as n from transport.item where encrypted_metadata is not null
     union all select avg(length(encrypted_data))::int * 3 / 4 from transport.item where encrypted_data is not null
     union all select avg(bytes)::int * 3 / 4 from transport.attachment having count(*) > 0`,
  );
  const work = { signatures: Math.round(events?.n ?? 3), parts: parts.map(({ n }) => n ?? 1000) };
  await worker.stop();
  const bound = await rsaBound(work, 6);
  const share = done / took / bound;
  log(
    `delivery: ${one(done / took)}/s, bound ${one(bound)}/s with ${JSON.stringify(work)}, worker ${whole(memory)} MB`,
  );
  return {
    what: 'delivery (encrypt, announce, upload, submit, events) up to acceptance',
    measured: `${one(done / took)}/s, ${(share * 100).toFixed(0)} % of the bound; ${whole(memory)} MB`,
    bound: `${one(bound)}/s: ${String(work.signatures)} signatures, ${String(work.parts.length)} JWE of ${work.parts.map((n) => `${one(n / 1000)} kB`).join(', ')} each`,
    goal: '≥ 60 % of the bound',
    met: share >= 0.6,
  };
}

const describe = (result: LoadResult): string =>
  `${whole(perSecond(result))}/s, p50 ${one(result.p50)} ms, p99 ${one(result.p99)} ms`;
