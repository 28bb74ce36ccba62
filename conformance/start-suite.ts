import { type RsaKeyPair } from '@verbund/fit-connect';
import { type Clients } from './options.ts';
import { startCallbackReceiver } from './support/callback-receiver.ts';
import { createHttp } from './support/http.ts';
import { createKeys } from './support/keys.ts';
import { createParty, type Credentials, type Party } from './support/party.ts';
import { type Suite, type Urls } from './support/suite.ts';

export interface SuiteOptions {
  urls: Urls;
  clients: Clients;
  keyPairs: readonly RsaKeyPair[];
  callbackListen?: string | undefined;
  callbackUrl?: string | undefined;
}

/** Everything that the rules need; call `tidy` and close the receiver of callbacks when they have run. */
export async function startSuite({
  urls,
  clients,
  keyPairs,
  callbackListen,
  callbackUrl,
}: SuiteOptions): Promise<Suite> {
  const http = createHttp();
  const party = (name: string, credentials: Credentials): Party => createParty(http, urls.token, name, credentials);
  const { otherSender, otherSubscriber } = clients;
  return {
    urls,
    v2: `${urls.submission}/v2`,
    managed: `${urls.destination}/v1/destinations`,
    http,
    keys: await createKeys(keyPairs),
    sender: party('sender', clients.sender),
    subscriber: party('subscriber', clients.subscriber),
    otherSender: otherSender && party('second sender', otherSender),
    otherSubscriber: otherSubscriber && party('second subscriber', otherSubscriber),
    callbacks: callbackListen === undefined ? undefined : await startCallbackReceiver(callbackListen, callbackUrl),
    open: { submissions: new Map(), replies: new Map(), destinations: new Map() },
    shared: {},
  };
}
