import { type ComponentChildren, type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { uiTexts } from '../texts/index.ts';
import { Heading, type HeadingLevel } from './headings.tsx';

export interface AlertProps {
  lang: Lang;
  kind: 'info' | 'success' | 'warning' | 'danger';
  /** Default: the word for the kind ("Hinweis", "Fehler"). */
  title?: string;
  level?: HeadingLevel;
  /** True when it answers what the person just did, so that it is read aloud. */
  live?: boolean;
  children?: ComponentChildren;
}

export function Alert(p: AlertProps): VNode {
  const role = p.live === true ? (p.kind === 'danger' ? 'alert' : 'status') : undefined;
  return (
    <div class={`kern-alert kern-alert--${p.kind}`} role={role}>
      <div class="kern-alert__header">
        <span class={`kern-icon kern-icon--${p.kind}`} aria-hidden="true" />
        <Heading level={p.level ?? 2} look="kern-title">
          {p.title ?? uiTexts(p.lang)[p.kind]}
        </Heading>
      </div>
      {p.children === undefined ? null : <div class="kern-alert__body">{p.children}</div>}
    </div>
  );
}
