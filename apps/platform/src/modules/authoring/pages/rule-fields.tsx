import { nodesByPath, type SchemaModel } from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { type FieldError, type Option, SearchableSelect, Select, TextField, uiTexts } from '#ui';
import { type DraftChoice, type DraftGroup, type RuleDraft } from '../domain/rule-draft.ts';
import { kindOf } from '../domain/rule-values.ts';
import { type RuleTexts } from '../texts/rules.ts';
import { elementOptions, valueOptions } from './rule-names.ts';

/** What every part of the editor is given. */
export interface EditorContext {
  lang: Lang;
  t: RuleTexts;
  schema: SchemaModel;
  /** Address that the steps are posted to. */
  action: string;
  errors: readonly FieldError[];
  /** A list up to this length is chosen from directly: people find a name by typing its first letters. */
  plainUpTo: number;
}

/** So many entries of lists on one page; with more of them each list is searched instead. */
const mostEntries = 5000;

/** The larger the rule, the shorter the lists that its page can hold in full. */
export function plainListsFor({ statements }: RuleDraft): number {
  const inGroup = (group: DraftGroup): number =>
    group.parts.reduce((sum, part) => sum + (part.kind === 'group' ? inGroup(part) : 2), 0);
  const fields = statements.map(({ targets, when, demand }) => targets.length + inGroup(when) + inGroup(demand));
  return Math.floor(
    mostEntries /
      Math.max(
        1,
        fields.reduce((sum, count) => sum + count, 0),
      ),
  );
}

export function errorAt(e: EditorContext, id: string): string | undefined {
  return e.errors.find((error) => error.id === id)?.message;
}

interface ChoiceFieldProps {
  e: EditorContext;
  id: string;
  label: string;
  hint?: string;
  choice: DraftChoice;
  options: readonly Option[];
}

function ChoiceField({ e, id, label, hint, choice, options }: ChoiceFieldProps): VNode {
  const shared = { lang: e.lang, id, label, value: choice.value, options: withUnknown(choice.value, options) };
  const props = { ...shared, error: errorAt(e, id), ...(hint === undefined ? {} : { hint }) };
  return options.length <= e.plainUpTo ? <Select {...props} /> : <SearchableSelect {...props} query={choice.search} />;
}

/** What is not in the list (any more) stays visible, or the next click would lose it silently. */
function withUnknown(value: string, options: readonly Option[]): readonly Option[] {
  const isKnown = value === '' || options.some((option) => option.value === value);
  return isKnown ? options : [...options, { value, label: value }];
}

/** An element of the schema; `extra` are entries that are none. */
export function ElementField(p: Omit<ChoiceFieldProps, 'options'> & { extra?: readonly Option[] }): VNode {
  return <ChoiceField {...p} options={[...(p.extra ?? []), ...elementOptions(p.e.schema)]} />;
}

/** A value of an element: of its list, yes or no, or typed. */
export function ValueField(p: Omit<ChoiceFieldProps, 'options' | 'hint'> & { path: string }): VNode {
  const { e, id, label, choice, path } = p;
  const node = nodesByPath(e.schema).get(path);
  const kind = node === undefined ? 'text' : kindOf(e.schema, node);
  if (kind === 'yes-no') {
    const { yes, no } = uiTexts(e.lang);
    const options = [
      { value: 'true', label: yes },
      { value: 'false', label: no },
    ];
    return <ChoiceField e={e} id={id} label={label} choice={choice} options={options} />;
  }
  const listed = node?.kind === 'field' ? valueOptions(e.schema, node) : null;
  if (listed !== null) return <ChoiceField e={e} id={id} label={label} choice={choice} options={listed} />;
  const t = e.t.editor;
  const isCode = node?.kind === 'field' && node.codeList !== null;
  const isDate = kind === 'date' || kind === 'date-group';
  const hint = isCode ? t.codeHint : isDate ? t.dateHint : kind === 'number' ? t.numberHint : undefined;
  return (
    <TextField
      lang={e.lang}
      id={id}
      label={label}
      value={choice.value}
      error={errorAt(e, id)}
      width={20}
      spellcheck={false}
      {...(hint === undefined ? {} : { hint })}
    />
  );
}

interface StepButtonProps {
  e: EditorContext;
  step: string;
  label: string;
  ariaLabel?: string;
  /** Where the page is shown again. */
  at: string;
  variant?: 'secondary' | 'tertiary';
}

/** Takes a step and comes back to its place: without JavaScript the new page would begin at its top. */
export function StepButton({ e, step, label, ariaLabel, at, variant }: StepButtonProps): VNode {
  return (
    <button
      type="submit"
      class={`kern-btn kern-btn--${variant ?? 'secondary'} kern-btn--x-small`}
      name="_action"
      value={step}
      formAction={`${e.action}#${at}`}
      aria-label={ariaLabel}
    >
      <span class="kern-label">{label}</span>
    </button>
  );
}
