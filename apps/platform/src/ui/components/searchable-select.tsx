import { type VNode } from 'preact';
import { uiTexts } from '../texts/index.ts';
import { type ChoiceProps, type Option, radioList, Select } from './choice-fields.tsx';
import { describedBy, errorOf, groupFrame, hintOf, legendOf } from './field-parts.tsx';

/** Lists up to this length are a plain select. */
const plainSelectUpTo = 30;
const shownAtOnce = 20;

function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/ß/g, 'ss')
    .toLowerCase();
}

const foldedLabels = new WeakMap<readonly Option[], readonly string[]>();

/** Folding thousands of labels takes longer than the rest of a page; lists stay the same between requests. */
function foldedOf(options: readonly Option[]): readonly string[] {
  const known = foldedLabels.get(options);
  if (known !== undefined) return known;
  const folded = options.map((option) => fold(option.label));
  foldedLabels.set(options, folded);
  return folded;
}

export interface NarrowedOptions {
  shown: readonly Option[];
  total: number;
}

/** Options that contain every word of the query; those that begin with it come first. */
export function narrowOptions(options: readonly Option[], query: string, limit = shownAtOnce): NarrowedOptions {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return { shown: [], total: 0 };
  const first = words[0] ?? '';
  const begins: Option[] = [];
  const contains: Option[] = [];
  const folded = foldedOf(options);
  for (const [at, option] of options.entries()) {
    const text = folded[at] ?? '';
    if (words.every((word) => text.includes(word))) (text.startsWith(first) ? begins : contains).push(option);
  }
  const hits = [...begins, ...contains];
  return { shown: hits.slice(0, limit), total: hits.length };
}

/** Name of the text input that narrows the list; its button sends `_action` = `search:<name>`. */
export function searchFieldName(name: string): string {
  return `${name}-suche`;
}

/** Choice from a long list, complete without JavaScript: filter, submit, choose from the radio list. */
export function SearchableSelect(p: ChoiceProps & { query?: string }): VNode {
  if (p.options.length <= plainSelectUpTo) return <Select {...p} />;
  const t = uiTexts(p.lang);
  const name = p.name ?? p.id;
  const query = p.query ?? '';
  const { shown, total } = narrowOptions(p.options, query);
  const chosen = p.options.find((option) => option.value === p.value);
  const list = chosen === undefined || shown.includes(chosen) ? shown : [chosen, ...shown];
  return (
    <fieldset class={groupFrame(p)} aria-describedby={describedBy(p)}>
      {legendOf(p)}
      {hintOf({ ...p, hint: p.hint ?? t.searchHint })}
      <div class="vb-searchrow">
        <div class="kern-form-input">
          <label class="kern-label" for={list.length === 0 ? p.id : `${p.id}-suche`}>
            {t.searchLabel(p.label)}
          </label>
          <input
            class="kern-form-input__input"
            type="text"
            id={list.length === 0 ? p.id : `${p.id}-suche`}
            name={searchFieldName(name)}
            value={query}
            autocomplete="off"
          />
        </div>
        <button type="submit" class="kern-btn kern-btn--secondary" name="_action" value={`search:${name}`}>
          <span class="kern-label">{t.search}</span>
        </button>
      </div>
      {list.length === 0 ? null : radioList({ ...p, options: list }, false)}
      {query !== '' && total === 0 ? <p role="status">{t.noHits(query)}</p> : null}
      {total > shown.length ? <p role="status">{t.moreHits(shown.length, total)}</p> : null}
      {errorOf(p)}
    </fieldset>
  );
}
