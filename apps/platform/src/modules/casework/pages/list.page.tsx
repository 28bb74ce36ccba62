import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type IdentityService } from '#modules/identity';
import {
  Alert,
  EmptyState,
  FilterForm,
  formatDate,
  formatDateTime,
  LinkButton,
  Page,
  Pagination,
  Select,
  StatusBadge,
  Table,
  TextField,
  type Tone,
} from '#ui';
import { type CaseList, type Cases } from '../cases.ts';
import { type CaseState, caseStates, isCaseState } from '../domain/case-states.ts';
import { caseworkPaths, caseworkRoutes } from '../paths.ts';
import { type CaseFilter, type CaseRow } from '../store/cases.ts';
import { caseworkTexts, type Texts } from '../texts/index.ts';
import { type CaseworkService, type InboxInfo } from '../types.ts';
import { noticeOf, staffOf, staffShell } from './staff.ts';

interface Deps {
  cases: Cases;
  identity: Pick<IdentityService, 'tenant'>;
  inbox: CaseworkService['inbox'];
  now: () => Date;
}

const perPage = 25;
const dayMs = 24 * 60 * 60_000;

export const stateTones: Readonly<Record<CaseState, Tone>> = {
  new: 'info',
  'in-progress': 'warning',
  answered: 'neutral',
  decided: 'success',
  closed: 'neutral',
};

interface Query {
  state: string;
  number: string;
  service: string;
  worker: string;
  page: number;
}

function readQuery(query: URLSearchParams): Query {
  const text = (name: string): string => (query.get(name) ?? '').trim().slice(0, 200);
  const page = Number(query.get('seite') ?? '1');
  return {
    state: text('stand'),
    number: text('nummer'),
    service: text('leistung'),
    worker: text('bearbeitung'),
    page: Number.isInteger(page) && page >= 1 && page <= 100_000 ? page : 1,
  };
}

function toFilter(query: Query, ctx: RequestContext): Omit<CaseFilter, 'tenant'> {
  const { state, worker } = query;
  return {
    // Nothing chosen: a search looks everywhere, the plain list shows what is open.
    state: isCaseState(state) || state === 'open' ? state : query.number === '' ? 'open' : null,
    receiptNumber: query.number === '' ? null : query.number,
    service: query.service === '' ? null : query.service,
    assigned: worker === 'mine' ? staffOf(ctx).staff : worker === 'nobody' ? 'nobody' : null,
    offset: (query.page - 1) * perPage,
    limit: perPage,
  };
}

function hrefOf(query: Query, page: number): string {
  const params = new URLSearchParams();
  const { state, number, service, worker } = query;
  for (const [name, value] of Object.entries({
    stand: state,
    nummer: number,
    leistung: service,
    bearbeitung: worker,
  })) {
    if (value !== '') params.set(name, value);
  }
  if (page > 1) params.set('seite', String(page));
  const text = params.toString();
  return text === '' ? caseworkPaths.list : `${caseworkPaths.list}?${text}`;
}

function Filters({ ctx, t, query, list }: { ctx: RequestContext; t: Texts; query: Query; list: CaseList }) {
  const { lang } = ctx;
  return (
    <FilterForm lang={lang} action={caseworkPaths.list} label={t.list.filter}>
      <Select
        lang={lang}
        id="stand"
        label={t.list.state}
        value={query.state}
        options={[
          { value: 'open', label: t.list.stateOpen },
          ...caseStates.map((state) => ({ value: state, label: t.states[state] })),
        ]}
      />
      <TextField lang={lang} id="nummer" label={t.list.number} value={query.number} spellcheck={false} />
      <Select
        lang={lang}
        id="leistung"
        label={t.list.service}
        value={query.service}
        options={list.services.map(({ identifier, name }) => ({ value: identifier, label: name || identifier }))}
      />
      <Select
        lang={lang}
        id="bearbeitung"
        label={t.list.worker}
        value={query.worker}
        options={[
          { value: 'mine', label: t.list.mine },
          { value: 'nobody', label: t.list.unassigned },
        ]}
      />
    </FilterForm>
  );
}

