import { type PublicJwk } from '@verbund/fit-connect';
import { expectStatus, objectsOf, textOf } from './expect.ts';
import { type Suite } from './suite.ts';

/** Only what a signature check needs: keys of a service may lack what keys of destinations must have. */
function verificationKey(value: Readonly<Record<string, unknown>>): PublicJwk {
  const [kid, n, e] = [textOf(value, 'kid'), textOf(value, 'n'), textOf(value, 'e')];
  return { kty: 'RSA', kid, n, e, alg: 'PS512', key_ops: ['verify'] };
}

/** The service's own signature keys; the path has no version (reference 1). */
export async function serviceKeys(suite: Suite): Promise<ReadonlyMap<string, PublicJwk>> {
  const answer = await suite.http.send('GET', `${suite.urls.submission}/.well-known/jwks.json`);
  expectStatus(answer, 200);
  return new Map(objectsOf(answer.json, 'keys').map((key) => [textOf(key, 'kid'), verificationKey(key)]));
}

export async function fetchKey(suite: Suite, destinationId: string, kid: string): Promise<PublicJwk | undefined> {
  const answer = await suite.sender.call('GET', `${suite.v2}/destinations/${destinationId}/keys/${kid}`);
  return answer.status === 200 ? verificationKey(answer.json) : undefined;
}
