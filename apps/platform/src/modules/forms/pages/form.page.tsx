import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { type FormModel, type FormNode, pickText, type TextLayer } from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext } from '#kernel/http';
import { Actions, Alert, Button, type FieldError, Form, formatDate, Page, Progress, StaticText } from '#ui';
import { type FormsDeps } from '../deps.ts';
import { type Block, type Control, controlsOf, pageBlocks } from '../domain/blocks.ts';
import { anchorOf, type FormProblem } from '../domain/check.ts';
import { type DraftContent, standOf } from '../domain/draft-content.ts';
import { stateOf } from '../domain/form-state.ts';
import { layerOf, offersPlainLanguage } from '../domain/text-layer.ts';
import { type Drafts, type OpenDraft } from '../drafts.ts';
import { fileControls, neighbours, type PageResult, pageOf, savePage } from '../fill-page.ts';
import { formsPaths, pageIdOf } from '../paths.ts';
import { checkReceived, type ScanFile } from '../scan-file.ts';
import { type StartDraft } from '../start-draft.ts';
import { formsTexts } from '../texts/index.ts';
import { type Received } from '../receive-request.ts';
import { type FileStates, type Uploads } from '../uploads.ts';
import { ConflictNotice } from './conflict-notice.tsx';
import { type FieldContext, type PageProblem } from './field-view.tsx';
import { documentTitle, PageBody } from './page-body.tsx';
import { problemText } from './problem-texts.ts';
import { nameIn, personOf, shellOf } from './shell-of.ts';

export interface FormPageDeps {
  deps: FormsDeps;
  start: StartDraft;
  drafts: Drafts;
  uploads: Uploads;
  scanFile: ScanFile;
}

interface Shown {
  open: OpenDraft;
  /** What the fields show: the stored content, or this window's in a conflict. */
  content: DraftContent;
  pageId: string;
  problems: readonly FormProblem[];
  uploadProblems: Received['problems'];
  /** Says that the entries brought up more questions. */
  hasMore: boolean;
  conflict: PageResult['conflict'];
  sheet: string;
}

/** A sent draft leads to its receipt instead of an error. */
export async function orReceipt(work: () => Promise<Reply>): Promise<Reply> {
  try {
    return await work();
  } catch (error) {
    const application =
      error instanceof AppError && error.code === 'forms/already-sent' ? error.params['application'] : undefined;
    if (application === undefined) throw error;
    return { kind: 'redirect', to: `${formsPaths.application(String(application))}?meldung=schon-gesendet` };
  }
}

export function getPage(ctx: RequestContext, parts: FormPageDeps): Promise<Reply> {
  return orReceipt(async () => {
    const open = await parts.drafts.open(personOf(ctx), ctx.params['draft'] ?? '');
    const pageId = pageIdOf(ctx.params['page'] ?? '');
    pageOf(open, pageId);
    const sheet = randomBytes(9).toString('base64url');
    return formPage(ctx, parts, {
      open, content: open.content, pageId, problems: [], uploadProblems: [],
      hasMore: ctx.query.get('meldung') === moreQuestions, conflict: null, sheet,
    }); // prettier-ignore
  });
}

const moreQuestions = 'weitere-fragen';
const nothingReceived: Received = { files: [], problems: [] };

export function postPage(ctx: RequestContext, parts: FormPageDeps, hasFiles: boolean): Promise<Reply> {
  return orReceipt(async () => {
    const person = personOf(ctx);
    const draft = ctx.params['draft'] ?? '';
    const pageId = pageIdOf(ctx.params['page'] ?? '');
    let received = nothingReceived;
    if (hasFiles) {
      const controls = fileControls(await parts.drafts.open(person, draft), pageId);
      received = await parts.uploads.receive(person, draft, controls, ctx.files);
    }
    // Only now: fields behind a file input arrive after the file.
    const { form } = ctx;
    const action = form.get('_action') ?? 'weiter';
    const sheet = /^[\w-]{12}$/u.exec(form.get('_blatt') ?? '')?.[0] ?? randomBytes(9).toString('base64url');
    const stand = Number(form.get('_stand'));
    const saved = await savePage(person, draft, { pageId, form, stand, sheet, action, received }, parts);
    const bad = saved.conflict === null ? await checkReceived(parts.scanFile, person, received.files) : [];
    const result = { ...saved, uploadProblems: [...saved.uploadProblems, ...bad] };
    return answer(ctx, parts, result, action, sheet);
  });
}

