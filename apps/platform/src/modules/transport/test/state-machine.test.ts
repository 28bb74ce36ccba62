import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  authenticationTag,
  createEvent,
  encrypt,
  type EventAction,
  type EventName,
  type EventPayload,
} from '@verbund/fit-connect';
import {
  newClient,
  newDestination,
  service,
  signerOf,
  startService,
  type TestClient,
  type TestService,
} from './life-support.ts';

/** `withdrawn` and `deleted` are one state; the first never had content. */
const states = ['incomplete', 'submitted', 'forwarded', 'accepted', 'rejected', 'withdrawn', 'deleted'] as const;
type State = (typeof states)[number];
/** `writer` announced the item, `reader` is its receiver, `stranger` has nothing to do with the case. */
type Actor = 'writer' | 'reader' | 'stranger';
type Action = 'upload' | 'submit' | 'submitOther' | 'withdraw' | 'fetch' | 'fetchAttachment' | 'events' | EventAction;

interface Rule {
  /** Who may; the other side of the case is told 403. */
  by: Actor | 'both';
  /** Answers by state; the others are refused with `otherwise`. */
  allowed: Partial<Record<State, number>>;
  otherwise: number;
  /** State that a success leads to. */
  leadsTo?: State;
}

const everywhere = (status: number): Record<State, number> => ({
  incomplete: status,
  submitted: status,
  forwarded: status,
  accepted: status,
  rejected: status,
  withdrawn: status,
  deleted: status,
});
const withContent = { submitted: 200, forwarded: 200, accepted: 200, rejected: 200 };
/** Events that only the service writes: known, and refused from everybody. */
const ofService: Rule = { by: 'reader', allowed: {}, otherwise: 422 };

/** The whole machine of reference 5.6 and 7.3 as a client meets it, for submissions and replies alike. */
const machine: Record<Action, Rule> = {
  upload: { by: 'writer', allowed: { incomplete: 204 }, otherwise: 409 },
  // The same tags again are a repeat after a lost answer, also long after.
  submit: {
    by: 'writer',
    allowed: { ...withContent, incomplete: 200, deleted: 200 },
    otherwise: 404,
    leadsTo: 'submitted',
  },
  submitOther: { by: 'writer', allowed: { withdrawn: 404 }, otherwise: 409 },
  withdraw: { by: 'writer', allowed: { incomplete: 204, withdrawn: 204 }, otherwise: 409, leadsTo: 'deleted' },
  fetch: { by: 'reader', allowed: withContent, otherwise: 404 },
  fetchAttachment: { by: 'reader', allowed: withContent, otherwise: 404 },
  events: { by: 'both', allowed: everywhere(200), otherwise: 200 },
  create: ofService,
  notify: ofService,
  delete: ofService,
  forward: { by: 'reader', allowed: { submitted: 204 }, otherwise: 409, leadsTo: 'forwarded' },
  accept: { by: 'reader', allowed: { submitted: 204, forwarded: 204 }, otherwise: 409, leadsTo: 'accepted' },
  reject: { by: 'reader', allowed: { submitted: 204, forwarded: 204 }, otherwise: 409, leadsTo: 'rejected' },
};

function expected(action: Action, state: State, actor: Actor): number {
  const { by, allowed, otherwise } = machine[action];
  if (actor === 'stranger') return 404;
  if (by !== 'both' && by !== actor) return 403;
  return allowed[state] ?? otherwise;
}

const attachmentId = randomUUID();

