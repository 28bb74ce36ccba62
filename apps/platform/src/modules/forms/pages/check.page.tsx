import { type AnswerError } from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { type Reply, type RequestContext } from '#kernel/http';
import { Actions, Alert, Button, Checkbox, Form, LinkButton, Page, Progress, StaticText, SummaryList } from '#ui';
import { anchorOf, findProblems, pageOfProblem } from '../domain/check.ts';
import { controlsOf, pageBlocks } from '../domain/blocks.ts';
import { type FormState, stateOf, relevantPages } from '../domain/form-state.ts';
import { summarise, type SummarySection } from '../domain/summary.ts';
import { type OpenDraft } from '../drafts.ts';
import { formsPaths } from '../paths.ts';
import { type Send } from '../send.ts';
import { formsTexts } from '../texts/index.ts';
import { type FormPageDeps, labelOf, orReceipt } from './form.page.tsx';
import { problemText } from './problem-texts.ts';
import { nameIn, personOf, shellOf } from './shell-of.ts';

export interface CheckDeps extends FormPageDeps {
  send: Send;
}

interface Shown {
  isUnconfirmed?: boolean;
  hasChanged?: boolean;
}

export function getCheck(ctx: RequestContext, parts: FormPageDeps): Promise<Reply> {
  return orReceipt(async () =>
    checkPage(ctx, parts, await parts.drafts.open(personOf(ctx), ctx.params['draft'] ?? ''), {}),
  );
}

export async function postSend(ctx: RequestContext, parts: CheckDeps): Promise<Reply> {
  const person = personOf(ctx);
  const draft = ctx.params['draft'] ?? '';
  if (ctx.form.get('erklaerung') !== 'true') {
    return orReceipt(async () =>
      checkPage(ctx, parts, await parts.drafts.open(person, draft), { isUnconfirmed: true }),
    );
  }
  const outcome = await parts.send.send(person, draft, { revision: Number(ctx.form.get('_stand')), lang: ctx.lang });
  if (outcome.kind === 'not-ready') {
    const hasChanged = outcome.reason === 'changed';
    return orReceipt(async () => checkPage(ctx, parts, await parts.drafts.open(person, draft), { hasChanged }));
  }
  const word = outcome.kind === 'sent' ? 'gesendet' : 'schon-gesendet';
  return { kind: 'redirect', to: `${formsPaths.application(outcome.application)}?meldung=${word}` };
}

async function checkPage(ctx: RequestContext, parts: FormPageDeps, open: OpenDraft, shown: Shown): Promise<Reply> {
  const { row, compiled, content, context } = open;
  const t = formsTexts(ctx.lang);
  const state = stateOf(compiled, content.answers, context);
  const problems = findProblems(compiled, content, state, context);
  const pages = relevantPages(state);
  const words = { yes: t.yes, no: t.no, raw: content.raw };
  const tenant = await parts.deps.identity.tenant(row.tenant_id);
  const path = formsPaths.check(row.draft_id);
  const last = pages.at(-1);
  const failed = shown.isUnconfirmed === true || shown.hasChanged === true;
  return {
    kind: 'page',
    status: failed ? 422 : 200,
    page: (
      <Page
        ctx={await shellOf(ctx, parts.deps, row.tenant_id)}
        title={t.checkPage.title}
        lead={t.checkPage.lead}
        errors={shown.isUnconfirmed === true ? [{ id: 'erklaerung', message: t.checkPage.confirmMissing }] : []}
        hasError={failed}
        breadcrumbs={[
          { href: formsPaths.account, label: t.account },
          { href: path, label: nameIn(row.pinned.service, ctx.lang) },
        ]}
      >
        <Progress
          lang={ctx.lang}
          step={pages.length + 1}
          of={pages.length + 1}
          label={nameIn(row.pinned.service, ctx.lang)}
        />
        {shown.hasChanged === true ? (
          <Alert lang={ctx.lang} kind="warning" title={t.checkPage.changed} live>
            <p>{t.checkPage.changedText}</p>
          </Alert>
        ) : null}
        {problems.length === 0 ? null : <Problems ctx={ctx} open={open} state={state} problems={problems} />}
        {summarise(state, ctx.lang, words).map((section) => (
          <Section key={section.pageId} ctx={ctx} draft={row.draft_id} section={section} />
        ))}
        <Form action={formsPaths.send(row.draft_id)} csrfToken={ctx.csrfToken}>
          <input type="hidden" name="_stand" value={row.revision} />
          {problems.length > 0 ? null : (
            <>
              <h2 class="kern-heading-medium">{t.checkPage.declaration}</h2>
              <StaticText text={nameIn(row.pinned.declaration, ctx.lang)} />
              <Checkbox
                lang={ctx.lang}
                id="erklaerung"
                label={t.checkPage.confirm}
                error={shown.isUnconfirmed === true ? t.checkPage.confirmMissing : undefined}
              />
              <p>{t.checkPage.privacy(tenant?.officialName ?? tenant?.name ?? '')}</p>
            </>
          )}
          <Actions>
            {problems.length > 0 ? null : <Button label={t.checkPage.send} />}
            {last === undefined ? null : (
              <LinkButton variant="secondary" label={t.back} href={formsPaths.page(row.draft_id, last.id)} />
            )}
            <LinkButton variant="tertiary" label={t.later} href={formsPaths.account} />
          </Actions>
        </Form>
      </Page>
    ),
  };
}

/** Links to the pages with a problem, the first page first. */
function Problems(p: {
  ctx: RequestContext;
  open: OpenDraft;
  state: FormState;
  problems: readonly AnswerError[];
}): VNode {
  const { ctx, open, state } = p;
  const t = formsTexts(ctx.lang);
  const pages = open.compiled.form.pages;
  const found = p.problems.flatMap((problem) => {
    const page = pageOfProblem(open.compiled, problem);
    return page === null ? [] : [{ problem, page, place: pages.indexOf(page) }];
  });
  found.sort((a, b) => a.place - b.place);
  return (
    <Alert lang={ctx.lang} kind="warning" title={t.checkPage.problems}>
      <p>{t.checkPage.problemsText}</p>
      <ul>
        {found.map(({ problem, page }) => {
          const anchor = anchorOf(problem, controlsOf(pageBlocks(state, page)));
          const href = `${formsPaths.page(open.row.draft_id, page.id)}#${encodeURIComponent(anchor)}`;
          return (
            <li key={`${problem.path} ${problem.code}`}>
              <a href={href}>{problemText(ctx.lang, labelOf(open, problem.path, ctx), problem)}</a>
            </li>
          );
        })}
      </ul>
    </Alert>
  );
}

function Section({ ctx, draft, section }: { ctx: RequestContext; draft: string; section: SummarySection }): VNode {
  const href = formsPaths.page(draft, section.pageId);
  const [first] = section.groups;
  const rows = (group: SummarySection['groups'][number]): { key: string; value: string; changeHref: string }[] =>
    group.rows.map((row) => ({
      key: row.label,
      value: row.value,
      changeHref: `${href}#${encodeURIComponent(row.path)}`,
    }));
  return (
    <section>
      <SummaryList
        lang={ctx.lang}
        heading={section.title}
        changeHref={href}
        rows={first?.heading === null ? rows(first) : []}
      />
      {section.groups
        .filter((group) => group !== first || group.heading !== null)
        .map((group, index) => (
          <SummaryList
            key={index}
            lang={ctx.lang}
            {...(group.heading === null ? {} : { heading: group.heading })}
            level={3}
            rows={rows(group)}
          />
        ))}
    </section>
  );
}
