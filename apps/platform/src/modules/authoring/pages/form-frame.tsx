import { type Answers, type FormModel, type TextLayer } from '@verbund/xdatenfelder';
import { type ComponentChildren, type VNode } from 'preact';
import { germanDate } from '#kernel/clock';
import { type RequestContext } from '#kernel/http';
import { previewPage } from '#modules/forms';
import { type Tenant } from '#modules/identity';
import { Alert, Heading, type ShellContext, TwoColumns } from '#ui';
import { makeSample } from '../domain/generate-tests.ts';
import { textLayers } from '../domain/overlay-json.ts';
import { formEditorTexts, type FormTexts } from '../texts/form.ts';
import { type Work } from '../types.ts';
import { type WorkForm, type WorkForms } from '../work-form.ts';
import { type AuthoringDeps, noticeOf, providerShell, revisionField, workOf } from './staff.ts';

export interface FormDeps extends AuthoringDeps {
  forms: WorkForms;
}

/** A work with its form, as every page of the editor needs it. */
export interface OpenWork {
  work: Work;
  form: WorkForm;
  tenant: Tenant;
  shell: ShellContext;
}

export async function openWork(ctx: RequestContext, deps: FormDeps): Promise<OpenWork> {
  const work = await workOf(ctx, deps);
  const { tenant, shell } = await providerShell(ctx, deps);
  return { work, tenant, shell, form: await deps.forms.of(work.tenant, work.content) };
}

/** In which texts the preview speaks; carried along by forms as a hidden field. */
export function layerOf(ctx: RequestContext): TextLayer {
  const wished = ctx.form.get(layerField) ?? ctx.query.get(layerField);
  return textLayers.find((layer) => layer === wished) ?? ctx.lang;
}

export const layerField = 'sprache';

/** What every form of the editor sends along. */
export function EditorFields({ ctx, work }: { ctx: RequestContext; work: Work }): VNode {
  return (
    <>
      <input type="hidden" name={revisionField} value={String(work.revision)} />
      <input type="hidden" name={layerField} value={layerOf(ctx)} />
    </>
  );
}

/** Address with the chosen language and, after an act, its message. */
export function editorHref(path: string, layer: TextLayer, more: Readonly<Record<string, string>> = {}): string {
  return `${path}?${new URLSearchParams({ [layerField]: layer, ...more }).toString()}`;
}

const filledField = 'ausgefuellt';

function madeUpAnswers({ form }: OpenWork, day: string, area: string | null): Answers {
  const made = makeSample(form, { kind: 'valid', seed: 1, fill: 'full', day, area });
  return made.ok ? made.test.answers : {};
}

export interface PreviewProps {
  ctx: RequestContext;
  open: OpenWork;
  pageId: string;
  /** Default: the form as it is saved. */
  model?: FormModel;
  answers?: Answers;
  /** Addresses of the same page in another language. */
  hrefOf: (layer: TextLayer) => string;
  day?: string;
  area?: string | null;
  note?: string;
}

/** The page as a citizen sees it. */
export function Preview(p: PreviewProps): VNode {
  const { ctx, open, model = open.form.form } = p;
  const t = formEditorTexts(ctx.lang);
  const layer = layerOf(ctx);
  const area = p.area === undefined ? open.tenant.ars : p.area;
  const day = p.day ?? germanDate(ctx.now);
  // Questions that hang on an answer are not there in an empty form.
  const isFilled = p.answers === undefined && ctx.query.get(filledField) === '1';
  const answers = p.answers ?? (isFilled ? madeUpAnswers(open, day, area) : {});
  const hrefOf = (one: TextLayer, filled: boolean): string => `${p.hrefOf(one)}${filled ? `&${filledField}=1` : ''}`;
  return (
    <section aria-labelledby="vorschau-titel">
      <Heading level={2} id="vorschau-titel">
        {t.preview.heading}
      </Heading>
      <p class="vb-muted">{t.preview.lead}</p>
      <nav aria-label={t.preview.language}>
        <ul>
          {textLayers.map((one) => (
            <li key={one}>
              <a href={hrefOf(one, isFilled)} aria-current={one === layer ? 'true' : undefined}>
                {t.layers[one]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <p>
        <strong>{t.preview.shown(t.layers[layer])}</strong>
      </p>
      {p.answers === undefined ? (
        <p>
          <a href={hrefOf(layer, !isFilled)}>{isFilled ? t.preview.clear : t.preview.fill}</a>
        </p>
      ) : null}
      {p.note === undefined ? null : <Alert lang={ctx.lang} kind="info" title={p.note} level={3} live />}
      {previewPage({
        schema: open.form.schema,
        form: model,
        rules: open.form.rules,
        answers,
        pageId: p.pageId,
        lang: layer,
        today: day,
        ...(area === null ? {} : { area }),
      })}
    </section>
  );
}

export function Beside({ children, preview }: { children: ComponentChildren; preview: VNode }): VNode {
  return <TwoColumns side={preview}>{children}</TwoColumns>;
}

export function Notice({
  ctx,
  notices,
}: {
  ctx: RequestContext;
  notices: Readonly<Record<string, string>>;
}): VNode | null {
  const text = noticeOf(ctx, notices);
  return text === undefined ? null : <Alert lang={ctx.lang} kind="success" title={text} live />;
}

/** A text as a person sent it: lines end alike, nothing but the text. */
export function sentText(ctx: RequestContext, name: string): string {
  return (ctx.form.get(name) ?? '').replaceAll('\r\n', '\n').trim();
}

export function missingWords(t: FormTexts, gaps: { en: number; simple: number }): string[] {
  return (['en', 'simple'] as const).flatMap((layer) =>
    gaps[layer] === 0 ? [] : [t.page.missing(gaps[layer], t.layers[layer])],
  );
}