function toCells(row: CaseRow, list: CaseList, ctx: RequestContext, t: Texts, now: Date) {
  const number = row.receipt_number ?? t.list.withoutNumber;
  const mayRead = staffOf(ctx).actions.has('case.read');
  const days = Math.max(0, Math.floor((now.getTime() - row.received_at.getTime()) / dayMs));
  return {
    number: (
      <>
        {mayRead ? (
          <a class="kern-link" href={caseworkPaths.case(row.case_id)}>
            {number}
          </a>
        ) : (
          number
        )}{' '}
        {row.unread ? <StatusBadge label={t.list.unread} tone="info" /> : null}
        {row.is_test ? <StatusBadge label={t.list.test} tone="warning" /> : null}
      </>
    ),
    service: row.service_name || row.service_identifier,
    state: <StatusBadge label={t.states[row.state]} tone={stateTones[row.state]} />,
    received: formatDate(row.received_at, ctx.lang),
    age: t.list.days(days),
    worker: row.assigned_staff === null ? t.nobody : (list.names.get(row.assigned_staff) ?? t.unknownStaff),
  };
}

function CaseTable({ ctx, t, list, now }: { ctx: RequestContext; t: Texts; list: CaseList; now: Date }) {
  return (
    <Table
      caption={t.list.title}
      captionHidden
      columns={[
        { key: 'number', header: t.list.number },
        { key: 'service', header: t.list.service },
        { key: 'state', header: t.list.state },
        { key: 'received', header: t.list.received },
        { key: 'age', header: t.list.age },
        { key: 'worker', header: t.list.worker },
      ]}
      rows={list.rows.map((row) => ({ key: row.case_id, cells: toCells(row, list, ctx, t, now) }))}
    />
  );
}

function InboxNotice({ ctx, t, inbox }: { ctx: RequestContext; t: Texts; inbox: InboxInfo | null }) {
  if (inbox?.state !== 'ready') {
    return (
      <Alert lang={ctx.lang} kind="warning">
        <p class="kern-body">{t.list.noInbox}</p>
        {staffOf(ctx).actions.has('destination.manage') ? (
          <LinkButton href={caseworkPaths.inbox} label={t.list.setUp} variant="secondary" />
        ) : null}
      </Alert>
    );
  }
  if (inbox.lastFailure === null) return null;
  return (
    <Alert lang={ctx.lang} kind="warning">
      <p class="kern-body">{t.list.inboxFails(formatDateTime(inbox.lastFailure.at, ctx.lang))}</p>
    </Alert>
  );
}

async function listPage(ctx: RequestContext, deps: Deps): Promise<Reply> {
  const t = caseworkTexts(ctx.lang);
  const query = readQuery(ctx.query);
  const [{ shell, tenant }, list] = await Promise.all([
    staffShell(ctx, deps.identity),
    deps.cases.list(staffOf(ctx), toFilter(query, ctx)),
  ]);
  const inbox = await deps.inbox(tenant.id);
  const pages = Math.max(1, Math.ceil(list.total / perPage));
  const notice = noticeOf(ctx, t.list.done);
  return {
    kind: 'page',
    page: (
      <Page ctx={shell} title={t.list.title} lead={t.list.lead(list.total)} width="wide">
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <InboxNotice ctx={ctx} t={t} inbox={inbox} />
        <Filters ctx={ctx} t={t} query={query} list={list} />
        {list.rows.length === 0 ? (
          <EmptyState title={t.list.empty} text={t.list.emptyText} />
        ) : (
          <CaseTable ctx={ctx} t={t} list={list} now={deps.now()} />
        )}
        <Pagination lang={ctx.lang} page={query.page} pages={pages} href={(page) => hrefOf(query, page)} />
      </Page>
    ),
  };
}

export function listRoutes(deps: Deps): readonly Route[] {
  return [
    {
      method: 'GET',
      path: caseworkRoutes.list,
      name: 'casework.list',
      surface: 'page',
      access: { kind: 'staff', action: 'case.list' },
      rate: 'page',
      handle: (ctx) => listPage(ctx, deps),
    },
  ];
}
