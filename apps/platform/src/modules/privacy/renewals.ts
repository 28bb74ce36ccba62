import { type Logger } from '#kernel/logging';
import { type RecurringTask } from '#kernel/jobs';
import { privacyPaths } from './paths.ts';
import { type Privacy, type PrivacyDeps } from './service.ts';
import { dueRenewals, markReminded, selectAdoptedPackages } from './store/decisions.ts';
import { privacyTexts } from './texts/index.ts';
import { type AssessedVersion } from './types.ts';

const batch = 100;

/** Tells data-protection officers of a new version that their adoption does not cover; once for each version. */
export function renewalsTask(deps: Pick<PrivacyDeps, 'kernel' | 'identity'>, service: Privacy): RecurringTask {
  return {
    name: 'privacy.renewals',
    everySeconds: 300,
    run: async ({ log, signal }) => void (await remindOfRenewals(deps, service, log, signal)),
  };
}

/** Number of towns that were reminded. */
export async function remindOfRenewals(
  { kernel, identity }: Pick<PrivacyDeps, 'kernel' | 'identity'>,
  service: Privacy,
  log: Logger,
  signal: AbortSignal,
): Promise<number> {
  const { db } = kernel;
  let reminded = 0;
  let after: string | null = null;
  while (!signal.aborted) {
    const page: { after: string | null; limit: number } = { after, limit: batch };
    const packages = await db.tx({}, (tx) => selectAdoptedPackages(tx, page));
    for (const packageId of packages) reminded += await remindOf(packageId);
    if (packages.length < batch) break;
    after = packages.at(-1) ?? null;
  }
  return reminded;

  async function remindOf(packageId: string): Promise<number> {
    const newest = await service.newest(packageId);
    if (newest === null) return 0;
    let count = 0;
    for (;;) {
      const due = await db.tx({}, (tx) => dueRenewals(tx, newest, batch));
      for (const one of due) if (await remindTown(newest, one)) count += 1;
      // What could not be marked comes again with the next run, not at once and for ever.
      if (due.length < batch || signal.aborted) return count;
    }
  }

  async function remindTown(
    version: AssessedVersion,
    due: Awaited<ReturnType<typeof dueRenewals>>[number],
  ): Promise<boolean> {
    const { tenant_id: tenant, decision_id: decision } = due;
    return db.tx({ tenant }, async (tx) => {
      if (!(await markReminded(tx, decision, version.digest))) return false;
      const officers = await identity.staffWithAction(tx, tenant, 'privacy.manage');
      if (officers.length === 0) log.warn({ tenant }, 'Nobody to remind of a data-protection assessment');
      const url = new URL(privacyPaths.service(version.digest), kernel.config.publicUrl).href;
      for (const { email, lang } of officers) {
        const t = privacyTexts(lang).mail;
        const { name } = version.manifest.service;
        const service = lang === 'en' && name.en !== '' ? name.en : name.de;
        await kernel.mail.send(tx, {
          to: email,
          lang,
          subject: t.subject(service),
          text: t.body(service, version.version, url),
          kind: 'privacy.renewal',
          tenant,
        });
      }
      return true;
    });
  }
}
