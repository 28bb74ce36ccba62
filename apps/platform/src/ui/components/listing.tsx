import { type ComponentChildren, type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { safeHref } from '../safe-href.ts';
import { uiTexts } from '../texts/index.ts';
import { Heading, type HeadingLevel } from './headings.tsx';

export interface PaginationProps {
  lang: Lang;
  /** From 1. */
  page: number;
  pages: number;
  href: (page: number) => string;
}

export function Pagination({ lang, page, pages, href }: PaginationProps): VNode | null {
  if (pages <= 1) return null;
  const t = uiTexts(lang);
  const shown = [...new Set([1, page - 1, page, page + 1, pages])].filter((n) => n >= 1 && n <= pages);
  return (
    <nav class="vb-pages" aria-label={t.pagination}>
      <ul>
        {page > 1 ? (
          <li>
            <a href={safeHref(href(page - 1))} rel="prev">
              {t.previous}
            </a>
          </li>
        ) : null}
        {shown.map((n, i) => (
          <li key={n} class="vb-pages__item">
            {n - (shown[i - 1] ?? 0) > 1 ? (
              <span class="vb-gap" aria-hidden="true">
                …
              </span>
            ) : null}
            {n === page ? (
              <span aria-current="page">
                <span class="kern-sr-only">{t.pageNumber(n)}</span>
                <span aria-hidden="true">{n}</span>
              </span>
            ) : (
              <a href={safeHref(href(n))} aria-label={t.pageNumber(n)}>
                {n}
              </a>
            )}
          </li>
        ))}
        {page < pages ? (
          <li>
            <a href={safeHref(href(page + 1))} rel="next">
              {t.next}
            </a>
          </li>
        ) : null}
      </ul>
    </nav>
  );
}

export interface EmptyStateProps {
  title: string;
  text?: string;
  level?: HeadingLevel;
  /** Usually a LinkButton. */
  children?: ComponentChildren;
}

export function EmptyState(p: EmptyStateProps): VNode {
  return (
    <div class="vb-empty">
      <Heading level={p.level ?? 2}>{p.title}</Heading>
      {p.text === undefined ? null : <p>{p.text}</p>}
      {p.children}
    </div>
  );
}

export interface FilterFormProps {
  lang: Lang;
  action: string;
  label: string;
  /** Where "reset" leads; default: the action. */
  resetHref?: string;
  /** For a search instead of a filter: word on its button; there is nothing to reset then. */
  searchLabel?: string;
  children: ComponentChildren;
}

/** GET form above a list. */
export function FilterForm(p: FilterFormProps): VNode {
  const t = uiTexts(p.lang);
  return (
    <form method="get" action={safeHref(p.action)} class="vb-filter" role="search" aria-label={p.label}>
      {p.children}
      <div class="vb-filter__actions">
        <button type="submit" class="kern-btn kern-btn--secondary">
          <span class="kern-label">{p.searchLabel ?? t.apply}</span>
        </button>
        {p.searchLabel === undefined ? <a href={safeHref(p.resetHref ?? p.action)}>{t.reset}</a> : null}
      </div>
    </form>
  );
}
