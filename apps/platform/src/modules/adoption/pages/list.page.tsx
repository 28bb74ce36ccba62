import { germanDate } from '#kernel/clock';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import {
  Actions,
  Alert,
  EmptyState,
  FilterForm,
  formatDate,
  Heading,
  LinkButton,
  Page,
  Pagination,
  Select,
  StatusBadge,
  Table,
} from '#ui';
import { type Blueprint } from '../domain/blueprint.ts';
import { adoptionPaths, adoptionRoutePaths } from '../paths.ts';
import { adoptionTexts, type Texts } from '../texts/index.ts';
import { type AdoptionCase, type NextStep } from '../types.ts';
import {
  adoptionAccess,
  crumbs,
  dayText,
  noticeOf,
  ownRoles,
  type PageDeps,
  roleName,
  staffOf,
  stateName,
  stepName,
  townShell,
  serviceName,
} from './staff.ts';

const perPage = 25;

function pageNumber(ctx: RequestContext, name: string): number {
  const page = Number(ctx.query.get(name) ?? '1');
  return Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1;
}

export function StepTable(p: {
  ctx: RequestContext;
  t: Texts;
  blueprint: Blueprint;
  items: readonly NextStep[];
  today: string;
}) {
  const { ctx, t, blueprint, today } = p;
  return (
    <Table
      caption={t.list.heading}
      captionHidden
      columns={[
        { key: 'step', header: t.list.stepColumn },
        { key: 'service', header: t.list.serviceColumn },
        { key: 'due', header: t.list.dueColumn },
        { key: 'role', header: t.list.roleColumn },
      ]}
      rows={p.items.map((item) => ({
        key: `${item.caseId}${item.step}`,
        cells: {
          step: (
            <a class="kern-link" href={adoptionPaths.step(item.caseId, item.step)}>
              {stepName(blueprint, item.step, ctx.lang)}
              <span class="kern-sr-only">: {item.serviceName[ctx.lang]}</span>
            </a>
          ),
          service: (
            <a class="kern-link" href={adoptionPaths.case(item.caseId)}>
              {item.serviceName[ctx.lang]}
            </a>
          ),
          due:
            item.due === null ? (
              t.list.withoutDate
            ) : (
              <>
                {dayText(item.due, ctx.lang)}{' '}
                {item.due < today ? <StatusBadge label={t.list.overdue} tone="danger" /> : null}
              </>
            ),
          role: roleName(blueprint, item.role, ctx.lang),
        },
      }))}
    />
  );
}

function CaseTable(p: { ctx: RequestContext; t: Texts; blueprint: Blueprint; items: readonly AdoptionCase[] }) {
  const { ctx, t, blueprint } = p;
  return (
    <Table
      caption={t.list.cases}
      captionHidden
      columns={[
        { key: 'service', header: t.list.serviceColumn },
        { key: 'state', header: t.list.stateColumn },
        { key: 'version', header: t.list.versionColumn },
        { key: 'changed', header: t.list.changedColumn },
      ]}
      rows={p.items.map((found) => ({
        key: found.id,
        cells: {
          service: (
            <a class="kern-link" href={adoptionPaths.case(found.id)}>
              {serviceName(found.name, ctx.lang)}
            </a>
          ),
          state: <StateBadge blueprint={blueprint} state={found.state} lang={ctx.lang} />,
          version: found.version,
          changed: formatDate(found.changedAt, ctx.lang),
        },
      }))}
    />
  );
}

const tones = {
  live: 'success',
  bereit: 'success',
  gestoert: 'danger',
  zurueckgestellt: 'warning',
  gekuendigt: 'warning',
  beendet: 'neutral',
  abgebrochen: 'neutral',
} as const;

export function StateBadge(p: { blueprint: Blueprint; state: AdoptionCase['state']; lang: RequestContext['lang'] }) {
  const known: Readonly<Partial<Record<AdoptionCase['state'], (typeof tones)[keyof typeof tones]>>> = tones;
  return <StatusBadge label={stateName(p.blueprint, p.state, p.lang)} tone={known[p.state] ?? 'info'} />;
}

