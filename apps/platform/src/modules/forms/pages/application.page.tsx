import { evaluationContext } from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext } from '#kernel/http';
import {
  Actions,
  Alert,
  Button,
  Form,
  formatDateTime,
  Help,
  LinkButton,
  Page,
  Receipt,
  SummaryList,
  Timeline,
  type TimelineItem,
} from '#ui';
import { type Applications, type OpenApplication } from '../applications.ts';
import { type FormsDeps } from '../deps.ts';
import { lookAt } from '../domain/form-state.ts';
import { type SummaryPdf } from '../domain/ports.ts';
import { summarise } from '../domain/summary.ts';
import { formsPaths } from '../paths.ts';
import { summaryDocument } from '../summary-document.ts';
import { formsTexts } from '../texts/index.ts';
import { nameIn, personOf, shellOf } from './shell-of.ts';

export interface ApplicationDeps {
  deps: FormsDeps;
  applications: Applications;
  summaryPdf: SummaryPdf;
}

const mailboxThread = (thread: string): string => `/postfach/${thread}`;

export async function getApplication(ctx: RequestContext, parts: ApplicationDeps): Promise<Reply> {
  const found = await parts.applications.open(personOf(ctx), ctx.params['application'] ?? '');
  const { row } = found;
  const t = formsTexts(ctx.lang);
  const a = t.application;
  const path = formsPaths.application(row.application_id);
  return {
    kind: 'page',
    page: (
      <Page
        ctx={await shellOf(ctx, parts.deps, row.tenant_id)}
        title={nameIn(row.pinned.service, ctx.lang)}
        breadcrumbs={[
          { href: formsPaths.account, label: t.account },
          { href: path, label: row.receipt_number },
        ]}
      >
        <Notice ctx={ctx} />
        <Receipt heading={a.receipt} numberLabel={t.receiptNumber} number={row.receipt_number}>
          <p>{formatDateTime(row.stored_at, ctx.lang)}</p>
          <p>{row.pinned.receiptInstant === 'stored' ? a.receiptStored : a.receiptDelivered}</p>
        </Receipt>
        <h2 class="kern-heading-medium">{a.title}</h2>
        <Timeline lang={ctx.lang} items={timeline(found, ctx)} />
        {row.state === 'stored' ? (
          <p>
            {a.waiting} <a href={path}>{a.reload}</a>
          </p>
        ) : null}
        {row.state === 'rejected' ? <Rejection ctx={ctx} found={found} /> : null}
        <Actions>
          {found.thread === null ? null : <LinkButton href={mailboxThread(found.thread.threadId)} label={a.mailbox} />}
          <LinkButton variant="secondary" href={formsPaths.summary(row.application_id)} label={a.pdf} />
        </Actions>
        {found.thread === null || found.thread.unread === 0 ? null : <p>{a.unread(found.thread.unread)}</p>}
        <Answers ctx={ctx} found={found} />
        {row.state === 'accepted' || row.state === 'rejected' ? (
          <p>
            <a href={formsPaths.removeApplication(row.application_id)}>{a.remove}</a>
          </p>
        ) : null}
      </Page>
    ),
  };
}

function Notice({ ctx }: { ctx: RequestContext }): VNode | null {
  const a = formsTexts(ctx.lang).application;
  const word = ctx.query.get('meldung');
  if (word !== 'gesendet' && word !== 'schon-gesendet') return null;
  const isNew = word === 'gesendet';
  return (
    <Alert lang={ctx.lang} kind={isNew ? 'success' : 'info'} title={isNew ? a.sent : a.alreadySent} live>
      <p>{isNew ? a.sentText : a.alreadySentText}</p>
    </Alert>
  );
}

