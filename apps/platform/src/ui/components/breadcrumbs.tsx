import { type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { safeHref } from '../safe-href.ts';
import { uiTexts } from '../texts/index.ts';

export interface Crumb {
  label: string;
  /** Absent for the page itself. */
  href?: string;
}

export function Breadcrumbs({ lang, items }: { lang: Lang; items: readonly Crumb[] }): VNode {
  return (
    <nav class="vb-crumbs vb-wrap" aria-label={uiTexts(lang).breadcrumbs}>
      <ol>
        {items.map((item, i) => (
          <li key={i}>
            {item.href === undefined ? (
              <span aria-current="page">{item.label}</span>
            ) : (
              <a href={safeHref(item.href)}>{item.label}</a>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
