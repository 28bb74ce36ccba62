import { type ComponentChildren, type VNode } from 'preact';
import { safeHref } from '../safe-href.ts';
import { Heading, type HeadingLevel } from './headings.tsx';

export interface CardProps {
  title: string;
  /** Makes the whole card a link. */
  href?: string;
  /** Small line above the title. */
  preline?: string;
  text?: string;
  level?: HeadingLevel;
  children?: ComponentChildren;
}

export function Card(p: CardProps): VNode {
  return (
    <article class={p.href === undefined ? 'kern-card' : 'kern-card kern-card--interactive'}>
      <div class="kern-card__container">
        <div class="kern-card__header">
          {p.preline === undefined ? null : <p class="kern-preline kern-preline--small">{p.preline}</p>}
          <Heading level={p.level ?? 3} look="kern-title">
            {p.href === undefined ? (
              p.title
            ) : (
              <a class="kern-link kern-link--stretched" href={safeHref(p.href)}>
                {p.title}
              </a>
            )}
          </Heading>
        </div>
        {p.text === undefined && p.children === undefined ? null : (
          <div class="kern-card__body">
            {p.text === undefined ? null : <p class="kern-body">{p.text}</p>}
            {p.children}
          </div>
        )}
      </div>
    </article>
  );
}

/** Grid of cards as a list. */
export function CardGrid({ cards }: { cards: readonly CardProps[] }): VNode {
  return (
    <ul class="vb-cards">
      {cards.map((card, i) => (
        <li key={i}>
          <Card {...card} />
        </li>
      ))}
    </ul>
  );
}
