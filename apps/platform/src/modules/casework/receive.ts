import { type SubmissionHead } from '@verbund/fit-connect';
import { LRUCache } from 'lru-cache';
import { type TenantId } from '#kernel/ids';
import { type Logger } from '#kernel/logging';
import { type CatalogueService } from '#modules/catalogue';
import { type CaseworkDeps, type Inboxes, type OpenInbox } from './inboxes.ts';
import { createItemReceiver } from './receive-item.ts';
import { noteFailure, noteFetch } from './store/inboxes.ts';
import { type FetchCounts } from './types.ts';

export interface ReceiveDeps extends CaseworkDeps {
  catalogue: Pick<CatalogueService, 'versionBySchemaUri' | 'compiledForm'>;
}

export interface Receiver {
  /** One look at the list of the tenant's destination. */
  fetch(tenant: TenantId, log: Logger, signal?: AbortSignal): Promise<FetchCounts>;
}

const pageSize = 200;
/** In one look; more are left for the next. */
const maximalHeads = 10_000;
const longestPauseMs = 5 * 60_000;
/** Submissions in memory at once over all inboxes; fewer leave processors idle while one waits for a key or the database. */
const atOnce = 6;

export function createReceiver(deps: ReceiveDeps, inboxes: Inboxes): Receiver {
  const { db, clock } = deps.kernel;
  const receive = createItemReceiver(deps);
  const inTurn = createGate(atOnce);
  // What failed waits longer each time, so that one bad item does not cost a key operation every two seconds.
  const pauses = new LRUCache<string, { until: number; ms: number }>({ max: 10_000 });

  function isPaused(submission: string): boolean {
    return (pauses.get(submission)?.until ?? 0) > clock.now().getTime();
  }

  function pause(submission: string): void {
    const ms = Math.min((pauses.get(submission)?.ms ?? 1000) * 2, longestPauseMs);
    pauses.set(submission, { ms, until: clock.now().getTime() + ms });
  }

  async function fetch(tenant: TenantId, log: Logger, signal?: AbortSignal): Promise<FetchCounts> {
    const counts: FetchCounts = { accepted: 0, rejected: 0, postponed: 0 };
    const inbox = await inboxes.open(tenant);
    if (inbox === null) return counts;
    const { destinationId, subscriber } = inbox;
    try {
      const seen = new Set<string>();
      // Settled ones leave the list; what must wait stays in front and must not hide the others.
      for (let waiting = 0, isMore = true; isMore && seen.size < maximalHeads;) {
        const offset = waiting;
        const { items, totalCount } = await subscriber.listSubmissions({ destinationId, offset, limit: pageSize });
        const take = async (head: SubmissionHead): Promise<void> => {
          if (signal?.aborted === true) return;
          const isPostponed = seen.has(head.submissionId) || (await look(tenant, inbox, head, counts, log));
          seen.add(head.submissionId);
          if (isPostponed) waiting += 1;
        };
        // Side by side, but those of one case in their order: a follow-up must not come before its application.
        const cases = Map.groupBy(items, ({ caseId }) => caseId);
        await Promise.all(
          [...cases.values()].map(async (heads) => {
            for (const head of heads) await inTurn(() => take(head));
          }),
        );
        if (signal?.aborted === true) return counts;
        isMore = items.length > 0 && offset + items.length < totalCount;
      }
      await db.once({ tenant }, (tx) => noteFetch(tx, tenant, clock.now()));
    } catch (error) {
      log.warn({ tenant, error: toError(error) }, 'Could not fetch submissions');
      await db.once({ tenant }, (tx) => noteFailure(tx, tenant, clock.now(), reasonOf(error)));
    }
    return counts;
  }

  /** True when the submission stays in the list. */
  async function look(
    tenant: TenantId,
    inbox: OpenInbox,
    head: SubmissionHead,
    counts: FetchCounts,
    log: Logger,
  ): Promise<boolean> {
    const outcome = isPaused(head.submissionId) ? 'postponed' : await one(tenant, inbox, head, log);
    counts[outcome] += 1;
    return outcome === 'postponed';
  }

  async function one(
    tenant: TenantId,
    inbox: OpenInbox,
    head: SubmissionHead,
    log: Logger,
  ): Promise<keyof FetchCounts> {
    try {
      const outcome = await receive(tenant, inbox, head);
      pauses.delete(head.submissionId);
      log.info({ tenant, submission: head.submissionId, outcome }, 'Received a submission');
      return outcome;
    } catch (error) {
      pause(head.submissionId);
      log.warn({ tenant, submission: head.submissionId, error: toError(error) }, 'Submission waits');
      return 'postponed';
    }
  }

  return { fetch };
}

/** Lets so many works run at a time; the others wait in the order in which they came. */
function createGate(places: number): (work: () => Promise<void>) => Promise<void> {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error('something that is no error was thrown');
}

/** A class or code, never a message that may hold what was sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { title } = error as { title?: unknown };
  return typeof title === 'string' ? title.slice(0, 100) : error.name;
}
