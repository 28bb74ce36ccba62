import { type ComponentChildren, type VNode } from 'preact';
import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type FailedJob } from '#kernel/jobs';
import { type RetentionReportLine } from '#kernel/retention';
import { conformityPaths } from '#modules/conformity';
import { marketplacePaths } from '#modules/marketplace';
import { Alert, Button, EmptyState, Form, formatDateTime, Page, SummaryList, Table } from '#ui';
import { frameOf, type WebDeps } from './deps.ts';
import { webPaths } from './paths.ts';
import { type QueueNumbers, type UploadCheck } from './ports.ts';
import { webTexts } from './texts/index.ts';

/** What this process cannot know (no login for the queue, say) is said on the page; the rest is still shown. */
async function orNotHere<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unavailable') return null;
    throw error;
  }
}

async function operationsPage(ctx: RequestContext, deps: WebDeps): Promise<Reply> {
  const t = webTexts(ctx.lang).operations;
  const { operations } = deps;
  const [queue, failed, uploads, transport, dead, retention] = await Promise.all([
    orNotHere(() => operations.queue()),
    orNotHere(() => operations.failedJobs()),
    orNotHere(() => operations.uploads()),
    orNotHere(() => operations.transport()),
    orNotHere(() => operations.deadCallbacks()),
    orNotHere(() => operations.retention()),
  ]);
  const notice = ctx.query.get('meldung');
  const section = (heading: string, content: ComponentChildren): VNode => (
    <section>
      <h2 class="kern-heading-medium">{heading}</h2>
      {content ?? <p>{t.notHere}</p>}
    </section>
  );
  return {
    kind: 'page',
    page: (
      <Page ctx={await frameOf(ctx, deps)} title={t.title} lead={t.lead} width="wide">
        {notice === 'wiederholt' ? <Alert lang={ctx.lang} kind="success" title={t.retried} live /> : null}
        {notice === 'verworfen' ? <Alert lang={ctx.lang} kind="success" title={t.dismissed} live /> : null}
        {section(t.failed, failed && <FailedJobs ctx={ctx} jobs={failed} of={failedJobs} />)}
        {section(t.queue, queue && <Queue ctx={ctx} queue={queue} />)}
        {section(t.uploads, uploads && <Uploads ctx={ctx} check={uploads} />)}
        {section(t.transport, transport && <Transport ctx={ctx} counts={transport} />)}
        {section(t.callbacks, dead && <FailedJobs ctx={ctx} jobs={dead} of={deadCallbacks} />)}
        {section(t.retention, retention && <Retention ctx={ctx} lines={retention} />)}
        {section(
          t.reuse,
          <ul>
            <li>
              <a href={conformityPaths.bodies}>{t.checkingBodies}</a>
            </li>
            <li>
              <a href={marketplacePaths.moderation}>{t.reviews}</a>
            </li>
          </ul>,
        )}
      </Page>
    ),
  };
}

const queueKeys = ['waiting', 'later', 'active', 'failed', 'oldestSeconds'] as const;

function Queue({ ctx, queue }: { ctx: RequestContext; queue: QueueNumbers }): VNode {
  const t = webTexts(ctx.lang).operations.queueRows;
  return (
    <SummaryList
      lang={ctx.lang}
      rows={queueKeys.map((key) => ({ key: t[key], value: String(Math.round(queue[key])) }))}
    />
  );
}

/** Numbers only: names and owners of files are nobody's business here. */
function Uploads({ ctx, check }: { ctx: RequestContext; check: UploadCheck }): VNode {
  const t = webTexts(ctx.lang).operations;
  const { scanner, files } = check;
  const known = scanner.kind === 'up' ? scanner.version : t.scannerStates[scanner.kind];
  return (
    <>
      {scanner.kind === 'down' ? <Alert lang={ctx.lang} kind="danger" title={t.scannerStates.down} /> : null}
      <SummaryList
        lang={ctx.lang}
        rows={[
          { key: t.scanner, value: known },
          ...files.map(({ state, files: count, oldest }) => ({
            key: t.uploadStates[state],
            value: oldest === null ? String(count) : t.since(count, formatDateTime(oldest, ctx.lang)),
          })),
        ]}
      />
    </>
  );
}

function Transport({ ctx, counts }: { ctx: RequestContext; counts: Readonly<Record<string, number>> }): VNode {
  return (
    <SummaryList lang={ctx.lang} rows={Object.entries(counts).map(([key, value]) => ({ key, value: String(value) }))} />
  );
}

/** What can be tried again or given up: jobs of the queue and calls of the delivery service. */
interface Failures {
  heading: 'failed' | 'callbacks';
  none: 'noFailed' | 'noCallbacks';
  subject: 'job' | 'callback';
  retry: string;
  dismiss: string;
}

