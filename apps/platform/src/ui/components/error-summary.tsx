import { type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { uiTexts } from '../texts/index.ts';

export interface FieldError {
  /** Id of the input that the link focuses. */
  id: string;
  /** Names the field and says how to correct it; it is read without the field beside it. */
  message: string;
}

/** List of all problems of a page, first thing in main. `enhance.js` moves the focus here. */
export function ErrorSummary({ lang, errors }: { lang: Lang; errors: readonly FieldError[] }): VNode {
  const t = uiTexts(lang);
  return (
    <div class="kern-alert kern-alert--danger" role="alert" id="fehleruebersicht" tabIndex={-1}>
      <div class="kern-alert__header">
        <span class="kern-icon kern-icon--danger" aria-hidden="true" />
        <h2 class="kern-title">{t.errorSummary(errors.length)}</h2>
      </div>
      <div class="kern-alert__body">
        <p class="kern-body">{t.errorSummaryHint}</p>
        <ul class="kern-list kern-list--bullet">
          {errors.map((error) => (
            <li key={error.id}>
              <a class="kern-link" href={`#${encodeURIComponent(error.id)}`}>
                {error.message}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
