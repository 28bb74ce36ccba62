import { createEvent, localSigner, type ItemKind } from '@verbund/fit-connect';
import { postEvent, rejection } from './events.ts';
import { type Party } from './party.ts';
import { type Suite } from './suite.ts';

export interface Open {
  submissions: Map<string, { caseId: string; destinationId: string }>;
  /** With their cases. */
  replies: Map<string, string>;
  /** With the client that may remove them. */
  destinations: Map<string, Party>;
}

/**
 * Rejects what still waits, so that nobody is reminded of it, and removes every destination. Best effort: what is
 * settled already is refused, and what was only announced goes by itself after a day.
 */
export async function tidy(suite: Suite): Promise<void> {
  const waiting = new Set<string>();
  for (const party of new Set(suite.open.destinations.values())) {
    const answer = await party.call('GET', `${suite.v2}/submissions?limit=500`).catch(() => undefined);
    const list = answer?.json['submissions'];
    if (Array.isArray(list)) {
      for (const { submissionId } of list as { submissionId: string }[]) waiting.add(submissionId);
    }
  }
  for (const [submissionId, { caseId, destinationId }] of suite.open.submissions) {
    const owner = suite.open.destinations.get(destinationId);
    if (!waiting.has(submissionId) || owner === undefined) continue;
    await reject(suite, owner, { iss: destinationId, kind: 'submission', id: submissionId, caseId });
  }
  await rejectReplies(suite);
  for (const [id, party] of suite.open.destinations) {
    await party.call('DELETE', `${suite.managed}/${id}`).catch(() => undefined);
  }
}

/** Only under a destination of the sender's own (our choice). */
async function rejectReplies(suite: Suite): Promise<void> {
  const iss = [...suite.open.destinations].find(([, party]) => party === suite.sender)?.[0];
  if (iss === undefined) return;
  for (const [id, caseId] of suite.open.replies) await reject(suite, suite.sender, { iss, kind: 'reply', id, caseId });
}

async function reject(
  suite: Suite,
  by: Party,
  { iss, kind, id, caseId }: { iss: string; kind: ItemKind; id: string; caseId: string },
): Promise<void> {
  const token = await createEvent(
    { iss, sub: `${kind}:${id}`, txn: `case:${caseId}`, event: `reject-${kind}`, payload: { problems: [rejection] } },
    localSigner(suite.keys.signing.privateJwk),
  );
  await postEvent(suite, caseId, token, by).catch(() => undefined);
}
