import { Readable } from 'node:stream';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { newUuid } from '#kernel/ids';
import { type Scanner } from '#kernel/scanner';
import { type CatalogueService, type CompiledForm } from '#modules/catalogue';
import { type IdentityService } from '#modules/identity';
import { Actions, Alert, Button, formatDateTime, Form, Heading, Page, StatusBadge, SummaryList, Timeline } from '#ui';
import { type ActionOutcome, type Cases, type OpenCase } from '../cases.ts';
import { type AnswerValues } from '../domain/answer-form.ts';
import { nextCaseState } from '../domain/case-states.ts';
import { caseworkPaths, caseworkRoutes } from '../paths.ts';
import { caseworkTexts, type Texts } from '../texts/index.ts';
import { AnswerForm, type AnswerIssue, issueFields } from './answer-form.tsx';
import { EntryView } from './entry-view.tsx';
import { stateTones } from './list.page.tsx';
import { readPostedAnswer } from './posted-answer.ts';
import { noticeOf, staffOf, staffShell } from './staff.ts';

export interface CasePageDeps {
  cases: Cases;
  identity: Pick<IdentityService, 'tenant'>;
  catalogue: Pick<CatalogueService, 'compiledForm'>;
  scanner: Scanner;
}

/** What an action left behind on the page that answers it. */
interface View {
  values?: AnswerValues;
  reply?: string;
  issues?: readonly AnswerIssue[];
  refused?: 'changed' | 'not-offered';
}

const emptyValues: AnswerValues = { subject: '', text: '', kind: '' };

async function formsOf(open: OpenCase, catalogue: CasePageDeps['catalogue']): Promise<Map<string, CompiledForm>> {
  const forms = new Map<string, CompiledForm>();
  for (const { row } of open.entries) {
    const digest = row.version_digest;
    if (digest !== null && !forms.has(digest)) forms.set(digest, await catalogue.compiledForm(digest));
  }
  return forms;
}

function Facts({ ctx, t, open }: { ctx: RequestContext; t: Texts; open: OpenCase }) {
  const { row, names } = open;
  const worker = row.assigned_staff;
  return (
    <SummaryList
      lang={ctx.lang}
      heading={t.case.facts}
      rows={[
        { key: t.case.state, value: <StatusBadge label={t.states[row.state]} tone={stateTones[row.state]} /> },
        { key: t.case.service, value: row.service_name || row.service_identifier },
        { key: t.case.number, value: row.receipt_number ?? '' },
        { key: t.case.received, value: formatDateTime(row.received_at, ctx.lang) },
        { key: t.case.worker, value: worker === null ? t.nobody : (names.get(worker) ?? t.unknownStaff) },
        { key: t.case.caseId, value: row.fit_case_id },
      ]}
    />
  );
}

function SmallAction(p: { ctx: RequestContext; action: string; revision: number; label: string }) {
  return (
    <Form action={p.action} csrfToken={p.ctx.csrfToken}>
      <input type="hidden" name="fassung" value={String(p.revision)} />
      <Button label={p.label} variant="secondary" />
    </Form>
  );
}

/** Nobody waits for an answer to it, and it may go. */
function TestCase({ ctx, t, caseId }: { ctx: RequestContext; t: Texts; caseId: string }) {
  return (
    <Alert lang={ctx.lang} kind="warning" title={t.case.testTitle}>
      <p class="kern-body">{t.case.testText}</p>
      {staffOf(ctx).actions.has('case.decide') ? (
        <Form action={caseworkPaths.removeTest(caseId)} csrfToken={ctx.csrfToken}>
          <Button label={t.case.removeTest} variant="secondary" />
        </Form>
      ) : null}
    </Alert>
  );
}

