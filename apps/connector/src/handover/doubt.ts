import { problem, type ReceivedSubmission, type ReceiveResult, type Subscriber } from '@verbund/fit-connect';

/**
 * Signs of a fault on our side or of the moment: submissionBaseUrl is not what the service calls itself, our clock is
 * slow, a key of the service is newer than our copy. To reject for these would reject every citizen.
 */
const doubtful = new Set(['unknown-key', 'wrong-issuer', 'from-the-future']);

/** The event log cannot be judged now; the operator must look at it. */
export class DoubtfulEventLogError extends Error {
  override readonly name = 'DoubtfulEventLogError';
  readonly code: string;
  constructor(codes: readonly string[]) {
    super(`the event log cannot be judged: ${codes.join(', ')}`);
    this.code = codes.join(' ');
  }
}

export async function refuseDoubtfulRejection(
  subscriber: Pick<Subscriber, 'verifiedCaseLog'>,
  { head, problems }: ReceiveResult<ReceivedSubmission> & { ok: false },
): Promise<void> {
  if (!problems.some(({ type }) => type === problem('invalid-event-log', 'submission', '').type)) return;
  const verdict = await subscriber.verifiedCaseLog(head.caseId, head.about);
  const codes = verdict.ok ? ['valid-by-now'] : [...new Set(verdict.failures.map(({ code }) => code))];
  if (verdict.ok || codes.some((code) => doubtful.has(code))) throw new DoubtfulEventLogError(codes);
}
