import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import {
  createEvent,
  createKeyPair,
  localSigner,
  readEvent,
  type EventInput,
  type HttpProblemSlug,
  type PublicJwk,
} from '@verbund/fit-connect';
import { newUuid, type ClientId } from '#kernel/ids';
import { testKeys } from '../../../../../../tools/test-keys.ts';
import { type EventFacts } from './event-facts.ts';
import { checkPostedEvent, eventSteps, stateAfter, type PostedEvent } from './event-steps.ts';
import { type Right } from './scopes.ts';

const caseId = randomUUID();
const itemId = randomUUID();
const destinationId = randomUUID();
const sender = newUuid<ClientId>();
const town = newUuid<ClientId>();
const now = Date.parse('2026-11-02T09:00:00Z');
const tags = { metadata: 'm'.repeat(22), data: 'd'.repeat(22), attachments: {} };
const rights = (...granted: Right[]): PostedEvent['rights'] => new Map(granted.map((right) => [right, null]));

describe('checks of a posted event', () => {
  let sign: (input?: Partial<EventInput>, at?: number) => Promise<string>;
  let facts: EventFacts;

  before(async () => {
    const [keyPair, other] = await testKeys(2);
    assert.ok(keyPair && other);
    const made = await createKeyPair({ use: 'sig', subject: '', keyPair, certificate: false, now });
    const signer = localSigner(made.privateJwk);
    sign = (input = {}, at = now) =>
      createEvent(
        {
          ...{ iss: destinationId, sub: `submission:${itemId}`, txn: `case:${caseId}`, event: 'accept-submission' },
          payload: { authenticationTags: tags },
          ...input,
        },
        signer,
        () => at,
      );
    facts = {
      ...{ sender_id: sender, destination_id: destinationId, stored_token: null, key: made.publicJwk },
      ...{ issuer_linked: true, issuer_owned: false },
      item: { kind: 'submission', state: 'submitted', tags },
    };
    foreignKey = (await createKeyPair({ use: 'sig', subject: '', keyPair: other, certificate: false, now })).publicJwk;
  });
  let foreignKey: PublicJwk;

  async function posted(change: Partial<PostedEvent> = {}, token?: string): Promise<PostedEvent> {
    const read = readEvent(token ?? (await sign()));
    assert.ok(read.ok);
    const call = { caseId, clientId: town, rights: rights('subscribe'), facts, now, takesSchema: () => true };
    return { event: read.event, ...call, ...change };
  }

  it('lets a good one through and says the state that it leads to', async () => {
    const good = await posted();
    assert.deepEqual(await checkPostedEvent(good), { ok: true });
    assert.equal(stateAfter(good), 'accepted');
    await assert.rejects(async () => stateAfter(await posted({ facts: { ...facts, item: null } })), TypeError);
  });

  it('refuses at each step with its own problem', async () => {
    const item = { kind: 'submission', state: 'submitted', tags } as const;
    const reply = { sub: `reply:${itemId}`, event: 'accept-reply' } as const;
    const cases: [step: string, slug: HttpProblemSlug, PostedEvent][] = [
      ['same-case', 'event-invalid', await posted({ caseId: randomUUID() })],
      ['subject-in-case', 'event-invalid', await posted({ facts: { ...facts, item: null } })],
      ['subject-in-case', 'event-invalid', await posted({ facts: { ...facts, item: { ...item, kind: 'reply' } } })],
      ['right-granted', 'forbidden', await posted({ rights: rights('send', 'manage') })],
      ['issuer-is-own', 'forbidden', await posted({ facts: { ...facts, issuer_linked: false } })],
      // To own a destination is enough for replies alone.
      ['issuer-is-own', 'forbidden', await posted({ facts: { ...facts, issuer_linked: false, issuer_owned: true } })],
      ['issuer-receives', 'forbidden', await posted({ facts: { ...facts, destination_id: randomUUID() } })],
      ['schema-supported', 'event-invalid', await posted({ takesSchema: () => false })],
      ['not-written-before', 'state-invalid', await posted({ facts: { ...facts, stored_token: await sign() } })],
      ['signature-valid', 'event-invalid', await posted({ facts: { ...facts, key: null } })],
      ['signature-valid', 'event-invalid', await posted({ facts: { ...facts, key: foreignKey } })],
      ['signature-valid', 'event-invalid', await posted({}, await sign({}, now + 400_000))],
      ['state-allows', 'state-invalid', await posted({ facts: { ...facts, item: { ...item, state: 'accepted' } } })],
      ['state-allows', 'event-invalid', await posted({}, await sign({ event: 'delete-submission', payload: {} }))],
      ['tags-equal', 'event-invalid', await posted({ facts: { ...facts, item: { ...item, tags: null } } })],
      [
        'tags-equal',
        'event-invalid',
        await posted({ facts: { ...facts, item: { ...item, tags: { ...tags, data: 'x'.repeat(22) } } } }),
      ],
      [
        'right-granted',
        'forbidden',
        await posted({ facts: { ...facts, item: { ...item, kind: 'reply' } } }, await sign(reply)),
      ],
      [
        'issuer-receives',
        'forbidden',
        await posted(
          { rights: rights('send'), facts: { ...facts, item: { ...item, kind: 'reply' } } },
          await sign(reply),
        ),
      ],
    ];
    for (const [name, slug, event] of cases) {
      const result = await checkPostedEvent(event);
      assert.ok(!result.ok, name);
      assert.equal(result.slug, slug, `${name}: ${result.detail}`);
      assert.equal(await stoppedAt(event), name);
    }
  });

  /** Name of the first step that does not let it through. */
  async function stoppedAt(event: PostedEvent): Promise<string | undefined> {
    for (const { name, check } of eventSteps) {
      if (!(await check(event)).ok) return name;
    }
    return undefined;
  }

  it('takes the decision on a reply from the sender, by a destination that it owns', async () => {
    const token = await sign({ sub: `reply:${itemId}`, event: 'accept-reply', iss: randomUUID() });
    const of = { ...facts, issuer_linked: false, issuer_owned: true, sender_id: sender };
    const item = { kind: 'reply', state: 'submitted', tags } as const;
    const reply = await posted({ clientId: sender, rights: rights('send'), facts: { ...of, item } }, token);
    assert.deepEqual(await checkPostedEvent(reply), { ok: true });
  });

  it('calls the same token a repeat, whatever the state has become, but asks for the rights first', async () => {
    const token = await sign();
    const item = { kind: 'submission', state: 'deleted', tags: null } as const;
    const done = { ...facts, stored_token: token, item };
    assert.deepEqual(await checkPostedEvent(await posted({ facts: done }, token)), { ok: true, done: true });
    const stranger = await checkPostedEvent(await posted({ facts: { ...done, issuer_linked: false } }, token));
    assert.equal(stranger.ok, false);
  });
});
