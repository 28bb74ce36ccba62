import { type VNode } from 'preact';
import { germanDate } from '#kernel/clock';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Actions, Alert, Button, EmptyState, Form, Page, StatusBadge, Table, TextArea } from '#ui';
import { textProblem } from '../domain/posted-finding.ts';
import { findingNotFound, subjectNotFound } from '../errors.ts';
import { conformityPaths, conformityRoutePaths } from '../paths.ts';
import { conformityTexts } from '../texts/index.ts';
import { type Light, type Report } from '../types.ts';
import { stateIn } from './criterion.page.tsx';
import { ConformityLight, spoken } from './light.tsx';
import { ReportView } from './report-view.tsx';
import { Runs } from './run-parts.tsx';
import {
  actorOf,
  noticeOf,
  type PageDeps,
  providerAccess,
  reportOf,
  sentText,
  staffOf,
  staffShell,
  type View,
  viewOf,
  withNotice,
} from './staff.ts';

const ofProvider = conformityPaths.ofProvider;
const mostServices = 100;

/** Of the signed-in provider only; others' versions are not there. */
async function ownReport(ctx: RequestContext, deps: PageDeps): Promise<{ view: View; report: Report }> {
  const view = viewOf(ctx);
  const report = await reportOf(view, deps);
  if (report.subject.provider !== staffOf(ctx).tenant) throw subjectNotFound();
  return { view, report };
}

function State({ ctx, light }: { ctx: RequestContext; light: Light | undefined }): VNode {
  const t = conformityTexts(ctx.lang);
  if (light === undefined) return <StatusBadge label={t.desk.notYet} />;
  return light.conforms ? (
    <StatusBadge label={t.lights.green} tone="success" />
  ) : (
    <StatusBadge label={`${String(light.openMust)} ${t.desk.openMust}`} tone="danger" />
  );
}

async function listPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { shell, tenant } = await staffShell(ctx, deps);
  const t = conformityTexts(ctx.lang);
  const newest = new Map<string, { digest: string; version: string }>();
  for (const version of await deps.catalogue.versionsOf(tenant.id)) {
    if (!newest.has(version.serviceSlug) && newest.size < mostServices) newest.set(version.serviceSlug, version);
  }
  const lights = await deps.service.lights([...newest.values()].map(({ digest }) => digest));
  const rows = await Promise.all(
    [...newest].map(async ([slug, { digest, version }]) => {
      const name = (await deps.catalogue.manifest(digest))?.service.name;
      return { digest, version, name: name === undefined ? slug : spoken(name, ctx.lang) };
    }),
  );
  return {
    kind: 'page',
    page: (
      <Page ctx={shell} title={t.provider.title} lead={t.provider.lead} width="wide">
        {rows.length === 0 ? (
          <EmptyState title={t.provider.none} />
        ) : (
          <Table
            caption={t.provider.title}
            captionHidden
            columns={[
              { key: 'name', header: t.desk.package },
              { key: 'version', header: t.desk.version },
              { key: 'state', header: t.light.result },
            ]}
            rows={rows.map(({ digest, version, name }) => ({
              key: digest,
              cells: {
                name: (
                  <a class="kern-link" href={ofProvider.subject(digest)}>
                    {name}
                  </a>
                ),
                version,
                state: <State ctx={ctx} light={lights.get(digest)} />,
              },
            }))}
          />
        )}
      </Page>
    ),
  };
}

async function subjectPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { shell } = await staffShell(ctx, deps);
  const { view, report } = await ownReport(ctx, deps);
  const t = conformityTexts(ctx.lang);
  const digest = view.subject.versionDigest;
  const notice = noticeOf(ctx, t.notices);
  return {
    kind: 'page',
    page: (
      <Page
        ctx={shell}
        title={t.subject.title(spoken(report.subject.name, ctx.lang), report.subject.version)}
        lead={t.subject.lead(report.subject.offering ?? report.subject.packageId)}
        breadcrumbs={[{ href: conformityPaths.provider, label: t.provider.title }]}
        width="wide"
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <ConformityLight
          lang={ctx.lang}
          light={report}
          title={spoken(report.criteria.title, ctx.lang)}
          today={germanDate(ctx.now)}
        />
        <Runs
          lang={ctx.lang}
          csrfToken={ctx.csrfToken}
          runs={await deps.service.assessments(view.subject)}
          startHref={ofProvider.start(digest, view.query)}
          href={ofProvider.subject(digest, view.query)}
        />
        <ReportView
          lang={ctx.lang}
          report={report}
          action={({ criterion, finding }) =>
            finding === null ? null : (
              <p>
                <a class="kern-link" href={ofProvider.criterion(digest, criterion.id, view.query)}>
                  {t.provider.comment}
                  <span class="kern-sr-only">: {criterion.id}</span>
                </a>
              </p>
            )
          }
        />
        <p class="vb-muted">{spoken(report.criteria.note, ctx.lang)}</p>
      </Page>
    ),
  };
}

