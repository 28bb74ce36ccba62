import { applyOverlay, type FormModel, readOverlay, type SchemaNode } from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext } from '#kernel/http';
import {
  Actions,
  Button,
  type FieldError,
  Fieldset,
  Form,
  Heading,
  LinkButton,
  Page,
  Select,
  StaticText,
  SummaryList,
  TextArea,
  TextField,
} from '#ui';
import { elementTexts, partsOf, sourceText, textLimits, withElementTexts } from '../domain/element-texts.ts';
import { textAt, withValue } from '../domain/overlay-json.ts';
import { elementAt } from '../domain/page-rows.ts';
import { canPrefill, personFacts } from '../domain/prefill-suggestions.ts';
import { formPaths } from '../form-paths.ts';
import { formEditorTexts, type FormTexts } from '../texts/form.ts';
import { type JsonObject } from '../types.ts';
import { saveWork } from './conflict.tsx';
import { saveValues, Values } from './form-values.tsx';
import { kindWords } from './form-page.page.tsx';
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

export interface OpenElement extends OpenWork {
  node: SchemaNode;
  /** Place in the schema, as in the address. */
  place: number;
}

export interface ElementView {
  errors?: readonly FieldError[];
  /** Entries as they were sent, by name of the form field. */
  sent?: Readonly<Record<string, string>>;
  /** The form as it would be with these entries. */
  unsaved?: FormModel;
}

async function openElement(ctx: RequestContext, deps: FormDeps): Promise<OpenElement> {
  const open = await openWork(ctx, deps);
  const place = ctx.params['element'] ?? '';
  const node = elementAt(open.form.schema, place);
  if (node === null) throw new AppError('not-found', 'authoring/page-not-found');
  return { ...open, node, place: Number(place) };
}

export async function getElement(ctx: RequestContext, deps: FormDeps): Promise<Reply> {
  return elementPage(ctx, await openElement(ctx, deps), {});
}

export function elementPage(ctx: RequestContext, open: OpenElement, view: ElementView): Reply {
  const t = formEditorTexts(ctx.lang);
  const { work, form, node } = open;
  const layer = layerOf(ctx);
  const model = view.unsaved ?? form.form;
  const page = model.pages.find(({ nodes }) =>
    nodes.some((root) => node.path === root || node.path.startsWith(`${root}/`)),
  );
  const path = formPaths.element(work.id, open.place);
  const name = form.form.nodes[node.path]?.label.de ?? node.label;
  const pageHref = editorHref(
    page === undefined ? formPaths.overview(work.id) : formPaths.page(work.id, page.id),
    layer,
  );
  return {
    kind: 'page',
    status: (view.errors ?? []).length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={open.shell}
        title={t.element.title(name.length > 80 ? `${name.slice(0, 79)}…` : name)}
        width="wide"
        errors={view.errors ?? []}
        breadcrumbs={[
          ...workCrumbs(ctx, work),
          { href: editorHref(formPaths.overview(work.id), layer), label: t.overview.title },
          ...(page === undefined ? [] : [{ href: pageHref, label: page.title.de }]),
        ]}
      >
        <Notice ctx={ctx} notices={{ gespeichert: t.saved }} />
        <Beside
          preview={
            <Preview
              ctx={ctx}
              open={open}
              pageId={page?.id ?? ''}
              model={model}
              hrefOf={(other) => editorHref(path, other)}
              {...(view.unsaved === undefined ? {} : { note: t.unsaved })}
            />
          }
        >
          <Texts ctx={ctx} open={open} t={t} view={view} />
          <Values ctx={ctx} open={open} t={t} view={view} />
          <Heading level={2}>{t.element.facts}</Heading>
          <Facts ctx={ctx} open={open} t={t} />
          <LinkButton href={pageHref} label={t.element.back} variant="secondary" />
        </Beside>
      </Page>
    ),
  };
}

function Facts({ ctx, open, t }: { ctx: RequestContext; open: OpenElement; t: FormTexts }): VNode {
  const { node } = open;
  const legal = node.legalBasis.map(({ text }) => text).join('\n');
  return (
    <SummaryList
      lang={ctx.lang}
      rows={[
        { key: t.element.path, value: node.path },
        { key: t.element.kind, value: kindWords(open, t) },
        ...(node.kind === 'field' ? [{ key: t.element.type, value: t.element.types[node.dataType] }] : []),
        ...(legal === '' ? [] : [{ key: t.element.legal, value: <span lang="de">{legal}</span> }]),
      ]}
    />
  );
}

