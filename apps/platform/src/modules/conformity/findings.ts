import { germanDate } from '#kernel/clock';
import { AppError } from '#kernel/errors';
import { isUuid, newUuid, type TenantId } from '#kernel/ids';
import { type RecurringTask } from '#kernel/jobs';
import { type Catalogues } from './catalogues.ts';
import { type ConformityDeps } from './deps.ts';
import { daysAfter } from './domain/expiry.ts';
import { criterionNotFound, findingNotFound, subjectNotFound } from './errors.ts';
import { conformityPaths } from './paths.ts';
import { type Reports } from './reports.ts';
import { endBody, insertBody, selectBodies } from './store/bodies.ts';
import { insertComment, insertException, insertFinding, selectDue, selectFinding } from './store/findings.ts';
import { dueReminders, type DueReminder, insertReminder } from './store/reminders.ts';
import { conformityTexts } from './texts/index.ts';
import { type Actor, type ConformityService } from './types.ts';

/** Reminders go out this long before the day. */
const noticeDays = 14;

export interface Findings extends Pick<
  ConformityService,
  | 'isCheckingBody'
  | 'checkingBodies'
  | 'nameCheckingBody'
  | 'dismissCheckingBody'
  | 'addFinding'
  | 'addException'
  | 'addComment'
  | 'due'
> {
  recurring: readonly RecurringTask[];
}

export function createFindings(
  deps: ConformityDeps,
  { catalogues, reports }: { catalogues: Catalogues; reports: Reports },
): Findings {
  const { identity, kernel } = deps;
  const { db, clock, audit } = kernel;
  const bodies = createBodies(deps);

  async function requireBody({ tenant }: Actor): Promise<void> {
    if (!(await bodies.isCheckingBody(tenant))) throw new AppError('forbidden', 'conformity/not-a-checking-body');
  }

  return {
    ...bodies,
    async addFinding({ subject, criteria, finding, by }) {
      await requireBody(by);
      const about = await reports.facts(subject);
      if (about === null) throw subjectNotFound();
      const catalogue = await catalogues.criteria(criteria);
      if (!catalogue.criteria.some(({ id }) => id === finding.criterion)) throw criterionNotFound();
      const id = newUuid();
      await db.tx({ tenant: by.tenant }, async (tx) => {
        await insertFinding(tx, {
          ...finding,
          id,
          kind: 'manual',
          tenant: by.tenant,
          provider: about.provider,
          assessment: null,
          subject,
          catalogueDigest: catalogue.digest,
          by: by.name,
          at: clock.now(),
        });
        await reports.saveVerdict(tx, by.tenant, subject, catalogue);
        await audit.record(tx, recorded(by, 'finding-add', id));
      });
      return { id };
    },
    async addException({ subject, criteria, exception, by }) {
      await requireBody(by);
      if ((await reports.facts(subject)) === null) throw subjectNotFound();
      const catalogue = await catalogues.criteria(criteria);
      if (!catalogue.criteria.some(({ id }) => id === exception.criterion)) throw criterionNotFound();
      const id = newUuid();
      await db.tx({ tenant: by.tenant }, async (tx) => {
        const row = { ...exception, id, tenant: by.tenant, subject, catalogueDigest: catalogue.digest };
        await insertException(tx, { ...row, by: by.name, at: clock.now() });
        await reports.saveVerdict(tx, by.tenant, subject, catalogue);
        await audit.record(tx, recorded(by, 'exception-add', id));
      });
      return { id };
    },
    async addComment({ findingId, text, by }) {
      const found = isUuid(findingId) ? await db.tx({}, (tx) => selectFinding(tx, findingId)) : null;
      if (found === null || found.provider !== by.tenant) throw findingNotFound();
      const id = newUuid();
      await db.tx({ tenant: by.tenant }, async (tx) => {
        await insertComment(tx, { id, tenant: by.tenant, findingId, text, by: by.name, at: clock.now() });
        await audit.record(tx, recorded(by, 'comment-add', id));
      });
    },
    async due(tenant) {
      const until = daysAfter(germanDate(clock.now()), noticeDays);
      const rows = await db.tx({ tenant }, (tx) => selectDue(tx, tenant, until));
      const body = (await identity.tenant(tenant))?.name ?? '';
      const found = await Promise.all(
        rows.map(async ({ finding: { tenant: _, ...finding }, ...row }) => {
          const about = await reports.facts(row.subject);
          return { ...row, finding: { ...finding, body }, packageId: about?.packageId ?? '' };
        }),
      );
      return found;
    },
    recurring: createReminders(deps),
  };
}

