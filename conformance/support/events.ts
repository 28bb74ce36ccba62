import {
  createEvent,
  localSigner,
  readEvent,
  verifyEventLog,
  type EventInput,
  type EventName,
  type SecurityEvent,
} from '@verbund/fit-connect';
import { type Sent } from './deliveries.ts';
import { expectStatus, listOf, must } from './expect.ts';
import { type Answer } from './http.ts';
import { type Party } from './party.ts';
import { type Suite } from './suite.ts';
import { fetchKey, serviceKeys } from './published-keys.ts';

/** The accept event that fits a submission; `change` makes it another one. */
export function eventFor(suite: Suite, sent: Sent, change: Partial<EventInput> = {}, key = suite.keys.signing) {
  return createEvent(
    {
      iss: sent.destinationId,
      sub: `submission:${sent.submissionId}`,
      txn: `case:${sent.caseId}`,
      event: 'accept-submission',
      payload: { authenticationTags: sent.tags },
      ...change,
    },
    localSigner(key.privateJwk),
  );
}

export async function postEvent(
  suite: Suite,
  caseId: string,
  token: string,
  by: Party = suite.subscriber,
): Promise<Answer> {
  return by.call('POST', `${suite.v2}/cases/${caseId}/events`, { body: token, type: 'application/jose' });
}

export async function write(suite: Suite, sent: Sent, change: Partial<EventInput> = {}): Promise<string> {
  const token = await eventFor(suite, sent, change);
  expectStatus(await postEvent(suite, sent.caseId, token), 204);
  return token;
}

export const rejection = {
  type: 'https://schema.fitko.de/fit-connect/events/problems/technical-error',
  title: 'A technical error occurred',
  detail: 'Konformitaetspruefung',
  instance: 'submission',
};

/** All tokens of a log, as the given party reads them. */
export async function readLog(suite: Suite, path: string, by: Party = suite.sender): Promise<readonly string[]> {
  const answer = await by.call('GET', `${suite.v2}${path}?limit=500`);
  expectStatus(answer, 200);
  return listOf(answer.json, 'eventLog').map((token) => {
    must(typeof token === 'string', 'eventLog holds something that is no text');
    return token;
  });
}

export async function caseLog(suite: Suite, caseId: string, by?: Party): Promise<readonly SecurityEvent[]> {
  return readEvents(await readLog(suite, `/cases/${caseId}/events`, by));
}

export async function submissionLog(suite: Suite, id: string, by?: Party): Promise<readonly SecurityEvent[]> {
  return readEvents(await readLog(suite, `/submissions/${id}/events`, by));
}

export function readEvents(tokens: readonly string[]): readonly SecurityEvent[] {
  return tokens.map((token) => {
    const verdict = readEvent(token);
    must(verdict.ok, verdict.ok ? '' : `an event of the log is malformed: ${verdict.detail}`);
    return verdict.event;
  });
}

export const names = (events: readonly SecurityEvent[]): EventName[] => events.map(({ name }) => name);

/** Signatures, issuers and order of a whole log, checked by our client against the published keys. */
export async function verifyLog(suite: Suite, caseId: string, destinationId: string): Promise<void> {
  const tokens = await readLog(suite, `/cases/${caseId}/events`);
  const verdict = await verifyEventLog(tokens, {
    caseId,
    destinationId,
    serviceIssuers: [suite.urls.submission],
    resolveKey: async (iss, kid) =>
      iss === suite.urls.submission ? (await serviceKeys(suite)).get(kid) : fetchKey(suite, iss, kid),
  });
  must(verdict.ok, verdict.ok ? '' : verdict.failures.map(({ detail }) => detail).join('; '));
}
