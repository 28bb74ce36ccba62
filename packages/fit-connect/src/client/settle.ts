import { createEvent } from '../events/set.ts';
import { statusOf, type VerifiedEventLog } from '../events/event-log.ts';
import { type EventName, type ItemKind } from '../events/event-names.ts';
import { type EventPayload } from '../events/event-payload.ts';
import { FitConnectError, localError } from '../errors.ts';
import { type Clock, type Signer } from '../ports.ts';
import { id, type Connection } from './connection.ts';
import { type ItemHead, type ReceiveResult } from './receive.ts';

/** Who writes the event: the destination (issuer) and its signature key. */
export type Writer = { iss: string; signer: Signer };

/** `already`: the log held the decision before us, for instance because the answer to an earlier attempt was lost. */
export type SettleResult = { state: 'accepted' | 'rejected'; already: boolean };

/** Accepts a good item, rejects a bad one. Repeatable: when the event is refused, the log tells whether it is already there. */
export async function settleItem(
  connection: Connection,
  result: ReceiveResult<unknown>,
  writer: Writer,
  clock: Clock,
): Promise<SettleResult> {
  const { head } = result;
  if (result.ok) {
    const { authenticationTags } = head;
    return decide(connection, head, 'accept', authenticationTags ? { authenticationTags } : {}, writer, clock);
  }
  return decide(connection, head, 'reject', { problems: result.problems }, writer, clock);
}

/** Writes one decision. */
export async function decide(
  connection: Connection,
  head: ItemHead,
  action: 'accept' | 'reject',
  payload: EventPayload,
  writer: Writer,
  clock: Clock,
): Promise<SettleResult> {
  const token = await createEvent(
    {
      iss: writer.iss,
      sub: `${head.kind}:${head.itemId}`,
      txn: `case:${head.caseId}`,
      event: eventOf(action, head.kind),
      payload,
      ...(head.schema === undefined ? {} : { schema: head.schema }),
    },
    writer.signer,
    clock,
  );
  try {
    await connection.api.call({
      method: 'POST',
      path: `/v2/cases/${id(head.caseId)}/events`,
      jose: token,
      repeat: 'refused-only',
    });
    return { state: action === 'accept' ? 'accepted' : 'rejected', already: false };
  } catch (error) {
    if (!(error instanceof FitConnectError)) throw error;
    const state = await settledState(connection, head);
    if (state) return { state, already: true };
    throw error;
  }
}

function eventOf(action: 'accept' | 'reject', kind: ItemKind): EventName {
  return `${action}-${kind}`;
}

async function settledState(connection: Connection, head: ItemHead): Promise<'accepted' | 'rejected' | undefined> {
  const tokens = await connection.events(`/v2/cases/${id(head.caseId)}/events`);
  const verdict = await connection.verifyLog(tokens, { caseId: head.caseId, ...head.about });
  if (!verdict.ok) throw localError('invalid-event-log', verdict.failures.map((failure) => failure.detail).join('; '));
  return lastDecision(verdict.log, head);
}

function lastDecision(log: VerifiedEventLog, head: ItemHead): 'accepted' | 'rejected' | undefined {
  const { history } = statusOf(log, head.kind, head.itemId);
  if (history.includes('accepted')) return 'accepted';
  return history.includes('rejected') ? 'rejected' : undefined;
}
