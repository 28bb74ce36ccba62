import { type ComponentChildren, type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { safeHref } from '../safe-href.ts';
import { uiTexts } from '../texts/index.ts';

export interface SearchHeroProps {
  lang: Lang;
  heading: string;
  lead?: string;
  action: string;
  label: string;
  /** Default name `q`. */
  name?: string;
  value?: string;
  /** Second input, for instance the place. */
  second?: { name: string; label: string; value?: string; autocomplete?: string };
  /** There are results below: the band steps back, the heading gets smaller. */
  compact?: boolean;
  /** Line below the form. */
  children?: ComponentChildren;
}

/** Landing band with the search; holds the page's h1, so use it with width="full". */
export function SearchHero(p: SearchHeroProps): VNode {
  const name = p.name ?? 'q';
  return (
    <div class={p.compact === true ? 'vb-hero vb-hero--compact' : 'vb-hero'}>
      <div class="vb-wrap vb-hero__inner">
        <h1 class={p.compact === true ? 'kern-heading-medium' : 'kern-heading-x-large'}>{p.heading}</h1>
        {p.lead === undefined ? null : <p class="vb-lead">{p.lead}</p>}
        <form method="get" action={safeHref(p.action)} role="search" class="vb-hero__form">
          <div class="kern-form-input">
            <label class="kern-label" for={name}>
              {p.label}
            </label>
            <input class="kern-form-input__input" type="search" id={name} name={name} value={p.value ?? ''} />
          </div>
          {p.second === undefined ? null : (
            <div class="kern-form-input">
              <label class="kern-label" for={p.second.name}>
                {p.second.label}
              </label>
              <input
                class="kern-form-input__input"
                type="text"
                id={p.second.name}
                name={p.second.name}
                value={p.second.value ?? ''}
                autocomplete={p.second.autocomplete}
              />
            </div>
          )}
          <button type="submit" class="kern-btn kern-btn--primary">
            <span class="kern-icon kern-icon--search" aria-hidden="true" />
            <span class="kern-label">{uiTexts(p.lang).search}</span>
          </button>
        </form>
        {p.children === undefined ? null : <div class="vb-hero__extra">{p.children}</div>}
      </div>
    </div>
  );
}

/** Section of a full-width page. */
export function Band({
  heading,
  tint,
  children,
}: {
  heading?: string;
  tint?: boolean;
  children: ComponentChildren;
}): VNode {
  return (
    <section class={tint === true ? 'vb-band vb-band--tint' : 'vb-band'}>
      <div class="vb-wrap">
        {heading === undefined ? null : <h2 class="kern-heading-medium vb-band__head">{heading}</h2>}
        {children}
      </div>
    </section>
  );
}

/** Main text with a box beside it (contact, fees, papers); below each other on narrow screens. */
export function TwoColumns({ children, side }: { children: ComponentChildren; side: ComponentChildren }): VNode {
  return (
    <div class="vb-twocol">
      <div>{children}</div>
      <aside>{side}</aside>
    </div>
  );
}

export function SideBox({ heading, children }: { heading: string; children: ComponentChildren }): VNode {
  return (
    <section class="vb-sidebox">
      <h2 class="kern-heading-small">{heading}</h2>
      {children}
    </section>
  );
}

/** Box with the receipt number after sending. */
export function Receipt(p: {
  heading: string;
  numberLabel: string;
  number: string;
  children?: ComponentChildren;
}): VNode {
  return (
    <section class="vb-receipt">
      <h2 class="kern-heading-medium">{p.heading}</h2>
      <p>{p.numberLabel}</p>
      <p class="vb-receipt__number">{p.number}</p>
      {p.children}
    </section>
  );
}

/** Explanation that opens on demand. */
export function Help({ summary, children }: { summary: string; children: ComponentChildren }): VNode {
  return (
    <details class="vb-help">
      <summary>{summary}</summary>
      <div>{children}</div>
    </details>
  );
}
