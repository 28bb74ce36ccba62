import { type VNode } from 'preact';
import { type Reply, type RequestContext } from '#kernel/http';
import {
  Alert,
  Button,
  EmptyState,
  type FieldError,
  Form,
  Heading,
  LinkButton,
  Page,
  RadioGroup,
  Table,
  TextField,
} from '#ui';
import { textAt, textLayers, withoutRest, withValue } from '../domain/overlay-json.ts';
import {
  editedPages,
  joinWithNext,
  movePage,
  type PageChange,
  storedPages,
  withPages,
} from '../domain/overlay-pages.ts';
import { pageRows, questionCount } from '../domain/page-rows.ts';
import { countedValues, textGaps } from '../domain/text-gaps.ts';
import { formPaths } from '../form-paths.ts';
import { formEditorTexts, type FormTexts } from '../texts/form.ts';
import { type JsonObject } from '../types.ts';
import { saveWork } from './conflict.tsx';
import {
  Beside,
  editorHref,
  EditorFields,
  type FormDeps,
  layerOf,
  Notice,
  openWork,
  type OpenWork,
  Preview,
  sentText,
} from './form-frame.tsx';
import { workCrumbs } from './staff.ts';

const titleLimit = 300;
const shownRest = 10;

interface View {
  errors?: readonly FieldError[];
  /** Titles as they were sent. */
  titles?: Readonly<Record<string, string>>;
  mode?: string;
}

export async function getOverview(ctx: RequestContext, deps: FormDeps): Promise<Reply> {
  return overviewPage(ctx, await openWork(ctx, deps), {});
}

function overviewPage(ctx: RequestContext, open: OpenWork, view: View): Reply {
  const t = formEditorTexts(ctx.lang);
  const { work, form } = open;
  const path = formPaths.overview(work.id);
  const wished = ctx.query.get('seite') ?? '';
  const shown = form.form.pages.find(({ id }) => id === wished) ?? form.form.pages[0];
  return {
    kind: 'page',
    status: (view.errors ?? []).length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={open.shell}
        title={t.overview.title}
        lead={t.overview.lead}
        width="wide"
        errors={view.errors ?? []}
        breadcrumbs={workCrumbs(ctx, work)}
      >
        <Notice ctx={ctx} notices={{ gespeichert: t.saved, verschoben: t.moved, entfernt: t.rest.removed }} />
        <Rest ctx={ctx} open={open} t={t} />
        {shown === undefined ? (
          <EmptyState title={t.overview.empty} />
        ) : (
          <Beside
            preview={
              <Preview
                ctx={ctx}
                open={open}
                pageId={shown.id}
                hrefOf={(layer) => editorHref(path, layer, { seite: shown.id })}
              />
            }
          >
            <Pages ctx={ctx} open={open} t={t} />
            <Counts open={open} t={t} />
            <Basics ctx={ctx} open={open} t={t} view={view} />
            <Heading level={2}>{t.overview.prefill}</Heading>
            <p class="kern-body">{t.overview.prefillText(Object.keys(form.overlay.prefill ?? {}).length)}</p>
            <LinkButton href={formPaths.prefill(work.id)} label={t.overview.prefillLink} variant="secondary" />
            <LinkButton href={formPaths.tests(work.id)} label={t.overview.testsLink} variant="tertiary" />
          </Beside>
        )}
      </Page>
    ),
  };
}

function Rest({ ctx, open, t }: { ctx: RequestContext; open: OpenWork; t: FormTexts }): VNode | null {
  const { rest } = open.form;
  if (rest.length === 0) return null;
  return (
    <Alert lang={ctx.lang} kind="warning" title={t.rest.title}>
      <p>{t.rest.text}</p>
      <ul>
        {rest.slice(0, shownRest).map(({ part, path, key }) => (
          <li key={`${part} ${path} ${key ?? ''}`}>
            {t.rest.parts[part]}: <span>{key === null ? path : `${path} (${key})`}</span>
          </li>
        ))}
        {rest.length > shownRest ? <li>{t.rest.more(rest.length - shownRest)}</li> : null}
      </ul>
      <Form action={formPaths.overview(open.work.id)} csrfToken={ctx.csrfToken}>
        <EditorFields ctx={ctx} work={open.work} />
        <Button label={t.rest.remove} value="rest" variant="secondary" />
      </Form>
    </Alert>
  );
}

