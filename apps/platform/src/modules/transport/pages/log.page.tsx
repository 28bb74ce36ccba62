import { AppError } from '#kernel/errors';
import { type Reply, type Route } from '#kernel/http';
import { type Lang } from '#kernel/ids';
import { Alert, FilterForm, formatDateTime, Help, Page, StatusBadge, SummaryList, Table, TextField } from '#ui';
import { officePaths } from '../paths.ts';
import { type LogEntry, type TenantLog } from '../tenant-log.ts';
import { type Texts } from '../texts/index.ts';
import { crumbs, type Desk, type DeskDeps, deskRoute } from './desk.ts';

interface LogFormProps {
  lang: Lang;
  t: Texts;
  value?: string;
  error?: string | undefined;
}

/** GET: the answer has an address of its own that a colleague can be sent. */
export function LogForm({ lang, t, value, error }: LogFormProps) {
  return (
    <FilterForm action={officePaths.log} lang={lang} label={t.log.title} searchLabel={t.log.show}>
      <TextField
        lang={lang}
        id="kennung"
        label={t.log.id}
        value={value ?? ''}
        error={error}
        spellcheck={false}
        autocomplete="off"
      />
    </FilterForm>
  );
}

function rowOf(entry: LogEntry, lang: Lang, t: Texts) {
  const words = t.log;
  const what = `${words.kinds[entry.kind]} ${words.actions[entry.action]}`;
  return {
    event: (
      <>
        {what}
        <br />
        <span class="vb-muted">{entry.itemId}</span>
      </>
    ),
    when: formatDateTime(entry.at, lang),
    writer: entry.writer.kind === 'service' ? words.service : words.writerDestination(entry.writer.id),
    verified:
      entry.failure === null ? (
        <StatusBadge label={words.yes} tone="success" />
      ) : (
        <>
          <StatusBadge label={words.no} tone="danger" /> {entry.failure}
        </>
      ),
    token: (
      <Help summary={words.tokenOf}>
        <p class="kern-body">{entry.token}</p>
      </Help>
    ),
  };
}

function Log({ lang, t, log }: { lang: Lang; t: Texts; log: TenantLog }) {
  const words = t.log;
  const isGood = log.entries.every(({ failure }) => failure === null);
  return (
    <>
      <SummaryList
        lang={lang}
        rows={[
          { key: words.caseId, value: log.caseId },
          { key: words.destination, value: log.destinationId },
        ]}
      />
      <Alert
        lang={lang}
        kind={isGood ? 'success' : 'danger'}
        title={isGood ? words.allVerified : words.someFailed}
        live
      />
      {log.total > log.entries.length ? <p class="kern-body">{words.cut(log.entries.length, log.total)}</p> : null}
      <Table
        caption={words.title}
        captionHidden
        columns={[
          { key: 'event', header: words.event },
          { key: 'when', header: words.when },
          { key: 'writer', header: words.writer },
          { key: 'verified', header: words.verified },
          { key: 'token', header: words.token },
        ]}
        rows={log.entries.map((entry, index) => ({ key: String(index), cells: rowOf(entry, lang, t) }))}
      />
    </>
  );
}

async function logPage({ ctx, deps, service, tenant, t }: Desk): Promise<Reply> {
  const id = (ctx.query.get('kennung') ?? '').trim().toLowerCase();
  let log: TenantLog | null = null;
  let error: string | undefined;
  if (id !== '') {
    try {
      log = await service.log(tenant, id);
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.kind !== 'not-found') throw thrown;
      error = t.log.notFound;
    }
  }
  const page = (
    <Page
      ctx={await deps.shellOf(ctx)}
      title={t.log.title}
      lead={t.log.lead}
      width="wide"
      breadcrumbs={crumbs(t)}
      errors={error === undefined ? [] : [{ id: 'kennung', message: error }]}
    >
      <LogForm lang={ctx.lang} t={t} value={id} error={error} />
      {log === null ? null : <Log lang={ctx.lang} t={t} log={log} />}
    </Page>
  );
  return { kind: 'page', status: error === undefined ? 200 : 404, page };
}

export function logRoutes(deps: DeskDeps): Route[] {
  return [deskRoute(deps, { method: 'GET', path: officePaths.log, name: 'self-service.log', handle: logPage })];
}
