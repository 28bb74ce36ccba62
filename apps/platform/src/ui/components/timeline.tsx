import { type ComponentChildren, type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { formatDateTime } from '../format.ts';
import { uiTexts } from '../texts/index.ts';

export interface TimelineItem {
  title: string;
  /** Absent for what is still to come. */
  at?: Date;
  text?: string;
}

/** What happened to an application, oldest first. */
export function Timeline({ lang, items }: { lang: Lang; items: readonly TimelineItem[] }): VNode {
  return (
    <ol class="vb-timeline">
      {items.map((item, i) => (
        <li key={i} class={item.at === undefined ? undefined : 'vb-done'}>
          <strong>{item.title}</strong>
          {item.at === undefined ? null : <time dateTime={item.at.toISOString()}>{formatDateTime(item.at, lang)}</time>}
          {item.text === undefined ? null : <p>{item.text}</p>}
        </li>
      ))}
    </ol>
  );
}

export interface Message {
  key: string;
  author: string;
  at: Date;
  /** Own messages stand to the right and say so in words. */
  own: boolean;
  /** Rendered by StructuredText or StaticText, attachments below. */
  children: ComponentChildren;
}

/** Messages of a thread, oldest first. */
export function Thread({ lang, messages }: { lang: Lang; messages: readonly Message[] }): VNode {
  return (
    <ol class="vb-thread">
      {messages.map((message) => (
        <li key={message.key} class={message.own ? 'vb-message vb-message--own' : 'vb-message'}>
          <article>
            <header>
              <strong>{message.own ? `${uiTexts(lang).ownMessage} (${message.author})` : message.author}</strong>
              <time dateTime={message.at.toISOString()}>{formatDateTime(message.at, lang)}</time>
            </header>
            {message.children}
          </article>
        </li>
      ))}
    </ol>
  );
}
