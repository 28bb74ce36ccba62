import {
  fieldPurpose,
  type FieldPurpose,
  formatFormValue,
  type FormNode,
  pickText,
  type TextLayer,
} from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import {
  CheckboxGroup,
  DateField,
  FileField,
  formatBytes,
  type HeadingLevel,
  Help,
  NumberField,
  type Option,
  RadioGroup,
  SearchableSelect,
  searchFieldName,
  Select,
  StaticText,
  TextArea,
  TextField,
  YesNo,
} from '#ui';
import {
  type ChoiceControl,
  type Control,
  type FieldControl,
  type FilesControl,
  type OptionsControl,
} from '../domain/blocks.ts';
import { groupedIban } from '../domain/iban.ts';
import { type DraftContent } from '../domain/draft-content.ts';
import { autocompleteFor } from '../domain/prefill.ts';
import { shownDate, shownListsName } from '../domain/posted-page.ts';
import { sourceOf } from '../domain/sources.ts';
import { displayValue } from '../domain/summary.ts';
import { formsTexts } from '../texts/index.ts';
import { type FileStates } from '../uploads.ts';
import { allowedTypesOf, maxBytesOf, maxCountOf } from '../receive-file.ts';
import { type ProblemCode, problemText, typeNames } from './problem-texts.ts';
import { storedFiles } from './stored-files.tsx';

export interface PageProblem {
  code: ProblemCode;
  params: Record<string, string | number>;
}

/** What the fields of one page need beside their blocks. */
export interface FieldContext {
  lang: Lang;
  /** Which texts of the form are shown: those of the language, or plain language. */
  layer: TextLayer;
  /** Before every id and name: a preview stands beside other forms. */
  prefix: string;
  /** Level of the heading of the page. */
  topLevel: HeadingLevel;
  draft: string;
  /** By file; absent in a preview, which has none. */
  fileStates?: FileStates;
  raw: Readonly<Record<string, string>>;
  /** Node path → fact of the person. */
  facts: Readonly<Record<string, string>>;
  /** What the sign-in filled in. */
  prefilled?: DraftContent['prefilled'];
  /** By control name. */
  problems: ReadonlyMap<string, PageProblem>;
  form: URLSearchParams;
}

const longText = 255;
const radiosUpTo = 5;
const selectUpTo = 15;

/** Source texts are German where nobody translated them; then the whole field speaks German and says so. */
export function spokenIn(form: FormNode, layer: TextLayer): { lang: Lang; layer: TextLayer } {
  const { lang } = pickText(form.label, layer);
  return { lang, layer: layer === 'en' ? lang : layer };
}

export function inLanguage(lang: Lang, own: Lang, content: VNode): VNode {
  return own === lang ? content : <div lang={own}>{content}</div>;
}

export function LegalBasis({ form, lang }: { form: FormNode; lang: Lang }): VNode | null {
  const { legalBasis } = form.node;
  if (legalBasis.length === 0) return null;
  return (
    <Help summary={formsTexts(lang).legalBasis}>
      <ul lang={lang === 'de' ? undefined : 'de'}>
        {legalBasis.map((basis) => (
          <li key={basis.text}>
            {basis.link?.startsWith('https://') === true ? <a href={basis.link}>{basis.text}</a> : basis.text}
          </li>
        ))}
      </ul>
    </Help>
  );
}

interface Common {
  lang: Lang;
  layer: TextLayer;
  id: string;
  label: string;
  hint?: string;
  error?: string;
  optional: boolean;
  asHeading?: HeadingLevel;
}

function sourceText(control: FieldControl, ctx: FieldContext, lang: Lang): string | null {
  const source = sourceOf(control, ctx.prefilled);
  if (source === null) return null;
  return formsTexts(lang).source[control.node.fieldKind === 'locked' ? 'locked' : 'open'][source];
}

