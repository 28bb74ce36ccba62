import { createEvent, localSigner } from '@verbund/fit-connect';
import { group } from '../rule.ts';
import { callbackSecret } from '../support/called-back.ts';
import { announce, sent } from '../support/deliveries.ts';
import {
  destinationBody,
  destinationIdOf,
  newDestination,
  patchDestination,
  sharedDestination,
} from '../support/destinations.ts';
import { write } from '../support/events.ts';
import { choice, expectRefused, expectStatus, must, objectsOf } from '../support/expect.ts';
import { otherSubscriber } from '../support/suite.ts';

export const managementRules = group({ section: '3.3' }, [
  {
    id: 'manage.create',
    title: 'A new destination has an id and is not active',
    async run(suite) {
      const answer = await suite.subscriber.call('POST', suite.managed, { json: destinationBody(suite) });
      expectStatus(answer, 200, 201);
      suite.open.destinations.set(destinationIdOf(answer), suite.subscriber);
      must(answer.json['status'] !== 'active', 'it is active at once');
      choice(answer.status === 201 && answer.json['status'] === 'created', 'expected 201 and status created');
    },
  },
  {
    id: 'manage.not-active',
    title: 'Nothing is announced to a destination that is not active: destination-state-invalid',
    section: '3.3, 5.1',
    version: 'v2',
    async run(suite) {
      const destinationId = await newDestination(suite, { activate: false });
      const answer = await announce(suite, { destinationId });
      expectRefused(answer, { status: 422, slug: 'destination-state-invalid' });
      expectStatus(await patchDestination(suite, destinationId, { status: 'active' }), 200, 204);
      expectStatus(await announce(suite, { destinationId }), 201);
      expectStatus(await patchDestination(suite, destinationId, { status: 'inactive' }), 200, 204);
      expectRefused(await announce(suite, { destinationId }), { status: 422, slug: 'destination-state-invalid' });
    },
  },
  {
    id: 'manage.merge-patch',
    title: 'A merge patch changes what it names and nothing else',
    async run(suite) {
      const id = await newDestination(suite);
      expectStatus(await patchDestination(suite, id, { name: 'Neuer Name' }), 200, 204);
      const answer = await suite.subscriber.call('GET', `${suite.managed}/${id}`);
      expectStatus(answer, 200);
      must(answer.json['name'] === 'Neuer Name', 'the name did not change');
      must(answer.json['status'] === 'active', 'the status changed');
    },
  },
  {
    id: 'manage.json-patch-type',
    title: 'A patch of an older client, sent as application/json, is taken',
    async run(suite) {
      const id = await newDestination(suite, { activate: false });
      const answer = await suite.subscriber.call('PATCH', `${suite.managed}/${id}`, { json: { status: 'active' } });
      expectStatus(answer, 200, 204);
    },
  },
  {
    id: 'manage.list',
    title: 'A client lists its destinations in pages',
    async run(suite) {
      const id = await sharedDestination(suite);
      const answer = await suite.subscriber.call('GET', `${suite.managed}?offset=0&limit=500`);
      expectStatus(answer, 200);
      choice('destinations' in answer.json, 'the member destinations is missing');
      const ids = objectsOf(answer.json, 'destinations').map((one) => one['destinationId'] ?? one['id']);
      must(ids.includes(id), 'its own destination is missing');
    },
  },
  {
    id: 'manage.put',
    title: 'PUT replaces what is not key or id',
    level: 'our-choice',
    async run(suite) {
      const id = await newDestination(suite);
      const { encryptionPublicKey: _enc, signingPublicKey: _sig, ...settings } = destinationBody(suite);
      const json = { ...settings, name: 'Ersetzt', status: 'active' };
      expectStatus(await suite.subscriber.call('PUT', `${suite.managed}/${id}`, { json }), 200, 204);
      const answer = await suite.subscriber.call('GET', `${suite.managed}/${id}`);
      must(answer.json['name'] === 'Ersetzt', 'the name did not change');
    },
  },
  {
    id: 'manage.delete',
    title: 'A destination that was never used is gone after DELETE',
    async run(suite) {
      const id = await newDestination(suite, { activate: false });
      expectStatus(await suite.subscriber.call('DELETE', `${suite.managed}/${id}`), 204);
      suite.open.destinations.delete(id);
      expectStatus(await suite.subscriber.call('GET', `${suite.managed}/${id}`), 404);
    },
  },
  {
    id: 'manage.delete-used',
    title: 'A used destination takes nothing more after DELETE, its keys stay for the event logs',
    level: 'our-choice',
    version: 'v2',
    async run(suite) {
      const destinationId = await newDestination(suite);
      await write(suite, await sent(suite, { change: { destinationId } }));
      expectStatus(await suite.subscriber.call('DELETE', `${suite.managed}/${destinationId}`), 204);
      const { kid } = suite.keys.signing.publicJwk;
      expectStatus(await suite.sender.call('GET', `${suite.v2}/destinations/${destinationId}/keys/${kid}`), 200);
      expectRefused(await announce(suite, { destinationId }), { status: 422 });
    },
  },
  {
    id: 'manage.change-key',
    title: 'A key is added and switched to; the old one stays readable and opens what came before',
    section: '3.2, 3.3',
    version: 'v2',
    async run(suite) {
      const destinationId = await newDestination(suite);
      const { encryption, nextEncryption } = suite.keys;
      const keys = `${suite.managed}/${destinationId}/keys`;
      expectStatus(await suite.subscriber.call('POST', keys, { json: nextEncryption.publicJwk }), 200, 201, 204);
      const patch = { encryptionKid: nextEncryption.publicJwk.kid };
      expectStatus(await patchDestination(suite, destinationId, patch), 200, 204);
      const read = (path: string) => suite.sender.call('GET', `${suite.v2}/destinations/${destinationId}${path}`);
      must((await read('')).json['encryptionKid'] === nextEncryption.publicJwk.kid, 'encryptionKid did not change');
      const old = await read(`/keys/${encryption.publicJwk.kid}`);
      expectStatus(old, 200);
      must(old.json['n'] === encryption.publicJwk.n, 'the retired key is another');
    },
  },
  {
    id: 'manage.change-signing-key',
    title: 'Events signed with an added signature key are taken',
    section: '3.3, 7.2',
    version: 'v2',
    async run(suite) {
      const destinationId = await newDestination(suite);
      const { strangeSigning } = suite.keys;
      const keys = `${suite.managed}/${destinationId}/keys`;
      expectStatus(await suite.subscriber.call('POST', keys, { json: strangeSigning.publicJwk }), 200, 201, 204);
      const one = await sent(suite, { change: { destinationId } });
      const token = await createEvent(
        {
          iss: destinationId,
          sub: `submission:${one.submissionId}`,
          txn: `case:${one.caseId}`,
          event: 'accept-submission',
          payload: { authenticationTags: one.tags },
        },
        localSigner(strangeSigning.privateJwk),
      );
      const address = `${suite.v2}/cases/${one.caseId}/events`;
      expectStatus(await suite.subscriber.call('POST', address, { body: token, type: 'application/jose' }), 204);
    },
  },
  {
    id: 'manage.unknown-kid',
    title: 'encryptionKid must name a key of the destination',
    level: 'our-choice',
    async run(suite) {
      const id = await newDestination(suite, { activate: false });
      const answer = await patchDestination(suite, id, { encryptionKid: 'nobody-has-this-key' });
      expectRefused(answer, { status: 400, slug: 'request-invalid' });
    },
  },
  {
    id: 'manage.required',
    title: 'A destination without contact, services or keys is refused',
    level: 'our-choice',
    async run(suite) {
      for (const member of ['contactInformation', 'services', 'encryptionPublicKey', 'signingPublicKey']) {
        const body = destinationBody(suite, { [member]: undefined });
        const answer = await suite.subscriber.call('POST', suite.managed, { json: body });
        if (answer.status < 300) suite.open.destinations.set(destinationIdOf(answer), suite.subscriber);
        expectRefused(answer, { status: 400, slug: 'request-invalid' });
      }
    },
  },
  {
    id: 'manage.foreign',
    title: 'Another subscriber neither reads nor changes it',
    needs: ['other-subscriber'],
    async run(suite) {
      const id = await sharedDestination(suite);
      const other = otherSubscriber(suite);
      const foreign = { status: 404, slug: 'destination-not-found' } as const;
      const tries = [
        await other.call('GET', `${suite.managed}/${id}`),
        await patchDestination(suite, id, { status: 'inactive' }, other),
        await other.call('DELETE', `${suite.managed}/${id}`),
        await other.call('POST', `${suite.managed}/${id}/keys`, { json: suite.keys.nextEncryption.publicJwk }),
      ];
      for (const answer of tries) {
        must([403, 404].includes(answer.status), `${answer.call} answered ${String(answer.status)}`);
      }
      for (const answer of tries) expectRefused(answer, foreign);
    },
  },
  {
    id: 'manage.callback-with-secret',
    title: 'A callback needs a secret',
    section: '3.3, 8',
    async run(suite) {
      const callback = { url: 'https://callback.example/fit-connect' };
      const answer = await suite.subscriber.call('POST', suite.managed, { json: destinationBody(suite, { callback }) });
      if (answer.status < 300) suite.open.destinations.set(destinationIdOf(answer), suite.subscriber);
      expectRefused(answer, { status: 400, slug: 'request-invalid' });
    },
  },
  {
    id: 'manage.secret-hidden',
    title: 'The secret of a callback is never shown again',
    section: '3.1, 3.3',
    async run(suite) {
      const change = { callback: { url: 'https://callback.example/fit-connect', secret: callbackSecret } };
      const answer = await suite.subscriber.call('POST', suite.managed, { json: destinationBody(suite, change) });
      expectStatus(answer, 200, 201);
      const id = destinationIdOf(answer);
      suite.open.destinations.set(id, suite.subscriber);
      const shown = [
        answer,
        await suite.subscriber.call('GET', `${suite.managed}/${id}`),
        await suite.subscriber.call('GET', `${suite.managed}?limit=500`),
        await suite.sender.call('GET', `${suite.v2}/destinations/${id}`),
      ];
      for (const { call, text } of shown) must(!text.includes(callbackSecret), `${call} shows the secret`);
    },
  },
]);
