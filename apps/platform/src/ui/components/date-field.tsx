import { type VNode } from 'preact';
import { uiTexts } from '../texts/index.ts';
import { describedBy, errorOf, type FieldProps, groupFrame, hintOf, legendOf } from './field-parts.tsx';

export interface DateParts {
  day: string;
  month: string;
  year: string;
}

export interface DateFieldProps extends FieldProps {
  value?: DateParts;
  /** Adds autocomplete bday-day, bday-month, bday-year. */
  birthday?: boolean;
}

/** Names of the three inputs of a date. */
export function datePartNames(name: string): DateParts {
  return { day: `${name}-tag`, month: `${name}-monat`, year: `${name}-jahr` };
}

/** Reads what was typed, unchecked. */
export function readDateParts(form: URLSearchParams, name: string): DateParts {
  const names = datePartNames(name);
  const read = (key: string): string => (form.get(key) ?? '').trim();
  return { day: read(names.day), month: read(names.month), year: read(names.year) };
}

/** Three text inputs: <input type=date> shows the browser's order of day and month and hides a wrong entry from us. */
export function DateField(props: DateFieldProps): VNode {
  const t = uiTexts(props.lang);
  const p = { ...props, hint: props.hint ?? t.dateHint };
  const names = datePartNames(p.name ?? p.id);
  const part = (key: keyof DateParts, id: string, label: string, short: string): VNode => (
    <div class="kern-form-input">
      <label class="kern-label" for={id}>
        {label} <span class="vb-muted">({short})</span>
      </label>
      <input
        class={`kern-form-input__input kern-form-input__input--width-${key === 'year' ? 4 : 2}${p.error === undefined ? '' : ' kern-form-input__input--error'}`}
        id={id}
        name={names[key]}
        type="text"
        inputMode="numeric"
        maxLength={key === 'year' ? 4 : 2}
        value={p.value?.[key] ?? ''}
        autocomplete={p.birthday === true ? `bday-${key}` : 'off'}
        aria-invalid={p.error === undefined ? undefined : 'true'}
      />
    </div>
  );
  return (
    <fieldset class={groupFrame(p)} aria-describedby={describedBy(p)}>
      {legendOf(p)}
      {hintOf(p)}
      <div class="kern-fieldset__body kern-fieldset__body--horizontal">
        {part('day', p.id, t.day, t.dayShort)}
        {part('month', `${p.id}-monat`, t.month, t.monthShort)}
        {part('year', `${p.id}-jahr`, t.year, t.yearShort)}
      </div>
      {errorOf(p)}
    </fieldset>
  );
}
