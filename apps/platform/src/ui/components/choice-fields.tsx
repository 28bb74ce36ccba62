import { type VNode } from 'preact';
import { uiTexts } from '../texts/index.ts';
import {
  describedBy,
  errorOf,
  type FieldProps,
  groupFrame,
  hintOf,
  inputFrame,
  labelContent,
  legendOf,
  labelFor,
} from './field-parts.tsx';

export interface Option {
  value: string;
  label: string;
  hint?: string;
}

export interface ChoiceProps extends FieldProps {
  options: readonly Option[];
  value?: string;
}

/** First input carries the field's id, so that links from the error summary land on it. */
export function optionId(id: string, index: number): string {
  return index === 0 ? id : `${id}-${index}`;
}

export function radioList(p: ChoiceProps, isHorizontal: boolean): VNode {
  const inputClass =
    p.error === undefined ? 'kern-form-check__radio' : 'kern-form-check__radio kern-form-check__radio--error';
  return (
    <div class={isHorizontal ? 'kern-fieldset__body kern-fieldset__body--horizontal' : 'kern-fieldset__body'}>
      {p.options.map((option, i) => {
        const id = optionId(p.id, i);
        return (
          <div key={option.value}>
            <div class="kern-form-check">
              <input
                class={inputClass}
                type="radio"
                id={id}
                name={p.name ?? p.id}
                value={option.value}
                checked={option.value === p.value}
                aria-describedby={option.hint === undefined ? undefined : `${id}-mehr`}
              />
              <label class="kern-label" for={id}>
                {option.label}
              </label>
            </div>
            {option.hint === undefined ? null : (
              <p class="vb-option-hint" id={`${id}-mehr`}>
                {option.hint}
              </p>
            )}
          </div>
        );
      })}
    </div>
  );
}

export function RadioGroup(p: ChoiceProps): VNode {
  return (
    <fieldset class={groupFrame(p)} aria-describedby={describedBy(p)}>
      {legendOf(p)}
      {hintOf(p)}
      {radioList(p, false)}
      {errorOf(p)}
    </fieldset>
  );
}

export interface YesNoProps extends FieldProps {
  /** 'true', 'false' or nothing chosen yet. */
  value?: string;
}

export function YesNo(p: YesNoProps): VNode {
  const t = uiTexts(p.lang);
  const options = [
    { value: 'true', label: t.yes },
    { value: 'false', label: t.no },
  ];
  return (
    <fieldset class={groupFrame(p)} aria-describedby={describedBy(p)}>
      {legendOf(p)}
      {hintOf(p)}
      {radioList({ ...p, options }, true)}
      {errorOf(p)}
    </fieldset>
  );
}

export interface CheckboxGroupProps extends FieldProps {
  options: readonly Option[];
  values?: readonly string[];
}

/** All boxes share one name; the form repeats it. */
export function CheckboxGroup(p: CheckboxGroupProps): VNode {
  const inputClass =
    p.error === undefined ? 'kern-form-check__checkbox' : 'kern-form-check__checkbox kern-form-check__checkbox--error';
  return (
    <fieldset class={groupFrame(p)} aria-describedby={describedBy(p)}>
      {legendOf(p)}
      {hintOf(p)}
      <div class="kern-fieldset__body">
        {p.options.map((option, i) => (
          <div class="kern-form-check" key={option.value}>
            <input
              class={inputClass}
              type="checkbox"
              id={optionId(p.id, i)}
              name={p.name ?? p.id}
              value={option.value}
              checked={p.values?.includes(option.value) === true}
            />
            <label class="kern-label" for={optionId(p.id, i)}>
              {option.label}
            </label>
          </div>
        ))}
      </div>
      {errorOf(p)}
    </fieldset>
  );
}

export interface CheckboxProps extends FieldProps {
  checked?: boolean;
  value?: string;
}

/** One box for a declaration ("Ich versichere …"). */
export function Checkbox(p: CheckboxProps): VNode {
  return (
    <div class={p.error === undefined ? 'vb-field' : 'vb-field kern-fieldset--error'}>
      {hintOf(p)}
      <div class="kern-form-check">
        <input
          class="kern-form-check__checkbox"
          type="checkbox"
          id={p.id}
          name={p.name ?? p.id}
          value={p.value ?? 'true'}
          checked={p.checked}
          aria-describedby={describedBy(p)}
          aria-invalid={p.error === undefined ? undefined : 'true'}
        />
        <label class="kern-label" for={p.id}>
          {labelContent(p)}
        </label>
      </div>
      {errorOf(p)}
    </div>
  );
}

/** Plain select; starts with an empty choice so that nothing is answered by accident. */
export function Select(p: ChoiceProps & { autocomplete?: string }): VNode {
  return (
    <div class={inputFrame(p)}>
      {labelFor(p)}
      {hintOf(p)}
      <div class="kern-form-input__select-wrapper">
        <select
          class={
            p.error === undefined ? 'kern-form-input__select' : 'kern-form-input__select kern-form-input__select--error'
          }
          id={p.id}
          name={p.name ?? p.id}
          autocomplete={p.autocomplete}
          aria-describedby={describedBy(p)}
          aria-invalid={p.error === undefined ? undefined : 'true'}
        >
          <option value="">{uiTexts(p.lang).pleaseChoose}</option>
          {p.options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === p.value}>
              {option.label}
            </option>
          ))}
        </select>
      </div>
      {errorOf(p)}
    </div>
  );
}
