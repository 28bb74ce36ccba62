import { type VNode } from 'preact';
import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext } from '#kernel/http';
import { Button, type FieldError, Form, Heading, Page, Pagination, Table, TextField } from '#ui';
import { textLayers } from '../domain/overlay-json.ts';
import {
  type EditedPage,
  editedPages,
  moveNode,
  type PageChange,
  splitPage,
  storedPages,
  withPages,
} from '../domain/overlay-pages.ts';
import { elementAt, elementPlaces, type PageRow, pageRows } from '../domain/page-rows.ts';
import { nodeGaps } from '../domain/text-gaps.ts';
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
  missingWords,
  Notice,
  openWork,
  type OpenWork,
  Preview,
  sentText,
} from './form-frame.tsx';
import { workCrumbs } from './staff.ts';

const titleLimit = 300;
/** So many lines with their buttons are still a page that loads and is read. */
const rowsPerView = 60;

interface Shown extends OpenWork {
  page: EditedPage;
  pages: readonly EditedPage[];
}

interface View {
  errors?: readonly FieldError[];
  titles?: Readonly<Record<string, string>>;
}

async function openPage(ctx: RequestContext, deps: FormDeps): Promise<Shown> {
  const open = await openWork(ctx, deps);
  const pages = editedPages(open.form.schema, open.form.overlay, storedPages(open.work.content.overlay));
  const page = pages.find(({ id }) => id === ctx.params['page']);
  if (page === undefined) throw new AppError('not-found', 'authoring/page-not-found');
  return { ...open, page, pages };
}

export async function getFormPage(ctx: RequestContext, deps: FormDeps): Promise<Reply> {
  return formPageView(ctx, await openPage(ctx, deps), {});
}

function formPageView(ctx: RequestContext, open: Shown, view: View): Reply {
  const t = formEditorTexts(ctx.lang);
  const { work, page } = open;
  const path = formPaths.page(work.id, page.id);
  const layer = layerOf(ctx);
  return {
    kind: 'page',
    status: (view.errors ?? []).length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={open.shell}
        title={t.page.title(page.title.de)}
        width="wide"
        errors={view.errors ?? []}
        breadcrumbs={[
          ...workCrumbs(ctx, work),
          { href: editorHref(formPaths.overview(work.id), layer), label: t.overview.title },
        ]}
      >
        <Notice ctx={ctx} notices={{ gespeichert: t.saved, verschoben: t.moved }} />
        <Beside
          preview={<Preview ctx={ctx} open={open} pageId={page.id} hrefOf={(other) => editorHref(path, other)} />}
        >
          <Elements ctx={ctx} open={open} t={t} />
          <Titles ctx={ctx} open={open} t={t} view={view} />
        </Beside>
      </Page>
    ),
  };
}

function Elements({ ctx, open, t }: { ctx: RequestContext; open: Shown; t: FormTexts }): VNode {
  const { work, page, form } = open;
  const rows = pageRows(form.schema, page.nodes);
  const views = Math.max(1, Math.ceil(rows.length / rowsPerView));
  const wished = Number(/^\d{1,4}$/u.exec(ctx.query.get('teil') ?? ctx.form.get('teil') ?? '')?.[0] ?? 1);
  const view = Math.min(Math.max(1, wished), views);
  const from = (view - 1) * rowsPerView;
  const shown = rows.slice(from, from + rowsPerView);
  const path = formPaths.page(work.id, page.id);
  return (
    <>
      <Heading level={2}>{t.page.elements}</Heading>
      {rows.some(({ movable }) => !movable) ? <p class="vb-muted">{t.page.whole}</p> : null}
      {rows.some(({ movable, depth }) => movable && depth > 0) ? <p class="vb-muted">{t.page.apart}</p> : null}
      {views === 1 ? null : <p>{t.page.range(from + 1, from + shown.length, rows.length)}</p>}
      <Form action={path} csrfToken={ctx.csrfToken} defaultAction="nichts">
        <EditorFields ctx={ctx} work={work} />
        <input type="hidden" name="teil" value={String(view)} />
        <Table
          caption={t.page.elements}
          captionHidden
          columns={[
            { key: 'label', header: t.element.parts.label },
            { key: 'kind', header: t.element.kind },
            { key: 'acts', header: t.overview.acts },
          ]}
          rows={shown.map((row) => ({
            key: String(row.element),
            cells: {
              label: <RowLabel ctx={ctx} open={open} row={row} t={t} />,
              kind: kindWords(row, t),
              acts: <RowActs open={open} row={row} t={t} />,
            },
          }))}
        />
      </Form>
      <Pagination
        lang={ctx.lang}
        page={view}
        pages={views}
        href={(part) => editorHref(path, layerOf(ctx), { teil: String(part) })}
      />
    </>
  );
}

