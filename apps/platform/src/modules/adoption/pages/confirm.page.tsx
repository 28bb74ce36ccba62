import { germanDate } from '#kernel/clock';
import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Actions, Alert, Button, Form, Heading, Page } from '#ui';
import { isOpen } from '../domain/evaluate.ts';
import { type Looked } from '../case-work.ts';
import { adoptionPaths, adoptionRoutePaths } from '../paths.ts';
import { adoptionTexts } from '../texts/index.ts';
import { priceText } from './begin.page.tsx';
import { ConfirmParts, type OpenParts, openParts } from './confirm-parts.tsx';
import { readConfirmations } from './confirm-posted.ts';
import {
  actorOf,
  adoptionAccess,
  caseIdOf,
  crumbs,
  isMine,
  noticeOf,
  type PageDeps,
  roleName,
  staffOf,
  stepName,
  townShell,
  serviceName,
} from './staff.ts';

export interface ConfirmDeps extends PageDeps {
  look(tenant: Looked['found']['tenant'], id: string): Promise<Looked>;
}

/** A person who waits sees the answer of the receiver on the page that follows. */
const testPatience = 8_000;

export type ConfirmProblem = { id: string; message: string };

async function partsOf(ctx: RequestContext, deps: ConfirmDeps): Promise<{ looked: Looked; parts: OpenParts }> {
  const { tenant, actions } = staffOf(ctx);
  const looked = await deps.look(tenant, caseIdOf(ctx));
  return { looked, parts: openParts(looked, actions) };
}

function Others(p: { ctx: RequestContext; deps: ConfirmDeps; looked: Looked }) {
  const { ctx, deps, looked } = p;
  const t = adoptionTexts(ctx.lang).confirm;
  const { actions } = staffOf(ctx);
  const inGate = looked.evaluation.steps.filter((step) => step.gate !== null || step.id === 'N05');
  const open = inGate.filter((step) => isOpen(step.state) && !isMine(deps.blueprint, step, actions));
  if (open.length === 0) return null;
  return (
    <section>
      <Heading level={2}>{t.others}</Heading>
      <ul class="kern-list">
        {open.map((step) => (
          <li key={step.id}>
            {stepName(deps.blueprint, step.id, ctx.lang)} ({t.by(roleName(deps.blueprint, step.role, ctx.lang))})
          </li>
        ))}
      </ul>
    </section>
  );
}

async function confirmPage(
  ctx: RequestContext,
  deps: ConfirmDeps,
  posted: { form: URLSearchParams; problems: readonly ConfirmProblem[] } | null,
): Promise<Reply> {
  const t = adoptionTexts(ctx.lang);
  const { shell, tenant } = await townShell(ctx, deps);
  const { looked, parts } = await partsOf(ctx, deps);
  const { found, gathered } = looked;
  const problems = posted?.problems ?? [];
  const price = await priceText(ctx, deps, found.versionDigest, tenant.ars);
  const notice = noticeOf(ctx);
  const isNothing = Object.values(parts).every((part) => !part);
  return {
    kind: 'page',
    status: problems.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={t.confirm.heading}
        lead={`${serviceName(found.name, ctx.lang)}. ${t.confirm.lead}`}
        errors={problems}
        breadcrumbs={crumbs(ctx, found)}
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        {isNothing ? (
          <p class="kern-body">{t.confirm.nothing}</p>
        ) : (
          <Form action={adoptionPaths.confirm(found.id)} csrfToken={ctx.csrfToken}>
            <ConfirmParts
              {...{ ctx, t, parts, found, gathered, price, problems }}
              form={posted?.form ?? null}
              today={germanDate(ctx.now)}
            />
            <Actions>
              {parts.lead ? <Button label={t.confirm.all} value="alles" /> : null}
              <Button label={t.confirm.some} value="speichern" variant={parts.lead ? 'secondary' : 'primary'} />
            </Actions>
          </Form>
        )}
        <Others ctx={ctx} deps={deps} looked={looked} />
      </Page>
    ),
  };
}

/** On from what is confirmed: destination, test and start, as far as nothing stands in the way. */
async function goOn(ctx: RequestContext, deps: ConfirmDeps, liveOn: string | null): Promise<string> {
  const at = { tenant: staffOf(ctx).tenant, id: caseIdOf(ctx), by: actorOf(ctx) };
  await deps.service.prepare(at);
  const { found, evaluation, gathered } = await deps.look(at.tenant, at.id);
  const test = evaluation.steps.find(({ id }) => id === 'N15');
  if (test !== undefined && isOpen(test.state) && found.state === 'test' && gathered.facts.hasSample) {
    const run = await deps.service.test({ ...at, waitMilliseconds: testPatience });
    if (run.state === 'rejected' || run.state === 'failed') return 'test-abgelehnt';
    if (run.state !== 'accepted') return 'test-laeuft';
  }
  const isLater = liveOn !== null && liveOn > germanDate(ctx.now);
  if (isLater) await deps.service.goLive({ ...at, on: liveOn });
  const after = await deps.look(at.tenant, at.id);
  if (after.found.state !== 'bereit' || after.evaluation.blockedBy.length > 0) return isLater ? 'geplant' : 'offen';
  if (isLater) return 'geplant';
  const missing = await deps.identity.missingLegalPages(at.tenant);
  if (missing.length > 0) return 'pflichtseiten';
  await deps.service.goLive({ ...at, on: null });
  return 'live';
}

async function confirm(ctx: RequestContext, deps: ConfirmDeps): Promise<Reply> {
  const t = adoptionTexts(ctx.lang);
  const { looked, parts } = await partsOf(ctx, deps);
  const { confirmations, liveOn, problems } = readConfirmations(ctx.form, t, parts, looked);
  if (problems.length > 0) return confirmPage(ctx, deps, { form: ctx.form, problems });
  const { tenant } = staffOf(ctx);
  const id = caseIdOf(ctx);
  try {
    await deps.service.confirm({ tenant, id, confirmations, by: actorOf(ctx) });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'adoption/destination-unfit') throw error;
    const problem = { id: 'zustellpunkt-id', message: t.problems['destination-unfit'] };
    return confirmPage(ctx, deps, { form: ctx.form, problems: [problem] });
  }
  const goesOn = parts.lead && ctx.form.get('_action') === 'alles';
  const notice = goesOn ? await goOn(ctx, deps, liveOn) : 'gespeichert';
  return { kind: 'redirect', to: `${adoptionPaths.case(id)}?meldung=${notice}` };
}

export function confirmRoutes(deps: ConfirmDeps): readonly Route[] {
  const base = { ...adoptionAccess, path: adoptionRoutePaths.confirm } as const;
  return [
    {
      ...base,
      method: 'GET',
      name: 'adoption.confirm',
      rate: 'page',
      handle: (ctx) => confirmPage(ctx, deps, null),
    },
    { ...base, method: 'POST', name: 'adoption.confirm-save', rate: 'write', handle: (ctx) => confirm(ctx, deps) },
  ];
}
