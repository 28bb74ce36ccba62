import { type TenantId } from '#kernel/ids';
import { type RecurringTask } from '#kernel/jobs';
import { type Logger } from '#kernel/logging';
import { type Kernel, type ModuleInstance } from '#kernel/module';
import { type RetentionRule } from '#kernel/retention';
import { keptDays } from './create-sandbox.ts';
import { lastNight } from './domain/nights.ts';
import { sandboxErrorTexts } from './errors.ts';
import { homeRoutes } from './pages/home.page.tsx';
import { listRoutes } from './pages/list.page.tsx';
import { createSandboxService, type SandboxDeps, type Sandboxes } from './service.ts';
import { dueEnds, dueRemovals, dueResets } from './store/sandboxes.ts';
import { type SandboxService } from './types.ts';

const batch = 50;
/** Longer than any request or poll that began before the removal. */
const lingerMs = 120_000;

export function createSandbox(kernel: Kernel, others: Omit<SandboxDeps, 'kernel'>): ModuleInstance<SandboxService> {
  const service = createSandboxService({ kernel, ...others });
  const deps = { kernel, service, ...others };
  return {
    name: 'sandbox',
    service,
    routes: [...listRoutes(deps), ...homeRoutes(deps)],
    jobs: [],
    recurring: [endsTask(kernel, service), resetsTask(kernel, service)],
    retention: [expiredRule(kernel, service)],
    errorTexts: sandboxErrorTexts,
  };
}

function expiredRule({ db }: Kernel, service: Sandboxes): RetentionRule {
  return {
    name: 'sandbox.expired',
    description: {
      de: `Testsysteme werden nach ${String(keptDays)} Tagen mit allem, was in ihnen ist, gelöscht; was eingegeben wurde, schon in der nächsten Nacht (Art. 5 Abs. 1 Buchst. e DSGVO).`,
      en: `Test systems are deleted after ${String(keptDays)} days with everything in them; what was entered, already in the following night (Art. 5(1)(e) GDPR).`,
    },
    async run(now, log) {
      const due = await db.tx({}, (tx) => dueRemovals(tx, now, batch));
      return { deleted: await each(due, log, (tenant) => service.remove(tenant)) };
    },
  };
}

function endsTask({ db, clock }: Kernel, service: Sandboxes): RecurringTask {
  return {
    name: 'sandbox.ends',
    everySeconds: 60,
    async run({ log }) {
      const before = new Date(clock.now().getTime() - lingerMs);
      const due = await db.tx({}, (tx) => dueEnds(tx, before, batch));
      await each(due, log, (tenant) => service.end(tenant));
    },
  };
}

function resetsTask({ db, clock }: Kernel, service: Sandboxes): RecurringTask {
  return {
    name: 'sandbox.resets',
    everySeconds: 600,
    async run({ log }) {
      const due = await db.tx({}, (tx) => dueResets(tx, lastNight(clock.now()), batch));
      await each(due, log, (tenant) => service.reset(tenant));
    },
  };
}

/** One that fails must not keep the others; it comes again with the next run. */
async function each(
  tenants: readonly TenantId[],
  log: Logger,
  work: (tenant: TenantId) => Promise<void>,
): Promise<number> {
  let done = 0;
  for (const tenant of tenants) {
    try {
      await work(tenant);
      done += 1;
    } catch (error) {
      log.error({ err: error instanceof Error ? error : undefined, sandbox: tenant }, 'A test system was not cleared');
    }
  }
  return done;
}