function timeline({ row }: OpenApplication, ctx: RequestContext): TimelineItem[] {
  const a = formsTexts(ctx.lang).application;
  const items: TimelineItem[] = [{ title: a.states.stored, at: row.stored_at }];
  if (row.submitted_at !== null) items.push({ title: a.states.submitted, at: row.submitted_at });
  else items.push({ title: a.next.submitted });
  if (row.settled_at === null) items.push({ title: a.next.accepted });
  else items.push({ title: row.state === 'rejected' ? a.states.rejected : a.states.accepted, at: row.settled_at });
  return items;
}

function Rejection({ ctx, found }: { ctx: RequestContext; found: OpenApplication }): VNode {
  const a = formsTexts(ctx.lang).application;
  return (
    <Alert lang={ctx.lang} kind="danger" title={a.states.rejected}>
      <p>{a.rejectedWhy}</p>
      <ul>
        {found.problems.map((problem, index) => (
          <li key={index}>{problem.detail === '' ? problem.title : `${problem.title}: ${problem.detail}`}</li>
        ))}
      </ul>
      <p>{a.rejectedAdvice}</p>
    </Alert>
  );
}

function Answers({ ctx, found }: { ctx: RequestContext; found: OpenApplication }): VNode {
  const t = formsTexts(ctx.lang);
  const { row, snapshot, compiled } = found;
  const state = lookAt(compiled, snapshot.answers, evaluationContext(row.pinned.area, snapshot.today));
  return (
    <Help summary={t.application.answers}>
      {summarise(state, ctx.lang, { yes: t.yes, no: t.no, raw: {} }).flatMap((section) =>
        section.groups.map((group, index) => (
          <SummaryList
            key={`${section.pageId} ${index}`}
            lang={ctx.lang}
            heading={group.heading ?? section.title}
            level={3}
            rows={group.rows.map((entry) => ({ key: entry.label, value: entry.value }))}
          />
        )),
      )}
    </Help>
  );
}

export async function getSummary(ctx: RequestContext, parts: ApplicationDeps): Promise<Reply> {
  const person = personOf(ctx);
  const id = ctx.params['application'] ?? '';
  const found = await parts.applications.open(person, id);
  const { row, snapshot, compiled } = found;
  let pdf = await parts.applications.summary(person, id);
  if (pdf === null) {
    // The delivery has not come to it yet; the same application always gives the same document.
    const tenant = await parts.deps.identity.tenant(row.tenant_id);
    pdf = await parts.summaryPdf(
      summaryDocument(row, snapshot, compiled, {
        authority: tenant?.officialName ?? tenant?.name ?? '',
        isSandbox: tenant?.isSandbox === true,
      }),
    );
  }
  return { kind: 'bytes', body: pdf, contentType: 'application/pdf', filename: `${row.receipt_number}.pdf` };
}

export async function getRemoveApplication(ctx: RequestContext, parts: ApplicationDeps): Promise<Reply> {
  const { row } = await parts.applications.open(personOf(ctx), ctx.params['application'] ?? '');
  if (row.state !== 'accepted' && row.state !== 'rejected') throw new AppError('conflict', 'forms/undelivered');
  const a = formsTexts(ctx.lang).application;
  return {
    kind: 'page',
    page: (
      <Page ctx={await shellOf(ctx, parts.deps, row.tenant_id)} title={a.removeTitle} lead={a.removeText}>
        <Form action={formsPaths.removeApplication(row.application_id)} csrfToken={ctx.csrfToken}>
          <Actions>
            <Button variant="danger" label={a.removeButton} />
            <LinkButton
              variant="secondary"
              label={formsTexts(ctx.lang).removeDraft.cancel}
              href={formsPaths.application(row.application_id)}
            />
          </Actions>
        </Form>
      </Page>
    ),
  };
}

export async function postRemoveApplication(ctx: RequestContext, parts: ApplicationDeps): Promise<Reply> {
  await parts.applications.remove(personOf(ctx), ctx.params['application'] ?? '');
  return { kind: 'redirect', to: `${formsPaths.account}?meldung=kopie-geloescht` };
}