/** Who may make findings: the operator, and whom it names. */
function createBodies({
  identity,
  kernel,
}: ConformityDeps): Pick<
  ConformityService,
  'isCheckingBody' | 'checkingBodies' | 'nameCheckingBody' | 'dismissCheckingBody'
> {
  const { db, clock, audit } = kernel;

  async function isCheckingBody(tenant: TenantId): Promise<boolean> {
    if ((await identity.operatorTenant()).id === tenant) return true;
    return (await db.tx({}, selectBodies)).some(({ body }) => body === tenant);
  }

  async function requireOperator({ tenant }: Actor): Promise<void> {
    if ((await identity.operatorTenant()).id !== tenant) {
      throw new AppError('forbidden', 'conformity/not-a-checking-body');
    }
  }

  return {
    isCheckingBody,
    async checkingBodies() {
      const rows = await db.tx({}, selectBodies);
      const named = await Promise.all(rows.map(async (row) => ({ ...row, tenant: await identity.tenant(row.body) })));
      return named.map(({ body, since, tenant }) => ({ tenant: body, name: tenant?.name ?? '', since }));
    },
    async nameCheckingBody(tenant, by) {
      await requireOperator(by);
      if ((await identity.tenant(tenant)) === null) throw subjectNotFound();
      await db.tx({ tenant: by.tenant }, async (tx) => {
        await insertBody(tx, { id: newUuid(), operator: by.tenant, body: tenant, now: clock.now() });
        await audit.record(tx, recorded(by, 'body-name', tenant));
      });
    },
    async dismissCheckingBody(tenant, by) {
      await requireOperator(by);
      await db.tx({ tenant: by.tenant }, async (tx) => {
        await endBody(tx, tenant, clock.now());
        await audit.record(tx, recorded(by, 'body-dismiss', tenant));
      });
    },
  };
}

function recorded(by: Actor, action: string, subject: string) {
  return {
    tenant: by.tenant,
    action: `conformity.${action}`,
    actor: by.id,
    actorKind: by.kind,
    subject,
  };
}

function createReminders({ identity, kernel }: ConformityDeps): readonly RecurringTask[] {
  const { db, clock, mail, config } = kernel;

  async function remind(reminder: DueReminder): Promise<void> {
    const [body, provider] = await Promise.all([identity.tenant(reminder.tenant), identity.tenant(reminder.provider)]);
    const found = await db.tx({}, (tx) => selectFinding(tx, reminder.findingId));
    if (body === null || found === null) return;
    const t = conformityTexts('de').mail;
    // A due date asks the provider to act, a re-check asks the body that set it.
    const wanted = reminder.kind === 'due' ? provider : body;
    const path =
      reminder.kind === 'due'
        ? conformityPaths.ofProvider.subject(found.subject.versionDigest)
        : conformityPaths.subject(found.subject.versionDigest);
    await db.tx({ tenant: reminder.tenant }, async (tx) => {
      if (!(await insertReminder(tx, { ...reminder, id: newUuid(), now: clock.now() }))) return;
      const to = wanted?.contact.email ?? '';
      if (to === '') return;
      await mail.send(tx, {
        to,
        lang: 'de',
        subject: t.subject[reminder.kind],
        text: t.text[reminder.kind](found.criterion, reminder.day, new URL(path, config.publicUrl).href),
        kind: `conformity.${reminder.kind}`,
      });
    });
  }

  return [
    {
      name: 'conformity.reminders',
      everySeconds: 3600,
      async run({ signal }) {
        const until = daysAfter(germanDate(clock.now()), noticeDays);
        for (const reminder of await db.once({}, (tx) => dueReminders(tx, until))) {
          if (signal.aborted) return;
          await remind(reminder);
        }
      },
    },
  ];
}