const failedJobs: Failures = {
  heading: 'failed',
  none: 'noFailed',
  subject: 'job',
  retry: webPaths.retryJob,
  dismiss: webPaths.dismissJob,
};
const deadCallbacks: Failures = {
  heading: 'callbacks',
  none: 'noCallbacks',
  subject: 'callback',
  retry: webPaths.retryCallback,
  dismiss: webPaths.dismissCallback,
};

function FailedJobs({ ctx, jobs, of }: { ctx: RequestContext; jobs: readonly FailedJob[]; of: Failures }): VNode {
  const t = webTexts(ctx.lang).operations;
  if (jobs.length === 0) return <EmptyState title={t[of.none]} level={3} />;
  const mayAct = ctx.staff?.actions.has('operations.act') === true;
  const form = (path: string, job: FailedJob, label: string): VNode => (
    <Form action={path.replace(':job', encodeURIComponent(job.id))} csrfToken={ctx.csrfToken}>
      <Button label={label} variant="secondary" small ariaLabel={`${label}: ${job.name}`} />
    </Form>
  );
  return (
    <Table
      caption={t[of.heading]}
      captionHidden
      columns={[
        { key: 'job', header: t[of.subject] },
        { key: 'reason', header: t.reason },
        { key: 'attempts', header: t.attempts, numeric: true },
        { key: 'at', header: t.at },
        { key: 'action', header: t.action },
      ]}
      rows={jobs.map((job) => ({
        key: job.id,
        cells: {
          job: job.name,
          reason: job.reason,
          attempts: String(job.attempts),
          at: formatDateTime(job.failedAt, ctx.lang),
          action: mayAct ? (
            <>
              {form(of.retry, job, t.retry)}
              {form(of.dismiss, job, t.dismiss)}
            </>
          ) : (
            ''
          ),
        },
      }))}
    />
  );
}

function Retention({ ctx, lines }: { ctx: RequestContext; lines: readonly RetentionReportLine[] }): VNode {
  const t = webTexts(ctx.lang).operations;
  return (
    <Table
      caption={t.retention}
      captionHidden
      columns={[
        { key: 'rule', header: t.rule },
        { key: 'lastRun', header: t.lastRun },
        { key: 'deleted', header: t.deleted, numeric: true },
        { key: 'result', header: t.result },
      ]}
      rows={lines.map((line) => ({
        key: line.name,
        cells: {
          rule: (
            <>
              {line.description[ctx.lang]} <code>{line.name}</code>
            </>
          ),
          lastRun: line.lastRun === null ? t.never : formatDateTime(line.lastRun, ctx.lang),
          deleted: String(line.deletedTotal),
          result: line.lastError ?? (line.lastRun === null ? '' : t.good),
        },
      }))}
    />
  );
}

type Action = 'retryJob' | 'dismissJob' | 'retryCallback' | 'dismissCallback';

const recordedAs = {
  retryJob: 'operations.job-retried',
  dismissJob: 'operations.job-dismissed',
  retryCallback: 'operations.callback-retried',
  dismissCallback: 'operations.callback-dismissed',
} as const satisfies Record<Action, string>;

async function act(ctx: RequestContext, deps: WebDeps, verb: Action): Promise<Reply> {
  const { staff } = ctx;
  if (staff === null) throw new AppError('unauthenticated', 'http/signed-out');
  const id = ctx.params['job'] ?? '';
  await deps.operations[verb](id);
  await deps.kernel.db.tx({ tenant: staff.tenant }, (tx) =>
    deps.kernel.audit.record(tx, {
      tenant: staff.tenant,
      action: recordedAs[verb],
      actor: staff.staff,
      actorKind: 'operator',
      subject: id,
    }),
  );
  return {
    kind: 'redirect',
    to: `${webPaths.operations}?meldung=${verb.startsWith('retry') ? 'wiederholt' : 'verworfen'}`,
  };
}

const actions: readonly { verb: Action; name: string }[] = [
  { verb: 'retryJob', name: 'web.job-retry' },
  { verb: 'dismissJob', name: 'web.job-dismiss' },
  { verb: 'retryCallback', name: 'web.callback-retry' },
  { verb: 'dismissCallback', name: 'web.callback-dismiss' },
];

export function operationsRoutes(deps: WebDeps): readonly Route[] {
  const acting = { method: 'POST', surface: 'page', access: { kind: 'operator', action: 'operations.act' } } as const;
  return [
    {
      method: 'GET',
      path: webPaths.operations,
      name: 'web.operations',
      surface: 'page',
      access: { kind: 'operator', action: 'operations.read' },
      rate: 'page',
      handle: (ctx) => operationsPage(ctx, deps),
    },
    ...actions.map(({ verb, name }): Route => {
      return { ...acting, path: webPaths[verb], name, rate: 'write', handle: (ctx) => act(ctx, deps, verb) };
    }),
  ];
}