function answer(
  ctx: RequestContext,
  parts: FormPageDeps,
  result: PageResult,
  action: string,
  sheet: string,
): Promise<Reply> | Reply {
  const { open, page } = result;
  const draft = open.row.draft_id;
  const again = (problems: readonly FormProblem[]): Promise<Reply> =>
    formPage(ctx, parts, {
      open, content: result.conflict?.content ?? open.content, pageId: page.id, problems,
      uploadProblems: result.uploadProblems, hasMore: result.added.length > 0, conflict: result.conflict, sheet,
    }); // prettier-ignore
  if (result.conflict !== null || result.uploadProblems.length > 0) return again([]);
  const { before, after } = neighbours(open, page.id);
  const [verb = '', target = ''] = action.split(':');
  switch (verb) {
    case 'zurueck':
      return { kind: 'redirect', to: before === null ? formsPaths.account : formsPaths.page(draft, before) };
    case 'spaeter':
      return { kind: 'redirect', to: formsPaths.account };
    case 'add':
    case 'remove':
    case 'upload':
      return { kind: 'redirect', to: `${formsPaths.page(draft, page.id)}#${encodeURIComponent(target)}` };
    case 'remove-file':
    case 'sprache':
      return { kind: 'redirect', to: formsPaths.page(draft, page.id) };
    case 'search':
      return again([]);
    default:
      if (result.problems.length > 0) return again(result.problems);
      // A page of its own address: the browser's way back leads through it without asking to send again.
      if (result.added.length > 0) {
        return { kind: 'redirect', to: `${formsPaths.page(draft, page.id)}?meldung=${moreQuestions}` };
      }
      return { kind: 'redirect', to: after === null ? formsPaths.check(draft) : formsPaths.page(draft, after) };
  }
}

function fileStatesOf(ctx: RequestContext, parts: FormPageDeps, draft: string): Promise<FileStates> {
  return parts.drafts.tx(personOf(ctx), (tx) => parts.uploads.states(tx, draft));
}

async function formPage(ctx: RequestContext, parts: FormPageDeps, shown: Shown): Promise<Reply> {
  const { open, content, pageId } = shown;
  const page = pageOf(open, pageId);
  const state = stateOf(open.compiled, content.answers, open.context);
  const blocks = pageBlocks(state, page);
  const { problems, errors } = describeProblems(ctx, shown, controlsOf(blocks), open);
  const layer = layerOf(ctx.lang, content);
  const { before, step, of } = neighbours(open, pageId);
  const shellContext = await shellOf(ctx, parts.deps, open.row.tenant_id);
  const t = formsTexts(ctx.lang);
  const service = nameIn(open.row.pinned.service, ctx.lang);
  const needsFiles = blocks.some(holdsFiles);
  const fileStates = needsFiles ? await fileStatesOf(ctx, parts, open.row.draft_id) : undefined;
  const fields: FieldContext = {
    ...(fileStates === undefined ? {} : { fileStates }),
    lang: ctx.lang,
    layer,
    prefix: '',
    topLevel: 1,
    draft: open.row.draft_id,
    raw: content.raw,
    facts: open.row.pinned.facts,
    prefilled: content.prefilled,
    problems,
    form: ctx.form,
  };
  const path = formsPaths.page(open.row.draft_id, pageId);
  const failed = errors.length > 0 || shown.conflict !== null;
  return {
    kind: 'page',
    status: shown.conflict !== null ? 409 : failed ? 422 : 200,
    page: (
      <Page
        ctx={shellContext}
        title={documentTitle(page, blocks, layer)}
        heading={page.section === undefined}
        errors={errors}
        hasError={failed}
        breadcrumbs={[
          { href: formsPaths.account, label: t.account },
          { href: path, label: service },
        ]}
      >
        <Progress lang={ctx.lang} step={step} of={of + 1} label={service} />
        {shown.conflict === null ? null : <ConflictNotice ctx={ctx} shown={shown.conflict} open={open} href={path} />}
        {!shown.hasMore ? null : (
          <Alert lang={ctx.lang} kind="info" title={t.newFields} live>
            <p>{t.newFieldsText}</p>
          </Alert>
        )}
        <Form
          action={needsFiles ? `${path}/dateien` : path}
          csrfToken={ctx.csrfToken}
          multipart={needsFiles}
          defaultAction="weiter"
        >
          <input type="hidden" name="_stand" value={standOf(open.content, pageId).revision} />
          <input type="hidden" name="_blatt" value={shown.sheet} />
          <PlainLanguage ctx={ctx} form={open.compiled.form} layer={layer} />
          <Introduction open={open} step={step} ctx={ctx} />
          <PageBody form={open.compiled.form} page={page} blocks={blocks} fields={fields} />
          <Actions>
            <Button label={step === of ? t.toCheck : t.next} value="weiter" />
            {before === null ? null : <Button label={t.back} variant="secondary" value="zurueck" />}
            <Button label={t.later} variant="tertiary" value="spaeter" />
          </Actions>
        </Form>
        <p class="vb-muted">{t.draftKept(formatDate(new Date(`${open.row.expires_on}T12:00:00Z`), ctx.lang))}</p>
      </Page>
    ),
  };
}