function RowLabel(p: { ctx: RequestContext; open: Shown; row: PageRow; t: FormTexts }): VNode {
  const { ctx, open, row, t } = p;
  const shown = open.form.form.nodes[row.node.path];
  const gaps = (layer: 'en' | 'simple'): number => (shown === undefined ? 0 : nodeGaps(shown, layer).missing);
  const missing = missingWords(t, { en: gaps('en'), simple: gaps('simple') });
  return (
    <>
      <span id={`e${row.element}`} tabIndex={-1}>
        {row.depth === 0 ? null : <span aria-hidden="true">{'› '.repeat(row.depth)}</span>}
        <a href={editorHref(formPaths.element(open.work.id, row.element), layerOf(ctx))} lang="de">
          {labelOf(shown?.content?.de ?? shown?.label.de ?? row.node.label)}
        </a>
      </span>
      {missing.length === 0 ? null : <span class="vb-tasks__hint">{missing.join(', ')}</span>}
    </>
  );
}

/** Static texts may be pages long; here they are only named. */
function labelOf(text: string): string {
  const line = text.replace(/\s+/gu, ' ');
  return line.length > 90 ? `${line.slice(0, 89)}…` : line;
}

export function kindWords({ node }: Pick<PageRow, 'node'>, t: FormTexts): string {
  const kinds = t.page.kinds;
  const kind =
    node.kind === 'group'
      ? node.choice
        ? kinds.choice
        : kinds.group
      : node.fieldKind === 'label' || node.fieldKind === 'locked' || node.fieldKind === 'hidden'
        ? kinds[node.fieldKind]
        : kinds.field;
  return node.max === 1 ? kind : `${kind}, ${t.page.repeatable}`;
}

function RowActs({ open, row, t }: { open: Shown; row: PageRow; t: FormTexts }): VNode | null {
  if (!row.movable) return null;
  const { pages, page } = open;
  const isTop = row.leads && pages[0] === page;
  const isBottom = row.trails && pages.at(-1) === page;
  const label = labelOf(open.form.form.nodes[row.node.path]?.label.de ?? row.node.label);
  const act = (value: string, word: string): VNode => (
    <Button small variant="tertiary" value={`${value}:${row.element}`} label={word} ariaLabel={`${word}: ${label}`} />
  );
  return (
    <>
      {isTop ? null : act('hoch', t.page.up)}
      {isBottom ? null : act('runter', t.page.down)}
      {row.leads ? null : act('teilen', t.page.split)}
    </>
  );
}

function Titles(p: { ctx: RequestContext; open: Shown; t: FormTexts; view: View }): VNode {
  const { ctx, open, t, view } = p;
  return (
    <>
      <Heading level={2}>{t.page.titles}</Heading>
      <Form action={formPaths.page(open.work.id, open.page.id)} csrfToken={ctx.csrfToken} defaultAction="titel">
        <EditorFields ctx={ctx} work={open.work} />
        {textLayers.map((layer) => {
          const error = view.errors?.find(({ id }) => id === `titel-${layer}`)?.message;
          return (
            <TextField
              key={layer}
              lang={ctx.lang}
              id={`titel-${layer}`}
              label={t.layers[layer]}
              value={view.titles?.[layer] ?? open.page.title[layer] ?? ''}
              optional={layer !== 'de'}
              {...(error === undefined ? {} : { error })}
            />
          );
        })}
        <Button label={t.save} value="titel" />
      </Form>
    </>
  );
}

