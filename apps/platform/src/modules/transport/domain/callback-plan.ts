const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Waits after the first, second … failed call; after them once an hour (our choice, docs/fit-connect-decisions.md). */
const waits = [10 * second, 30 * second, 2 * minute, 10 * minute] as const;
/** As long after the change as the whole of a long weekend; then the call is a dead letter. */
const planLength = 72 * hour;

/** One call, the receiver's time included. */
export const callTimeoutMs = 10 * second;

/**
 * When a failed call is tried again; null: not by itself any more.
 * @param attempts how many failed, this one included
 * @param since begin of the plan
 */
export function nextCall(attempts: number, since: Date, now: Date): Date | null {
  const next = new Date(now.getTime() + (waits[attempts - 1] ?? hour));
  return next.getTime() - since.getTime() > planLength ? null : next;
}

/** How a call ended: the status of the answer, or why there is none. */
export type CallResult = { ok: boolean; status: number | null; reason: string };

/** 410 says in so many words that nobody listens there any more (RFC 9110, 15.5.11). Everything else may mend itself. */
export function isForGood({ status }: CallResult): boolean {
  return status === 410;
}