async function listPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const t = adoptionTexts(ctx.lang);
  const { blueprint, service } = deps;
  const { shell, tenant } = await townShell(ctx, deps);
  const { actions } = staffOf(ctx);
  const role = ctx.query.get('rolle') === 'alle' ? 'alle' : 'meine';
  const page = pageNumber(ctx, 'seite');
  const roles = role === 'alle' ? null : ownRoles(blueprint, actions);
  const casesPage = pageNumber(ctx, 'faelle');
  const [next, cases, shared] = await Promise.all([
    service.nextSteps(tenant.id, { roles, offset: (page - 1) * perPage, limit: perPage }),
    service.casePage(tenant.id, { offset: (casesPage - 1) * perPage, limit: perPage }),
    service.sharedCases(tenant.id, { offset: 0, limit: 1 }),
  ]);
  const notice = noticeOf(ctx);
  const href = (n: number): string => `${adoptionPaths.list}?rolle=${role}&seite=${String(n)}`;
  return {
    kind: 'page',
    page: (
      <Page ctx={shell} title={t.list.heading} lead={t.list.lead} width="wide">
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <Actions>
          {actions.has('adoption.manage') ? <LinkButton href={adoptionPaths.begin()} label={t.list.begin} /> : null}
          {shared.total > 0 ? (
            <LinkButton href={adoptionPaths.shared} label={t.list.shared} variant="secondary" />
          ) : null}
        </Actions>
        <FilterForm lang={ctx.lang} action={adoptionPaths.list} label={t.list.filter}>
          <Select
            lang={ctx.lang}
            id="rolle"
            label={t.list.role}
            value={role}
            options={[
              { value: 'meine', label: t.list.mine },
              { value: 'alle', label: t.list.all },
            ]}
          />
        </FilterForm>
        {next.total === 0 ? (
          <EmptyState title={t.list.none} text={t.list.noneText} />
        ) : (
          <>
            <p class="kern-body">{t.list.count(next.total)}</p>
            <StepTable ctx={ctx} t={t} blueprint={blueprint} items={next.items} today={germanDate(ctx.now)} />
          </>
        )}
        <Pagination lang={ctx.lang} page={page} pages={Math.ceil(next.total / perPage)} href={href} />
        <Heading level={2}>{t.list.cases}</Heading>
        {cases.total === 0 ? (
          <EmptyState title={t.list.noCases} text={t.list.noCasesText} />
        ) : (
          <CaseTable ctx={ctx} t={t} blueprint={blueprint} items={cases.items} />
        )}
        <CasePages ctx={ctx} role={role} page={casesPage} total={cases.total} />
        <p class="vb-muted">{t.notOfficial}</p>
      </Page>
    ),
  };
}

/** A second list on the page: plain links, so that two navigations do not have the same name. */
function CasePages(p: { ctx: RequestContext; role: string; page: number; total: number }) {
  const pages = Math.ceil(p.total / perPage);
  if (pages <= 1) return null;
  return (
    <p class="kern-body">
      {Array.from({ length: pages }, (_, at) => at + 1).map((n) => (
        <>
          {n === p.page ? (
            <strong>{n}</strong>
          ) : (
            <a class="kern-link" href={`${adoptionPaths.list}?rolle=${p.role}&faelle=${String(n)}`}>
              {n}
            </a>
          )}{' '}
        </>
      ))}
    </p>
  );
}

async function sharedPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const t = adoptionTexts(ctx.lang);
  const { blueprint } = deps;
  const { shell, tenant } = await townShell(ctx, deps);
  const page = pageNumber(ctx, 'seite');
  const shared = await deps.service.sharedCases(tenant.id, { offset: (page - 1) * perPage, limit: perPage });
  const towns = new Map((await deps.identity.tenants()).map(({ id, name }) => [id, name]));
  return {
    kind: 'page',
    page: (
      <Page ctx={shell} title={t.shared.heading} lead={t.shared.lead} width="wide" breadcrumbs={crumbs(ctx)}>
        {shared.total === 0 ? (
          <EmptyState title={t.shared.none} />
        ) : (
          <Table
            caption={t.shared.heading}
            captionHidden
            columns={[
              { key: 'town', header: t.shared.town },
              { key: 'service', header: t.list.serviceColumn },
              { key: 'state', header: t.list.stateColumn },
              { key: 'role', header: t.shared.role },
            ]}
            rows={shared.items.map((found) => ({
              key: `${found.id}${found.role}`,
              cells: {
                town: towns.get(found.tenant) ?? '',
                service: (
                  <a class="kern-link" href={adoptionPaths.case(found.id)}>
                    {serviceName(found.name, ctx.lang)}
                    <span class="kern-sr-only">, {towns.get(found.tenant) ?? ''}</span>
                  </a>
                ),
                state: <StateBadge blueprint={blueprint} state={found.state} lang={ctx.lang} />,
                role: roleName(blueprint, found.role, ctx.lang),
              },
            }))}
          />
        )}
        <Pagination
          lang={ctx.lang}
          page={page}
          pages={Math.ceil(shared.total / perPage)}
          href={(n) => `${adoptionPaths.shared}?seite=${String(n)}`}
        />
      </Page>
    ),
  };
}

export function listRoutes(deps: PageDeps): readonly Route[] {
  const base = { ...adoptionAccess, method: 'GET', rate: 'page' } as const;
  return [
    { ...base, path: adoptionRoutePaths.list, name: 'adoption.list', handle: (ctx) => listPage(ctx, deps) },
    { ...base, path: adoptionRoutePaths.shared, name: 'adoption.shared', handle: (ctx) => sharedPage(ctx, deps) },
  ];
}