for (const kind of ['submission', 'reply'] as const) {
  describe(`every state, action and party: ${kind}`, () => {
    let on: TestService;
    let clients: Record<Actor, TestClient>;
    let own: Record<Actor, string>;
    let content: { metadata: string; data: string; attachment: string; other: string };
    const items = new Map<State, Item>();

    interface Item {
      caseId: string;
      id: string;
      path: string;
    }

    before(async () => {
      on = await startService();
      const one = () => newClient(on, 'sender', 'subscriber', 'manager');
      const [sender, receiver, stranger] = [await one(), await one(), await one()];
      // The sender of a case is the reader of its replies.
      clients =
        kind === 'submission'
          ? { writer: sender, reader: receiver, stranger }
          : { writer: receiver, reader: sender, stranger };
      own = {
        writer: await newDestination(on, clients.writer),
        reader: await newDestination(on, clients.reader),
        stranger: await newDestination(on, stranger),
      };
      const seal = (text: string, cty: string) => encrypt(Buffer.from(text), on.keys.encryption.publicJwk, { cty });
      content = {
        metadata: await seal('{}', 'application/json'),
        data: await seal('{}', 'application/json'),
        other: await seal('{}', 'application/json'),
        attachment: await seal('x', 'text/plain'),
      };
      // Retention takes all that is settled by then, so the deleted one comes first.
      for (const state of ['deleted', ...states.filter((one) => one !== 'deleted')] as const) {
        if (state === 'forwarded' && kind === 'reply') continue;
        items.set(state, await itemIn(state));
      }
    });
    after(() => on.close());

    async function announce(): Promise<Item> {
      const [sender, destinationId] =
        kind === 'submission' ? [clients.writer, own.reader] : [clients.reader, own.writer];
      const first = { destinationId, publicService: service, announcedAttachments: [attachmentId] };
      const opened = await sender.call('POST', '/v2/submissions', JSON.stringify(first));
      const caseId = String(opened.json['caseId']);
      if (kind === 'submission') {
        const id = String(opened.json['submissionId']);
        return { caseId, id, path: `/v2/submissions/${id}` };
      }
      const body = JSON.stringify({ caseId, announcedAttachments: [attachmentId] });
      const id = String((await clients.writer.call('POST', '/v2/replies', body)).json['replyId']);
      return { caseId, id, path: `/v2/replies/${id}` };
    }

    async function itemIn(state: State): Promise<Item> {
      const item = await announce();
      const way: Record<State, readonly Action[]> = {
        incomplete: ['upload'],
        submitted: ['upload', 'submit'],
        forwarded: ['upload', 'submit', 'forward'],
        accepted: ['upload', 'submit', 'accept'],
        rejected: ['upload', 'submit', 'reject'],
        withdrawn: ['upload', 'withdraw'],
        deleted: ['upload', 'submit', 'accept'],
      };
      for (const action of way[state]) {
        const { by } = machine[action];
        const { status, text } = await act(action, item, by === 'both' ? 'writer' : by);
        assert.ok(status < 300, `${state}: ${action} answers ${status} ${text}`);
      }
      if (state === 'deleted') await runRetention('transport.settled-content', 8);
      return item;
    }

    async function runRetention(name: string, days: number): Promise<void> {
      const rule = on.module.retention.find((one) => one.name === name);
      assert.ok(rule, name);
      await rule.run(new Date(on.test.clock.now().getTime() + days * 86_400_000), on.test.log);
    }

    const submit = (data: string) => JSON.stringify({ encryptedMetadata: content.metadata, encryptedData: data });

    async function post(action: EventAction, item: Item, actor: Actor) {
      const payload: EventPayload =
        action === 'accept'
          ? {
              authenticationTags: {
                metadata: authenticationTag(content.metadata),
                data: authenticationTag(content.data),
                attachments: { [attachmentId]: authenticationTag(content.attachment) },
              },
            }
          : action === 'reject'
            ? { problems: [] }
            : {};
      const event = {
        iss: own[actor],
        sub: `${kind}:${item.id}`,
        txn: `case:${item.caseId}`,
        event: `${action}-${kind}` as EventName,
        payload,
      } as const;
      const token = await createEvent(event, signerOf(on), () => on.test.clock.now().getTime());
      return clients[actor].call('POST', `/v2/cases/${item.caseId}/events`, token, 'application/jose');
    }

    function act(action: Action, item: Item, actor: Actor) {
      const { call } = clients[actor];
      switch (action) {
        case 'upload':
          return call('PUT', `${item.path}/attachments/${attachmentId}`, content.attachment, 'application/jose');
        case 'submit':
          return call('PUT', item.path, submit(content.data));
        case 'submitOther':
          return call('PUT', item.path, submit(content.other));
        case 'withdraw':
          return call('DELETE', item.path);
        case 'fetch':
          return call('GET', item.path);
        case 'fetchAttachment':
          return call('GET', `${item.path}/attachments/${attachmentId}`);
        case 'events':
          return call('GET', `${item.path}/events`);
        default:
          return post(action, item, actor);
      }
    }

    async function stateOf({ caseId, id }: Item): Promise<unknown> {
      const { json } = await clients.reader.call('GET', `/v2/cases/${caseId}`);
      const [member, name]: [string, string] =
        kind === 'submission' ? ['submissions', 'submissionId'] : ['replies', 'replyId'];
      return (json[member] as Record<string, unknown>[]).find((entry) => entry[name] === id)?.['state'];
    }

    const isMove = (action: Action, state: State): boolean => {
      const { leadsTo, allowed } = machine[action];
      if (leadsTo === undefined || allowed[state] === undefined) return false;
      return state === 'incomplete' || action === 'forward' || action === 'accept' || action === 'reject';
    };
    const actions = (Object.keys(machine) as Action[]).filter((action) => action !== 'forward' || kind !== 'reply');

    it('refuses and answers as the table says, and nothing of that changes a state', async () => {
      for (const [state, item] of items) {
        const before = await clients.reader.call('GET', `/v2/cases/${item.caseId}/events`);
        for (const action of actions) {
          for (const actor of ['writer', 'reader', 'stranger'] as const) {
            const due = expected(action, state, actor);
            if (due < 300 && isMove(action, state)) continue;
            if (action === 'submitOther' && state === 'incomplete' && actor === 'writer') continue;
            const { status, text } = await act(action, item, actor);
            assert.equal(status, due, `${actor}: ${action} ${state}: ${text}`);
          }
        }
        const log = await clients.reader.call('GET', `/v2/cases/${item.caseId}/events`);
        assert.deepEqual(log.json, before.json, state);
        assert.equal(await stateOf(item), state === 'withdrawn' ? 'deleted' : state);
      }
    });

    it('moves from state to state as the table says', async () => {
      for (const state of items.keys()) {
        for (const action of actions.filter((one) => isMove(one, state))) {
          const { by, leadsTo } = machine[action];
          const item = await itemIn(state);
          const { status, text } = await act(action, item, by === 'both' ? 'writer' : by);
          assert.equal(status, machine[action].allowed[state], `${action} ${state}: ${text}`);
          assert.equal(await stateOf(item), leadsTo, `${action} ${state}`);
        }
      }
    });

    it('the service deletes, rejects, and leaves alone, each in its states', async () => {
      const after = async () => Object.fromEntries(await Promise.all([...items].map(pairOf)));
      const pairOf = async ([state, item]: [State, Item]): Promise<[State, unknown]> => [state, await stateOf(item)];
      const now = await after();
      await runRetention('transport.incomplete', 1.1);
      assert.deepEqual(await after(), { ...now, incomplete: 'deleted' });
      await runRetention('transport.settled-content', 7.1);
      const settled = { ...now, incomplete: 'deleted', accepted: 'deleted', rejected: 'deleted' };
      assert.deepEqual(await after(), settled);
      await runRetention('transport.unfetched', 14.1);
      const forwarded = kind === 'submission' ? { forwarded: 'rejected' } : {};
      assert.deepEqual(await after(), { ...settled, submitted: 'rejected', ...forwarded });
    });
  });
}
