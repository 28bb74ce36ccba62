import { germanDate } from '#kernel/clock';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Alert, type FieldError, formatDate, Heading, LinkButton, Page, SummaryList, TaskList, Timeline } from '#ui';
import { daysBetween, isOpen, type StepView } from '../domain/evaluate.ts';
import { type OfferedSwitch } from '../switch-version.ts';
import { adoptionPaths, adoptionRoutePaths } from '../paths.ts';
import { adoptionTexts, type Texts } from '../texts/index.ts';
import { type CaseView } from '../types.ts';
import { conformityText, priceText } from './begin.page.tsx';
import { LiveSection, MoveSection, PromiseSection, SwitchSection, TestSection } from './case-actions.tsx';
import { GateTable } from './case-gates.tsx';
import { StateBadge } from './list.page.tsx';
import {
  adoptionAccess,
  caseIdOf,
  crumbs,
  dayText,
  noticeOf,
  type PageDeps,
  roleName,
  staffOf,
  townShell,
  whatText,
  serviceName,
} from './staff.ts';

/** Everything that the page shows of a case. */
export interface Shown {
  view: CaseView;
  isOwn: boolean;
  townName: string;
  townSlug: string;
  providerName: string;
  price: string | null;
  conformity: string;
  missingPages: boolean;
  isWithdrawn: boolean;
  offered: OfferedSwitch | null;
  /** Leads the adoption of the own town. */
  leads: boolean;
}

async function gatherShown(ctx: RequestContext, deps: PageDeps): Promise<Shown> {
  const { tenant, actions } = staffOf(ctx);
  const view = await deps.service.case(tenant, caseIdOf(ctx));
  const found = view.case;
  const isOwn = found.tenant === tenant;
  const t = adoptionTexts(ctx.lang);
  const [town, provider, light, published, missing, offered] = await Promise.all([
    deps.identity.tenant(found.tenant),
    deps.identity.tenant(found.provider),
    deps.conformity?.light(found.versionDigest) ?? null,
    deps.packages.package(found.packageId, found.version),
    isOwn ? deps.identity.missingLegalPages(tenant) : [],
    isOwn ? deps.service.offeredSwitch(found) : null,
  ]);
  return {
    ...{ view, isOwn, offered },
    townName: town?.name ?? '',
    townSlug: town?.slug ?? '',
    providerName: provider?.name ?? '',
    price: isOwn ? await priceText(ctx, deps, found.versionDigest, town?.ars ?? null) : null,
    conformity: conformityText(t, light),
    missingPages: missing.length > 0,
    isWithdrawn: (published?.withdrawnAt ?? null) !== null,
    leads: isOwn && actions.has('adoption.manage'),
  };
}

function Facts(p: { ctx: RequestContext; t: Texts; deps: PageDeps; shown: Shown }) {
  const { ctx, t, deps, shown } = p;
  const { case: found, promises } = shown.view;
  const { lang } = ctx;
  const variant = deps.blueprint.variants.find(({ id }) => id === found.route)?.name[lang] ?? found.route;
  const [first, last] = [promises[0], promises.at(-1)];
  const isLive = found.state === 'live' || found.state === 'gestoert' || found.state === 'gekuendigt';
  const rows = [
    {
      key: t.case.state,
      value: (
        <>
          <StateBadge blueprint={deps.blueprint} state={found.state} lang={lang} />{' '}
          {t.case.since(formatDate(found.stateSince, lang))}
          {found.pausedUntil === null ? '' : `, ${t.case.pausedUntil(dayText(found.pausedUntil, lang))}`}
          {found.stateReason === '' ? '' : `: ${found.stateReason}`}
        </>
      ),
    },
    { key: t.case.version, value: found.version },
    { key: t.case.provider, value: shown.providerName },
    { key: t.case.route, value: variant },
    ...(shown.isOwn ? [{ key: t.case.price, value: shown.price ?? t.begin.noPrice }] : []),
    { key: t.case.conformity, value: shown.conformity },
    ...(found.destination === null
      ? []
      : [{ key: t.case.destination, value: t.case.destinations[found.destination.kind] }]),
    ...(found.goLiveOn === null ? [] : [{ key: t.case.goLiveOn, value: dayText(found.goLiveOn, lang) }]),
    ...(found.liveSince === null ? [] : [{ key: t.case.liveSince, value: formatDate(found.liveSince, lang) }]),
    ...(isLive
      ? [
          {
            key: t.case.page,
            value: (
              <a class="kern-link" href={`/${shown.townSlug}/${found.serviceSlug}`}>
                {`/${shown.townSlug}/${found.serviceSlug}`}
              </a>
            ),
          },
        ]
      : []),
    ...(first === undefined || last === undefined
      ? []
      : [
          {
            key: t.case.promise,
            value: t.case.promised(
              dayText(first.date, lang),
              dayText(last.date, lang),
              daysBetween(first.date, last.date),
            ),
          },
        ]),
    ...(found.frontRunner ? [{ key: t.case.frontRunner, value: t.case.frontRunner }] : []),
  ];
  return <SummaryList lang={lang} rows={rows} />;
}