function common(control: Control, ctx: FieldContext, level?: HeadingLevel): Common {
  const { lang, layer } = spokenIn(control.form, ctx.layer);
  const label = pickText(control.form.label, layer).text;
  const help = control.form.help === null ? null : pickText(control.form.help, layer).text;
  const problem = ctx.problems.get(control.path);
  const hint = [help, control.kind === 'field' ? sourceText(control, ctx, lang) : null].filter((part) => part !== null);
  return {
    lang,
    layer,
    id: ctx.prefix + control.path,
    label,
    ...(hint.length === 0 ? {} : { hint: hint.join(' ') }),
    ...(problem === undefined ? {} : { error: problemText(lang, label, problem, control.form) }),
    optional: !control.required,
    ...(level === ctx.topLevel ? { asHeading: level } : {}),
  };
}

const knownOptions = new WeakMap<FormNode, Map<TextLayer, readonly Option[]>>();

/** Made once per form and language: lists have up to 11,000 entries. */
function optionsOf(form: FormNode, layer: TextLayer): readonly Option[] {
  const ofForm = knownOptions.get(form) ?? new Map<TextLayer, readonly Option[]>();
  knownOptions.set(form, ofForm);
  const known = ofForm.get(layer);
  if (known !== undefined) return known;
  const options = (form.values ?? []).map((value) => ({
    value: value.code,
    label: pickText(value.label, layer).text,
    ...(value.help === null ? {} : { hint: value.help }),
  }));
  ofForm.set(layer, options);
  return options;
}

export interface ControlProps<C> {
  control: C;
  ctx: FieldContext;
  /** That of the page's heading: the page has this question alone, and its label is the heading. */
  level?: HeadingLevel;
}

export function Field({ control, ctx, level }: ControlProps<FieldControl>): VNode {
  const props = common(control, ctx, level);
  return (
    <>
      {inLanguage(ctx.lang, props.lang, inputFor(control, props, ctx))}
      <LegalBasis form={control.form} lang={ctx.lang} />
    </>
  );
}

function inputFor(control: FieldControl, props: Common, ctx: FieldContext): VNode {
  const { node, form } = control;
  if (form.values !== null && form.values.length > 0) return choiceFor(control, props, ctx);
  const raw = ctx.raw[control.path];
  const value = raw ?? (control.value === null ? '' : formatFormValue(node, control.value));
  const autocomplete = autocompleteFor(ctx.facts[node.path], node, control.path);
  switch (node.dataType) {
    case 'bool':
      return yesNo(control, props);
    case 'date':
      return <DateField {...props} value={shownDate(control.value, raw)} birthday={autocomplete === 'bday'} />;
    case 'num':
    case 'num_currency':
      return (
        <NumberField {...props} kind="decimal" value={value} {...(node.dataType === 'num' ? {} : { unit: '€' })} />
      );
    case 'num_int':
      return <NumberField {...props} kind="integer" value={value} />;
    case 'time':
      return <TextField hint={formsTexts(props.lang).timeHint} {...props} value={value} width={10} />;
    case 'datetime':
      return <TextField hint={formsTexts(props.lang).dateTimeHint} {...props} value={value} width={20} />;
    case 'text':
    case 'text_latin':
      return textInput(control, props, value, autocomplete);
    case 'file':
    case 'obj':
      return <p>{formsTexts(props.lang).unsupported}</p>;
  }
}

const keyboards: Readonly<Partial<Record<FieldPurpose, 'email' | 'tel' | 'url' | 'numeric'>>> = {
  email: 'email',
  phone: 'tel',
  fax: 'tel',
  url: 'url',
};

function textInput(control: FieldControl, props: Common, value: string, autocomplete: string | undefined): VNode {
  const { node } = control;
  const { maxLength } = node.constraints;
  const purpose = fieldPurpose(node);
  if (purpose === 'iban') {
    const hint = formsTexts(props.lang).ibanHint;
    return (
      <TextField hint={hint} {...props} value={groupedIban(value)} width={20} autocomplete="off" spellcheck={false} />
    );
  }
  if (purpose === null && (maxLength === null || maxLength > longText)) return <TextArea {...props} value={value} />;
  const keyboard = purpose === null ? undefined : keyboards[purpose];
  const short = maxLength === null || maxLength > 20 ? undefined : maxLength <= 10 ? 10 : 20;
  // No maxlength: browsers cut pasted text without a word. The check says what is too long instead.
  return (
    <TextField
      {...props}
      value={value}
      {...(autocomplete === undefined ? {} : { autocomplete })}
      {...(keyboard === undefined ? {} : { inputMode: keyboard, spellcheck: false })}
      {...(short === undefined ? {} : { width: short })}
    />
  );
}

