import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { readRuntimeInfo } from '../../src/kernel/db/runtime-info.ts';
import { type DemoProcess, freePort, startVerbund } from './demo-process.ts';
import { dogAnswers, fillPage, readReceipt, type Receipt, send, signIn, startDraft } from './dog-journey.ts';
import { createPlainBrowser, type PlainBrowser } from './plain-browser.ts';
import { scatterPorts } from './scatter-ports.ts';
import { seededRandom } from './seeded-random.ts';

export interface KillOptions {
  kills: number;
  seed: number;
  /** Journeys at the same time. */
  people?: number;
  log(line: string): void;
}

export interface KillFigures {
  seed: number;
  kills: number;
  journeys: number;
  receipts: number;
  resumedDrafts: number;
  /** Saved pages whose answers were looked for again after a kill. */
  pagesFoundAgain: number;
  slowestRestartMs: number;
}

const towns = ['xanten', 'rheinberg', 'moers'] as const;
const persons = ['erika', 'max', 'ayse', 'lukasz', 'johanna'] as const;

/**
 * People fill in and send applications while the platform is killed at seeded moments and started again; at the end
 * every application whose receipt was shown must be at its receiver exactly once.
 */
export async function runKills(options: KillOptions): Promise<KillFigures> {
  const dataDir = mkdtempSync(join(tmpdir(), 'verbund-kill-'));
  const run = new KillRun(options, dataDir, await freePort());
  try {
    return await run.all();
  } finally {
    await run.end();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 40, retryDelay: 50 });
  }
}

class KillRun {
  readonly #options: KillOptions;
  readonly #dataDir: string;
  readonly #port: number;
  readonly #random: () => number;
  readonly #receipts: (Receipt & { town: string; mark: string })[] = [];
  readonly #troubles: string[] = [];
  #demo: DemoProcess;
  #up: Promise<void> = Promise.resolve();
  #isOver = false;
  #generation = 0;
  #figures = { journeys: 0, resumedDrafts: 0, pagesFoundAgain: 0, slowestRestartMs: 0 };

  constructor(options: KillOptions, dataDir: string, port: number) {
    this.#options = options;
    this.#dataDir = dataDir;
    this.#port = port;
    this.#random = seededRandom(options.seed);
    scatterPorts(dataDir);
    this.#demo = this.#start();
  }

