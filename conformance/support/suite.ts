import { type CallbackReceiver } from './callback-receiver.ts';
import { type CalledBack, type Repeated } from './called-back.ts';
import { NotApplicable } from './expect.ts';
import { type Http } from './http.ts';
import { type Keys } from './keys.ts';
import { type Party } from './party.ts';
import { type Open } from './tidy.ts';

/** Base addresses without a slash at the end. */
export interface Urls {
  submission: string;
  destination: string;
  routing: string;
  token: string;
  /** Of the submission API in version 1. */
  v1: string;
}

/** What every rule works with. */
export interface Suite {
  urls: Urls;
  /** `{submission base}/v2`. */
  v2: string;
  /** `{destination base}/v1/destinations`. */
  managed: string;
  http: Http;
  keys: Keys;
  sender: Party;
  subscriber: Party;
  otherSender: Party | undefined;
  otherSubscriber: Party | undefined;
  callbacks: CallbackReceiver | undefined;
  /** What is to be settled or removed at the end. */
  open: Open;
  /** The destination that rules share while they do not change it. */
  shared: { destinationId?: Promise<string>; calledBack?: Promise<CalledBack>; repeated?: Promise<Repeated> };
}

export function otherSender(suite: Suite): Party {
  if (suite.otherSender === undefined) throw new NotApplicable('no second sender was given');
  return suite.otherSender;
}

export function otherSubscriber(suite: Suite): Party {
  if (suite.otherSubscriber === undefined) throw new NotApplicable('no second subscriber was given');
  return suite.otherSubscriber;
}

export function callbackReceiver(suite: Suite): CallbackReceiver {
  if (suite.callbacks === undefined) throw new NotApplicable('no --callback-listen was given');
  return suite.callbacks;
}
