import { type Logger } from '#kernel/logging';
import { type RetentionRule } from '#kernel/retention';
import { problem } from '@verbund/fit-connect';
import { type Smtp } from '#kernel/mail';
import { deleteItem } from './deletion.ts';
import { type StoredState } from './domain/event-facts.ts';
import { sendNotices } from './notices.ts';
import { type ServiceEvents } from './service-events.ts';
import { deleteExpiredTokens } from './store/clients.ts';
import { deleteOldDeadCalls } from './store/callbacks.ts';
import { deleteCase, dueCases, dueItems, type DueItem } from './store/due.ts';
import { changeItem } from './store/events.ts';
import { selectItem, type ItemRow } from './store/items.ts';
import { type TransportKernel } from './transport-kernel.ts';

const day = 86_400_000;
const batch = 200;

/** Days of FIT-Connect (reference 11); for rejected ones our choice, they are silent there. */
const retentionDays = { incomplete: 1, unfetched: 14, settled: 7, eventLog: 730, deadCalls: 30 } as const;

type RetentionKernel = TransportKernel & { events: ServiceEvents; smtp: Smtp | null };

const rejectedText = 'Not fetched in time; the content can no longer be fetched.';

/** Day 14: the service rejects, so that the sender learns of it from the log. */
async function rejectUnfetched(kernel: RetentionKernel, item: ItemRow): Promise<boolean> {
  const { kind, item_id: itemId, case_id: caseId, state } = item;
  const problems = [problem('technical-error', kind, rejectedText)];
  const event = await kernel.events.sign('reject', { kind, itemId, caseId }, { problems });
  return kernel.db.tx({ client: item.client_id }, (tx) =>
    changeItem(tx, { itemId, from: state, to: 'rejected', timedOut: true }, event, kernel.clock.now()),
  );
}

type Act = (kernel: RetentionKernel, item: ItemRow) => Promise<boolean>;

async function runOver(kernel: RetentionKernel, state: StoredState, before: Date, act: Act): Promise<number> {
  let total = 0;
  for (;;) {
    const due = await kernel.db.tx({}, (tx) => dueItems(tx, state, before, batch));
    let done = 0;
    for (const entry of due) if (await actOn(kernel, entry, state, act)) done += 1;
    total += done;
    // Without progress the same rows would come back for ever.
    if (due.length < batch || done === 0) return total;
  }
}

async function actOn(kernel: RetentionKernel, due: DueItem, state: StoredState, act: Act): Promise<boolean> {
  // The sender sees every item of its cases, whoever is linked with the destination by now.
  const item = await kernel.db.tx({ client: due.client_id }, async (tx) => {
    return (await selectItem(tx, 'submission', due.item_id)) ?? selectItem(tx, 'reply', due.item_id);
  });
  return item?.state === state ? act(kernel, item) : false;
}

async function deleteClosedCases(kernel: RetentionKernel, before: Date): Promise<number> {
  let total = 0;
  for (;;) {
    const due = await kernel.db.tx({}, (tx) => dueCases(tx, before, batch));
    for (const { case_id: caseId, client_id: client } of due) {
      await kernel.db.tx({ client }, (tx) => deleteCase(tx, caseId));
    }
    total += due.length;
    if (due.length < batch) return total;
  }
}

/** Rules of FIT-Connect on retention (reference 11), the same for submissions and replies. */
export function transportRetention(kernel: RetentionKernel): RetentionRule[] {
  const over = (states: readonly StoredState[], days: number, act: Act) => async (now: Date, log: Logger) => {
    const before = new Date(now.getTime() - days * day);
    let deleted = 0;
    for (const state of states) deleted += await runOver(kernel, state, before, act);
    if (deleted > 0) log.info({ states: states.join(','), count: deleted }, 'transport retention');
    return { deleted };
  };
  return [
    {
      name: 'transport.incomplete',
      description: {
        de: 'Angekündigte, aber nicht abgesendete Einreichungen und Antworten werden nach 1 Tag gelöscht (FIT-Connect, Löschfristen).',
        en: 'Submissions and replies that were announced but not submitted are deleted after 1 day (FIT-Connect retention).',
      },
      run: over(['incomplete'], retentionDays.incomplete, deleteItem),
    },
    {
      name: 'transport.notices',
      description: {
        de: 'Am 3. und am 9. Tag erhält der Kontakt des Zustellpunkts eine E-Mail über nicht abgeholte Einreichungen (FIT-Connect, Benachrichtigungen). Gelöscht wird nichts.',
        en: 'On day 3 and day 9 the contact of the destination gets a mail about submissions not fetched (FIT-Connect notices). Nothing is deleted.',
      },
      async run(now, log) {
        await sendNotices(kernel, kernel.smtp, now, log);
        return { deleted: 0 };
      },
    },
    {
      name: 'transport.unfetched',
      description: {
        de: 'Was 14 Tage lang weder angenommen noch abgelehnt wurde, lehnt der Zustelldienst ab; der Inhalt ist nicht mehr abrufbar und wird 7 Tage später gelöscht.',
        en: 'What was neither accepted nor rejected for 14 days is rejected by the service; its content can no longer be fetched and is deleted 7 days later.',
      },
      run: over(['submitted', 'forwarded'], retentionDays.unfetched, rejectUnfetched),
    },
    {
      name: 'transport.settled-content',
      description: {
        de: 'Der verschlüsselte Inhalt wird 7 Tage nach Annahme oder Ablehnung gelöscht (FIT-Connect, Löschfristen).',
        en: 'The encrypted content is deleted 7 days after acceptance or rejection (FIT-Connect retention).',
      },
      run: over(['accepted', 'rejected'], retentionDays.settled, deleteItem),
    },
    {
      name: 'transport.event-log',
      description: {
        de: 'Ereignisprotokolle und Vorgangsdaten werden 730 Tage nach dem letzten Ereignis gelöscht (FIT-Connect, Löschfristen).',
        en: 'Event logs and case data are deleted 730 days after the last event (FIT-Connect retention).',
      },
      run: async (now) => ({
        deleted: await deleteClosedCases(kernel, new Date(now.getTime() - retentionDays.eventLog * day)),
      }),
    },
    {
      name: 'transport.dead-callbacks',
      description: {
        de: 'Rückrufe, die niemand annahm und niemand wiederholen ließ, werden nach 30 Tagen gelöscht (Datenminimierung).',
        en: 'Callbacks that nobody took and nobody had repeated are deleted after 30 days (data minimisation).',
      },
      run: async (now) => {
        const before = new Date(now.getTime() - retentionDays.deadCalls * day);
        return { deleted: await kernel.db.tx({}, (tx) => deleteOldDeadCalls(tx, before)) };
      },
    },
    {
      name: 'transport.access-tokens',
      description: {
        de: 'Abgelaufene Zugriffstoken werden gelöscht (Datenminimierung).',
        en: 'Expired access tokens are deleted (data minimisation).',
      },
      run: async (now) => ({ deleted: await kernel.db.tx({}, (tx) => deleteExpiredTokens(tx, now)) }),
    },
  ];
}