function Counts({ open, t }: { open: OpenWork; t: FormTexts }): VNode {
  return (
    <>
      <Heading level={2}>{t.overview.gaps}</Heading>
      <ul>
        {(['en', 'simple'] as const).map((layer) => {
          const { missing, total } = textGaps(open.form.form, layer).whole;
          const name = t.layers[layer];
          return (
            <li key={layer}>
              {missing === 0 ? t.overview.gapsAll(name, total) : t.overview.gapsSome(name, missing, total)}
            </li>
          );
        })}
      </ul>
      <p class="vb-muted">{t.overview.gapsNote(countedValues)}</p>
    </>
  );
}

function Pages({ ctx, open, t }: { ctx: RequestContext; open: OpenWork; t: FormTexts }): VNode {
  const { form, work } = open;
  const [english, plain] = [textGaps(form.form, 'en').byPage, textGaps(form.form, 'simple').byPage];
  const { pages } = form.form;
  const layer = layerOf(ctx);
  return (
    <>
      <Heading level={2}>{t.overview.pages}</Heading>
      <Form action={formPaths.overview(work.id)} csrfToken={ctx.csrfToken} defaultAction="nichts">
        <EditorFields ctx={ctx} work={work} />
        <Table
          caption={t.overview.pagesCaption}
          captionHidden
          columns={[
            { key: 'page', header: t.overview.page },
            { key: 'questions', header: t.overview.questions, numeric: true },
            { key: 'en', header: t.overview.missing(t.layers.en), numeric: true },
            { key: 'simple', header: t.overview.missing(t.layers.simple), numeric: true },
            { key: 'acts', header: t.overview.acts },
          ]}
          rows={pages.map((page, at) => ({
            key: page.id,
            cells: {
              page: (
                <a id={`seite-${at}`} href={editorHref(formPaths.page(work.id, page.id), layer)}>
                  {at + 1}. {page.title.de}
                </a>
              ),
              questions: questionCount(pageRows(form.schema, page.nodes)),
              en: english.get(page.id)?.missing ?? 0,
              simple: plain.get(page.id)?.missing ?? 0,
              acts: <Acts t={t} id={page.id} title={page.title.de} first={at === 0} last={at === pages.length - 1} />,
            },
          }))}
        />
      </Form>
    </>
  );
}

function Acts(p: { t: FormTexts; id: string; title: string; first: boolean; last: boolean }): VNode {
  const act = (value: string, label: string): VNode => (
    <Button small variant="tertiary" value={`${value}:${p.id}`} label={label} ariaLabel={`${label}: ${p.title}`} />
  );
  return (
    <>
      {p.first ? null : act('hoch', p.t.overview.up)}
      {p.last ? null : act('runter', p.t.overview.down)}
      {p.last ? null : act('verbinden', p.t.overview.join)}
    </>
  );
}

function Basics(p: { ctx: RequestContext; open: OpenWork; t: FormTexts; view: View }): VNode {
  const { ctx, t, view } = p;
  const { work, form } = p.open;
  return (
    <>
      <Heading level={2}>{t.overview.basics}</Heading>
      <Form action={formPaths.overview(work.id)} csrfToken={ctx.csrfToken} defaultAction="grundlagen">
        <EditorFields ctx={ctx} work={work} />
        <p class="kern-body">
          {t.source}: <span lang="de">{form.schema.title}</span>
        </p>
        {textLayers.map((layer) => {
          const error = view.errors?.find(({ id }) => id === `titel-${layer}`)?.message;
          return (
            <TextField
              key={layer}
              lang={ctx.lang}
              id={`titel-${layer}`}
              label={t.overview.inLayer(t.overview.formTitle, t.layers[layer])}
              value={view.titles?.[layer] ?? textAt(work.content.overlay, ['title', layer])}
              optional
              {...(error === undefined ? {} : { error })}
            />
          );
        })}
        <RadioGroup
          lang={ctx.lang}
          id="modus"
          label={t.overview.mode}
          value={view.mode ?? form.form.mode}
          options={(['pages', 'questions'] as const).map((mode) => ({
            value: mode,
            label: t.overview.modes[mode],
            hint: t.overview.modeHints[mode],
          }))}
        />
        <Button label={t.save} value="grundlagen" />
      </Form>
    </>
  );
}

