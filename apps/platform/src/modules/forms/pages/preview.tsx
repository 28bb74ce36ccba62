import {
  type Answers,
  evaluationContext,
  type FormModel,
  pickText,
  type RuleSet,
  type SchemaModel,
  type TextLayer,
} from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { Actions, Button, Heading, Progress } from '#ui';
import { pageBlocks } from '../domain/blocks.ts';
import { lookAt, relevantPages } from '../domain/form-state.ts';
import { formsTexts } from '../texts/index.ts';
import { type FieldContext } from './field-view.tsx';
import { PageBody } from './page-body.tsx';

export interface PagePreview {
  schema: SchemaModel;
  form: FormModel;
  rules: RuleSet;
  answers: Answers;
  /** A page that the form does not have (any more) shows the first one. */
  pageId: string;
  /** Language of the texts, or plain language. */
  lang: TextLayer;
  /** ISO date for rules that look at it. */
  today: string;
  /** ARS of the area, for rules of single states. */
  area?: string;
}

/**
 * The real page of a form, to look at: nothing in it can be filled in or sent, and its ids and names begin with
 * `vorschau-`, so that it may stand inside another form.
 */
export function previewPage(p: PagePreview): VNode {
  const compiled = { digest: '', schema: p.schema, form: p.form, rules: p.rules };
  const state = lookAt(compiled, p.answers, evaluationContext(p.area ?? null, p.today));
  const page = p.form.pages.find(({ id }) => id === p.pageId) ?? p.form.pages[0];
  const lang = p.lang === 'en' ? 'en' : 'de';
  const t = formsTexts(lang);
  if (page === undefined) return <p>{t.preview.noPages}</p>;
  const shown = relevantPages(state);
  const step = shown.findIndex(({ id }) => id === page.id) + 1;
  const fields: FieldContext = {
    lang,
    layer: p.lang,
    prefix: 'vorschau-',
    topLevel: 3,
    draft: '',
    raw: {},
    facts: {},
    problems: new Map(),
    form: new URLSearchParams(),
  };
  const title = pickText(page.title, p.lang);
  return (
    <fieldset class="vb-preview" disabled lang={lang}>
      <legend class="kern-sr-only">{t.preview.title}</legend>
      {step === 0 ? <p>{t.preview.skipped}</p> : <Progress lang={lang} step={step} of={shown.length + 1} />}
      {page.section !== undefined ? null : (
        <div lang={title.lang === lang ? undefined : title.lang}>
          <Heading level={3}>{title.text}</Heading>
        </div>
      )}
      <PageBody form={p.form} page={page} blocks={pageBlocks(state, page)} fields={fields} />
      <Actions>
        <Button label={t.next} value="vorschau" />
      </Actions>
    </fieldset>
  );
}
