import { type VNode } from 'preact';
import { type RequestContext } from '#kernel/http';
import {
  Button,
  Checkbox,
  CheckboxGroup,
  DateField,
  Fieldset,
  narrowOptions,
  NumberField,
  type Option,
  RadioGroup,
  Select,
  TextArea,
  TextField,
} from '#ui';
import { type Fact, type FactProblem, feeKinds } from '../domain/facts.ts';
import { reuseSections } from '../domain/reuse-sections.ts';
import { type Texts } from '../texts/index.ts';
import { type WorkContent } from '../types.ts';

export type Values = Readonly<Record<string, string>>;

export interface View {
  values: Values;
  problems: Readonly<Record<string, FactProblem>>;
  /** Words that the service catalogue is searched for. */
  search: string;
}

/** Facts of a group share the words of their parts: `pentest-datum` is the `datum` of any report. */
function wordsOf(t: Texts, base: string, group: string | undefined): { label?: string; hint?: string } {
  const own: Readonly<Record<string, { label: string; hint?: string }>> = { ...t.facts.fields, ...t.reuse.fields };
  const parts: Readonly<Record<string, { label: string; hint?: string }>> = t.reuse.parts;
  const part = group === undefined ? undefined : parts[base.slice(group.length + 1)];
  return part ?? own[base] ?? {};
}

function labelsOf(t: Texts, fact: Fact): { label: string; hint?: string } {
  const [, base = fact.name, language] = /^(.+)-(de|en)$/u.exec(fact.name) ?? [];
  const { label = base, hint } = wordsOf(t, base, fact.group);
  const spoken =
    language === undefined ? label : t.facts.inLanguage(label, t.languages[language === 'en' ? 'en' : 'de']);
  // The hint stands at the German field only; twice the same sentence is noise.
  return hint === undefined || language === 'en' ? { label: spoken } : { label: spoken, hint };
}

/** With the heading of its group where several groups have the same part. */
export function factLabel(t: Texts, fact: Fact): string {
  const groups: Readonly<Record<string, string>> = t.reuse.groups;
  const { label } = labelsOf(t, fact);
  return fact.group === undefined ? label : `${(groups[fact.group] ?? fact.group).replace(/ \(.*\)$/u, '')}: ${label}`;
}

export function problemText(t: Texts, problem: FactProblem): string {
  const words: Readonly<Record<FactProblem, string>> = { ...t.facts.problems, ...t.reuse.problems };
  return words[problem];
}

export function FactField(p: {
  ctx: RequestContext;
  t: Texts;
  fact: Fact;
  content: WorkContent;
  view: View;
  keys: readonly Option[];
}): VNode {
  const { ctx, t, fact, view } = p;
  const problem = view.problems[fact.name];
  const common = {
    lang: ctx.lang,
    id: fact.name,
    ...labelsOf(t, fact),
    optional: isOptional(t, p.content, fact),
    ...(problem === undefined ? {} : { error: problemText(t, problem) }),
  };
  const value = view.values[fact.name] ?? '';
  const options = (names: readonly string[], words: Readonly<Record<string, string>>): Option[] =>
    names.map((name) => ({ value: name, label: words[name] ?? name }));
  switch (fact.kind) {
    case 'line':
      return <TextField {...common} value={value} maxLength={fact.max} />;
    case 'text':
      return <TextArea {...common} value={value} rows={fact.max > 2000 ? 6 : 3} />;
    case 'lines':
      return <TextArea {...common} value={value} rows={5} />;
    case 'money':
      return <NumberField {...common} value={value} kind="decimal" unit="Euro" />;
    case 'percent':
      return <NumberField {...common} value={value} kind="decimal" unit="%" />;
    case 'fee-kind':
      return <RadioGroup {...common} value={value} options={options(feeKinds, t.facts.feeKinds)} />;
    case 'number':
      return <NumberField {...common} value={value} kind="integer" unit={unitOf(t, fact)} />;
    case 'date': {
      const [year = '', month = '', day = ''] = value.split('-');
      return <DateField {...common} value={{ year, month, day: day.replace(/^0(?=\d)/u, '') }} />;
    }
    case 'one':
      return (fact.options?.length ?? 0) > 8 ? (
        <Select {...common} value={value} options={options(fact.options ?? [], optionWords(t, fact))} />
      ) : (
        <RadioGroup {...common} value={value} options={options(fact.options ?? [], optionWords(t, fact))} />
      );
    case 'some':
      return (
        <CheckboxGroup
          {...common}
          values={value.split(',')}
          options={options(fact.options ?? [], optionWords(t, fact))}
        />
      );
    case 'yes':
      return <Checkbox {...common} optional={false} checked={value === 'true'} />;
    case 'key':
      return <KeyField ctx={ctx} t={t} common={common} value={value} view={view} keys={p.keys} />;
  }
}

function isOptional(t: Texts, content: WorkContent, fact: Fact): boolean {
  if (fact.name.endsWith('-en')) return true;
  const isOfReuse = reuseSections.some((section) => section === fact.section);
  return isOfReuse ? !fact.required(content) : t.facts.optional.includes(fact.name);
}

function optionWords(t: Texts, fact: Fact): Readonly<Record<string, string>> {
  const words: Readonly<Record<string, Readonly<Record<string, string>>>> = t.reuse.options;
  return words[fact.name] ?? {};
}

function unitOf(t: Texts, fact: Fact): string {
  const units: Readonly<Record<string, string>> = t.reuse.units;
  return units[fact.name] ?? units[fact.name.slice(fact.name.lastIndexOf('-') + 1)] ?? '';
}

/** The key itself, or a search in the service catalogue whose hits can be chosen. */
function KeyField(p: {
  ctx: RequestContext;
  t: Texts;
  common: { lang: RequestContext['lang']; id: string; label: string; hint?: string; error?: string; optional: boolean };
  value: string;
  view: View;
  keys: readonly Option[];
}): VNode {
  const { t, view } = p;
  const { shown, total } = narrowOptions(p.keys, view.search);
  const chosen = p.keys.find((option) => option.value === p.value);
  return (
    <Fieldset heading={t.facts.keyLegend}>
      <TextField {...p.common} value={p.value} maxLength={14} width={20} spellcheck={false} />
      {chosen === undefined ? null : <p class="kern-body">{t.facts.keyChosen(chosen.label)}</p>}
      <div class="vb-searchrow">
        <div class="kern-form-input">
          <label class="kern-label" for="leistung-suche">
            {t.facts.keySearch}
          </label>
          <input
            class="kern-form-input__input"
            type="text"
            id="leistung-suche"
            name="leistung-suche"
            value={view.search}
            autocomplete="off"
          />
        </div>
        <Button label={t.facts.keySearchButton} variant="secondary" value="suche" />
      </div>
      {view.search !== '' && total === 0 ? <p role="status">{t.facts.keyNone(view.search)}</p> : null}
      {shown.length === 0 ? null : (
        <RadioGroup
          lang={p.ctx.lang}
          id="leistung-wahl"
          label={t.facts.keyHits(shown.length, total)}
          options={shown}
          value={p.value}
          optional
        />
      )}
    </Fieldset>
  );
}
