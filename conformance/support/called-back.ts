import { randomUUID } from 'node:crypto';
import { callbackTypes } from '@verbund/fit-connect';
import { type ReceivedCallback } from './callback-receiver.ts';
import { sent, type Sent } from './deliveries.ts';
import { newDestination } from './destinations.ts';
import { write } from './events.ts';
import { callbackReceiver, type Suite } from './suite.ts';

export const callbackSecret = randomUUID();

/** A submission whose receiver and sender both wanted to be called, from submit to accept. */
export interface CalledBack {
  sent: Sent;
  toReceiver: readonly ReceivedCallback[];
  toSender: readonly ReceivedCallback[];
}

/** A receiver that answered the first call with a redirect. */
export interface Repeated {
  path: string;
}

export function typeOf({ body }: ReceivedCallback): unknown {
  try {
    return (JSON.parse(body) as { type?: unknown }).type;
  } catch {
    return undefined;
  }
}

async function callBack(suite: Suite): Promise<CalledBack> {
  const receiver = callbackReceiver(suite);
  const [receiverPath, senderPath] = [`/receiver-${randomUUID()}`, `/sender-${randomUUID()}`];
  const callback = (path: string) => ({ url: receiver.url(path), secret: callbackSecret });
  const destinationId = await newDestination(suite, { change: { callback: callback(receiverPath) } });
  const one = await sent(suite, { attachments: 1, change: { destinationId, callback: callback(senderPath) } });
  await receiver.until(receiverPath, (calls) => calls.length > 0);
  await write(suite, one);
  const told = (calls: readonly ReceivedCallback[]): boolean =>
    calls.some((call) => typeOf(call) === callbackTypes.newEvents);
  const toSender = await receiver.until(senderPath, told);
  return { sent: one, toSender, toReceiver: await receiver.until(receiverPath, () => true) };
}

export function calledBack(suite: Suite): Promise<CalledBack> {
  suite.shared.calledBack ??= callBack(suite);
  return suite.shared.calledBack;
}

async function redirectOnce(suite: Suite): Promise<Repeated> {
  const receiver = callbackReceiver(suite);
  const path = `/redirect-${randomUUID()}`;
  receiver.answerWith(path, 302);
  const change = { callback: { url: receiver.url(path), secret: callbackSecret } };
  await sent(suite, { change: { destinationId: await newDestination(suite, { change }) } });
  return { path };
}

/** Begun early: a service waits before it calls again. */
export function redirectedCallback(suite: Suite): Promise<Repeated> {
  suite.shared.repeated ??= redirectOnce(suite);
  return suite.shared.repeated;
}