/** A voluntary radio group needs a way back to "nothing": browsers cannot unselect a radio button. */
function withNone(options: readonly Option[], props: Common): readonly Option[] {
  return props.optional ? [...options, { value: '', label: formsTexts(props.lang).noAnswer }] : options;
}

function yesNo(control: FieldControl, props: Common): VNode {
  const value = typeof control.value === 'boolean' ? String(control.value) : '';
  if (!props.optional) return <YesNo {...props} value={value} />;
  const t = formsTexts(props.lang);
  const options = [
    { value: 'true', label: t.yes },
    { value: 'false', label: t.no },
  ];
  return <RadioGroup {...props} options={withNone(options, props)} value={value} />;
}

function choiceFor(control: FieldControl, props: Common, ctx: FieldContext): VNode {
  const options = optionsOf(control.form, props.layer);
  const value = typeof control.value === 'string' ? control.value : '';
  if (options.length <= radiosUpTo) return <RadioGroup {...props} options={withNone(options, props)} value={value} />;
  if (options.length <= selectUpTo) return <Select {...props} options={options} value={value} />;
  const query = ctx.form.get(searchFieldName(control.path)) ?? '';
  return <SearchableSelect {...props} options={options} value={value} query={query} />;
}

export function Options({ control, ctx, level }: ControlProps<OptionsControl>): VNode {
  const props = common(control, ctx, level);
  return inLanguage(
    ctx.lang,
    props.lang,
    <>
      <input type="hidden" name={shownListsName} value={control.path} />
      <CheckboxGroup {...props} options={optionsOf(control.form, props.layer)} values={control.values} />
      <LegalBasis form={control.form} lang={ctx.lang} />
    </>,
  );
}

export function Files({ control, ctx, level }: ControlProps<FilesControl>): VNode {
  const props = common(control, ctx, level);
  const t = formsTexts(props.lang);
  const allowed = allowedTypesOf(control);
  const max = maxCountOf(control);
  const rule = t.fileHint(typeNames(allowed), formatBytes(maxBytesOf(control), props.lang), max);
  const files = storedFiles(control, ctx, props.lang);
  return inLanguage(
    ctx.lang,
    props.lang,
    <>
      <FileField
        {...props}
        hint={props.hint === undefined ? rule : `${props.hint} ${rule}`}
        files={files}
        accept={allowed.join(',')}
        multiple={control.isList}
        canAdd={files.length < max}
      />
      <LegalBasis form={control.form} lang={ctx.lang} />
    </>,
  );
}

export function Choice({ control, ctx, level }: ControlProps<ChoiceControl>): VNode {
  const props = common(control, ctx, level);
  const options = control.options.map((option) => ({
    value: option.value,
    label: pickText(option.form.label, props.layer).text,
  }));
  return inLanguage(ctx.lang, props.lang, <RadioGroup {...props} options={options} value={control.chosen ?? ''} />);
}

export function Locked({ control, ctx }: { control: FieldControl; ctx: FieldContext }): VNode {
  const props = common(control, ctx);
  const t = formsTexts(props.lang);
  const value = control.value === null ? t.noAnswer : displayValue(control, control.value, props.layer, t);
  return inLanguage(
    ctx.lang,
    props.lang,
    <div class="vb-field">
      <p class="kern-label">{props.label}</p>
      <p class="vb-locked">{value}</p>
      {props.hint === undefined ? null : <p class="kern-hint">{props.hint}</p>}
    </div>,
  );
}

export function Static({ form, ctx }: { form: FormNode; ctx: FieldContext }): VNode {
  const spoken = pickText(form.content ?? form.label, ctx.layer);
  return <StaticText text={spoken.text} {...(spoken.lang === ctx.lang ? {} : { lang: spoken.lang })} />;
}