function CaseActions({ ctx, t, open, view }: { ctx: RequestContext; t: Texts; open: OpenCase; view: View }) {
  const { row } = open;
  const { actions, staff } = staffOf(ctx);
  const id = row.case_id;
  const mayAnswer = actions.has('case.answer') && nextCaseState(row.state, 'answer') !== null;
  const mayDecide = actions.has('case.decide');
  const small = { ctx, revision: row.revision };
  const mayAssign = actions.has('case.answer') && nextCaseState(row.state, 'assign') !== null;
  return (
    <section aria-labelledby="handeln">
      <Heading level={2} id="handeln">
        {t.case.actions}
      </Heading>
      <Actions>
        {mayAssign && row.assigned_staff !== staff ? (
          <SmallAction {...small} action={caseworkPaths.assign(id)} label={t.case.assign} />
        ) : null}
        {mayDecide && nextCaseState(row.state, 'close') !== null ? (
          <SmallAction {...small} action={caseworkPaths.close(id)} label={t.case.close} />
        ) : null}
        {mayDecide && nextCaseState(row.state, 'reopen') !== null ? (
          <SmallAction {...small} action={caseworkPaths.reopen(id)} label={t.case.reopen} />
        ) : null}
      </Actions>
      {mayAnswer && !open.canAnswer ? (
        <Alert lang={ctx.lang} kind="info">
          <p class="kern-body">{t.case.noReplyChannel}</p>
        </Alert>
      ) : null}
      {mayAnswer && open.canAnswer ? (
        <>
          <Heading level={3}>{t.case.answerHeading}</Heading>
          <AnswerForm
            ctx={ctx}
            t={t}
            caseId={id}
            revision={row.revision}
            reply={view.reply ?? newUuid()}
            values={view.values ?? emptyValues}
            issues={view.issues ?? []}
            mayDecide={mayDecide}
          />
        </>
      ) : null}
    </section>
  );
}

function Refused({ ctx, t, view }: { ctx: RequestContext; t: Texts; view: View }) {
  if (view.refused === undefined) return null;
  const isChanged = view.refused === 'changed';
  return (
    <Alert lang={ctx.lang} kind="danger" title={isChanged ? t.case.changedTitle : t.case.notOfferedTitle} live>
      <p class="kern-body">{isChanged ? t.case.changed : t.case.notOffered}</p>
      {view.values === undefined ? null : <p class="kern-body">{t.case.filesAgain}</p>}
    </Alert>
  );
}

function History({ ctx, t, open }: { ctx: RequestContext; t: Texts; open: OpenCase }) {
  const what: Readonly<Record<string, string>> = t.case.what;
  return (
    <section aria-labelledby="verlauf">
      <Heading level={2} id="verlauf">
        {t.case.history}
      </Heading>
      <Timeline
        lang={ctx.lang}
        items={open.history.map((item) => ({
          title: what[item.what] ?? item.what,
          at: item.at,
          ...(item.staff_id === null ? {} : { text: open.names.get(item.staff_id) ?? t.unknownStaff }),
        }))}
      />
    </section>
  );
}

async function casePage(ctx: RequestContext, deps: CasePageDeps, view: View = {}): Promise<Reply> {
  const t = caseworkTexts(ctx.lang);
  const { shell, tenant } = await staffShell(ctx, deps.identity);
  const open = await deps.cases.read(staffOf(ctx), ctx.params['case'] ?? '');
  const forms = await formsOf(open, deps.catalogue);
  const errors = (view.issues ?? []).map((issue) => ({ id: issueFields[issue], message: t.case.problems[issue] }));
  const notice = view.refused === undefined ? noticeOf(ctx, t.case.done) : undefined;
  const status = view.refused !== undefined ? 409 : errors.length > 0 ? 422 : 200;
  return {
    kind: 'page',
    status,
    page: (
      <Page
        ctx={shell}
        title={t.case.title(open.row.receipt_number ?? open.row.fit_case_id.slice(0, 8))}
        width="wide"
        errors={errors}
        hasError={view.refused !== undefined}
        breadcrumbs={[{ href: caseworkPaths.list, label: t.list.title }]}
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <Refused ctx={ctx} t={t} view={view} />
        {open.row.is_test ? <TestCase ctx={ctx} t={t} caseId={open.row.case_id} /> : null}
        {errors.length === 0 ? null : <p class="kern-body">{t.case.filesAgain}</p>}
        <Facts ctx={ctx} t={t} open={open} />
        <p class="kern-body">
          <a class="kern-link" href="#handeln">
            {t.case.toActions}
          </a>
        </p>
        {open.entries.map((entry) => (
          <EntryView
            key={entry.row.entry_id}
            lang={ctx.lang}
            t={t}
            caseId={open.row.case_id}
            entry={entry}
            form={forms.get(entry.row.version_digest ?? '') ?? null}
            ars={tenant.ars}
            staffName={open.names.get(entry.row.staff_id ?? '') ?? t.unknownStaff}
          />
        ))}
        <CaseActions ctx={ctx} t={t} open={open} view={view} />
        <History ctx={ctx} t={t} open={open} />
      </Page>
    ),
  };
}