/** A button of the form: changing the language must not lose what was typed. */
function PlainLanguage(p: { ctx: RequestContext; form: FormModel; layer: TextLayer }): VNode | null {
  const t = formsTexts(p.ctx.lang);
  if (p.ctx.lang !== 'de' || !offersPlainLanguage(p.form)) return null;
  const isPlain = p.layer === 'simple';
  return (
    <div class="vb-layer">
      <Button
        small
        variant="secondary"
        label={isPlain ? t.plainOff : t.plainOn}
        value={isPlain ? 'sprache:alltag' : 'sprache:einfach'}
      />
    </div>
  );
}

function Introduction({ open, step, ctx }: { open: OpenDraft; step: number; ctx: RequestContext }): VNode | null {
  const { help } = open.compiled.form;
  if (step > 1 || help === null) return null;
  const spoken = pickText(help, layerOf(ctx.lang, open.content));
  return <StaticText text={spoken.text} {...(spoken.lang === ctx.lang ? {} : { lang: spoken.lang })} />;
}

function holdsFiles(block: Block): boolean {
  switch (block.kind) {
    case 'files':
      return true;
    case 'group':
    case 'choice':
      return block.children.some(holdsFiles);
    case 'repeat':
      return block.items.some((item) => item.children.some(holdsFiles));
    default:
      return false;
  }
}

function describeProblems(
  ctx: RequestContext,
  shown: Shown,
  controls: readonly Control[],
  open: OpenDraft,
): { problems: Map<string, PageProblem>; errors: FieldError[] } {
  const problems = new Map<string, PageProblem>();
  const errors: FieldError[] = [];
  for (const problem of [...shown.problems, ...shown.uploadProblems]) {
    const id = anchorOf({ ...problem, code: 'unreadable' }, controls);
    // A problem of a whole group stands at the group but leads to its first field.
    const place = controls.some((control) => control.path === id && problem.path.startsWith(`${id}`))
      ? id
      : problem.path;
    if (problems.has(place)) continue;
    problems.set(place, { code: problem.code, params: problem.params });
    errors.push({
      id,
      message: problemText(
        ctx.lang,
        labelOf(open, problem.path, layerOf(ctx.lang, shown.content)),
        problem,
        formNodeOf(open, problem.path),
      ),
    });
  }
  return { problems, errors };
}

export function formNodeOf(open: OpenDraft, path: string): FormNode | undefined {
  return open.compiled.form.nodes[path.replace(/#.*$/u, '').replace(/\[\d+\]/gu, '')];
}

export function labelOf(open: OpenDraft, path: string, layer: TextLayer): string {
  const node = formNodeOf(open, path);
  return node === undefined ? '' : pickText(node.label, layer).text;
}

/** The person's own upload, for a look at what she chose; never shown inside the page. */
export async function getUpload(ctx: RequestContext, parts: FormPageDeps): Promise<Reply> {
  const person = personOf(ctx);
  const draft = ctx.params['draft'] ?? '';
  const upload = ctx.params['upload'] ?? '';
  const open = await parts.drafts.open(person, draft);
  const file = Object.values(open.content.answers).find(
    (value) => typeof value === 'object' && value.fileId === upload,
  );
  const stream = await parts.uploads.read(person, draft, upload);
  if (stream === null || typeof file !== 'object') throw new AppError('not-found', 'forms/file-not-found');
  return { kind: 'bytes', body: Readable.from(stream), contentType: file.mimeType, filename: file.filename };
}
