import { randomUUID } from 'node:crypto';
import { callbackTypes, verifyCallback } from '@verbund/fit-connect';
import { group } from '../rule.ts';
import { type ReceivedCallback } from '../support/callback-receiver.ts';
import { sent } from '../support/deliveries.ts';
import { replied } from '../support/replies.ts';
import { calledBack, callbackSecret, redirectedCallback, typeOf } from '../support/called-back.ts';
import { destinationBody, destinationIdOf } from '../support/destinations.ts';
import { submissionLog } from '../support/events.ts';
import { choice, expectRefused, listOf, must, objectsOf } from '../support/expect.ts';
import { callbackReceiver, type Suite } from '../support/suite.ts';

function bodyOf(call: { body: string } | undefined): Record<string, unknown> {
  must(call !== undefined, 'no call came');
  return JSON.parse(call.body) as Record<string, unknown>;
}

async function expectRefusedCallback(suite: Suite, url: string): Promise<void> {
  const json = destinationBody(suite, { callback: { url, secret: callbackSecret } });
  const answer = await suite.subscriber.call('POST', suite.managed, { json });
  if (answer.status < 300) suite.open.destinations.set(destinationIdOf(answer), suite.subscriber);
  expectRefused(answer, { status: 400, slug: 'request-invalid' });
}

export const callbackRules = group({ section: '8', version: 'v2', needs: ['callbacks'] }, [
  {
    id: 'callback.new-submissions',
    title: 'The receiver is called with new-submissions, in the older and the newer form',
    async run(suite) {
      // Waits for its repetition while other rules run.
      await redirectedCallback(suite);
      const { sent, toReceiver } = await calledBack(suite);
      const body = bodyOf(toReceiver[0]);
      must(body['type'] === callbackTypes.newSubmissions, `type is ${String(body['type'])}`);
      must(listOf(body, 'submissionIds').join() === sent.submissionId, 'submissionIds is another');
      const [entry] = objectsOf(body, 'submissions');
      for (const member of ['submissionId', 'caseId', 'destinationId'] as const) {
        must(entry?.[member] === sent[member], `${member} is missing or another`);
      }
    },
  },
  {
    id: 'callback.signed',
    title: 'It is JSON with time stamp and lower-case HMAC-SHA512 over the raw body',
    async run(suite) {
      const { toReceiver, toSender } = await calledBack(suite);
      must(toReceiver.length > 0, 'no call came');
      for (const { headers, body } of [...toReceiver, ...toSender]) {
        must(/^application\/json/.test(headers['content-type'] ?? ''), 'the type is not application/json');
        must(/^[0-9a-f]{128}$/.test(headers['callback-authentication'] ?? ''), 'callback-authentication is malformed');
        const verdict = verifyCallback(callbackSecret, headers, body);
        must(verdict.ok, verdict.ok ? '' : `the call is ${verdict.reason}`);
      }
    },
  },
  {
    id: 'callback.notify',
    title: 'A call that arrived leaves notify-submission of type callback, once',
    section: '7.3',
    async run(suite) {
      const { sent } = await calledBack(suite);
      const log = await submissionLog(suite, sent.submissionId);
      const types = log.filter(({ action }) => action === 'notify').map(({ payload }) => payload.notifyType);
      must(types.filter((type) => type === 'callback').length === 1, `notify events: ${types.join(', ') || 'none'}`);
    },
  },
  {
    id: 'callback.new-events',
    title: 'The sender is called with new-events when the receiver accepts',
    async run(suite) {
      const { sent, toSender } = await calledBack(suite);
      const call = toSender.find((one) => typeOf(one) === callbackTypes.newEvents);
      choice(call !== undefined, 'no call of type new-events came');
      choice(call.body.includes(sent.submissionId), 'it does not name the submission');
    },
  },
  {
    id: 'callback.not-own',
    title: 'Nobody is called about what he did himself',
    async run(suite) {
      const { toReceiver } = await calledBack(suite);
      const kinds = toReceiver.map(typeOf);
      must(kinds.length > 0 && kinds.every((kind) => kind === callbackTypes.newSubmissions), `calls: ${kinds.join()}`);
    },
  },
  {
    id: 'callback.no-content',
    title: 'A call holds ids only',
    level: 'our-choice',
    async run(suite) {
      const { sent, toReceiver, toSender } = await calledBack(suite);
      const bodies = [...toReceiver, ...toSender].map(({ body }) => body).join();
      must(!bodies.includes(sent.encryptedData.slice(0, 60)) && !bodies.includes(callbackSecret), 'it holds more');
    },
  },
  {
    id: 'callback.new-replies',
    title: 'The sender is called with new-replies',
    async run(suite) {
      const receiver = callbackReceiver(suite);
      const path = `/replies-${randomUUID()}`;
      const callback = { url: receiver.url(path), secret: callbackSecret };
      const { replyId } = await replied(suite, await sent(suite, { change: { callback } }));
      const isReply = (call: ReceivedCallback): boolean => typeOf(call) === callbackTypes.newReplies;
      const call = (await receiver.until(path, (calls) => calls.some(isReply))).find(isReply);
      choice(call !== undefined, 'no call of type new-replies came');
      choice(call.body.includes(replyId), 'it does not name the reply');
    },
  },
  {
    id: 'callback.https',
    title: 'A callback over plain HTTP to a public host is refused',
    needs: [],
    run: (suite) => expectRefusedCallback(suite, 'http://callback.example/fit-connect'),
  },
  {
    id: 'callback.address',
    title: 'So is what is no address of the web, or holds a password',
    level: 'our-choice',
    needs: [],
    async run(suite) {
      for (const url of ['ftp://callback.example/x', 'callback.example', 'https://user:secret@callback.example/x']) {
        await expectRefusedCallback(suite, url);
      }
    },
  },
]);

/** Run late: the wait before a repetition passes while other rules run. */
export const lateCallbackRules = group({ section: '8', version: 'v2', needs: ['callbacks'] }, [
  {
    id: 'callback.repeated',
    title: 'A call that was not answered with 2xx is repeated; a redirect is not followed',
    async run(suite) {
      const { path } = await redirectedCallback(suite);
      const receiver = callbackReceiver(suite);
      const calls = await receiver.until(path, ({ length }) => length > 1, 90);
      // How long a service waits is not known.
      choice(calls.length > 1, 'no second call came within 90 seconds');
      const followed = await receiver.until(`${path}/moved`, () => true);
      choice(followed.length === 0, 'the redirect was followed');
    },
  },
]);
