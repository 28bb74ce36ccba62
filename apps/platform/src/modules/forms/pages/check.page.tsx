import { pruneAnswers } from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { type Reply, type RequestContext } from '#kernel/http';
import {
  Actions,
  Alert,
  Button,
  Checkbox,
  Form,
  formatDate,
  LinkButton,
  Page,
  Progress,
  StaticText,
  SummaryList,
} from '#ui';
import { anchorOf, findProblems, pageOfProblem, type FormProblem } from '../domain/check.ts';
import { controlsOf, pageBlocks } from '../domain/blocks.ts';
import { type FileState } from '../domain/file-states.ts';
import { type FormState, stateOf, relevantPages } from '../domain/form-state.ts';
import { layerOf } from '../domain/text-layer.ts';
import { summarise, type SummarySection } from '../domain/summary.ts';
import { type OpenDraft } from '../drafts.ts';
import { formsPaths } from '../paths.ts';
import { type Send } from '../send.ts';
import { formsTexts } from '../texts/index.ts';
import { formNodeOf, type FormPageDeps, labelOf, orReceipt } from './form.page.tsx';
import { problemText } from './problem-texts.ts';
import { nameIn, personOf, shellOf } from './shell-of.ts';

export interface CheckDeps extends FormPageDeps {
  send: Send;
}

interface Shown {
  isUnconfirmed?: boolean;
  hasChanged?: boolean;
  /** A file is in quarantine. */
  isHeld?: boolean;
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
    const shown = { hasChanged: outcome.reason === 'changed', isHeld: outcome.reason === 'files' };
    return orReceipt(async () => checkPage(ctx, parts, await parts.drafts.open(person, draft), shown));
  }
  const word = outcome.kind === 'sent' ? 'gesendet' : 'schon-gesendet';
  return { kind: 'redirect', to: `${formsPaths.application(outcome.application)}?meldung=${word}` };
}

async function checkPage(ctx: RequestContext, parts: FormPageDeps, open: OpenDraft, shown: Shown): Promise<Reply> {
  const { row, compiled, content, context } = open;
  const t = formsTexts(ctx.lang);
  const state = stateOf(compiled, content.answers, context);
  const problems = findProblems(compiled, content, state, context);
  const held = await heldFiles(ctx, parts, open);
  const canSend = problems.length === 0 && held.length === 0;
  const pages = relevantPages(state);
  const words = { yes: t.yes, no: t.no, raw: content.raw };
  const tenant = await parts.deps.identity.tenant(row.tenant_id);
  const path = formsPaths.check(row.draft_id);
  const last = pages.at(-1);
  const failed = shown.isUnconfirmed === true || shown.hasChanged === true || shown.isHeld === true;
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
        {held.length === 0 ? null : <HeldFiles ctx={ctx} draft={row.draft_id} files={held} />}
        {problems.length === 0 ? null : <Problems ctx={ctx} open={open} state={state} problems={problems} />}
        {summarise(state, layerOf(ctx.lang, content), words).map((section) => (
          <Section key={section.pageId} ctx={ctx} draft={row.draft_id} section={section} />
        ))}
        <Form action={formsPaths.send(row.draft_id)} csrfToken={ctx.csrfToken}>
          <input type="hidden" name="_stand" value={row.revision} />
          {!canSend ? null : (
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
            {canSend ? <Button label={t.checkPage.send} /> : null}
            {last === undefined ? null : (
              <LinkButton variant="secondary" label={t.back} href={formsPaths.page(row.draft_id, last.id)} />
            )}
            <LinkButton variant="tertiary" label={t.later} href={formsPaths.account} />
          </Actions>
        </Form>
        <p class="vb-muted">{t.draftKept(formatDate(new Date(`${row.expires_on}T12:00:00Z`), ctx.lang))}</p>
      </Page>
    ),
  };
}

interface HeldFile {
  filename: string;
  state: FileState;
}

/** Files that must not be sent (yet): the person is told which and why. */
async function heldFiles(ctx: RequestContext, parts: FormPageDeps, open: OpenDraft): Promise<HeldFile[]> {
  const { compiled, content, context, row } = open;
  const files = Object.values(content.answers).filter((value) => typeof value === 'object');
  if (files.length === 0) return [];
  const answers = pruneAnswers(compiled.schema, compiled.rules, content.answers, context);
  const held = await parts.drafts.tx(personOf(ctx), (tx) => parts.uploads.held(tx, row.draft_id, answers));
  return files.flatMap(({ fileId, filename }) => {
    const state = held.get(fileId);
    return state === undefined ? [] : [{ filename, state }];
  });
}

function HeldFiles({ ctx, draft, files }: { ctx: RequestContext; draft: string; files: readonly HeldFile[] }): VNode {
  const t = formsTexts(ctx.lang);
  return (
    <Alert lang={ctx.lang} kind="warning" title={t.heldFiles.title} live>
      <ul>
        {files.map(({ filename, state }) => (
          <li key={filename}>
            {filename}: {t.fileStates[state]}
          </li>
        ))}
      </ul>
      <p>{t.heldFiles.text}</p>
      <p>
        <a href={formsPaths.check(draft)}>{t.heldFiles.reload}</a>
      </p>
    </Alert>
  );
}

/** Links to the pages with a problem, the first page first. */
function Problems(p: {
  ctx: RequestContext;
  open: OpenDraft;
  state: FormState;
  problems: readonly FormProblem[];
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
              <a href={href}>
                {problemText(
                  ctx.lang,
                  labelOf(open, problem.path, layerOf(ctx.lang, open.content)),
                  problem,
                  formNodeOf(open, problem.path),
                )}
              </a>
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
      changeHref: `${formsPaths.page(draft, row.pageId)}#${encodeURIComponent(row.path)}`,
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
