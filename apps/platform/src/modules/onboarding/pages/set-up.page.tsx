import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { isUuid, type StaffId, type TenantId } from '#kernel/ids';
import { adoptionPaths } from '#modules/adoption';
import { type StaffMember } from '#modules/identity';
import { Alert, Button, Form, Heading, LinkButton, Page, type Task, TaskList } from '#ui';
import { onboardingPaths } from '../paths.ts';
import { onboardingTexts, type Texts } from '../texts/index.ts';
import { type Step, type StepId } from '../types.ts';
import { noticeOf, type PageDeps, staffOf, staffShell, townAccess } from './staff.ts';

const addresses: Readonly<Record<Exclude<StepId, 'service' | 'test'>, string>> = {
  facts: onboardingPaths.facts,
  legal: onboardingPaths.legal,
  look: onboardingPaths.look,
  staff: onboardingPaths.staff,
  destination: '/amt/verwaltung/zustellpunkt',
};

/** Where the first service goes on: begin, confirm what is open, or see all that run. */
async function adoptionAddress({ adoption }: Pick<PageDeps, 'adoption'>, tenant: TenantId): Promise<string> {
  const cases = await adoption.cases(tenant);
  const open = cases.find(({ liveSince }) => liveSince === null);
  if (cases.length === 0) return adoptionPaths.begin();
  return open === undefined ? adoptionPaths.list : adoptionPaths.confirm(open.id);
}

function taskOf(t: Texts['setUp'], step: Step, adoption: string): Task {
  const { label, hint } = t.steps[step.id];
  const isDone = step.state === 'done';
  return {
    label,
    hint,
    href: step.id === 'service' || step.id === 'test' ? adoption : addresses[step.id],
    status: isDone ? t.states.done : step.optional ? t.states.optional : t.states.open,
    ...(isDone ? { tone: 'success' } : step.optional ? {} : { tone: 'warning' }),
  };
}

/** People of other authorities who were let in, and the way to end or reopen that. */
async function AccessSection({ ctx, deps }: { ctx: RequestContext; deps: PageDeps }) {
  const t = onboardingTexts(ctx.lang).setUp;
  const { tenant } = staffOf(ctx);
  const staff = await deps.kernel.db.tx({ tenant }, (tx) => deps.identity.staffList(tx, tenant));
  const guests = staff.filter(({ grantedFrom }) => grantedFrom !== null);
  const bodies = new Map((await deps.identity.tenants()).map(({ id, name }) => [String(id), name]));
  const nameOf = (guest: StaffMember): string =>
    t.accessOf(guest.displayName, bodies.get(String(guest.grantedFrom)) ?? '');
  return (
    <section>
      <Heading level={2}>{t.accessTitle}</Heading>
      {guests.length === 0 ? (
        <p class="kern-body">{t.noAccess}</p>
      ) : (
        <>
          <p class="kern-body">{t.accessLead}</p>
          {guests.map((guest) => (
            <Form key={guest.staff} action={onboardingPaths.access} csrfToken={ctx.csrfToken}>
              <input type="hidden" name="person" value={guest.staff} />
              <p class="kern-body">{nameOf(guest)}</p>
              <Button
                label={guest.active ? t.withdraw : t.grant}
                ariaLabel={`${guest.active ? t.withdraw : t.grant}: ${nameOf(guest)}`}
                value={guest.active ? 'beenden' : 'geben'}
                variant="secondary"
                small
              />
            </Form>
          ))}
        </>
      )}
    </section>
  );
}

async function setUpPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const t = onboardingTexts(ctx.lang).setUp;
  const { shell, tenant } = await staffShell(ctx, deps);
  const checklist = await deps.service.checklist(tenant.id);
  const notice = noticeOf(ctx, t.done);
  const access = await AccessSection({ ctx, deps });
  const adoption = await adoptionAddress(deps, tenant.id);
  return {
    kind: 'page',
    page: (
      <Page ctx={shell} title={t.title} lead={t.lead(tenant.name)}>
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        {checklist.isLive ? (
          <Alert lang={ctx.lang} kind="success" title={t.live} />
        ) : (
          <p class="kern-body">{t.progress(checklist.done, checklist.total)}</p>
        )}
        <TaskList tasks={checklist.steps.map((step) => taskOf(t, step, adoption))} />
        <p>
          <LinkButton href={`/${tenant.slug}`} label={t.townPage} variant="secondary" />
        </p>
        {access}
      </Page>
    ),
  };
}

async function changeAccess(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { tenant, staff } = staffOf(ctx);
  const person = ctx.form.get('person') ?? '';
  const { identity, kernel } = deps;
  const guest = isUuid(person)
    ? (await kernel.db.tx({ tenant }, (tx) => identity.staffList(tx, tenant))).find(
        (one) => one.staff === person && one.grantedFrom !== null,
      )
    : undefined;
  if (guest?.grantedFrom == null) throw new AppError('not-found', 'onboarding/not-found');
  const action = ctx.form.get('_action') === 'geben' ? 'given' : 'ended';
  await kernel.db.tx({ tenant }, async (tx) => {
    const guestId: StaffId = guest.staff;
    if (action === 'given') await identity.reopenAccess(tx, guestId);
    else await identity.withdrawAccess(tx, guestId);
    await kernel.audit.record(tx, {
      tenant,
      action: `onboarding.access-${action}`,
      actor: staff,
      actorKind: 'staff',
      subject: guestId,
    });
  });
  return { kind: 'redirect', to: `${onboardingPaths.setUp}${action === 'ended' ? '?meldung=zugang' : ''}` };
}

export function setUpRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...townAccess,
      method: 'GET',
      path: onboardingPaths.setUp,
      name: 'onboarding.set-up',
      rate: 'page',
      handle: (ctx) => setUpPage(ctx, deps),
    },
    {
      ...townAccess,
      method: 'POST',
      path: onboardingPaths.access,
      name: 'onboarding.access',
      rate: 'write',
      handle: (ctx) => changeAccess(ctx, deps),
    },
  ];
}
