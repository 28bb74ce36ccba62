import { type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { uiTexts } from '../texts/index.ts';

export interface FileInputProps {
  lang: Lang;
  id: string;
  label: string;
  hint?: string;
  accept?: string;
  error?: string | undefined;
  multiple?: boolean;
  optional?: boolean;
}

/** A plain file input; the FileField of ui has buttons of its own for files that are stored one by one. */
export function FileInput(p: FileInputProps): VNode {
  const described = [
    ...(p.hint === undefined ? [] : [`${p.id}-hinweis`]),
    ...(p.error === undefined ? [] : [`${p.id}-fehler`]),
  ].join(' ');
  return (
    <div class={p.error === undefined ? 'kern-form-input vb-field' : 'kern-form-input kern-form-input--error vb-field'}>
      <label class="kern-label" for={p.id}>
        {p.label}
        {p.optional === true ? <span class="kern-label__optional"> ({uiTexts(p.lang).optional})</span> : null}
      </label>
      {p.hint === undefined ? null : (
        <div class="kern-hint" id={`${p.id}-hinweis`}>
          {p.hint}
        </div>
      )}
      <input
        class="kern-form-input__input"
        type="file"
        id={p.id}
        name={p.id}
        accept={p.accept}
        multiple={p.multiple}
        aria-describedby={described === '' ? undefined : described}
        aria-invalid={p.error === undefined ? undefined : 'true'}
      />
      {p.error === undefined ? null : (
        <p class="kern-error" id={`${p.id}-fehler`}>
          <span class="kern-icon kern-icon--danger" aria-hidden="true" />
          <span class="kern-body">
            <span class="kern-sr-only">{uiTexts(p.lang).errorPrefix}</span>
            {p.error}
          </span>
        </p>
      )}
    </div>
  );
}
