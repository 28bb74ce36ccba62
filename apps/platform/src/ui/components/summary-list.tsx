import { type ComponentChildren, type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { safeHref } from '../safe-href.ts';
import { uiTexts } from '../texts/index.ts';
import { Heading, type HeadingLevel } from './headings.tsx';

export interface SummaryRow {
  key: string;
  /** Text or markup; empty shows "Keine Angabe". */
  value: ComponentChildren;
  changeHref?: string;
}

export interface SummaryListProps {
  lang: Lang;
  rows: readonly SummaryRow[];
  heading?: string;
  level?: HeadingLevel;
  /** One "Ändern" for the whole section. */
  changeHref?: string;
}

/** Answers with links to change them; without links a plain description list. */
export function SummaryList(p: SummaryListProps): VNode {
  const t = uiTexts(p.lang);
  return (
    <>
      {p.heading === undefined ? null : (
        <div class="vb-sectionhead">
          <Heading level={p.level ?? 2}>{p.heading}</Heading>
          {p.changeHref === undefined ? null : (
            <a href={safeHref(p.changeHref)}>
              {t.change}
              <span class="kern-sr-only">: {p.heading}</span>
            </a>
          )}
        </div>
      )}
      <dl class="vb-summary">
        {p.rows.map((row, i) => (
          <div class="vb-summary__row" key={i}>
            <dt>{row.key}</dt>
            <dd>{row.value === '' || row.value === null ? <span class="vb-muted">{t.noAnswer}</span> : row.value}</dd>
            {row.changeHref === undefined ? null : (
              <dd>
                <a href={safeHref(row.changeHref)}>
                  {t.change}
                  <span class="kern-sr-only">: {row.key}</span>
                </a>
              </dd>
            )}
          </div>
        ))}
      </dl>
    </>
  );
}
