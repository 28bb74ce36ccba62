import { type VNode } from 'preact';
import { describedBy, errorOf, type FieldProps, hintOf, inputFrame, labelFor } from './field-parts.tsx';

export interface TextFieldProps extends FieldProps {
  value?: string;
  type?: keyof typeof inputTypes;
  autocomplete?: string;
  maxLength?: number;
  /** Characters that are expected, as a visual hint of the length. */
  width?: 4 | 10 | 20;
  readOnly?: boolean;
  /** Keyboard of a touch screen. Not type=email: browsers rewrite domains with umlauts there. */
  inputMode?: 'email' | 'tel' | 'url' | 'numeric';
  spellcheck?: boolean;
}

// Preact's types know inputs as a union by type; spreading one of these picks the member.
const inputTypes = {
  text: { type: 'text' },
  email: { type: 'email' },
  tel: { type: 'tel' },
  url: { type: 'url' },
  search: { type: 'search' },
  password: { type: 'password' },
} as const;

function inputClass(error: string | undefined, width: number | undefined): string {
  let name = 'kern-form-input__input';
  if (error !== undefined) name += ' kern-form-input__input--error';
  if (width !== undefined) name += ` vb-width-${width}`;
  return name;
}

export function TextField(p: TextFieldProps): VNode {
  return (
    <div class={inputFrame(p)}>
      {labelFor(p)}
      {hintOf(p)}
      <input
        class={inputClass(p.error, p.width)}
        id={p.id}
        name={p.name ?? p.id}
        {...inputTypes[p.type ?? 'text']}
        value={p.value ?? ''}
        autocomplete={p.autocomplete}
        maxLength={p.maxLength}
        readOnly={p.readOnly}
        inputMode={p.inputMode}
        spellcheck={p.spellcheck ?? true}
        aria-describedby={describedBy(p)}
        aria-invalid={p.error === undefined ? undefined : 'true'}
      />
      {errorOf(p)}
    </div>
  );
}

export interface NumberFieldProps extends FieldProps {
  value?: string;
  /** integer: digits only; decimal: with comma. type=number is avoided: it scrolls, and drops what it does not understand. */
  kind?: 'integer' | 'decimal';
  unit?: string;
  autocomplete?: string;
}

export function NumberField(p: NumberFieldProps): VNode {
  const input = (
    <input
      class={inputClass(p.error, 10)}
      id={p.id}
      name={p.name ?? p.id}
      type="text"
      inputMode={p.kind === 'decimal' ? 'decimal' : 'numeric'}
      value={p.value ?? ''}
      autocomplete={p.autocomplete ?? 'off'}
      aria-describedby={p.unit === undefined ? describedBy(p) : `${describedBy(p) ?? ''} ${p.id}-einheit`.trim()}
      aria-invalid={p.error === undefined ? undefined : 'true'}
    />
  );
  return (
    <div class={inputFrame(p)}>
      {labelFor(p)}
      {hintOf(p)}
      {p.unit === undefined ? (
        input
      ) : (
        <div class="vb-unit">
          {input}
          <span id={`${p.id}-einheit`}>{p.unit}</span>
        </div>
      )}
      {errorOf(p)}
    </div>
  );
}

export interface TextAreaProps extends FieldProps {
  value?: string;
  rows?: number;
  maxLength?: number;
}

export function TextArea(p: TextAreaProps): VNode {
  return (
    <div class={inputFrame(p)}>
      {labelFor(p)}
      {hintOf(p)}
      <textarea
        class={inputClass(p.error, undefined)}
        id={p.id}
        name={p.name ?? p.id}
        rows={p.rows ?? 5}
        maxLength={p.maxLength}
        aria-describedby={describedBy(p)}
        aria-invalid={p.error === undefined ? undefined : 'true'}
      >
        {p.value ?? ''}
      </textarea>
      {errorOf(p)}
    </div>
  );
}