function Next(p: { ctx: RequestContext; t: Texts; deps: PageDeps; shown: Shown }) {
  const { ctx, t, deps, shown } = p;
  const { case: found, blockedBy } = shown.view;
  const today = germanDate(ctx.now);
  if (found.state === 'zurueckgestellt') {
    const isOver = found.pausedUntil !== null && found.pausedUntil < today;
    return isOver ? <Alert lang={ctx.lang} kind="warning" title={t.case.pauseOver} /> : null;
  }
  if (blockedBy.length > 0) {
    return (
      <Alert lang={ctx.lang} kind="info" title={t.case.missing}>
        <ul class="kern-list">
          {blockedBy.map((gate) => (
            <li key={gate.id}>{deps.blueprint.gates.find(({ id }) => id === gate.id)?.name[ctx.lang]}</li>
          ))}
        </ul>
        <LinkButton href={adoptionPaths.confirm(found.id)} label={t.case.confirm} />
      </Alert>
    );
  }
  return found.state === 'bereit' ? (
    <Alert lang={ctx.lang} kind="success" title={t.case.ready}>
      <p class="kern-body">{t.case.readyText}</p>
    </Alert>
  ) : null;
}

const stepTones = {
  open: 'neutral',
  'in-work': 'info',
  done: 'success',
  waived: 'warning',
  'not-applicable': 'neutral',
} as const;

function Phases(p: { ctx: RequestContext; t: Texts; deps: PageDeps; steps: readonly StepView[]; caseId: string }) {
  const { ctx, t, deps, steps } = p;
  const names = new Map(deps.blueprint.steps.map((step) => [step.id, step.name[ctx.lang]]));
  return (
    <section>
      <Heading level={2}>{t.case.steps}</Heading>
      {deps.blueprint.phases.map((phase) => (
        <section key={phase.id}>
          <Heading level={3}>{t.case.phase(phase.id, phase.name[ctx.lang])}</Heading>
          <TaskList
            tasks={steps
              .filter((step) => step.phase === phase.id)
              .map((step) => ({
                label: names.get(step.id) ?? step.id,
                href: adoptionPaths.step(p.caseId, step.id),
                hint: [
                  roleName(deps.blueprint, step.role, ctx.lang),
                  ...(isOpen(step.state) && step.due !== null
                    ? [`${t.list.dueColumn}: ${dayText(step.due, ctx.lang)}`]
                    : []),
                ].join(', '),
                status: t.stepStates[step.state],
                tone: stepTones[step.state],
              }))}
          />
        </section>
      ))}
    </section>
  );
}