function Texts(p: { ctx: RequestContext; open: OpenElement; t: FormTexts; view: ElementView }): VNode {
  const { ctx, open, t, view } = p;
  const { work, node } = open;
  const texts = elementTexts(work.content.overlay, node);
  return (
    <>
      <Heading level={2}>{t.element.texts}</Heading>
      <Form action={formPaths.element(work.id, open.place)} csrfToken={ctx.csrfToken} defaultAction="texte">
        <EditorFields ctx={ctx} work={work} />
        {partsOf(node).map((part) => (
          <Fieldset key={part} id={`teil-${part}`} heading={t.element.parts[part]} level={3}>
            <Source text={sourceText(node, part)} t={t} />
            {texts
              .filter((text) => text.part === part)
              .map(({ layer, name, value }) => {
                const error = view.errors?.find(({ id }) => id === name)?.message;
                const common = {
                  lang: ctx.lang,
                  id: name,
                  label: t.overview.inLayer(t.element.parts[part], t.layers[layer]),
                  value: view.sent?.[name] ?? value,
                  optional: true,
                  ...(layer === 'de' ? { hint: t.optionalText } : {}),
                  ...(error === undefined ? {} : { error }),
                };
                return part === 'label' ? (
                  <TextField key={name} {...common} />
                ) : (
                  <TextArea key={name} {...common} rows={part === 'help' ? 3 : 8} />
                );
              })}
          </Fieldset>
        ))}
        <PrefillChoice ctx={ctx} open={open} t={t} view={view} />
        <Actions>
          <Button label={t.save} value="texte" />
          <Button label={t.showUnsaved} value="vorschau" variant="secondary" />
        </Actions>
      </Form>
    </>
  );
}

/** The text of the schema, German, whatever language the page has. */
function Source({ text, t }: { text: string; t: FormTexts }): VNode {
  if (text === '') return <p class="vb-muted">{t.noSource}</p>;
  return (
    <div class="vb-muted">
      <p>{t.source}:</p>
      <StaticText text={text} lang="de" />
    </div>
  );
}

function PrefillChoice(p: { ctx: RequestContext; open: OpenElement; t: FormTexts; view: ElementView }): VNode | null {
  const { ctx, open, t, view } = p;
  const { work, node, form } = open;
  if (!canPrefill(form.schema, node.path)) return null;
  return (
    <Select
      lang={ctx.lang}
      id="vorbelegung"
      label={t.element.prefill}
      hint={t.element.prefillHint}
      optional
      value={view.sent?.['vorbelegung'] ?? textAt(work.content.overlay, ['prefill', node.path])}
      options={personFacts.map((fact) => ({ value: fact, label: t.prefill.facts[fact] }))}
    />
  );
}

export async function postElement(ctx: RequestContext, deps: FormDeps): Promise<Reply> {
  const open = await openElement(ctx, deps);
  const action = ctx.form.get('_action') ?? '';
  if (action === 'werte') return saveValues(ctx, deps, open, (view) => elementPage(ctx, open, view));
  return saveTexts(ctx, deps, open, action === 'vorschau');
}

function saveTexts(ctx: RequestContext, deps: FormDeps, open: OpenElement, onlyShow: boolean): Promise<Reply> | Reply {
  const t = formEditorTexts(ctx.lang);
  const { work, node, form } = open;
  const before = elementTexts(work.content.overlay, node);
  const hasPrefill = canPrefill(form.schema, node.path);
  const fact = personFacts.find((known) => known === ctx.form.get('vorbelegung')) ?? '';
  const sent: Record<string, string> = { vorbelegung: fact };
  for (const { name } of before) sent[name] = sentText(ctx, name);
  const errors = before
    .filter(({ name, part }) => (sent[name] ?? '').length > textLimits[part])
    .map(({ name, part }) => ({ id: name, message: t.tooLong(textLimits[part]) }));
  if (errors.length > 0) return elementPage(ctx, open, { errors, sent });
  const change = (overlay: JsonObject): JsonObject => {
    const changed = withElementTexts(overlay, node, sent);
    return hasPrefill ? withValue(changed, ['prefill', node.path], fact || null) : changed;
  };
  if (onlyShow) {
    const { overlay } = readOverlay(change(work.content.overlay), form.schema);
    return elementPage(ctx, open, { sent, unsaved: applyOverlay(form.schema, overlay) });
  }
  return saveWork(ctx, deps, {
    change: (content) => ({ ...content, overlay: change(content.overlay) }),
    entries: ({ overlay }) => [
      ...elementTexts(overlay, node).map(({ name, part, layer, value }) => ({
        name,
        label: t.overview.inLayer(t.element.parts[part], t.layers[layer]),
        mine: sent[name] ?? '',
        theirs: value,
      })),
      { name: 'vorbelegung', label: t.element.prefill, mine: fact, theirs: textAt(overlay, ['prefill', node.path]) },
    ],
    then: (saved) => editorHref(formPaths.element(saved.id, open.place), layerOf(ctx), { meldung: 'gespeichert' }),
  });
}
