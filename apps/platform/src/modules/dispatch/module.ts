import { type FitConnectAccess } from '#kernel/fit-connect';
import { type RecurringTask } from '#kernel/jobs';
import { type Kernel, type ModuleInstance } from '#kernel/module';
import { type ErasurePort, type RetentionRule } from '#kernel/retention';
import { type IdentityService } from '#modules/identity';
import { createDelivery } from './deliver.ts';
import { dispatchErrorTexts } from './errors.ts';
import { deliverHandler, deliverJob } from './jobs/deliver.job.ts';
import { createListeners } from './listeners.ts';
import { createPortal, type Portal } from './portal.ts';
import { createDispatchService, dispatchErasure } from './service.ts';
import { deleteOutgoing, dueSettled, dueStored } from './store/outgoing.ts';
import { type DispatchService } from './types.ts';
import { createWatch } from './watch.ts';

export interface DispatchDeps {
  access: FitConnectAccess;
  identity: Pick<IdentityService, 'operatorTenant'>;
}

export interface DispatchModule extends ModuleInstance<DispatchService> {
  /** For the mailbox: the portal as sender and as receiver of replies. */
  portal: Portal;
  erasure: ErasurePort;
}

const minute = 60_000;
const day = 24 * 60 * minute;

export function createDispatch(kernel: Kernel, deps: DispatchDeps): DispatchModule {
  const portal = createPortal(kernel, deps);
  const listeners = createListeners();
  const delivery = createDelivery(kernel, { portal, listeners });
  const watch = createWatch(kernel, { portal, listeners, access: deps.access });
  return {
    name: 'dispatch',
    service: createDispatchService(kernel, listeners),
    portal,
    erasure: dispatchErasure(kernel),
    routes: [],
    jobs: [deliverHandler(delivery)],
    recurring: [
      { name: 'dispatch.watch', everySeconds: 2, run: (context) => watch.lookAtAll(context) },
      resumeTask(kernel),
    ],
    retention: [settledRule(kernel)],
    errorTexts: dispatchErrorTexts,
  };
}

/** The queue drops what waits too long, and a restored backup may lack its newest jobs; the rows know better. */
function resumeTask({ db, clock, jobs }: Kernel): RecurringTask {
  return {
    name: 'dispatch.resume',
    everySeconds: 600,
    async run({ signal }) {
      const before = new Date(clock.now().getTime() - 30 * minute);
      const due = await db.tx({}, (tx) => dueStored(tx, before, 1000));
      for (const { outgoing_id: id, person_id: person } of due) {
        if (signal.aborted) return;
        await db.tx({ person }, (tx) => jobs.enqueue(tx, deliverJob, { id, person }, { key: id }));
      }
    },
  };
}

function settledRule({ db }: Kernel): RetentionRule {
  return {
    name: 'dispatch.settled',
    description: {
      de: 'Der Inhalt einer Sendung wird gelöscht, sobald die Behörde sie angenommen oder zurückgewiesen hat; der leere Vermerk über die Zustellung nach 90 Tagen (Art. 5 Abs. 1 lit. e DSGVO).',
      en: 'The content of an item is deleted as soon as the authority has accepted or rejected it; the empty record of its delivery after 90 days (Art. 5(1)(e) GDPR).',
    },
    async run(now) {
      const due = await db.tx({}, (tx) => dueSettled(tx, new Date(now.getTime() - 90 * day), 5000));
      for (const { outgoing_id: id, person_id: person } of due) await db.tx({ person }, (tx) => deleteOutgoing(tx, id));
      return { deleted: due.length };
    },
  };
}
