import { nodesByPath } from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { type Reply, type RequestContext } from '#kernel/http';
import { Button, CheckboxGroup, type FieldError, Form, Heading, Page, Table } from '#ui';
import { textAt, withValue } from '../domain/overlay-json.ts';
import { elementAt, elementPlaces } from '../domain/page-rows.ts';
import { personFacts, prefillSuggestions } from '../domain/prefill-suggestions.ts';
import { formPaths } from '../form-paths.ts';
import { formEditorTexts, type FormTexts } from '../texts/form.ts';
import { type JsonObject } from '../types.ts';
import { saveWork } from './conflict.tsx';
import { editorHref, EditorFields, type FormDeps, layerOf, Notice, openWork, type OpenWork } from './form-frame.tsx';
import { workCrumbs } from './staff.ts';

/** More than that no person goes through in one go; the rest comes after. */
const mostSuggestions = 50;

export async function getPrefill(ctx: RequestContext, deps: FormDeps): Promise<Reply> {
  return prefillPage(ctx, await openWork(ctx, deps), []);
}

function prefillPage(ctx: RequestContext, open: OpenWork, errors: readonly FieldError[]): Reply {
  const t = formEditorTexts(ctx.lang);
  const { work } = open;
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={open.shell}
        title={t.prefill.title}
        lead={t.prefill.lead}
        width="wide"
        errors={errors}
        breadcrumbs={[
          ...workCrumbs(ctx, work),
          { href: editorHref(formPaths.overview(work.id), layerOf(ctx)), label: t.overview.title },
        ]}
      >
        <Notice ctx={ctx} notices={{ uebernommen: t.saved, entfernt: t.prefill.removed }} />
        <Heading level={2}>{t.prefill.now}</Heading>
        <Now ctx={ctx} open={open} t={t} />
        <Heading level={2}>{t.prefill.suggestions}</Heading>
        <Suggestions ctx={ctx} open={open} t={t} error={errors[0]?.message} />
      </Page>
    ),
  };
}

function Now({ ctx, open, t }: { ctx: RequestContext; open: OpenWork; t: FormTexts }): VNode {
  const { work, form } = open;
  const places = elementPlaces(form.schema);
  const entries = Object.entries(form.overlay.prefill ?? {});
  if (entries.length === 0) return <p class="kern-body">{t.prefill.none}</p>;
  return (
    <Form action={formPaths.prefill(work.id)} csrfToken={ctx.csrfToken} defaultAction="nichts">
      <EditorFields ctx={ctx} work={work} />
      <Table
        caption={t.prefill.now}
        captionHidden
        columns={[
          { key: 'field', header: t.prefill.field },
          { key: 'fact', header: t.prefill.fact },
          { key: 'acts', header: t.overview.acts },
        ]}
        rows={entries.map(([path, fact]) => {
          const place = places.get(path) ?? 0;
          const name = nameOf(open, path);
          return {
            key: path,
            cells: {
              field: (
                <a href={editorHref(formPaths.element(work.id, place), layerOf(ctx))} lang="de">
                  {name}
                </a>
              ),
              fact: factWord(t, fact),
              acts: (
                <Button
                  small
                  variant="tertiary"
                  value={`entfernen:${place}`}
                  label={t.prefill.remove}
                  ariaLabel={`${t.prefill.remove}: ${name}`}
                />
              ),
            },
          };
        })}
      />
    </Form>
  );
}

function factWord(t: FormTexts, fact: string): string {
  const known = personFacts.find((one) => one === fact);
  return known === undefined ? fact : t.prefill.facts[known];
}

/** With the groups around it, as there are many fields called "Vorname". */
function nameOf({ form }: OpenWork, path: string): string {
  const segments = path.split('/');
  return segments
    .map((_, index) => {
      const at = segments.slice(0, index + 1).join('/');
      return form.form.nodes[at]?.label.de ?? nodesByPath(form.schema).get(at)?.label ?? at;
    })
    .join(' › ');
}

function openSuggestions({ form }: OpenWork) {
  const taken = form.overlay.prefill ?? {};
  return prefillSuggestions(form.schema).filter(({ path }) => taken[path] === undefined);
}

function Suggestions(p: { ctx: RequestContext; open: OpenWork; t: FormTexts; error: string | undefined }): VNode {
  const { ctx, open, t } = p;
  const places = elementPlaces(open.form.schema);
  const found = openSuggestions(open).slice(0, mostSuggestions);
  if (found.length === 0) return <p class="kern-body">{t.prefill.noSuggestions}</p>;
  return (
    <>
      <p class="kern-body">{t.prefill.suggestionsLead}</p>
      <Form action={formPaths.prefill(open.work.id)} csrfToken={ctx.csrfToken} defaultAction="uebernehmen">
        <EditorFields ctx={ctx} work={open.work} />
        <CheckboxGroup
          lang={ctx.lang}
          id="vorschlag"
          label={t.prefill.choose}
          options={found.map(({ path, fact }) => ({
            value: String(places.get(path) ?? 0),
            label: t.prefill.suggestion(nameOf(open, path), t.prefill.facts[fact]),
          }))}
          {...(p.error === undefined ? {} : { error: p.error })}
        />
        <Button label={t.prefill.apply} value="uebernehmen" />
      </Form>
    </>
  );
}

export async function postPrefill(ctx: RequestContext, deps: FormDeps): Promise<Reply> {
  const open = await openWork(ctx, deps);
  const t = formEditorTexts(ctx.lang);
  const [verb = '', place = ''] = (ctx.form.get('_action') ?? '').split(':');
  if (verb === 'entfernen') {
    const path = elementAt(open.form.schema, place)?.path;
    if (path === undefined) return prefillPage(ctx, open, []);
    return save(ctx, deps, open, (overlay) => withValue(overlay, ['prefill', path], null), 'entfernt');
  }
  if (verb !== 'uebernehmen') return prefillPage(ctx, open, []);
  const places = elementPlaces(open.form.schema);
  const wished = new Set(ctx.form.getAll('vorschlag'));
  const chosen = openSuggestions(open).filter(({ path }) => wished.has(String(places.get(path))));
  if (chosen.length === 0) return prefillPage(ctx, open, [{ id: 'vorschlag', message: t.prefill.nothingChosen }]);
  const change = (overlay: JsonObject): JsonObject =>
    chosen.reduce((changed, { path, fact }) => withValue(changed, ['prefill', path], fact), overlay);
  return save(ctx, deps, open, change, 'uebernommen');
}

function save(
  ctx: RequestContext,
  deps: FormDeps,
  open: OpenWork,
  change: (overlay: JsonObject) => JsonObject,
  done: string,
): Promise<Reply> {
  const t = formEditorTexts(ctx.lang);
  const words = (overlay: JsonObject): string =>
    Object.keys(Object.fromEntries(Object.entries(overlay['prefill'] ?? {})))
      .map((path) => `${nameOf(open, path)}: ${factWord(t, textAt(overlay, ['prefill', path]))}`)
      .join('\n');
  return saveWork(ctx, deps, {
    change: (content) => ({ ...content, overlay: change(content.overlay) }),
    entries: ({ overlay }) => [
      {
        name: 'prefill',
        label: t.conflict.prefill,
        mine: words(change(open.work.content.overlay)),
        theirs: words(overlay),
      },
    ],
    then: (work) => editorHref(formPaths.prefill(work.id), layerOf(ctx), { meldung: done }),
  });
}