async function commentPage(
  ctx: RequestContext,
  deps: PageDeps,
  entry: { text: string; problem: 'text' | 'long' | 'markup' | null },
): Promise<Reply> {
  const { shell } = await staffShell(ctx, deps);
  const { view, report } = await ownReport(ctx, deps);
  const { criterion, finding } = stateIn(report, ctx);
  const t = conformityTexts(ctx.lang);
  const digest = view.subject.versionDigest;
  const message = entry.problem === null ? undefined : t.finding.problems[entry.problem];
  return {
    kind: 'page',
    status: message === undefined ? 200 : 422,
    page: (
      <Page
        ctx={shell}
        title={t.provider.commentTitle(criterion.id)}
        lead={t.provider.commentLead}
        breadcrumbs={[
          { href: conformityPaths.provider, label: t.provider.title },
          {
            href: ofProvider.subject(digest, view.query),
            label: t.subject.title(spoken(report.subject.name, ctx.lang), report.subject.version),
          },
        ]}
        errors={message === undefined ? [] : [{ id: 'text', message }]}
      >
        <p class="kern-body">{spoken(criterion.requirement, ctx.lang)}</p>
        {finding === null ? (
          <p class="kern-body">{t.provider.noFinding}</p>
        ) : (
          <>
            <p class="kern-body">
              <strong>{t.results[finding.result]}:</strong> {spoken(finding.reason, ctx.lang)}
            </p>
            <Form action={ofProvider.criterion(digest, criterion.id, view.query)} csrfToken={ctx.csrfToken}>
              <input type="hidden" name="feststellung" value={finding.id} />
              <TextArea
                lang={ctx.lang}
                id="text"
                label={t.provider.text}
                value={entry.text}
                rows={6}
                {...(message === undefined ? {} : { error: message })}
              />
              <Actions>
                <Button label={t.provider.save} />
              </Actions>
            </Form>
          </>
        )}
      </Page>
    ),
  };
}

async function saveComment(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { view, report } = await ownReport(ctx, deps);
  const state = stateIn(report, ctx);
  const text = sentText(ctx, 'text');
  const problem = text === '' ? 'text' : textProblem(text);
  if (problem !== null) return commentPage(ctx, deps, { text, problem });
  // A finding that came meanwhile is another one than the provider has read.
  const findingId = sentText(ctx, 'feststellung');
  if (!state.history.some(({ id }) => id === findingId)) throw findingNotFound();
  await deps.service.addComment({ findingId, text, by: actorOf(ctx) });
  return {
    kind: 'redirect',
    to: withNotice(ofProvider.subject(view.subject.versionDigest, view.query), 'stellungnahme'),
  };
}

async function start(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { view } = await ownReport(ctx, deps);
  await deps.service.assess({
    subject: view.subject,
    by: actorOf(ctx),
    ...(view.criteria === undefined ? {} : { criteria: view.criteria }),
  });
  return {
    kind: 'redirect',
    to: withNotice(ofProvider.subject(view.subject.versionDigest, view.query), 'gestartet'),
  };
}

export function providerRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...providerAccess,
      method: 'GET',
      path: conformityRoutePaths.provider,
      name: 'conformity.provider',
      rate: 'page',
      handle: (ctx) => listPage(ctx, deps),
    },
    {
      ...providerAccess,
      method: 'GET',
      path: conformityRoutePaths.providerSubject,
      name: 'conformity.provider-subject',
      rate: 'page',
      handle: (ctx) => subjectPage(ctx, deps),
    },
    {
      ...providerAccess,
      method: 'POST',
      path: conformityRoutePaths.providerStart,
      name: 'conformity.provider-start',
      rate: 'write',
      handle: (ctx) => start(ctx, deps),
    },
    {
      ...providerAccess,
      method: 'GET',
      path: conformityRoutePaths.comment,
      name: 'conformity.comment',
      rate: 'page',
      handle: (ctx) => commentPage(ctx, deps, { text: '', problem: null }),
    },
    {
      ...providerAccess,
      method: 'POST',
      path: conformityRoutePaths.comment,
      name: 'conformity.comment-save',
      rate: 'write',
      handle: (ctx) => saveComment(ctx, deps),
    },
  ];
}
