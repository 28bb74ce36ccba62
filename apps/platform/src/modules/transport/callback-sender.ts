import { type Logger } from '#kernel/logging';
import { bodyOf, call, type CallParts } from './callback-call.ts';
import { callTimeoutMs, isForGood, nextCall, type CallResult } from './domain/callback-plan.ts';
import { type ServiceEvents } from './service-events.ts';
import { selectTarget } from './store/callback-targets.ts';
import {
  deleteCallbacks,
  postponeCallback,
  selectCallbacks,
  selectUncalled,
  takeDueCall,
  type CallbackRow,
  type DueCall,
} from './store/callbacks.ts';
import { changeItem } from './store/events.ts';
import { type TransportKernel } from './transport-kernel.ts';

/** Makes the calls that wait, in every process that is the delivery service; needs neither queue nor master key. */
export interface CallbackSender {
  /** Begins every call that is due and has room, and waits for all that run. */
  runDue(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export type SenderParts = TransportKernel & CallParts & { events: ServiceEvents };

/** A receiver that hangs holds its own calls up and no others. */
const atOnce = { all: 64, perHost: 4 };
const pollMs = 1000;
/** Longer than call and record together take; a process that died gives its calls back then. */
const leaseMs = callTimeoutMs + 50_000;
const graceMs = 3000;

export function createCallbackSender(parts: SenderParts): CallbackSender {
  const { db, clock, log } = parts;
  const running = new Map<string, { host: string; done: Promise<void> }>();
  let pumping: Promise<number> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function busy(): { hosts: string[]; targets: string[] } {
    const counts = new Map<string, number>();
    for (const { host } of running.values()) counts.set(host, (counts.get(host) ?? 0) + 1);
    const hosts = [...counts].filter(([, count]) => count >= atOnce.perHost).map(([host]) => host);
    return { hosts, targets: [...running.keys()] };
  }

  /** Begins what is due and has room; gives the number of calls. */
  async function fill(): Promise<number> {
    for (let begun = 0; ; begun += 1) {
      if (stopped || running.size >= atOnce.all) return begun;
      const now = clock.now();
      const due = await db.tx({}, (tx) => takeDueCall(tx, now, new Date(now.getTime() + leaseMs), busy()));
      if (!due) return begun;
      const done = deliver(parts, due)
        .catch((error: unknown) => reportFailure(log, due, error))
        .finally(() => {
          running.delete(due.target_id);
          // Its place is free for what waits for the same host.
          void pumpAndReport();
        });
      running.set(due.target_id, { host: due.host, done });
    }
  }

  function pump(): Promise<number> {
    pumping ??= fill().finally(() => (pumping = null));
    return pumping;
  }

  function pumpAndReport(): Promise<unknown> {
    return pump().catch((error: unknown) => log.error({ err: errorOf(error) }, 'callbacks cannot be read'));
  }

  return {
    async runDue() {
      // Twice nothing: a look that was under way already may have missed what the last call left behind.
      for (let quiet = 0; quiet < 2;) {
        const wasIdle = running.size === 0;
        quiet = (await pump()) === 0 && wasIdle ? quiet + 1 : 0;
        await Promise.all([...running.values()].map(({ done }) => done));
      }
    },
    start() {
      timer = setInterval(() => void pumpAndReport(), pollMs).unref();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await pumping?.catch(() => undefined);
      // A call that hangs is not waited for to its end: its lease ends, and another process repeats it.
      const grace = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref());
      await Promise.race([Promise.all([...running.values()].map(({ done }) => done)), grace]);
    },
  };
}

/** Called, then noted in the logs, then forgotten: a crash in between repeats the call, which is only a hint. */
async function deliver(parts: SenderParts, due: DueCall): Promise<void> {
  const { db } = parts;
  const owner = { client: due.client_id };
  const { rows, target } = await db.tx(owner, async (tx) => ({
    rows: await selectCallbacks(tx, due.callback_ids),
    target: await selectTarget(tx, due.target_id),
  }));
  // Removed meanwhile, with its calls.
  if (!target || rows.length === 0) return;
  const result = await call(parts, target, bodyOf(rows));
  if (!result.ok) return postpone(parts, due, rows, result);
  for (const row of rows) if (row.kind !== 'new-events') await noteCallback(parts, row);
  await db.tx(owner, (tx) => deleteCallbacks(tx, due.callback_ids));
}

async function postpone(
  { db, clock, log }: SenderParts,
  due: DueCall,
  rows: readonly CallbackRow[],
  result: CallResult,
): Promise<void> {
  const now = clock.now();
  await db.tx({ client: due.client_id }, async (tx) => {
    for (const { callback_id: id, attempts, since } of rows) {
      const next = isForGood(result) ? null : nextCall(attempts + 1, since, now);
      await postponeCallback(tx, id, { reason: result.reason, next, now });
    }
  });
  log.warn({ target: due.target_id, host: due.host, reason: result.reason, count: rows.length }, 'callback failed');
}

/** `notify` with type `callback`, once per item (reference 7.3). */
async function noteCallback({ db, clock, events }: SenderParts, row: CallbackRow): Promise<void> {
  const { item_id: itemId, item_kind: kind, case_id: caseId } = row;
  const sender = { client: row.sender_id };
  // The receiver is fast: the state may change between look and write.
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const state = await db.tx(sender, (tx) => selectUncalled(tx, itemId));
    if (state === null) return;
    const event = await events.sign('notify', { kind, itemId, caseId }, { notifyType: 'callback' });
    const change = { itemId, from: state, to: state, calledBack: true };
    if (await db.tx(sender, (tx) => changeItem(tx, change, event, clock.now()))) return;
  }
}

function reportFailure(log: Logger, due: DueCall, error: unknown): void {
  log.error({ err: errorOf(error), target: due.target_id }, 'a callback could not be recorded; it will be repeated');
}

function errorOf(error: unknown): Error | undefined {
  return error instanceof Error ? error : undefined;
}