export async function postOverview(ctx: RequestContext, deps: FormDeps): Promise<Reply> {
  const open = await openWork(ctx, deps);
  const [verb = '', id = ''] = (ctx.form.get('_action') ?? '').split(/:(.*)/su, 2);
  switch (verb) {
    case 'grundlagen':
      return saveBasics(ctx, deps, open);
    case 'rest':
      return save(ctx, deps, open, (overlay) => withoutRest(overlay, open.form.rest), 'entfernt', id);
    case 'hoch':
    case 'runter':
    case 'verbinden':
      return savePages(ctx, deps, open, verb, id);
    default:
      return overviewPage(ctx, open, {});
  }
}

function savePages(
  ctx: RequestContext,
  deps: FormDeps,
  open: OpenWork,
  verb: 'hoch' | 'runter' | 'verbinden',
  id: string,
): Promise<Reply> | Reply {
  const t = formEditorTexts(ctx.lang);
  const { schema, overlay } = open.form;
  const pages = editedPages(schema, overlay, storedPages(open.work.content.overlay));
  const change: PageChange =
    verb === 'verbinden' ? joinWithNext(schema, pages, id) : movePage(pages, id, verb === 'hoch' ? 'up' : 'down');
  if (!change.ok) {
    return overviewPage(ctx, open, { errors: [{ id: 'seite-0', message: t.page.failed[change.reason] }] });
  }
  const at = change.pages.findIndex((page) => page.id === id);
  return save(ctx, deps, open, (stored) => withPages(stored, change.pages), 'verschoben', id, `#seite-${at}`);
}

function saveBasics(ctx: RequestContext, deps: FormDeps, open: OpenWork): Promise<Reply> | Reply {
  const t = formEditorTexts(ctx.lang);
  const titles = Object.fromEntries(textLayers.map((layer) => [layer, sentText(ctx, `titel-${layer}`)]));
  const mode = ctx.form.get('modus') === 'questions' ? 'questions' : 'pages';
  const errors = textLayers
    .filter((layer) => (titles[layer] ?? '').length > titleLimit)
    .map((layer) => ({ id: `titel-${layer}`, message: t.tooLong(titleLimit) }));
  if (errors.length > 0) return overviewPage(ctx, open, { errors, titles, mode });
  const change = (overlay: JsonObject): JsonObject => {
    let changed = withValue(overlay, ['mode'], mode === 'pages' ? null : mode);
    for (const layer of textLayers) changed = withValue(changed, ['title', layer], titles[layer] || null);
    return changed;
  };
  return save(ctx, deps, open, change, 'gespeichert', '');
}

function save(
  ctx: RequestContext,
  deps: FormDeps,
  open: OpenWork,
  change: (overlay: JsonObject) => JsonObject,
  done: string,
  page: string,
  anchor = '',
): Promise<Reply> {
  const t = formEditorTexts(ctx.lang);
  const mine = change(open.work.content.overlay);
  const order = (overlay: JsonObject): string =>
    storedPages(overlay)
      .map(({ title }, at) => `${at + 1}. ${title.de}`)
      .join('\n');
  return saveWork(ctx, deps, {
    change: (content) => ({ ...content, overlay: change(content.overlay) }),
    entries: ({ overlay }) => [
      { name: 'seiten', label: t.conflict.order, mine: order(mine), theirs: order(overlay) },
      ...textLayers.map((layer) => ({
        name: `titel-${layer}`,
        label: t.overview.inLayer(t.overview.formTitle, t.layers[layer]),
        mine: textAt(mine, ['title', layer]),
        theirs: textAt(overlay, ['title', layer]),
      })),
      { name: 'modus', label: t.overview.mode, mine: modeWords(t, mine), theirs: modeWords(t, overlay) },
    ],
    then: (work) =>
      editorHref(formPaths.overview(work.id), layerOf(ctx), {
        meldung: done,
        ...(page === '' ? {} : { seite: page }),
      }) + anchor,
  });
}

function modeWords(t: FormTexts, overlay: JsonObject): string {
  return t.overview.modes[textAt(overlay, ['mode']) === 'questions' ? 'questions' : 'pages'];
}
