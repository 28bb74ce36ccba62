import assert from 'node:assert/strict';
import { parseCallback, readEvent, verifyCallback, type CallbackNotice } from '@verbund/fit-connect';
import { type OutgoingHttp } from '../../../kernel/outgoing/index.ts';
import { outgoing, send, type TestClient, type TestService } from './life-support.ts';

export const secret = 'a secret of the receiver, long enough';
export const senderSecret = 'another secret, of the sender only';

/** Takes the place of the network: keeps what was called, answers as the test says. */
export function testReceiver() {
  const calls: { url: string; notice: CallbackNotice; body: string; timeoutMs: number | undefined }[] = [];
  let answer: (url: string) => number | Promise<number> = () => 200;
  let now = (): number => 0;
  const http: OutgoingHttp = {
    async request(request) {
      const body = typeof request.body === 'string' ? request.body : assert.fail('no text');
      const key = request.url.includes('sender') ? senderSecret : secret;
      const verdict = verifyCallback(key, request.headers ?? {}, body, now());
      assert.deepEqual(verdict, { ok: true }, request.url);
      const notice = parseCallback(body);
      assert.ok(notice, body);
      calls.push({ url: request.url, notice, body, timeoutMs: request.timeoutMs });
      return { status: await answer(request.url), headers: {}, body: new Uint8Array() };
    },
  };
  return {
    http,
    answerWith: (next: (url: string) => number | Promise<number>) => void (answer = next),
    useClock: (clock: () => number) => void (now = clock),
    /** What was called since the last look. */
    take: () => calls.splice(0),
  };
}
export type TestReceiver = ReturnType<typeof testReceiver>;

/** Which hosts were called with what, sorted, since the last look. */
export function takeNames(receiver: TestReceiver): string[] {
  return receiver
    .take()
    .map(({ url, notice }) => `${new URL(url).hostname} ${notice.kind}`)
    .toSorted();
}

export const receiverUrl = (host: string) => `https://${host}.example/callback`;

export function sendWithCallback(from: TestClient, destinationId: string, host = 'sender') {
  return send(from, { ...outgoing(destinationId, []), callback: { url: receiverUrl(host), secret: senderSecret } });
}

/** Types of the notify events of an item, in the order of the log. */
export async function notifyTypes(reader: TestClient, caseId: string, itemId: string): Promise<string[]> {
  const tokens = await reader.sender.caseEvents(caseId);
  const events = tokens.map((token) => readEvent(token)).flatMap((read) => (read.ok ? [read.event] : []));
  return events.flatMap(({ subject, action, payload }) =>
    subject.id === itemId && action === 'notify' ? [payload.notifyType ?? ''] : [],
  );
}

export async function waitingCalls(on: TestService): Promise<number> {
  return (await on.test.database.admin('select callback_id from transport.callback')).length;
}