async function download(ctx: RequestContext, deps: CasePageDeps): Promise<Reply> {
  const { file, content } = await deps.cases.file(
    staffOf(ctx),
    ctx.params['case'] ?? '',
    ctx.params['attachment'] ?? '',
  );
  return {
    kind: 'bytes',
    body: Readable.from(content),
    // Never a type that a browser would open inside our origin.
    contentType: 'application/octet-stream',
    filename: file.description.filename || 'datei',
    headers: { 'content-length': String(file.bytes) },
  };
}

function answerTo(
  ctx: RequestContext,
  deps: CasePageDeps,
  outcome: ActionOutcome,
  done: string,
  view: View = {},
): Promise<Reply> | Reply {
  if (outcome.kind !== 'done') return casePage(ctx, deps, { ...view, refused: outcome.kind });
  return { kind: 'redirect', to: `${caseworkPaths.case(ctx.params['case'] ?? '')}?meldung=${done}` };
}

function revisionOf(form: URLSearchParams): number {
  const text = form.get('fassung') ?? '';
  return /^\d{1,9}$/u.test(text) ? Number(text) : 0;
}

async function act(ctx: RequestContext, deps: CasePageDeps, action: 'assign' | 'close' | 'reopen'): Promise<Reply> {
  const outcome = await deps.cases.act(staffOf(ctx), ctx.params['case'] ?? '', action, revisionOf(ctx.form));
  const done = { assign: 'uebernommen', close: 'abgeschlossen', reopen: 'geoeffnet' }[action];
  return answerTo(ctx, deps, outcome, done);
}

async function answer(ctx: RequestContext, deps: CasePageDeps): Promise<Reply> {
  const posted = await readPostedAnswer(ctx, deps);
  const { reply, values } = posted;
  if (!posted.ok) return casePage(ctx, deps, { reply, values, issues: posted.issues });
  const outcome = await deps.cases.answer(staffOf(ctx), ctx.params['case'] ?? '', {
    reply,
    revision: revisionOf(ctx.form),
    input: posted.input,
    files: posted.files,
  });
  return answerTo(ctx, deps, outcome, 'gesendet', { reply, values });
}

export function caseRoutes(deps: CasePageDeps): readonly Route[] {
  const example = { case: '00000000-0000-4000-8000-000000000000' };
  const page = { surface: 'page', example } as const;
  const reading = { ...page, access: { kind: 'staff', action: 'case.read' } } as const;
  const answering = { ...page, access: { kind: 'staff', action: 'case.answer' } } as const;
  const deciding = { ...page, access: { kind: 'staff', action: 'case.decide' } } as const;
  return [
    {
      ...reading,
      method: 'GET',
      path: caseworkRoutes.case,
      name: 'casework.case',
      rate: 'page',
      handle: (ctx) => casePage(ctx, deps),
    },
    {
      ...reading,
      method: 'GET',
      path: caseworkRoutes.file,
      name: 'casework.file',
      rate: 'page',
      example: { ...example, attachment: example.case },
      handle: (ctx) => download(ctx, deps),
    },
    {
      ...answering,
      method: 'POST',
      path: caseworkRoutes.assign,
      name: 'casework.assign',
      rate: 'write',
      handle: (ctx) => act(ctx, deps, 'assign'),
    },
    {
      ...answering,
      method: 'POST',
      path: caseworkRoutes.answer,
      name: 'casework.answer',
      rate: 'upload',
      body: 'multipart',
      maxBodyBytes: 52 * 1024 * 1024,
      handle: (ctx) => answer(ctx, deps),
    },
    {
      ...deciding,
      method: 'POST',
      path: caseworkRoutes.close,
      name: 'casework.close',
      rate: 'write',
      handle: (ctx) => act(ctx, deps, 'close'),
    },
    {
      ...deciding,
      method: 'POST',
      path: caseworkRoutes.reopen,
      name: 'casework.reopen',
      rate: 'write',
      handle: (ctx) => act(ctx, deps, 'reopen'),
    },
    {
      ...deciding,
      method: 'POST',
      path: caseworkRoutes.removeTest,
      name: 'casework.remove-test',
      rate: 'write',
      async handle(ctx) {
        await deps.cases.removeTest(staffOf(ctx), ctx.params['case'] ?? '');
        return { kind: 'redirect', to: `${caseworkPaths.list}?meldung=test-entfernt` };
      },
    },
  ];
}
