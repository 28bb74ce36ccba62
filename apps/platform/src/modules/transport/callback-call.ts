import { AppError } from '#kernel/errors';
import { type Clock } from '#kernel/clock';
import { type OutgoingHttp } from '#kernel/outgoing';
import { newEventsBody, newRepliesBody, newSubmissionsBody, signCallback } from '@verbund/fit-connect';
import { type CallbackSecrets } from './callback-secrets.ts';
import { callTimeoutMs, type CallResult } from './domain/callback-plan.ts';
import { type TargetRow } from './store/callback-targets.ts';
import { type CallbackRow } from './store/callbacks.ts';

/** What is waiting, each item once: several changes of an item are one hint. */
export function bodyOf(rows: readonly CallbackRow[]): string {
  const items = [...new Map(rows.map((row) => [row.item_id, row])).values()];
  const submissions = items
    .filter((row) => row.item_kind === 'submission')
    .map((row) => ({ submissionId: row.item_id, caseId: row.case_id, destinationId: row.destination_id }));
  const replies = items
    .filter((row) => row.item_kind === 'reply')
    .map((row) => ({ replyId: row.item_id, caseId: row.case_id }));
  switch (rows[0]?.kind) {
    case 'new-replies':
      return newRepliesBody(replies);
    case 'new-events':
      return newEventsBody({ submissions, replies });
    default:
      return newSubmissionsBody(submissions);
  }
}

export interface CallParts {
  outgoing: OutgoingHttp;
  secrets: CallbackSecrets;
  clock: Clock;
}

/** One signed call. Only 2xx is a success; a redirect is none, it is never followed. */
export async function call(
  { outgoing, secrets, clock }: CallParts,
  target: TargetRow,
  body: string,
): Promise<CallResult> {
  try {
    const stored = { keyId: target.key_id, sealed: target.sealed_secret };
    const secret = await secrets.open(stored, target.target_id).catch((cause: unknown) => {
      throw new AppError('internal', 'transport/callback-secret-unreadable', { cause });
    });
    const stamp = Math.floor(clock.now().getTime() / 1000);
    const { status } = await outgoing.request({
      method: 'POST',
      url: target.url,
      headers: { 'content-type': 'application/json', ...signCallback(secret, stamp, body) },
      body,
      timeoutMs: callTimeoutMs,
      maxResponseBytes: 1024 * 1024,
    });
    const ok = status >= 200 && status < 300;
    return { ok, status, reason: ok ? 'ok' : `http-${status}` };
  } catch (error) {
    return { ok: false, status: null, reason: error instanceof AppError ? error.code : 'outgoing/unreachable' };
  }
}
