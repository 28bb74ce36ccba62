import { valuesOf } from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { type Reply, type RequestContext } from '#kernel/http';
import { Button, FilterForm, Form, Heading, Pagination, TextField } from '#ui';
import { type ListedName, listedNames, valueLimit, valueName, withValueNames } from '../domain/element-texts.ts';
import { textLayers } from '../domain/overlay-json.ts';
import { formPaths } from '../form-paths.ts';
import { formEditorTexts, type FormTexts } from '../texts/form.ts';
import { saveWork } from './conflict.tsx';
import { type ElementView, type OpenElement } from './form-element.page.tsx';
import { editorHref, EditorFields, type FormDeps, layerField, layerOf, sentText } from './form-frame.tsx';

/** Three fields each; registers have thousands of values. */
const valuesPerView = 10;

interface Part {
  words: string;
  /** From 1. */
  view: number;
}

function partOf(ctx: RequestContext): Part {
  const words = (ctx.form.get('suche') ?? ctx.query.get('suche') ?? '').slice(0, 100);
  const view = Number(/^\d{1,4}$/u.exec(ctx.form.get('teil') ?? ctx.query.get('teil') ?? '')?.[0] ?? 1);
  return { words, view: Math.max(1, view) };
}

/** Names of the values of a list: a search, a part of the list, three names each. */
export function Values(p: { ctx: RequestContext; open: OpenElement; t: FormTexts; view: ElementView }): VNode | null {
  const { ctx, open, t, view } = p;
  const { node, form, work } = open;
  if (node.kind !== 'field' || (node.fieldKind !== 'select' && node.values === null)) return null;
  const all = valuesOf(form.schema, node);
  const path = formPaths.element(work.id, open.place);
  const { words, view: wished } = partOf(ctx);
  const found = listedNames(form.schema, work.content.overlay, node, words);
  const views = Math.max(1, Math.ceil(found.length / valuesPerView));
  const at = Math.min(wished, views);
  const shown = found.slice((at - 1) * valuesPerView, at * valuesPerView);
  return (
    <section aria-labelledby="werte">
      <Heading level={2} id="werte">
        {t.element.values}
      </Heading>
      <p class="kern-body">{all === null ? t.element.valueMissing : t.element.valuesLead(all.length)}</p>
      {all === null || all.length <= valuesPerView ? null : (
        <FilterForm lang={ctx.lang} action={path} label={t.element.valueSearch} searchLabel={t.element.search}>
          <input type="hidden" name={layerField} value={layerOf(ctx)} />
          <TextField lang={ctx.lang} id="suche" label={t.element.valueSearch} value={words} type="search" />
        </FilterForm>
      )}
      {all !== null && found.length === 0 ? <p class="kern-body">{t.element.noHits}</p> : null}
      {shown.length === 0 ? null : (
        <Form action={path} csrfToken={ctx.csrfToken} defaultAction="werte">
          <EditorFields ctx={ctx} work={work} />
          <input type="hidden" name="suche" value={words} />
          <input type="hidden" name="teil" value={String(at)} />
          {shown.map((value) => (
            <ValueFields key={value.at} ctx={ctx} value={value} t={t} view={view} />
          ))}
          <Button label={t.element.saveValues} value="werte" />
        </Form>
      )}
      <Pagination
        lang={ctx.lang}
        page={at}
        pages={views}
        href={(part) =>
          `${editorHref(path, layerOf(ctx), { teil: String(part), ...(words === '' ? {} : { suche: words }) })}#werte`
        }
      />
    </section>
  );
}

function ValueFields(p: { ctx: RequestContext; value: ListedName; t: FormTexts; view: ElementView }): VNode {
  const { ctx, value, t, view } = p;
  return (
    <fieldset class="vb-group">
      <legend class="kern-label">
        <span lang="de">{value.source}</span>{' '}
        <span class="vb-muted">
          ({t.element.code} {value.code})
        </span>
      </legend>
      {textLayers.map((layer) => {
        const id = valueName(value.at, layer);
        const error = view.errors?.find((one) => one.id === id)?.message;
        return (
          <TextField
            key={id}
            lang={ctx.lang}
            id={id}
            label={t.layers[layer]}
            value={view.sent?.[id] ?? value.own[layer]}
            optional
            {...(error === undefined ? {} : { error })}
          />
        );
      })}
    </fieldset>
  );
}

export function saveValues(
  ctx: RequestContext,
  deps: FormDeps,
  open: OpenElement,
  again: (view: ElementView) => Reply,
): Promise<Reply> | Reply {
  const t = formEditorTexts(ctx.lang);
  const { node, form, work } = open;
  const names = [...ctx.form.keys()].filter((name) => /^wert-\d{1,6}-(?:de|en|simple)$/u.test(name));
  const sent = Object.fromEntries(names.map((name) => [name, sentText(ctx, name)]));
  const errors = names
    .filter((name) => (sent[name] ?? '').length > valueLimit)
    .map((id) => ({ id, message: t.tooLong(valueLimit) }));
  if (errors.length > 0) return again({ errors, sent });
  const { words, view } = partOf(ctx);
  return saveWork(ctx, deps, {
    change: (content) => ({ ...content, overlay: withValueNames(form.schema, content.overlay, node, sent) }),
    entries: ({ overlay }) =>
      listedNames(form.schema, overlay, node, '').flatMap((value) =>
        textLayers.flatMap((layer) => {
          const name = valueName(value.at, layer);
          const label = `${t.element.oneOf(value.source)} – ${t.layers[layer]}`;
          const mine = sent[name];
          return mine === undefined ? [] : [{ name, label, mine, theirs: value.own[layer] }];
        }),
      ),
    then: () =>
      `${editorHref(formPaths.element(work.id, open.place), layerOf(ctx), {
        meldung: 'gespeichert',
        teil: String(view),
        ...(words === '' ? {} : { suche: words }),
      })}#werte`,
  });
}