function Papers(p: { ctx: RequestContext; t: Texts; deps: PageDeps; shown: Shown }) {
  const { ctx, t, deps, shown } = p;
  const { case: found, participants } = shown.view;
  const documents = deps.blueprint.variants.find(({ id }) => id === found.route)?.documents ?? [];
  return (
    <>
      {shown.isOwn ? (
        <section>
          <Heading level={2}>{t.case.documents}</Heading>
          <ul class="kern-list">
            {documents.map((document) => (
              <li key={document}>
                <a class="kern-link" href={adoptionPaths.document(found.id, document)}>
                  {t.documents.names[document]}
                </a>
              </li>
            ))}
          </ul>
          <p class="vb-muted">{t.documents.record}</p>
        </section>
      ) : null}
      <section>
        <Heading level={2}>{t.case.participants}</Heading>
        <ul class="kern-list">
          {participants.map(({ id, role, name }) => (
            <li key={id}>
              {name} ({roleName(deps.blueprint, role, ctx.lang)})
            </li>
          ))}
        </ul>
        {shown.leads ? (
          <p>
            <a class="kern-link" href={adoptionPaths.participants(found.id)}>
              {t.case.participantsLink}
            </a>
          </p>
        ) : null}
      </section>
    </>
  );
}

function Warnings(p: { ctx: RequestContext; t: Texts; shown: Shown }) {
  const { ctx, t, shown } = p;
  const { state } = shown.view.case;
  const isOver = state === 'beendet' || state === 'abgebrochen' || state === 'live';
  return (
    <>
      {shown.missingPages && !isOver ? (
        <Alert lang={ctx.lang} kind="warning" title={t.case.legalPages}>
          <a class="kern-link" href="/amt/verwaltung">
            {t.case.toLegalPages}
          </a>
        </Alert>
      ) : null}
      {shown.isWithdrawn ? <Alert lang={ctx.lang} kind="warning" title={t.case.withdrawn} /> : null}
    </>
  );
}

/** What is not finished yet must not look like it. */
const unfinished = new Set(['offen', 'pflichtseiten', 'test-laeuft', 'version-begonnen']);

function noticeKind(ctx: RequestContext): 'success' | 'info' | 'warning' {
  const name = ctx.query.get('meldung') ?? '';
  if (name === 'test-abgelehnt') return 'warning';
  return unfinished.has(name) ? 'info' : 'success';
}

export async function casePage(
  ctx: RequestContext,
  deps: PageDeps,
  posted: { form: URLSearchParams; errors: readonly FieldError[] } | null = null,
): Promise<Reply> {
  const t = adoptionTexts(ctx.lang);
  const { shell } = await townShell(ctx, deps);
  const shown = await gatherShown(ctx, deps);
  const { view } = shown;
  const errors = posted?.errors ?? [];
  const notice = posted === null ? noticeOf(ctx) : undefined;
  const parts = { ctx, t, shown, posted };
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={serviceName(view.case.name, ctx.lang)}
        lead={t.case.lead(shown.townName)}
        width="wide"
        errors={errors}
        breadcrumbs={crumbs(ctx)}
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind={noticeKind(ctx)} title={notice} live />}
        <Warnings ctx={ctx} t={t} shown={shown} />
        {shown.isOwn ? <Next ctx={ctx} t={t} deps={deps} shown={shown} /> : null}
        <Facts ctx={ctx} t={t} deps={deps} shown={shown} />
        <SwitchSection {...parts} blueprint={deps.blueprint} />
        <LiveSection {...parts} />
        <GateTable ctx={ctx} t={t} blueprint={deps.blueprint} view={view} />
        {shown.isOwn ? <TestSection {...parts} /> : null}
        <Phases ctx={ctx} t={t} deps={deps} steps={view.steps} caseId={view.case.id} />
        <Papers ctx={ctx} t={t} deps={deps} shown={shown} />
        <PromiseSection {...parts} />
        <MoveSection {...parts} />
        <Heading level={2}>{t.case.history}</Heading>
        <Timeline
          lang={ctx.lang}
          items={view.history.map((entry) => ({
            title: whatText(ctx, deps.blueprint, entry),
            at: entry.at,
            text: entry.by,
          }))}
        />
        <p class="vb-muted">{t.notOfficial}</p>
      </Page>
    ),
  };
}

export function caseRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...adoptionAccess,
      method: 'GET',
      path: adoptionRoutePaths.case,
      name: 'adoption.case',
      rate: 'page',
      handle: (ctx) => casePage(ctx, deps),
    },
  ];
}