  #start(): DemoProcess {
    return startVerbund(['demo'], { dataDir: this.#dataDir, port: this.#port });
  }

  end(): Promise<void> {
    this.#isOver = true;
    return this.#demo.stop();
  }

  async all(): Promise<KillFigures> {
    const { kills, log, people = 3 } = this.#options;
    log(`seed ${String(this.#options.seed)}, ${String(kills)} kills, ${String(people)} people at once`);
    await this.#demo.ready();
    // The town with a connector has its services only once that has told its address.
    for (let waited = 0; waited < 60_000; waited += 200) {
      if ((await fetch(`${this.#demo.url}/moers/hundesteuer-anmelden`)).status === 200) break;
      await sleep(200);
    }
    const crowd = Array.from({ length: people }, (_, index) => this.#person(index));
    for (let kill = 1; kill <= kills; kill += 1) {
      // The first journeys of a start need a moment; then every step of a journey is as likely as any other.
      await sleep(300 + this.#random() * 3500);
      await this.#killAndStart(kill);
    }
    // Whoever is under way comes to the end; nobody begins anew.
    await sleep(1500);
    this.#isOver = true;
    await Promise.all(crowd);
    assert.deepEqual(this.#troubles, []);
    await this.#untilDelivered();
    await this.#compare();
    const { journeys, resumedDrafts, pagesFoundAgain, slowestRestartMs } = this.#figures;
    return {
      seed: this.#options.seed,
      kills,
      journeys,
      receipts: this.#receipts.length,
      resumedDrafts,
      pagesFoundAgain,
      slowestRestartMs,
    };
  }

  async #killAndStart(kill: number): Promise<void> {
    const reach = this.#random() < 0.3 ? 'everything' : 'platform';
    let isBack: () => void = () => undefined;
    this.#up = new Promise((resolve) => (isBack = resolve));
    const { survivors } = await this.#demo.kill(reach);
    if (survivors.length > 0) this.#troubles.push(`survived kill ${String(kill)}: ${survivors.join('; ')}`);
    const from = performance.now();
    this.#generation += 1;
    this.#demo = this.#start();
    await this.#demo.ready();
    const ms = performance.now() - from;
    this.#figures.slowestRestartMs = Math.max(this.#figures.slowestRestartMs, Math.round(ms));
    this.#options.log(
      `kill ${String(kill)} (${reach}): back after ${(ms / 1000).toFixed(1)} s, ${String(this.#receipts.length)} receipts so far`,
    );
    isBack();
  }

  async #person(index: number): Promise<void> {
    for (let journey = 0; !this.#isOver; journey += 1) {
      const mark = `Marke${String(index)}x${String(journey)}`;
      const town = towns[Math.floor(this.#random() * towns.length)] ?? 'xanten';
      try {
        await this.#journey(persons[index % persons.length] ?? 'erika', town, mark);
      } catch (error) {
        this.#troubles.push(`${mark} in ${town}: ${error instanceof Error ? error.message : String(error)}`);
        return;
      }
    }
  }

  /** One application from the start to its receipt, over as many kills as come. */
  async #journey(person: string, town: string, mark: string): Promise<void> {
    const browser = createPlainBrowser(this.#demo.url, 20_000);
    const answers = dogAnswers(mark);
    const service = `/${town}/hundesteuer-anmelden`;
    let draft: string | null = null;
    // Pages whose saving was acknowledged by showing the next one.
    const saved = new Set<string>();
    for (let tries = 0; tries < 200; tries += 1) {
      const generation = this.#generation;
      try {
        if (draft === null) draft = await startDraft(browser, service, person);
        else await this.#resume(browser, draft, person, saved, mark);
        if (!browser.page.url.includes('/konto/antrag/')) {
          for (let page = 0; page < 12 && !browser.page.url.endsWith('/pruefen'); page += 1) {
            const path = new URL(browser.page.url).pathname;
            assert.ok(await fillPage(browser, answers), `stuck at ${path}`);
            saved.add(path);
          }
          await send(browser);
        }
        this.#receipts.push({ ...readReceipt(browser), town, mark });
        this.#figures.journeys += 1;
        return;
      } catch (error) {
        if (!isInterruption(error) && generation === this.#generation && (await this.#isReady())) throw error;
        await this.#up;
        await this.#untilReady();
      }
    }
    throw new Error('no end after 200 attempts');
  }

  async #resume(
    browser: PlainBrowser,
    draft: string,
    person: string,
    saved: ReadonlySet<string>,
    mark: string,
  ): Promise<void> {
    await browser.get(`${this.#demo.url}/konto/entwurf/${draft}`);
    if (/\/anmelden/.test(browser.page.url)) {
      await signIn(browser, person);
      await browser.get(`${this.#demo.url}/konto/entwurf/${draft}`);
    }
    this.#figures.resumedDrafts += 1;
    if (browser.page.url.includes('/konto/antrag/')) return;
    assert.equal(browser.page.status, 200, `the draft ${draft} is gone: ${String(browser.page.status)}`);
    const here = browser.page.url;
    for (const path of saved) {
      const page = await browser.get(`${this.#demo.url}${path}`);
      if (page.url.includes('/konto/antrag/')) return;
      // The street and the dog's name carry the mark; the other pages have nothing of their own.
      if (!/halter|hunde/.test(path)) continue;
      assert.ok(page.text.includes(mark), `${path} was saved and its answers are gone after a kill`);
      this.#figures.pagesFoundAgain += 1;
    }
    await browser.get(here);
  }

  async #isReady(): Promise<boolean> {
    try {
      const response = await fetch(`${this.#demo.url}/readyz`, { signal: AbortSignal.timeout(2000) });
      return response.status === 200;
    } catch {
      return false;
    }
  }

  async #untilReady(): Promise<void> {
    for (let waited = 0; waited < 90_000 && !(await this.#isReady()); waited += 100) await sleep(100);
  }

  async #query<Row>(text: string): Promise<Row[]> {
    // The owner of the tables sees every row; the platform's own logins would not.
    const url = readRuntimeInfo(this.#dataDir)?.urls.owner;
    assert.ok(url, 'the platform does not run');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(text)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  async #untilDelivered(): Promise<void> {
    const deadline = Date.now() + 120_000;
    for (;;) {
      const open = await this.#query<{ receipt_number: string; state: string }>(
        `select receipt_number, state from forms.application where state <> 'accepted'`,
      );
      if (open.length === 0) return;
      assert.ok(Date.now() < deadline, `not delivered in two minutes: ${JSON.stringify(open)}`);
      await sleep(300);
    }
  }

  async #compare(): Promise<void> {
    const sent = await this.#query<{ receipt_number: string; slug: string }>(
      `select a.receipt_number, t.slug from forms.application a join identity.tenant t on t.tenant_id = a.tenant_id`,
    );
    const inInbox = await this.#query<{ receipt_number: string; slug: string; entries: number }>(
      `select c.receipt_number, t.slug, (select count(*)::int from casework.entry e where e.case_id = c.case_id and e.kind = 'application') as entries
       from casework.case c join identity.tenant t on t.tenant_id = c.tenant_id`,
    );
    const inFolder = readHandedOver(
      join(this.#dataDir, 'moers', 'eingang'),
      sent.map(({ receipt_number: number }) => number),
    );
    const received = [
      ...inInbox.map(({ receipt_number: number, slug }) => `${slug} ${number}`),
      ...inFolder.map((number) => `moers ${number}`),
    ];
    assert.deepEqual(
      received.sort(),
      sent.map(({ receipt_number: number, slug }) => `${slug} ${number}`).sort(),
      'received is not what was sent, each exactly once',
    );
    for (const { receipt_number: number, entries } of inInbox)
      assert.equal(entries, 1, `${number} has ${String(entries)} applications in its case`);
    const numbers = new Set(received);
    for (const { receiptNumber, town } of this.#receipts) {
      assert.ok(
        numbers.has(`${town} ${receiptNumber}`),
        `the receipt ${receiptNumber} was shown, and ${town} has nothing`,
      );
    }
    assert.equal(
      new Set(this.#receipts.map(({ receiptNumber }) => receiptNumber)).size,
      this.#receipts.length,
      'one receipt for two applications',
    );
  }
}

/** Receipt numbers by folder of the connector; a folder without one counts as 'unknown'. */
function readHandedOver(folder: string, known: readonly string[]): string[] {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(
    names.map(({ name }) => name).filter((name) => name.startsWith('.part-')),
    [],
    'parts were left behind',
  );
  return names
    .filter(({ name }) => !name.startsWith('.'))
    .map(({ name }) => {
      const texts = readdirSync(join(folder, name), { withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
        .map((entry) => readFileSync(join(folder, name, entry.name), 'utf8'));
      return known.find((number) => texts.some((text) => text.includes(number))) ?? `unknown (${name})`;
    });
}

/** The connection broke, or the platform was just stopping: what a kill looks like from outside. */
function isInterruption(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.message === 'fetch failed' ||
    error.name === 'TimeoutError' ||
    error.message.startsWith('50') ||
    error.message === 'terminated'
  );
}