export async function postFormPage(ctx: RequestContext, deps: FormDeps): Promise<Reply> {
  const open = await openPage(ctx, deps);
  const [verb = '', place = ''] = (ctx.form.get('_action') ?? '').split(':');
  switch (verb) {
    case 'titel':
      return saveTitles(ctx, deps, open);
    case 'hoch':
    case 'runter':
    case 'teilen':
      return act(ctx, deps, open, verb, place);
    default:
      return formPageView(ctx, open, {});
  }
}

function act(
  ctx: RequestContext,
  deps: FormDeps,
  open: Shown,
  verb: 'hoch' | 'runter' | 'teilen',
  place: string,
): Promise<Reply> | Reply {
  const t = formEditorTexts(ctx.lang);
  const { schema } = open.form;
  const node = elementAt(schema, place);
  const change: PageChange =
    node === null
      ? { ok: false, reason: 'no-such-node' }
      : verb === 'teilen'
        ? splitPage(schema, open.pages, node.path)
        : moveNode(schema, open.pages, node.path, verb === 'hoch' ? 'up' : 'down');
  if (node === null || !change.ok) {
    const reason = change.ok ? 'no-such-node' : change.reason;
    return formPageView(ctx, open, { errors: [{ id: `e${place}`, message: t.page.failed[reason] }] });
  }
  const words = { hoch: t.page.up, runter: t.page.down, teilen: t.page.split }[verb];
  const part = ctx.form.get('teil') ?? '1';
  return save(ctx, deps, open, {
    change: (overlay) => withPages(overlay, change.pages),
    entry: { label: t.conflict.act, mine: `${words}: ${node.label}` },
    then: () => {
      // A page that lost its last question is gone, and the question is on another one.
      const at = change.pages.find((page) => page.nodes.some((root) => isOn(node.path, root))) ?? open.page;
      const more = { meldung: 'verschoben', ...(part === '1' || at.id !== open.page.id ? {} : { teil: part }) };
      const place = elementPlaces(schema).get(node.path) ?? 0;
      return `${editorHref(formPaths.page(open.work.id, at.id), layerOf(ctx), more)}#e${place}`;
    },
  });
}

function isOn(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}

function saveTitles(ctx: RequestContext, deps: FormDeps, open: Shown): Promise<Reply> | Reply {
  const t = formEditorTexts(ctx.lang);
  const titles = {
    de: sentText(ctx, 'titel-de'),
    en: sentText(ctx, 'titel-en'),
    simple: sentText(ctx, 'titel-simple'),
  };
  const errors = textLayers.flatMap((layer) => {
    const id = `titel-${layer}`;
    if (titles[layer].length > titleLimit) return [{ id, message: t.tooLong(titleLimit) }];
    return layer === 'de' && titles.de === '' ? [{ id, message: t.page.titleMissing }] : [];
  });
  if (errors.length > 0) return formPageView(ctx, open, { errors, titles });
  const { de, en, simple } = titles;
  const title = { de, ...(en === '' ? {} : { en }), ...(simple === '' ? {} : { simple }) };
  const pages = open.pages.map((page) => (page.id === open.page.id ? { ...page, title } : page));
  return save(ctx, deps, open, {
    change: (overlay) => withPages(overlay, pages),
    entry: { label: t.page.titles, mine: Object.values(title).join('\n') },
    then: () => editorHref(formPaths.page(open.work.id, open.page.id), layerOf(ctx), { meldung: 'gespeichert' }),
  });
}

function save(
  ctx: RequestContext,
  deps: FormDeps,
  open: Shown,
  input: {
    change: (overlay: JsonObject) => JsonObject;
    entry: { label: string; mine: string };
    then: () => string;
  },
): Promise<Reply> {
  return saveWork(ctx, deps, {
    change: (content) => ({ ...content, overlay: input.change(content.overlay) }),
    entries: ({ overlay }) => {
      const stored = storedPages(overlay);
      const theirs = stored.map(({ title }) => Object.values(title).join(' / ')).join('\n');
      return [{ name: '_action', label: input.entry.label, mine: input.entry.mine, theirs }];
    },
    then: input.then,
  });
}
